package guarantee

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// checker collects every violation in document order.
type checker struct{ list fault.List }

func (c *checker) wrong(path, want, format string, args ...any) {
	c.list.Wrong(path, want, format, args...)
}

func (c *checker) name(path, value string) {
	if value == "" || len(value) > NameBytesMax || strings.ContainsAny(value, "\n\r\x00") {
		c.wrong(path, "one line of 1 to 140 bytes", "%q cannot stand here", fault.Clip(value))
	}
}

// id checks an identifier given by the sender: the stroke is kept for the uses of an allotment.
func (c *checker) id(path, value string) {
	c.name(path, value)
	if strings.Contains(value, "/") {
		c.wrong(path, "an identifier without a stroke", "%q holds a stroke", fault.Clip(value))
	}
}

func (c *checker) text(path, value string) {
	if len(value) > TextBytesMax {
		c.wrong(path, "at most 2048 bytes", "the text has %d bytes", len(value))
	}
}

func (c *checker) money(path string, m unit.Money, currency string) {
	if m.Minor <= 0 || m.Minor > MinorMax {
		c.wrong(path, "more than nothing, at most "+unit.Group(MinorMax/100), "an amount of %s", m)
	}
	switch {
	case currency == "" && (len(m.Currency) != 3 || strings.ToUpper(m.Currency) != m.Currency):
		c.wrong(path, "a currency of three capitals", "%q is no currency", fault.Clip(m.Currency))
	case currency != "" && m.Currency != currency:
		c.wrong(path, "an amount in "+currency+", the currency of the guarantee", "an amount in %q", fault.Clip(m.Currency))
	}
}

func (c *checker) countries(path string, list []string) {
	if len(list) > CountriesMax {
		c.wrong(path, "at most 99 countries", "%d countries", len(list))
		return
	}
	for i, v := range list {
		if len(v) != 2 || strings.ToUpper(v) != v {
			c.wrong(fmt.Sprintf("%s/%d", path, i), "a country of two capitals", "%q is no country", fault.Clip(v))
		}
	}
}

func (t Terms) check() error {
	var c checker
	t.checkReference(&c)
	c.name("/terms/office", t.Office)
	c.name("/terms/holder", t.Holder)
	if len(t.Guarantor) > TextBytesMax {
		c.wrong("/terms/guarantor", "at most 2048 bytes", "the guarantor has %d bytes", len(t.Guarantor))
	}
	c.money("/terms/limit", t.Limit, "")
	t.checkLevel(&c)
	if t.From.IsZero() {
		c.wrong("/terms/from", "the first day", "no day stands here")
	}
	if !t.Until.IsZero() && !t.Until.After(t.From) {
		c.wrong("/terms/until", "a day after "+t.From.Format(time.DateOnly), "it ends on %s", t.Until.Format(time.DateOnly))
	}
	t.checkVoucher(&c)
	c.countries("/terms/countries", t.Countries)
	c.countries("/terms/excluded", t.Excluded)
	if t.Kind == TIRCarnet && len(t.Countries) != 1 {
		c.wrong("/terms/countries", "the one country whose ceiling is the limit", "%d countries", len(t.Countries))
	}
	if len(t.Commodities) > ItemsMax {
		c.wrong("/terms/commodities", "at most 999", "%d commodity codes", len(t.Commodities))
	}
	if t.Kind.Coded() && len(t.Codes) == 0 {
		c.wrong("/terms/codes", "at least one access code", "none is given")
	}
	c.codes("/terms/codes", t.Codes)
	return c.list.OrNil()
}

// checkReference holds the number against the kind: 17 characters, 24 for a voucher (rule R0318), a carnet its own.
func (t Terms) checkReference(c *checker) {
	switch t.Kind {
	case Waiver, Comprehensive, Individual, Voucher, MultipleUsage:
		v, length := code.ParseGRN(t.GRN), 17
		if t.Kind == Voucher {
			length = 24
		}
		if err := v.Err(); err != nil {
			c.list = append(c.list, fault.All(err)...)
		} else if len(t.GRN) != length {
			c.wrong("/terms/grn", strconv.Itoa(length)+" characters for type "+string(t.Kind), "the number has %d", len(t.GRN))
		}
	case TIRCarnet:
		if v, err := code.Parse("tir-carnet", t.GRN); err != nil || !v.OK() || v.Text != t.GRN {
			c.wrong("/terms/grn", "two capitals and digits", "%q is no carnet number", fault.Clip(t.GRN))
		}
	case Cash:
		c.name("/terms/grn", t.GRN)
	default:
		c.wrong("/terms/kind", "0, 1, 2, 3, 4, 9 or B", "%q is no kind an office keeps an account of", fault.Clip(string(t.Kind)))
	}
}

func (t Terms) checkLevel(c *checker) {
	switch p := t.Percent; {
	case t.Kind == Comprehensive && p != 100 && p != 50 && p != 30:
		c.wrong("/terms/percent", "100, 50 or 30; at 0 the guarantee is a waiver, type 0", "a comprehensive guarantee at %d per cent", p)
	case t.Kind == Waiver && p != 0:
		c.wrong("/terms/percent", "0", "a waiver at %d per cent", p)
	case t.Kind != Comprehensive && t.Kind != Waiver && p != 0 && p != 100:
		c.wrong("/terms/percent", "none", "type %s is not reduced", t.Kind)
	}
}

func (t Terms) checkVoucher(c *checker) {
	if t.Kind != Voucher {
		return
	}
	if t.Limit != (unit.Money{Minor: VoucherMinor, Currency: "EUR"}) {
		c.wrong("/terms/limit", "EUR 10,000.00, the amount of every voucher", "a voucher of %s", t.Limit)
	}
	if t.Until.IsZero() || t.Until.Sub(t.From) > VoucherDaysMax*day {
		c.wrong("/terms/until", "at most one year after the first day", "the voucher has no end within a year")
	}
}

func (c *checker) codes(path string, codes []AccessCode) {
	if len(codes) > CodesMax {
		c.wrong(path, "at most 99", "%d access codes", len(codes))
		return
	}
	for i, x := range codes {
		salt, err := hex.DecodeString(x.Salt)
		hash, err2 := hex.DecodeString(x.Hash)
		if err != nil || err2 != nil || len(salt) < SaltBytesMin || len(salt) > SaltBytesMax || len(hash) != 32 || len(x.Label) > NameBytesMax {
			c.wrong(fmt.Sprintf("%s/%d", path, i), "a salt and a hash as HashCode makes them", "this is no hashed access code")
		}
	}
}

// question checks what a check and a use ask, apart from the amount.
func (c *checker) question(q Question) {
	c.name("/from", q.From)
	c.name("/grn", q.GRN)
	c.name("/holder", q.Holder)
	if len(q.AccessCode) > CodeBytesMax {
		c.wrong("/accessCode", "at most 64 bytes", "the access code has %d bytes", len(q.AccessCode))
	}
	c.countries("/countries", q.Countries)
	if len(q.Commodities) > ItemsMax {
		c.wrong("/commodities", "at most 999", "%d commodity codes", len(q.Commodities))
	}
	if len(q.Departure) > NameBytesMax || len(q.Destination) > NameBytesMax {
		c.wrong("/departure", "offices of at most 140 bytes", "the offices of departure and destination are longer")
	}
}

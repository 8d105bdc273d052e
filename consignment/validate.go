package consignment

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

var (
	countryForm  = regexp.MustCompile(`^[A-Z]{2}$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	hsForm       = regexp.MustCompile(`^[0-9]{6,10}$`)
	unForm       = regexp.MustCompile(`^UN[0-9]{4}$`)
	kindForm     = regexp.MustCompile(`^[A-Z0-9]{1,4}$`)
)

// precedence is the order in which dangerous classes prevail here, strictest first (after ADR 2.1.3.5.3).
var precedence = []string{"7", "1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.3", "2.1", "2.2", "5.2", "6.2", "4.2", "4.3", "6.1", "3", "8", "4.1", "5.1", "9"}

// checker gathers violations by JSON pointer.
type checker struct{ list fault.List }

func (k *checker) wrong(path, format string, args ...any) *fault.Error {
	e := fault.New(fault.BadField, format, args...).At("%s", path)
	if len(k.list) < violationMax {
		k.list = append(k.list, e)
	}
	return e
}

// Validate checks what every use of a consignment needs: who, what, how much, from where to where and when. The error is
// a [fault.List] of every violation. Identifiers that fail their check are no violation: see [Consignment.Doubts].
func (c *Consignment) Validate() error {
	k := &checker{}
	k.need("/reference", c.Reference)
	k.text("/title", c.Title)
	k.party("/consignor", &c.Consignor, true)
	k.party("/consignee", &c.Consignee, true)
	k.party("/carrier", c.Carrier, false)
	k.party("/forwarder", c.Forwarder, false)
	k.party("/declarant", c.Declarant, false)
	k.need("/origin", c.Origin)
	k.need("/destination", c.Dest)
	k.date("/ready", c.Ready, true)
	k.between("/teu", int64(c.TEU), 1, TEUMax)
	k.text("/terms", c.Terms)
	k.atMost("/goods", len(c.Goods), GoodsMax)
	if len(c.Goods) == 0 {
		k.wrong("/goods", "is empty").Want("at least one goods item")
	}
	for i := range c.Goods {
		k.item(fmt.Sprintf("/goods/%d", i), &c.Goods[i])
	}
	k.equipment(c.Equipment)
	k.documents(c.Documents)
	if g := c.Guarantee; g != nil {
		k.among("/guarantee/kind", g.Kind, "comprehensive", "individual", "tir", "none")
		k.text("/guarantee/reference", g.Reference)
		k.text("/guarantee/guarantor", g.Guarantor)
		if g.Amount != (unit.Money{}) {
			k.money("/guarantee/amount", g.Amount)
		}
	}
	k.texts("/avoid", c.Avoid)
	k.text("/prefer", c.Prefer)
	return k.list.OrNil()
}

func (k *checker) item(p string, g *GoodsItem) {
	k.form(p+"/hs", g.HS, hsForm, "6 to 10 digits")
	k.need(p+"/description", g.Description)
	k.between(p+"/grossKg", int64(g.GrossKg), 1, kgMax)
	k.between(p+"/netKg", int64(g.NetKg), 0, kgMax)
	if g.NetKg > g.GrossKg && g.GrossKg > 0 {
		k.wrong(p+"/netKg", "%d kg is more than the gross mass of %d kg", g.NetKg, g.GrossKg)
	}
	k.between(p+"/packages", int64(g.Packages), 0, NumberMax)
	if g.PackageKind != "" {
		k.form(p+"/packageKind", g.PackageKind, kindForm, "a code of UN/ECE Recommendation 21, such as PK")
	}
	k.text(p+"/marks", g.Marks)
	k.money(p+"/value", g.Value)
	if g.Origin != "" {
		k.form(p+"/origin", g.Origin, countryForm, "a country of two capitals, such as JP")
	}
	k.text(p+"/controlled", g.Controlled)
	if d := g.Dangerous; d != nil {
		k.form(p+"/dangerous/un", d.UN, unForm, "a UN number, such as UN2912")
		k.among(p+"/dangerous/class", d.Class, precedence...)
		k.need(p+"/dangerous/name", d.Name)
	}
}

func (k *checker) party(p string, x *Party, required bool) {
	if x == nil {
		return
	}
	if required && x.Name == "" && x.Country == "" {
		k.wrong(p, "is missing").Want("an object with name and country")
		return
	}
	k.need(p+"/name", x.Name)
	k.form(p+"/country", x.Country, countryForm, "a country of two capitals, such as JP")
	k.text(p+"/city", x.City)
	k.text(p+"/address", x.Address)
	k.atMost(p+"/identifiers", len(x.Identifiers), ListMax)
	for i, id := range x.Identifiers {
		k.need(fmt.Sprintf("%s/identifiers/%d/scheme", p, i), id.Scheme)
		k.need(fmt.Sprintf("%s/identifiers/%d/value", p, i), id.Value)
	}
}

func (k *checker) equipment(list []Equipment) {
	k.atMost("/equipment", len(list), EquipmentMax)
	seen := map[string]int{}
	for i, e := range list {
		p := fmt.Sprintf("/equipment/%d", i)
		k.need(p+"/id", e.ID)
		if first, twice := seen[e.ID]; twice && e.ID != "" {
			k.wrong(p+"/id", "%s stands already in /equipment/%d", e.ID, first)
		}
		seen[e.ID] = i
		if e.Kind != "" {
			k.form(p+"/kind", e.Kind, kindForm, "an ISO 6346 size and type, such as 22G1")
		}
		k.texts(p+"/seals", e.Seals)
	}
}

func (k *checker) documents(list []Document) {
	k.atMost("/documents", len(list), DocumentsMax)
	for i, d := range list {
		p := fmt.Sprintf("/documents/%d", i)
		k.need(p+"/kind", d.Kind)
		k.text(p+"/number", d.Number)
		k.date(p+"/date", d.Date, false)
		k.text(p+"/issuer", d.Issuer)
	}
}

func (k *checker) need(p, s string) {
	if strings.TrimSpace(s) == "" {
		k.wrong(p, "is missing").Want("a text")
		return
	}
	k.text(p, s)
}

// text bounds a text and keeps control characters out of papers and messages.
func (k *checker) text(p, s string) {
	switch {
	case !utf8.ValidString(s):
		k.wrong(p, "is not UTF-8")
	case utf8.RuneCountInString(s) > TextMax:
		k.wrong(p, "has %d characters", utf8.RuneCountInString(s)).Want("at most %d", TextMax)
	case strings.ContainsFunc(s, unicode.IsControl):
		k.wrong(p, "holds a control character").Want("one line of text")
	}
}

func (k *checker) texts(p string, list []string) {
	k.atMost(p, len(list), ListMax)
	for i, s := range list {
		k.need(fmt.Sprintf("%s/%d", p, i), s)
	}
}

func (k *checker) atMost(p string, n, limit int) {
	if n > limit {
		k.wrong(p, "has %d entries", n).Want("at most %d", limit)
	}
}

func (k *checker) form(p, s string, form *regexp.Regexp, want string) {
	switch {
	case s == "":
		k.wrong(p, "is missing").Want("%s", want)
	case !form.MatchString(s):
		k.wrong(p, "%q is not understood", clip(s)).Want("%s", want)
	}
}

func (k *checker) between(p string, v, low, high int64) {
	if v < low || v > high {
		k.wrong(p, "is %d", v).Want("%d to %d", low, high)
	}
}

func (k *checker) among(p, s string, values ...string) {
	for _, v := range values {
		if s == v {
			return
		}
	}
	k.wrong(p, "%q is not known", clip(s)).Want("one of %s", strings.Join(values, ", "))
}

func (k *checker) money(p string, m unit.Money) {
	k.form(p+"/currency", m.Currency, currencyForm, "an ISO 4217 currency, such as USD")
	k.between(p+"/minor", m.Minor, 0, NumberMax)
}

func (k *checker) date(p, s string, required bool) {
	if s == "" && !required {
		return
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		k.wrong(p, "%q is no date", clip(s)).Want("YYYY-MM-DD")
	}
}

// Doubts are the identifiers that fail their check: they are kept as evidence, shown, and block only the filings that
// need them. Paths are JSON pointers.
func (c *Consignment) Doubts() fault.List {
	var list fault.List
	for i, e := range c.Equipment {
		if v := code.ParseContainer(e.ID); !v.OK() {
			list = append(list, fault.New(fault.BadIdent, "container %s: %s", e.ID, v.Finding.Text).At("/equipment/%d/id", i).Want("%s", "an ISO 6346 number with its check digit"))
		}
	}
	return list
}

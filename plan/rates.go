package plan

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// ownRate is an own rate as it acts on an arc.
type ownRate struct {
	value network.Value // USD a TEU
	rate  Rate
}

var rateColumns = []string{"subject", "amount", "currency", "quoted", "until", "source"}

// ReadRates reads own rates from CSV with the columns subject, amount, currency, quoted, until, source. name is used in
// errors, which are a [fault.List] of every violation of form; what only the network can tell (an unknown subject, a
// currency without a rate) is told when planning.
func ReadRates(r io.Reader, name string) ([]Rate, error) {
	data, err := io.ReadAll(io.LimitReader(r, rateFileMax+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot be read").At("%s", name).Because(err)
	}
	if len(data) > rateFileMax {
		return nil, fault.New(fault.Limit, "file of rates is too long").At("%s", name).Want("at most %d bytes", rateFileMax)
	}
	c := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	c.FieldsPerRecord = -1
	var faults fault.List
	var out []Rate
	for first := true; ; first = false {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			if first {
				faults = append(faults, fault.New(fault.BadFile, "is empty").At("%s", name).Want("a header: %s", strings.Join(rateColumns, ",")))
			}
			break
		}
		if err != nil {
			faults = append(faults, fault.New(fault.BadFile, "is no CSV: %v", err).At("%s", name).Want("comma-separated fields"))
			break
		}
		line, _ := c.FieldPos(0)
		at := fmt.Sprintf("%s:%d", name, line)
		switch {
		case first && !slices.Equal(record, rateColumns):
			return nil, fault.List{fault.New(fault.BadFile, "has the wrong header").At("%s", at).Want("%s", strings.Join(rateColumns, ","))}
		case first:
		case len(record) != len(rateColumns):
			faults = append(faults, fault.New(fault.BadFile, "row has %d fields", len(record)).At("%s", at).Want("%d: %s", len(rateColumns), strings.Join(rateColumns, ",")))
		case len(out) == ratesMax:
			return nil, append(faults, fault.New(fault.Limit, "too many rates").At("%s", at).Want("at most %d", ratesMax))
		default:
			out = append(out, rateOf(record, at, &faults))
		}
	}
	return out, faults.OrNil()
}

func rateOf(f []string, at string, faults *fault.List) Rate {
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	bad := func(column, want string) {
		*faults = append(*faults, fault.New(fault.BadFile, "%s %q is wrong", column, f[slices.Index(rateColumns, column)]).At("%s", at).Want("%s: %s", column, want))
	}
	day := func(i int) time.Time {
		if f[i] == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.DateOnly, f[i])
		if err != nil {
			bad(rateColumns[i], "a day like 2026-11-20, or empty")
		}
		return t
	}
	r := Rate{Subject: f[0], Currency: f[2], Quoted: day(3), Until: day(4), Source: f[5]}
	if r.Subject == "" {
		bad("subject", "id of a link, crossing or transfer")
	}
	amount, err := strconv.ParseFloat(f[1], 64)
	if err != nil || !(amount >= 0 && amount <= rateMax) {
		bad("amount", fmt.Sprintf("a decimal from 0 to %.0f, for one TEU", rateMax))
	}
	r.Amount = amount
	return r
}

// rates reports what is wrong with the own rates of a request, every violation at once.
func (p *Planner) checkRates(r *Request, bad fault.List) fault.List {
	if !(r.GoodsUSD >= 0 && r.GoodsUSD <= goodsMax) {
		bad = append(bad, fault.New(fault.BadField, "goods cannot be worth USD %v", r.GoodsUSD).At("goodsUSD").Want("0 to %.0f", float64(goodsMax)))
	}
	if len(r.Rates) > ratesMax {
		return append(bad, fault.New(fault.BadField, "%d own rates", len(r.Rates)).At("rates").Want("at most %d", ratesMax))
	}
	r.Rates = slices.Clone(r.Rates) // the caller's stay as they are
	for i := range r.Rates {
		x := &r.Rates[i]
		at := func(field string) string { return fmt.Sprintf("rates[%d].%s", i, field) }
		if len(x.Subject) > textMax || !p.n.Rated(x.Subject) {
			e := fault.New(fault.BadField, "no link, crossing or transfer is called %q", x.Subject).At("%s", at("subject")).
				Want("an id as in kairo plan --why --json, with \":CODE\" after a link or crossing for the way from that end")
			bad = append(bad, e.Among(p.n.NearestRated(x.Subject)...))
		}
		if !(x.Amount >= 0 && x.Amount <= rateMax) {
			bad = append(bad, fault.New(fault.BadField, "the amount cannot be %v", x.Amount).At("%s", at("amount")).Want("0 to %.0f for one TEU", rateMax))
			continue
		}
		if x.Currency == "" {
			x.Currency = "USD"
		}
		if !x.Until.IsZero() && x.Until.Before(x.Quoted) {
			bad = append(bad, fault.New(fault.BadField, "the rate ends before it is quoted").At("%s", at("until")).Want("a day from %s on", x.Quoted.Format(time.DateOnly)))
		}
		if _, err := p.convert(*x, r.Ready); err != nil {
			for _, e := range fault.All(err) {
				bad = append(bad, e.At("%s", at("currency")))
			}
		}
	}
	return bad
}

// convert makes an own rate a value in US dollars a TEU, by the exchange rate of the day of the quotation (of the ready date
// where that is not given).
func (p *Planner) convert(r Rate, ready time.Time) (network.Value, error) {
	day := r.Quoted
	if day.IsZero() {
		day = ready
	}
	cents, used, err := p.n.Currencies().Cents(strconv.FormatFloat(r.Amount, 'f', -1, 64), r.Currency, day)
	if err != nil {
		return network.Value{}, err
	}
	usd := float64(cents) / 100
	v := network.Value{V: usd, Low: usd, High: usd, Unit: "USD/TEU", Basis: network.Own, Source: r.Source, Method: "own rate"}
	if r.Currency != "USD" {
		v.Method = fmt.Sprintf("own rate of %s %s, at %s %s for a dollar (%s, %s)", r.Currency, strconv.FormatFloat(r.Amount, 'f', -1, 64), used.PerUSD, r.Currency, used.Year, used.Source)
	}
	if !r.Quoted.IsZero() {
		v.Year = r.Quoted.Format(time.DateOnly)
	}
	return v, nil
}

// cargo makes of a request what prices arcs, and notices of own rates that are not used.
func (p *Planner) cargo(sk *skeleton, r Request) (cargo, []string, error) {
	c := cargo{teu: float64(r.TEU), tonnes: float64(r.Mass) / 1000, goods: r.GoodsUSD}
	switch {
	case r.Weights.USDPerDay > 0:
		c.perDay = r.Weights.USDPerDay
		c.holding = network.Value{Basis: network.Own, Method: "value of time of the request"}
	case r.GoodsUSD > 0:
		c.holding = p.n.HoldingRate(r.Ready)
		c.perDay = r.GoodsUSD * c.holding.V / 1000 / 365
	}
	if len(r.Rates) == 0 {
		return c, nil, nil
	}
	by, notices, err := p.ratesBySubject(r)
	if err != nil {
		return c, nil, err
	}
	c.own = make([]*ownRate, len(sk.arcs))
	for i := range sk.arcs {
		if a := &sk.arcs[i]; a.kind != through {
			c.own[i] = by.of(a)
		}
	}
	return c, notices, nil
}

// subjectRates are the own rates that hold, by subject.
type subjectRates map[string]*ownRate

// of is the rate of an arc: what is said of its one direction or pair of modes decides over what is said of it at large.
func (s subjectRates) of(a *arcMeta) *ownRate {
	if a.link != nil || a.crossing != nil {
		if o := s[a.id+":"+a.from.Code]; o != nil {
			return o
		}
		return s[a.id]
	}
	if o := s[a.id]; o != nil {
		return o
	}
	return s["transfer:"+a.from.Code]
}

// ratesBySubject keeps of each subject the rate that holds on the ready date and was quoted last.
func (p *Planner) ratesBySubject(r Request) (subjectRates, []string, error) {
	out, notices := subjectRates{}, []string(nil)
	for _, x := range r.Rates {
		if !x.Until.IsZero() && !r.Ready.Before(x.Until.AddDate(0, 0, 1)) {
			notices = append(notices, fmt.Sprintf("own rates: that for %s held until %s and is not used for goods ready on %s", x.Subject, x.Until.Format(time.DateOnly), r.Ready.Format(time.DateOnly)))
			continue
		}
		if before := out[x.Subject]; before != nil && before.rate.Quoted.After(x.Quoted) {
			continue
		}
		v, err := p.convert(x, r.Ready)
		if err != nil {
			return nil, nil, err
		}
		out[x.Subject] = &ownRate{v, x}
	}
	return out, notices, nil
}

// rate is what the cost of an arc rests on for a cargo, the own rate before the network's.
func (c *cargo) rate(a *arcMeta) network.Value {
	if c.own == nil || c.own[a.at] == nil {
		return a.values.USD
	}
	v, before := c.own[a.at].value, a.values.USD.V
	v.Before = &before
	return v
}

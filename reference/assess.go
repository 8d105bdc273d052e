package reference

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Amount is a sum in hundredths of its currency.
type Amount struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

func (a Amount) String() string { return a.Currency + " " + fixed2(a.Minor) }

func fixed2(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

// Goods are what an assessment asks about one item of goods. What is zero is unknown.
type Goods struct {
	Country  string    // of the procedure
	Code     string    // 6 to 10 digits; with fewer than ten the highest of the lines that fit counts
	On       time.Time // day of acceptance
	Value    Amount    // customs value
	Grams    int64     // net mass
	Pieces   int64     // in the unit of the tariff: vehicles, tyres, cigarettes
	EngineCC int64     // displacement of each piece
	// Convert gives a sum in another currency at the rate of the day; nil when there is none.
	Convert func(a Amount, currency string) (Amount, bool)
}

// Step is one part of an assessment, with what it rests on.
type Step struct {
	Text   string `json:"text"`
	Amount Amount `json:"amount"`
	Status Status `json:"status"`
	Source string `json:"source"`
}

// Assessment is the duty and VAT that a guarantee must cover. Where Missing is not empty the sum is not known (then the
// fixed amount of the regime applies) and Total is a lower bound of it.
type Assessment struct {
	Duty, VAT, Total Amount
	Line             TariffLine // that the duty comes from
	Candidates       int        // lines that fit the code
	Steps            []Step
	Missing          []string
}

// Assess works out duty and VAT of goods at the day of acceptance: the highest duty of the lines that fit the code, then
// VAT on value and duty, each rounded up. Excise is not in the data: goods that bear it in most countries make the
// assessment incomplete. ok is false, with the reasons in Missing, when the sum is not known.
func (d *Data) Assess(g Goods) (a Assessment, ok bool) {
	if g.Value.Currency == "" || g.Value.Minor < 0 || g.Value.Minor > MinorMax {
		a.Missing = append(a.Missing, "the customs value, up to "+fixed2(MinorMax))
		return a, false
	}
	zero := Amount{0, g.Value.Currency}
	a.Duty, a.VAT, a.Total = zero, zero, zero
	d.assessDuty(g, &a)
	if BearsExcise(g.Code) {
		a.Missing = append(a.Missing, "the excise of "+g.Code+" in "+d.Name(g.Country)+" is not in the data")
	} else {
		a.Steps = append(a.Steps, Step{"no excise is counted: goods of this heading commonly bear none", zero, Recalled, "headings that commonly bear excise, recalled"})
	}
	if vat, found := d.VAT(g.Country, g.On); found {
		a.VAT.Minor = share(g.Value.Minor+a.Duty.Minor, vat.BasisPts)
		a.Steps = append(a.Steps, Step{fmt.Sprintf("VAT of %s: %s %% of value and duty", d.Name(g.Country), vat.Percent), a.VAT, vat.Status, vat.Source})
	} else {
		a.Missing = append(a.Missing, "the VAT of "+d.Name(g.Country)+" on "+g.On.Format(time.DateOnly)+" is not in the data")
	}
	a.Total.Minor = a.Duty.Minor + a.VAT.Minor
	return a, len(a.Missing) == 0
}

// exciseHeadings bear excise in most countries (recalled): drinks, tobacco, motor fuels, cars.
var exciseHeadings = []string{"2203", "2204", "2205", "2206", "2207", "2208", "2402", "2403", "2404", "2710", "8703"}

// BearsExcise reports whether goods of a code bear excise in most countries (recalled).
func BearsExcise(hs string) bool {
	return slices.ContainsFunc(exciseHeadings, func(h string) bool { return strings.HasPrefix(hs, h) })
}

func (d *Data) assessDuty(g Goods, a *Assessment) {
	lines := d.TariffLines(g.Country, g.Code, g.On)
	if a.Candidates = len(lines); a.Candidates == 0 {
		a.Missing = append(a.Missing, fmt.Sprintf("no tariff line of %s for %s on %s is in the data", d.Name(g.Country), g.Code, g.On.Format(time.DateOnly)))
		return
	}
	best := int64(-1)
	for _, l := range lines {
		minor, why := l.Rate.of(g)
		if why != "" {
			if why = "line " + l.Code + " asks " + why; len(a.Missing) < 3 {
				a.Missing = append(a.Missing, why)
			}
			continue
		}
		if minor > best {
			best, a.Line = minor, l
		}
	}
	if best < 0 {
		return
	}
	a.Duty.Minor = best
	text := fmt.Sprintf("import duty of line %s of %s: %s", a.Line.Code, d.Name(a.Line.Territory), a.Line.Rate)
	if len(lines) > 1 {
		text += fmt.Sprintf("; the highest of %d lines that fit %s", len(lines), g.Code)
	}
	if a.Line.Note != "" {
		text += "; note " + a.Line.Note + ": a lower temporary rate may hold"
	}
	a.Steps = append(a.Steps, Step{text, a.Duty, a.Line.Status, strings.TrimSpace(a.Line.ReadFrom + " " + a.Line.Edition)})
}

// TariffLines are the lines of a territory or its union that a code may fall under on a day, imported ones first and
// alone where any fits: those under the code, and those the code is under.
func (d *Data) TariffLines(country, hs string, on time.Time) []TariffLine {
	union, _, _ := d.Union(country, on)
	var out []TariffLine
	for _, l := range d.imported.tariff {
		if (l.Territory == country || l.Territory == union) && hs != "" && (strings.HasPrefix(l.Code, hs) || strings.HasPrefix(hs, l.Code)) && l.In(on) {
			out = append(out, l)
		}
	}
	if len(out) > 0 {
		return out
	}
	if r, ok := d.builtInDuty(country, hs, on); ok {
		out = append(out, TariffLine{Territory: r.Territory, Code: r.HS, Printed: r.Percent, ReadFrom: r.Source, Footnote: r.Note, From: r.From, Until: r.Until,
			Rate: DutyRate{Printed: r.Percent, AdValorem: true, BasisPts: r.BasisPts}, Status: r.Status, Where: r.Where})
	}
	return out
}

// of is the duty on goods in the currency of their value; why says what is missing.
func (r DutyRate) of(g Goods) (minor int64, why string) {
	if r.AdValorem {
		minor = share(g.Value.Minor, r.BasisPts)
	}
	if r.Specific == nil {
		return minor, ""
	}
	sum, why := r.Specific.of(g)
	if why != "" {
		return 0, why
	}
	if r.Join == "min" {
		return max(minor, sum), ""
	}
	return min(minor+sum, MinorMax), ""
}

func (s Specific) of(g Goods) (minor int64, why string) {
	var quantity int64
	perUnit := int64(1)
	switch s.Unit {
	case "kg":
		quantity, perUnit, why = g.Grams, 1000, "a sum per kg: the net mass is missing"
	case "t":
		quantity, perUnit, why = g.Grams, 1_000_000, "a sum per tonne: the net mass is missing"
	case "piece":
		quantity, why = g.Pieces, "a sum per piece: their number is missing"
	case "cm3":
		quantity, why = mul(g.EngineCC, g.Pieces), "a sum per cm3: the engine displacement or the number of vehicles is missing"
	default:
		return 0, "a sum per " + s.Unit + ": that quantity is not declared"
	}
	if quantity <= 0 {
		return 0, why
	}
	n := new(big.Int).Mul(big.NewInt(s.Micro), big.NewInt(quantity))
	sum := Amount{upTo(n, big.NewInt(10_000), big.NewInt(s.Per), big.NewInt(perUnit)), s.Currency}
	if s.Currency == g.Value.Currency {
		return sum.Minor, ""
	}
	if g.Convert != nil {
		if c, ok := g.Convert(sum, g.Value.Currency); ok && c.Minor >= 0 && c.Minor <= MinorMax {
			return c.Minor, ""
		}
	}
	return 0, "a sum in " + s.Currency + ": the rate to " + g.Value.Currency + " is missing"
}

// mul is a product of two counts, bounded.
func mul(a, b int64) int64 {
	if a <= 0 || b <= 0 || a > MinorMax/b {
		return 0
	}
	return a * b
}

// share is a part of a sum in hundredths of one per cent, rounded up to the minor unit.
func share(minor, basisPts int64) int64 {
	return upTo(new(big.Int).Mul(big.NewInt(minor), big.NewInt(basisPts)), big.NewInt(10_000))
}

// upTo divides by each, rounds up once, and stops at the largest sum.
func upTo(n *big.Int, by ...*big.Int) int64 {
	d := big.NewInt(1)
	for _, b := range by {
		d.Mul(d, b)
	}
	n.Add(n, d).Sub(n, big.NewInt(1)).Quo(n, d)
	if !n.IsInt64() || n.Int64() > MinorMax {
		return MinorMax
	}
	return n.Int64()
}

package reference

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Any is the territory of rows that hold for every territory without its own.
const Any = "*"

// Name is the English name of a territory, or its code where the data do not know it.
func (d *Data) Name(territory string) string {
	if n, ok := d.Territories[territory]; ok {
		return n
	}
	return territory
}

// Union is the customs union a territory belongs to on a day, EU or EAEU.
func (d *Data) Union(territory string, on time.Time) (string, Member, bool) {
	for _, m := range d.Members {
		if m.Territory == territory && m.Degree == "member" && m.In(on) {
			return m.Union, m, true
		}
	}
	return "", Member{}, false
}

// Membership is what the data say of a territory and a convention on a day, whatever its degree. A member of a union
// without a row of its own has that of the union.
func (d *Data) Membership(territory, convention string, on time.Time) (Membership, bool) {
	for _, m := range d.Memberships {
		if m.Territory == territory && m.Convention == convention && m.In(on) {
			return m, true
		}
	}
	for _, m := range d.Memberships {
		if m.Territory == territory && m.Convention == convention {
			return Membership{}, false // it has rows, none of this day
		}
	}
	if union, _, ok := d.Union(territory, on); ok {
		return d.Membership(union, convention, on)
	}
	return Membership{}, false
}

// Party reports whether a convention can be used in a territory on a day: it is bound, and for eTIR also seen in use.
func (d *Data) Party(territory, convention string, on time.Time) (Membership, bool) {
	m, ok := d.Membership(territory, convention, on)
	return m, ok && (m.Degree == IsParty || m.Degree == Live)
}

// Accession is the row by which a territory becomes a party, on any day: it tells from when.
func (d *Data) Accession(territory, convention string) (Membership, bool) {
	for _, m := range d.Memberships {
		if m.Territory == territory && m.Convention == convention && (m.Degree == IsParty || m.Degree == Live) {
			return m, true
		}
	}
	return Membership{}, false
}

// Rule is the text of a rule as of a day.
func (d *Data) Rule(id string, on time.Time) (Rule, bool) {
	for _, i := range d.rules[id] {
		if d.Rules[i].In(on) {
			return d.Rules[i], true
		}
	}
	return Rule{}, false
}

// RuleRows are all rows of a rule in order of the file: what held before and what comes after.
func (d *Data) RuleRows(id string) []Rule {
	var out []Rule
	for _, i := range d.rules[id] {
		out = append(out, d.Rules[i])
	}
	return out
}

// Regime is the procedure of the first of the territories that has one for the role and mode on a day; rows for the very
// mode come before rows for any, and [Any] is tried last. "inward" falls back to "transit".
func (d *Data) Regime(territories []string, role, mode string, on time.Time) (Regime, bool) {
	for _, t := range append(slices.Clone(territories), Any) {
		for _, r := range []string{role, map[string]string{"inward": "transit"}[role]} {
			if x, ok := best(d.Regimes, mode, func(x Regime) ([]string, bool) { return x.Modes, x.Territory == t && x.Role == r && x.In(on) }); ok {
				return x, true
			}
		}
	}
	return Regime{}, false
}

// Security is the guarantee that a regime asks in the first of the territories that has a row.
func (d *Data) Security(territories []string, regime, mode string, on time.Time) (Security, bool) {
	for _, t := range append(slices.Clone(territories), Any) {
		if x, ok := best(d.Securities, mode, func(x Security) ([]string, bool) { return x.Modes, x.Territory == t && x.Regime == regime && x.In(on) }); ok {
			return x, true
		}
	}
	return Security{}, false
}

// best is the first row that fits: one that names the mode, else one for any mode.
func best[T any](rows []T, mode string, fits func(T) ([]string, bool)) (T, bool) {
	for _, exact := range []bool{true, false} {
		for _, x := range rows {
			modes, ok := fits(x)
			if ok && (exact && slices.Contains(modes, mode) || !exact && len(modes) == 0) {
				return x, true
			}
		}
	}
	var none T
	return none, false
}

// AdvancesAt are the data a territory or its union asks at an event, for a mode, goods and number of members touched.
func (d *Data) AdvancesAt(territories []string, event, mode string, hs []string, members int, on time.Time) []Advance {
	var out []Advance
	for _, a := range d.Advances {
		if slices.Contains(territories, a.Territory) && a.Event == event && modeFits(a.Modes, mode) && HSFits(a.Goods, hs) && members >= a.Members && a.In(on) {
			out = append(out, a)
		}
	}
	return out
}

// ControlsAt are the things goods bring at an event in a territory: rows of it, of its groups and of any.
func (d *Data) ControlsAt(territories []string, event, mode string, hs, classes []string, on time.Time) []Control {
	var out []Control
	for _, c := range d.Controls {
		place := c.Territory == Any || slices.Contains(territories, c.Territory)
		if place && c.Event == event && modeFits(c.Modes, mode) && HSFits(c.HS, hs) && classFits(c.Class, classes) && c.In(on) {
			out = append(out, c)
		}
	}
	return out
}

// Bars are the rows that tell a planner what goods must avoid, wherever they go.
func (d *Data) Bars(hs, classes []string, on time.Time) []Control {
	var out []Control
	for _, c := range d.Controls {
		if c.Event == "avoid" && HSFits(c.HS, hs) && classFits(c.Class, classes) && c.In(on) {
			out = append(out, c)
		}
	}
	return out
}

func classFits(class string, classes []string) bool {
	return class == "" || class == "*" && len(classes) > 0 || slices.Contains(classes, class)
}

func modeFits(modes []string, mode string) bool {
	return len(modes) == 0 || mode == "" || slices.Contains(modes, mode)
}

// HSFits reports whether any code begins with any prefix; no prefixes fit everything.
func HSFits(prefixes, codes []string) bool {
	if len(prefixes) == 0 {
		return true
	}
	return slices.ContainsFunc(codes, func(code string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(code, p) })
	})
}

// VAT is the standard rate of value added tax, or of what takes its place, on a day.
func (d *Data) VAT(territory string, on time.Time) (Rate, bool) {
	for _, r := range d.VATRates {
		if r.Territory == territory && r.In(on) {
			return r, true
		}
	}
	return Rate{}, false
}

// Duty is the import duty of a territory, or of its union, for an HS code as a percentage: of imported lines the highest
// of those that fit, where all are plain percentages (for others [Data.Assess] is needed); else the longest built-in line
// that fits.
func (d *Data) Duty(territory, hs string, on time.Time) (Rate, bool) {
	lines := d.TariffLines(territory, hs, on)
	if len(lines) == 0 || len(d.imported.tariff) == 0 || lines[0].Edition == "" {
		return d.builtInDuty(territory, hs, on)
	}
	var top TariffLine
	for i, l := range lines {
		if l.Rate.Specific != nil {
			return Rate{}, false
		}
		if i == 0 || l.Rate.BasisPts > top.Rate.BasisPts {
			top = l
		}
	}
	r := Rate{Territory: top.Territory, HS: top.Code, BasisPts: top.Rate.BasisPts, Percent: decimal(top.Rate.BasisPts, 2),
		Span: Span{From: top.From, Until: top.Until, FromText: top.From.Format(time.DateOnly)}, Origin: Origin{top.Status, top.ReadFrom + ", edition " + top.Edition, top.Where}}
	if len(lines) > 1 {
		r.Note = "the highest of " + strconv.Itoa(len(lines)) + " lines"
	}
	if top.Note != "" {
		r.Note = strings.TrimPrefix(r.Note+"; note "+top.Note+": a lower temporary rate may hold", "; ")
	}
	return r, true
}

func (d *Data) builtInDuty(territory, hs string, on time.Time) (Rate, bool) {
	union, _, _ := d.Union(territory, on)
	var found Rate
	ok := false
	for _, r := range d.Duties {
		if (r.Territory == territory || r.Territory == union) && strings.HasPrefix(hs, r.HS) && r.In(on) && (!ok || len(r.HS) > len(found.HS)) {
			found, ok = r, true
		}
	}
	return found, ok
}

// Ceiling is what a TIR carnet secures in a territory on a day.
func (d *Data) Ceiling(territory string, on time.Time) (Ceiling, bool) {
	for _, c := range d.Ceilings {
		if c.Territory == territory && c.In(on) {
			return c, true
		}
	}
	if union, _, ok := d.Union(territory, on); ok && union != territory {
		for _, c := range d.Ceilings {
			if c.Territory == union && c.In(on) {
				return c, true
			}
		}
	}
	return Ceiling{}, false
}

// OfficeQuery asks for the office of a place.
type OfficeQuery struct {
	Country  string
	Location string // network location code
	Name     string // of the place
	Mode     string // of the goods there
	Role     string // departure, destination, entry, exit, transit, guarantee
	On       time.Time
}

// Office is the office that fits best: by location code before name, by mode and role where several serve the place, one
// with a code before one without. It is not found where no row names the place.
func (d *Data) Office(q OfficeQuery) (Office, bool) {
	bestScore := 0
	var found Office
	for _, o := range d.Offices {
		if s := q.score(o); s > bestScore {
			bestScore, found = s, o
		}
	}
	return found, bestScore > 0
}

// score weighs an office for a query: 0 does not fit.
func (q OfficeQuery) score(o Office) int {
	if o.Country != q.Country || !o.In(q.On) || !modeFits(o.Modes, q.Mode) {
		return 0
	}
	s := 0
	name := fold(q.Name)
	switch {
	case q.Location != "" && slices.Contains(o.Locations, q.Location):
		s = 1000
	case slices.ContainsFunc(o.Places, func(p string) bool { return name == fold(p) }):
		s = 500
	case slices.ContainsFunc(o.Places, func(p string) bool { return wholeWord(name, fold(p)) }):
		s = 100
	default:
		return 0
	}
	if q.Mode != "" && slices.Contains(o.Modes, q.Mode) {
		s += 40
	}
	if slices.Contains(o.Roles, q.Role) {
		s += 20
	}
	if o.Code != "" {
		s += 10
	}
	return s
}

// wholeWord reports whether the name holds the place as whole words: "khorgos (kz)" holds "khorgos".
func wholeWord(name, place string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ,;()/–-", r) })
	want := strings.FieldsFunc(place, func(r rune) bool { return strings.ContainsRune(" ,;()/–-", r) })
	for i := 0; i+len(want) <= len(words) && len(want) > 0; i++ {
		if slices.Equal(words[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

var folder = strings.NewReplacer("ü", "u", "ö", "o", "ı", "i", "ş", "s", "ç", "c", "ğ", "g", "ə", "a", "ț", "t", "ţ", "t", "ă", "a", "ł", "l", "ń", "n", "ó", "o",
	"á", "a", "é", "e", "č", "c", "ʻ", "'", "‘", "'", "’", "'", "İ", "i")

func fold(s string) string { return folder.Replace(strings.ToLower(strings.TrimSpace(s))) }

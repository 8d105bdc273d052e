package reference

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
)

//go:embed data/*.csv
var embedded embed.FS

// Data is one loaded set. It does not change and may be shared.
type Data struct {
	Territories map[string]string // code to name
	Memberships []Membership
	Members     []Member
	Rules       []Rule
	Regimes     []Regime
	Offices     []Office
	Securities  []Security
	Advances    []Advance
	Controls    []Control
	VATRates    []Rate
	Duties      []Rate
	Ceilings    []Ceiling

	rules    map[string][]int
	imported imported
}

// Default is the embedded set. A test holds that it loads.
func Default() *Data { return defaultOnce() }

var defaultOnce = sync.OnceValue(func() *Data {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err)
	}
	d, err := Load(sub)
	if err != nil {
		panic("reference: the embedded data are wrong:\n" + err.Error())
	}
	return d
})

// Load reads a set of tables from the root of a file system. The error is a [fault.List] of every violation.
func Load(fsys fs.FS) (*Data, error) {
	var faults fault.List
	d := &Data{Territories: map[string]string{}, rules: map[string][]int{}}
	for _, read := range []func(fs.FS, *fault.List){d.readTerritories, d.readRules, d.readConventions, d.readUnions,
		d.readRegimes, d.readOffices, d.readGuarantees, d.readAdvance, d.readControls, d.readRates, d.readCeilings} {
		read(fsys, &faults)
	}
	d.checkOverlaps(&faults)
	if len(faults) > 0 {
		return nil, faults
	}
	return d, nil
}

const dated = "from,until,status,source"

func (d *Data) readTerritories(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "territories.csv", "code,name,kind", faults)
	for t.next() {
		code := t.must("code")
		if _, twice := d.Territories[code]; twice {
			t.field("code", "%s stands twice", code)
		}
		t.among("kind", "country", "group")
		d.Territories[code] = t.must("name")
	}
}

// territory is a field that must name a known territory.
func (d *Data) territory(t *table, column string) string {
	v := t.get(column)
	if _, ok := d.Territories[v]; !ok {
		t.field(column, "territory %q is not in territories.csv", v)
	}
	return v
}

// cites is a field of rule ids that must exist.
func (d *Data) cites(t *table) []string {
	ids := t.words("rules")
	for _, id := range ids {
		if _, ok := d.rules[id]; !ok {
			t.field("rules", "rule %q is not in rules.csv", id)
		}
	}
	return ids
}

func (d *Data) readRules(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "rules.csv", "id,text,"+dated, faults)
	for t.next() {
		r := Rule{ID: t.must("id"), Text: t.must("text"), Span: t.span(), Origin: t.origin()}
		d.rules[r.ID] = append(d.rules[r.ID], len(d.Rules))
		d.Rules = append(d.Rules, r)
	}
}

// depositDays is how long after its deposit an accession to CMR and its protocol takes effect.
const depositDays = 90

func (d *Data) readConventions(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "conventions.csv", "territory,convention,degree,from,until,basis,status,source,note", faults)
	for t.next() {
		m := Membership{Territory: d.territory(t, "territory"), Convention: t.must("convention"), Note: t.get("note"),
			Degree: Degree(t.among("degree", "party", "live", "connected", "pilot", "announced", "partial", "none", "unknown")),
			Basis:  t.among("basis", "force", "deposit", "undated", ""), Span: t.span(), Origin: t.origin()}
		if (m.Basis == "undated" || m.Basis == "") != (m.FromText == "") {
			t.field("basis", "%q does not fit the date %q", m.Basis, m.FromText)
		}
		if m.Basis == "deposit" {
			m.From = m.From.AddDate(0, 0, depositDays)
		}
		d.Memberships = append(d.Memberships, m)
	}
}

func (d *Data) readUnions(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "unions.csv", "union,territory,degree,"+dated+",note", faults)
	for t.next() {
		d.Members = append(d.Members, Member{Union: d.territory(t, "union"), Territory: d.territory(t, "territory"),
			Degree: t.among("degree", "member", "observer"), Note: t.get("note"), Span: t.span(), Origin: t.origin()})
	}
}

func (d *Data) readRegimes(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "regimes.csv", "territory,role,modes,regime,name,form,number,limit,rules,"+dated, faults)
	for t.next() {
		r := Regime{Territory: d.territory(t, "territory"), Role: t.among("role", "export", "transit", "inward", "import"),
			Modes:  t.words("modes"),
			Regime: t.among("regime", "export", "eaeu-transit", "common-transit", "national-transit", "tir", "import", "none"),
			Name:   t.must("name"), Form: t.must("form"), Number: t.among("number", "mrn", "eaeu", "national"),
			Rules: d.cites(t), Span: t.span(), Origin: t.origin()}
		limit, err := ParseLimit(t.get("limit"))
		if err != nil {
			t.field("limit", "%v", err)
		}
		r.Limit = limit
		if len(r.Rules) == 0 {
			t.field("rules", "a regime cites at least one rule")
		}
		d.Regimes = append(d.Regimes, r)
	}
}

func (d *Data) readOffices(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "offices.csv", "country,code,classifier,classifier_seen,demo,name,locations,places,modes,roles,official,"+dated, faults)
	seen := map[string]string{}
	for t.next() {
		o := Office{Country: d.territory(t, "country"), Code: t.get("code"), Demo: t.get("demo"), Name: t.must("name"),
			Locations: t.list("locations"), Places: t.list("places"), Modes: t.words("modes"), Roles: t.words("roles"),
			Classifier: t.get("classifier"), ClassifierSeen: t.among("classifier_seen", "yes", "no", "") == "yes",
			Official: t.among("official", "yes", "no") == "yes", Span: t.span(), Origin: t.origin()}
		if !o.forms() {
			t.field("classifier", "%q is not the classifier form of %q", o.Classifier, o.Code)
		}
		if (o.Code == "") == (o.Demo == "") {
			t.field("code", "an office has a code or a demonstration number, one of them")
		}
		if o.Official && o.Code == "" {
			t.field("official", "an office without a code is not official")
		}
		key := o.Country + " " + o.Code + o.Demo
		if first, twice := seen[key]; twice {
			t.field("code", "%s stands already in %s", key, first)
		}
		seen[key] = t.where()
		d.Offices = append(d.Offices, o)
	}
}

func (d *Data) readGuarantees(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "guarantees.csv", "territory,regime,modes,kind,guarantor,note,rules,"+dated, faults)
	for t.next() {
		d.Securities = append(d.Securities, Security{Territory: d.territory(t, "territory"), Regime: t.must("regime"), Modes: t.words("modes"),
			Kind:      t.among("kind", "not-required", "required", "transit-guarantee", "listed-goods", "owner-liability", "as-needed", "unknown"),
			Guarantor: t.get("guarantor"), Note: t.must("note"), Rules: d.cites(t), Span: t.span(), Origin: t.origin()})
	}
}

func (d *Data) readAdvance(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "advance.csv", "territory,event,modes,goods,members,kind,name,due,who,rules,"+dated, faults)
	for t.next() {
		d.Advances = append(d.Advances, Advance{Territory: d.territory(t, "territory"), Event: t.among("event", "entry", "exit", "transit", "export"),
			Modes: t.words("modes"), Goods: t.words("goods"), Members: int(t.whole("members")), Kind: t.must("kind"), Name: t.must("name"),
			Due: t.must("due"), Who: t.must("who"), Rules: d.cites(t), Span: t.span(), Origin: t.origin()})
	}
}

func (d *Data) readControls(fsys fs.FS, faults *fault.List) {
	for _, file := range []string{"dangerous.csv", "controlled.csv"} {
		t := open(fsys, file, "class,hs,territory,event,modes,kind,token,name,due,who,rules,"+dated, faults)
		for t.next() {
			c := Control{Class: t.get("class"), HS: t.words("hs"), Territory: d.territory(t, "territory"),
				Event: t.among("event", "export", "import", "transit", "passage", "carriage", "straits", "avoid"), Modes: t.words("modes"),
				Kind: t.must("kind"), Token: t.get("token"), Name: t.must("name"), Due: t.get("due"), Who: t.get("who"),
				Rules: d.cites(t), Span: t.span(), Origin: t.origin()}
			if c.Class == "" && len(c.HS) == 0 {
				t.field("class", "neither a class nor an HS code says which goods are meant")
			}
			if (c.Event == "avoid") != (c.Token != "") {
				t.field("token", "an avoid row, and no other, has a token")
			}
			d.Controls = append(d.Controls, c)
		}
	}
}

func (d *Data) readRates(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "vat.csv", "territory,percent,"+dated, faults)
	for t.next() {
		d.VATRates = append(d.VATRates, Rate{Territory: d.territory(t, "territory"), BasisPts: t.percent("percent"), Percent: t.get("percent"),
			Span: t.span(), Origin: t.origin()})
	}
	t = open(fsys, "tariff.csv", "territory,hs,percent,note,"+dated, faults)
	for t.next() {
		d.Duties = append(d.Duties, Rate{Territory: d.territory(t, "territory"), HS: t.must("hs"), BasisPts: t.percent("percent"),
			Percent: t.get("percent"), Note: t.get("note"), Span: t.span(), Origin: t.origin()})
	}
}

func (d *Data) readCeilings(fsys fs.FS, faults *fault.List) {
	t := open(fsys, "ceilings.csv", "territory,eur,"+dated, faults)
	for t.next() {
		d.Ceilings = append(d.Ceilings, Ceiling{Territory: d.territory(t, "territory"), EUR: t.whole("eur"), Span: t.span(), Origin: t.origin()})
	}
}

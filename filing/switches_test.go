package filing

import (
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/reference"
)

// The dated switches of the corridor's law: the day before, and the day itself. Each row asks one thing of the plan.
func TestDatedSwitches(t *testing.T) {
	for _, c := range []struct {
		territory, day, way string
		ask                 func(Plan) string
		before, of          string
	}{
		{"EAEU union", "2015-01-01", "road-west", transitName("KZ"), "Customs transit of the Customs Union", "EAEU customs transit"},
		{"EAEU code", "2018-01-01", "road-west", cited("S2", "eaeu-code-before"), "yes", "no"},
		{"EAEU transit form", "2025-04-01", "nagoya-almaty", transitForm("KZ"), "transit declaration, form of Board Decision 289 of 18.6.2010", "transit declaration, form of Board Decision 73 of 30.5.2023"},
		{"EAEU completion", "2026-07-01", "nagoya-almaty", citedText("S3", "139 of 24.12.2025"), "no", "yes"},
		{"EAEU information by road", "2012-06-17", "road-west", asks("preliminary-information", "KZ"), "no", "yes"},
		{"EAEU information by road, form", "2019-07-01", "road-west", askedText("KZ", "Decision 194"), "no", "yes"},
		{"EAEU guarantee certificates", "2023-10-24", "road-west", guaranteeText("Decision 151"), "no", "yes"},
		{"SMGS text", "2016-07-01", "nagoya-almaty", func(p Plan) string { return string(p.Carriage[1].Rules[0].Status) }, "recalled", "stated"},
		{"EAEU information by rail", "2014-10-01", "nagoya-almaty", asks("preliminary-information", "KZ"), "no", "yes"},
		{"EAEU navigation seals", "2026-02-11", "road-west", asks("navigation-seal", "KZ"), "no", "yes"},
		{"EAEU unified transit, signed", "2024-12-26", "road-west", decides("unified-transit"), "no", "yes"},
		{"AM joins", "2015-01-02", "armenia", stretches, "export TR, national-transit GE, national-transit AM, import AM", "export TR, national-transit GE, eaeu-transit AM, import AM"},
		{"KG joins", "2015-08-12", "kyrgyzstan", stretches, "export CN, national-transit KG, import KG", "export CN, eaeu-transit KG, import KG"},
		{"KZ ASTANA-1", "2018-01-01", "nagoya-almaty", cited("S3", "kz-astana1"), "no", "yes"},
		{"KZ Tez, Altynkol", "2023-12-09", "nagoya-almaty", cited("S3", "kz-tez"), "no", "yes"},
		{"CN rapid clearance", "2021-09-01", "nagoya-almaty", cited("S2", "cn-rapid"), "no", "yes"},
		{"CN in TIR", "2017-01-05", "road-west", alternative("tir"), "not lawful", "lawful"},
		{"PK in TIR", "2016-01-21", "pakistan", alternative("tir"), "not lawful", "lawful"},
		{"UZ limit", "2018-12-01", "iran-road", limit("UZ"), "0", "5"},
		{"UZ information", "2018-09-25", "iran-road", asks("preliminary-information", "UZ"), "no", "yes"},
		{"UZ declaration in advance", "2022-08-31", "iran-road", met("UZ"), "no", "yes"},
		{"TM ASYCUDA", "2019-09-01", "caspian-south", transitForm("TM"), "transit declaration", "T1 or T2 of ten data items in ASYCUDA World"},
		{"TM information", "2024-06-01", "caspian-south", asks("preliminary-information", "TM"), "no", "yes"},
		{"TM device", "2017-01-01", "iran-road", asks("tracking-device", "TM"), "no", "yes"},
		{"AZ short declaration", "2019-02-01", "xian-constanta", asks("short-import-declaration", "AZ"), "no", "yes"},
		{"TR joins common transit", "2012-12-01", "btk", transitName("TR"), "National transit of Türkiye", "Common transit (T1), Türkiye"},
		{"GE joins common transit", "2025-02-01", "btk", transitName("GE"), "National transit of Georgia", "Common transit (T1), Georgia and Türkiye"},
		{"GE mandatory for export by sea", "2025-05-15", "georgia-export", cited("S1", "ge-export-ncts"), "no", "yes"},
		{"GE mandatory for transit by land", "2025-07-01", "btk", alternative("national-transit"), "lawful", "absent"},
		{"GE mandatory for transit by sea", "2025-08-01", "xian-constanta", alternative("national-transit"), "lawful", "absent"},
		{"RS joins common transit", "2016-02-01", "montenegro", transitName("RS"), "National transit", "Common transit (T1), Bulgaria and Serbia"},
		{"ME joins common transit", "2025-11-01", "montenegro", transitName("ME"), "National transit", "Common transit (T1), Bulgaria, Serbia and Montenegro"},
		{"TR takes CIM/SMGS", "2021-09-14", "btk", contracts, "smgs, cim", "cim-smgs"},
		{"AZ in CIM", "2015-11-01", "btk", partyTo("AZ", "COTIF-CIM"), "no", "yes"},
		{"eTIR", "2021-05-25", "road-west", alternativeRule("etir"), "etir-before", "etir-union-bar"},
		{"eTIR live in UZ", "2022-12-27", "iran-road", partyTo("UZ", "eTIR"), "no", "yes"},
		{"e-CMR in UZ", "2021-01-14", "iran-road", alternative("e-cmr"), "not lawful", "lawful"},
		{"JP cargo report", "2014-03-01", "kazakhstan-kobe", asks("manifest", "JP"), "no", "yes"},
		{"MRN letter", "2024-01-01", "btk", cited("S4", "mrn-letter"), "no", "yes"},
	} {
		eve := day(c.day).AddDate(0, 0, -1)
		for _, x := range []struct{ date, want string }{{eve.Format("2006-01-02"), c.before}, {c.day, c.of}} {
			if got := c.ask(build(t, c.way, "xian-constanta", x.date)); got != x.want {
				t.Errorf("%s: %s on %s is %q, want %q", c.territory, c.way, x.date, got, x.want)
			}
		}
	}
}

func yes(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }

func transitOf(p Plan, country string) Stretch {
	i := slices.IndexFunc(p.Customs, func(s Stretch) bool {
		return slices.Contains(s.Countries, country) && s.Regime != "export" && s.Regime != "import"
	})
	if i < 0 {
		return Stretch{}
	}
	return p.Customs[i]
}

func transitName(country string) func(Plan) string {
	return func(p Plan) string { return transitOf(p, country).Name }
}

func transitForm(country string) func(Plan) string {
	return func(p Plan) string { return transitOf(p, country).Form }
}

func limit(country string) func(Plan) string {
	return func(p Plan) string { return string(rune('0' + transitOf(p, country).LimitDays)) }
}

func cited(stretch, rule string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Customs, func(s Stretch) bool { return s.ID == stretch && cites(s.Rules, rule) }))
	}
}

func citedText(stretch, words string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Customs, func(s Stretch) bool {
			return s.ID == stretch && slices.ContainsFunc(s.Rules, func(r Rule) bool { return strings.Contains(r.Text, words) })
		}))
	}
}

func asks(kind, to string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Security, func(a Advance) bool { return a.Kind == kind && a.To == to }))
	}
}

func askedText(to, words string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Security, func(a Advance) bool { return a.To == to && says(a.Rules, words) }))
	}
}

func guaranteeText(words string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Guarantee, func(g Guarantee) bool { return says(g.Rules, words) }))
	}
}

func says(rules []Rule, words string) bool {
	return slices.ContainsFunc(rules, func(r Rule) bool { return strings.Contains(r.Text, words) })
}

func met(to string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Security, func(a Advance) bool { return a.To == to && a.ReplacedBy != "" }))
	}
}

func decides(subject string) func(Plan) string {
	return func(p Plan) string {
		return yes(slices.ContainsFunc(p.Decisions, func(d Decision) bool { return d.Subject == subject }))
	}
}

func alternative(kind string) func(Plan) string {
	return func(p Plan) string {
		for _, a := range p.Alternatives {
			if a.Kind == kind {
				return a.Status
			}
		}
		return "absent"
	}
}

func alternativeRule(kind string) func(Plan) string {
	return func(p Plan) string {
		for _, a := range p.Alternatives {
			if a.Kind == kind {
				return a.Rules[0].ID
			}
		}
		return ""
	}
}

func partyTo(territory, convention string) func(Plan) string {
	return func(p Plan) string {
		_, ok := reference.Default().Party(territory, convention, p.Date)
		return yes(ok)
	}
}

func TestLeadTimes(t *testing.T) {
	for due, want := range map[string]struct {
		minutes int
		from    string
	}{
		"2 hours before arrival":                                                {120, "arrival"},
		"1 hour before arrival":                                                 {60, "arrival"},
		"24 hours before loading":                                               {1440, "loading"},
		"24 hours before departure from the port of loading":                    {1440, "departure"},
		"4 hours before arrival; at departure for flights of less than 4 hours": {240, "arrival"},
		"before arrival; the lead time is not in the data":                      {0, "arrival"},
		"at entry":                      {0, ""},
		"before the export declaration": {0, ""},
	} {
		if minutes, from := lead(due); minutes != want.minutes || from != want.from {
			t.Errorf("%q: %d minutes before %q", due, minutes, from)
		}
	}
	for _, c := range []struct {
		way, to string
		minutes int
		from    string
	}{
		{"xian-constanta", "RO", 120, "arrival"}, {"eastbound", "BY", 120, "arrival"}, {"road-west", "PL", 60, "arrival"}, {"kazakhstan-kobe", "JP", 1440, "departure"},
		{"xian-constanta", "AZ", 60, "arrival"}, {"black-sea-straits", "NL", 120, "arrival"}, {"iran-road", "UZ", 60, "arrival"}, {"japan-rotterdam", "NL", 1440, "loading"},
	} {
		found := false
		for _, a := range build(t, c.way, "xian-constanta", "2026-12-01").Security {
			found = found || a.To == c.to && a.LeadMinutes == c.minutes && a.LeadFrom == c.from
		}
		if !found {
			t.Errorf("%s: nothing is due to %s %d minutes before %s", c.way, c.to, c.minutes, c.from)
		}
	}
}

// The charges compared are those the rules name.
func TestFeesStandInTheRules(t *testing.T) {
	words := map[string]string{"ge-fee": "10,000 GEL", "mn-fee": "7,000, 1,200 and 3,000 MNT", "tm-gps": "10 USD", "pk-tad": "USD 100", "cim-smgs-saves": "EUR 40"}
	for _, f := range feeRules {
		rows := reference.Default().RuleRows(f.Rule)
		if len(rows) == 0 || words[f.Rule] == "" || !strings.Contains(rows[0].Text, words[f.Rule]) {
			t.Errorf("%+v: %+v", f, rows)
		}
	}
}

// What is chosen and what is not stand beside each other with figures.
func TestComparison(t *testing.T) {
	p := build(t, "btk", "xian-constanta", "2026-12-01")
	for _, want := range []struct {
		of, alternative  string
		chosen, filings  int
		chosenFee, other string
	}{
		{"S3", "common-transit-split", 1, 2, "ge-fee", "ge-fee"},
		{"C1", "two-notes", 1, 2, "", "cim-smgs-saves"},
	} {
		found := false
		for _, k := range p.Comparisons {
			for _, a := range p.Alternatives {
				if strings.Join(k.Of, " ") != want.of || a.Kind != want.alternative || !slices.Contains(k.Alternatives, a.ID) {
					continue
				}
				found = true
				if k.Measure.Filings != want.chosen || a.Measure.Filings != want.filings || feeRule(k.Measure) != want.chosenFee || feeRule(a.Measure) != want.other {
					t.Errorf("%+v\n%+v\n%+v", want, k, a)
				}
			}
		}
		if !found {
			t.Errorf("%+v is not compared", want)
		}
	}
}

func feeRule(m Measure) string {
	if len(m.Fees) == 0 {
		return ""
	}
	return m.Fees[0].Rule
}

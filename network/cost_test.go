package network

import (
	"strings"
	"testing"
	"time"
)

func TestTheAgeOfAClaimCountsFromTheDayItNames(t *testing.T) {
	for year, want := range map[string]string{
		"2024": "2024-07-01", "2024-07": "2024-07-01", "2024-07-15": "2024-07-15", "2025 (inferred)": "2025-07-01",
		"2025-11 (inferred)": "2025-11-01", "2019-2022": "2019-07-01", "2025-01-16 q": "2025-01-16",
	} {
		if d, ok := YearDay(year); !ok || d.Format(time.DateOnly) != want {
			t.Errorf("%q counts from %s, want %s", year, d.Format(time.DateOnly), want)
		}
	}
	for _, year := range []string{"", "n.d", "soon"} {
		if _, ok := YearDay(year); ok {
			t.Errorf("%q has a year", year)
		}
	}
}

// due lists the charges of one component of an arc by rule.
func due(v Values, c Component) string {
	var ids []string
	for _, x := range v.Charges {
		if x.Component == c {
			ids = append(ids, x.Rule)
		}
	}
	return strings.Join(ids, " ")
}

func TestAGuaranteeIsDueWhereATerritoryIsEntered(t *testing.T) {
	n := load(t)
	on := day(t, "2026-12-01")
	for _, x := range []struct{ crossing, from, want string }{
		{"X-KHORGOS-ROAD", "CNHRS", "guarantee-eaeu-road"},
		{"X-KHORGOS-ROAD", "KZHOR", "guarantee-cn-road"},
		{"X-KHORGOS-RAIL", "CNHRS", "guarantee-eaeu-rail"}, // the railway answers for the goods
		{"X-PETROPAVL-RAIL", "KZPPK", ""},                  // inside the union
		{"X-KORDAY-ROAD", "KZ-KORDAY", ""},                 //
		{"X-KAPIKULE-ROAD", "TRKPU", ""},                   // inside the convention on common transit
		{"X-REDBRIDGE-ROAD", "AZ-QIRMIZIKORPU", "guarantee-common-road"},
	} {
		c, ok := n.CrossingByID(x.crossing)
		if !ok {
			t.Fatal(x.crossing)
		}
		v := n.CrossingValues(c, x.from, on)
		if got := due(v, Guarantee); got != x.want {
			t.Errorf("%s from %s: %q, want %q", x.crossing, x.from, got, x.want)
		}
		for _, ch := range v.Charges {
			if strings.HasSuffix(ch.Rule, "-rail") && (ch.USD.V != 0 || ch.PerMille.V != 0) {
				t.Errorf("%s: the railway's guarantee costs %+v", x.crossing, ch)
			}
		}
	}
	for _, x := range []struct {
		at       string
		from, to Mode
		want     string
	}{
		{"GEPTI", Sea, Rail, "guarantee-common-rail"}, {"GEPTI", Sea, Road, "guarantee-common-road"}, {"GEPTI", Road, Sea, ""}, {"GEPTI", Sea, "", ""},
		{"AZALA", Ferry, Road, "guarantee-az-road"}, {"KZAKX", Ferry, Road, "guarantee-eaeu-road"}, {"CNLYG", Sea, Road, "guarantee-cn-road"}, {"CNLYG", Sea, Sea, ""},
	} {
		loc, ok := n.Location(x.at)
		if !ok {
			continue
		}
		if got := due(n.TransferValues(loc, x.from, x.to, on), Guarantee); got != x.want {
			t.Errorf("%s %s-%s: %q, want %q", x.at, x.from, x.to, got, x.want)
		}
	}
}

func TestInsuranceFollowsTheWayTheLiftsAndTheWar(t *testing.T) {
	n := load(t)
	var gulf *Link
	for i := range n.links {
		for _, w := range n.links[i].Through {
			if w == "hormuz" {
				gulf = &n.links[i]
			}
		}
	}
	if gulf == nil {
		t.Fatal("no link through Hormuz")
	}
	perMille := func(on string) (sum float64) {
		v := n.LinkValues(gulf, day(t, on))
		for _, c := range v.Charges {
			if c.Component == Insurance {
				sum += c.PerMille.V
			}
		}
		return sum
	}
	km := n.LinkValues(gulf, day(t, "2026-12-01")).Distance.V
	way := 0.04 * km / 1000
	for on, want := range map[string]float64{"2025-06-12": way, "2025-06-13": way + 1, "2026-02-28": way + 1, "2026-03-01": way + 5, "2026-12-01": way + 5} {
		got := perMille(on)
		if v := got - want; !near(got, want) && !near(v, 1.25) { // and the Red Sea where the link passes that too
			t.Errorf("%s: %g per mille, want %g", on, got, want)
		}
	}
	loc, _ := n.Location("CNLYG")
	if got := due(n.TransferValues(loc, Sea, Rail, day(t, "2026-12-01")), Insurance); got != "insurance-lift" {
		t.Errorf("a lift is insured by %q", got)
	}
}

func TestPeriodsAreCutWhereValuesChange(t *testing.T) {
	n := load(t)
	same := [][2]string{{"2026-03-01", "2026-12-31"}, {"2024-01-01", "2024-12-31"}}
	other := [][2]string{{"2026-02-28", "2026-03-01"}, {"2026-12-31", "2027-01-01"}, {"2025-06-12", "2025-06-13"}, {"2023-11-30", "2023-12-01"}}
	for _, p := range same {
		if a, b := n.Period(day(t, p[0])), n.Period(day(t, p[1])); a != b {
			t.Errorf("%v: %s and %s", p, a, b)
		}
	}
	for _, p := range other {
		if a, b := n.Period(day(t, p[0])), n.Period(day(t, p[1])); a == b {
			t.Errorf("%v: both %s", p, a)
		}
	}
}

func TestBadTablesOfCostAndEmissionAreRefused(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"charges.csv", "guarantee-eaeu-road,guarantee,entry", "guarantee-eaeu-road,guarantee,exit", "per: one of"},
		{"charges.csv", "guarantee-eaeu-road,guarantee,entry", "guarantee-eaeu-road,insurance,entry", "component: guarantee by entry"},
		{"charges.csv", "AM;BY;KG;KZ;RU,road", "AM;BY;KG;KZ;ru,road", "countries: ISO 3166-1"},
		{"charges.csv", "AM;BY;KG;KZ;RU,road", "AM;BY;KG;KZ;RU,lorry", "modes: sea, ferry"},
		{"charges.csv", "2.5,1,5,", "2.5,3,5,", "permille: between"},
		{"charges.csv", "\"our estimate: a surety", "\"a surety", "our estimate"},
		{"charges.csv", ",,hormuz,2025", ",,ormuz,2025", "through: alias of a waypoint"},
		{"charges.csv", "F1540;F1541", "F1540;F9999", "figures: ids"},
		{"grid.csv", "KZ,2030,692", "KZ,2021,692", "year: after that of the row of KZ"},
		{"grid.csv", "KZ,2030,692", "KZ,2030,192", "g_kwh: between"},
		{"grid.csv", "*,2022", "ZZ,2022", "a row of country *"},
		{"grid.csv", ",0.07,mean,F1545", ",0.7,mean,F1545", "loss: a number"},
		{"traction.csv", "rail-tsr,1", "sea-liner,1", "subject: a rail link"},
		{"traction.csv", "0.82,0.75,0.95", "0.82,0.85,0.95", "electric: between"},
		{"traction.csv", "*,0.8", "XX,0.8", "a row of subject *"},
		{"currencies.csv", "2025-07-08,PKR", "2025-07-08,PKRS", "currency: three capital letters"},
		{"class-values.csv", "air,g_tkm", "rail-kz,g_tkm", "traction.csv and grid.csv"},
	} {
		_, err := Load(mutated(t, c.file, c.old, c.new))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file+":") && !strings.Contains(c.want, "a row of") {
			t.Errorf("%s with %q: %v, want %q", c.file, c.new, err, c.want)
		}
	}
}

func TestAnUnknownSubjectNamesTheNearest(t *testing.T) {
	n := load(t)
	for subject, want := range map[string]string{"rail:CNLYG-CNXZI": "rail:CNLYG-CNXZH", "x-khorgos-rail": "X-KHORGOS-RAIL", "transfer:CNLYH:sea-rail": "transfer:CNLYG:sea-rail"} {
		if n.Rated(subject) {
			t.Errorf("%s is known", subject)
		}
		if got := n.NearestRated(subject); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s", subject, got, want)
		}
	}
	for _, subject := range []string{"rail:CNLYG-CNXZH", "rail:CNLYG-CNXZH:CNXZH", "X-KHORGOS-RAIL:CNHRS", "transfer:CNLYG", "transfer:CNLYG:sea-rail"} {
		if !n.Rated(subject) {
			t.Errorf("%s is not known", subject)
		}
	}
	for _, subject := range []string{"rail:CNLYG-CNXZH:JPNGO", "transfer:CNLYG:sea-moon", "CNLYG", "rail-cn", ""} {
		if n.Rated(subject) {
			t.Errorf("%s is rated", subject)
		}
	}
}

package transit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"pgregory.net/rapid"
)

// The time limit follows distance and mode (EAEU) or the country's own rule (national transit), and is 0 where nothing is known.
func TestTimeLimits(t *testing.T) {
	at := func(s string) time.Time {
		d, err := time.Parse("2006-01-02", s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		name             string
		regime           Regime
		country, mode    string
		km               int
		hs, on           string
		months, days     int
		maxMonths, maxDs int
		known            bool
	}{
		{"2,000 km are a month", EAEUTransit, "KZ", Road, 2000, "870829", "2026-12-01", 0, 30, 0, 30, true},
		{"a day begun counts", EAEUTransit, "KZ", Road, 2001, "870829", "2026-12-01", 0, 31, 0, 31, true},
		{"a short way by road", EAEUTransit, "KZ", Road, 100, "870829", "2026-12-01", 0, 2, 0, 2, true},
		{"by rail never less than 7 days", EAEUTransit, "KZ", Rail, 100, "870829", "2026-12-01", 0, 7, 0, 7, true},
		{"no distance", EAEUTransit, "KZ", Rail, 0, "870829", "2026-12-01", 0, 0, 0, 0, false},
		{"Georgia before common transit", NationalTransit, "GE", "", 0, "870829", "2025-06-30", 0, 20, 0, 20, true},
		{"cars through Georgia", NationalTransit, "GE", "", 0, "870323", "2025-06-30", 0, 45, 0, 45, true},
		{"Georgia since", NationalTransit, "GE", "", 0, "870323", "2025-07-01", 0, 0, 0, 0, false},
		{"China", NationalTransit, "CN", "", 0, "870829", "2026-12-01", 6, 0, 9, 0, true},
		{"Uzbekistan", NationalTransit, "UZ", "", 0, "870829", "2026-12-01", 0, 5, 0, 0, true},
		{"Turkmenistan by rail", NationalTransit, "TM", Rail, 0, "870829", "2026-12-01", 0, 0, 0, 20, true},
		{"Turkmenistan by road", NationalTransit, "TM", Road, 0, "870829", "2026-12-01", 0, 0, 0, 0, false},
		{"Iran: not found", NationalTransit, "IR", "", 0, "870829", "2026-12-01", 0, 0, 0, 0, false},
		{"a country nobody looked for", NationalTransit, "XX", "", 0, "870829", "2026-12-01", 0, 0, 0, 0, false},
		{"common transit: the office sets it", CommonTransit, "GE", Road, 2000, "870829", "2026-12-01", 0, 0, 0, 0, false},
	} {
		d := sampleDeclaration(c.regime)
		d.Departure.Country, d.Mode, d.DistanceKm, d.Goods[0].HS = c.country, c.mode, c.km, c.hs
		l, known := d.TimeLimit(at(c.on))
		if known != c.known || l.Months != c.months || l.Days != c.days || l.MonthsMax != c.maxMonths || l.DaysMax != c.maxDs {
			t.Errorf("%s: %+v, %v", c.name, l, known)
		}
		if known && (l.Rule.Status == "" || l.Rule.Source == "") {
			t.Errorf("%s cites no rule", c.name)
		}
	}
}

// A longer way never has a shorter limit, and the days of a way are enough for 2,000 km a month but not a day more.
func TestEAEUDaysFollowTheDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		km := rapid.IntRange(1, DistanceKmMax-1).Draw(t, "km")
		days := EAEUDays(km, Road)
		if days*eaeuKmPerMonth < km*monthDays || (days-1)*eaeuKmPerMonth >= km*monthDays {
			t.Fatalf("%d km have %d days", km, days)
		}
		if EAEUDays(km+1, Road) < days || EAEUDays(km, Rail) != max(days, eaeuRailDaysMin) {
			t.Fatalf("%d km: by rail %d, a km more %d", km, EAEUDays(km, Rail), EAEUDays(km+1, Road))
		}
	})
}

// However the offices extend, crossing each other or not, no limit goes beyond the ceiling, and all end with the same.
func TestExtensionsStayUnderTheCeilingAndAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := newJourney(t, EAEUTransit)
		d := j.at["GE"].Declaration
		d.DistanceKm, d.LimitDays = rapid.IntRange(1, 9000).Draw(t, "km"), 0
		j.at, j.lines = map[string]Movement{}, map[string][]Message{}
		d.Guarantees = nil
		for _, msg := range []Message{Lodge{Key: "R1-S2", Administration: "GE", Trader: "trader", Declaration: d}, Accept{Number: journeyNumber[EAEUTransit]},
			Release{LimitDays: rapid.IntRange(1, EAEUDays(d.DistanceKm, "")).Draw(t, "days")}} {
			if err := j.give("GE", msg, ""); err != nil {
				t.Fatal(err)
			}
		}
		last := until(j.now, 0, EAEUDays(d.DistanceKm, ""))
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			country := rapid.SampledFrom([]string{"GE", "TR", "BG", "RO"}).Draw(t, "country")
			if m := j.movement(country); m.State != "" && rapid.Bool().Draw(t, "extend") {
				ext := ExtendLimit{Office: Office{Country: country, Code: country + "1"}, Days: rapid.IntRange(1, 20).Draw(t, "more"), Reason: "snow"}
				_ = j.give(country, ext, "")
			} else {
				j.deliver()
			}
		}
		for j.deliver() {
		}
		want := j.at["GE"].Limit
		for country, m := range j.at {
			if m.Limit.After(last) || !m.Limit.Equal(want) {
				j.fail("%s has until %s, the owner until %s, the ceiling is %s", country, stamp(m.Limit), stamp(want), stamp(last))
			}
		}
	})
}

// What is called is what was not delivered.
func TestTheCallSaysWhatWasNotDelivered(t *testing.T) {
	m := standing(EAEUTransit, Owner, InRecovery)
	m.Parts = []Part{{Packages: 10, GrossKg: 4500}, {Packages: 5, GrossKg: 1000}}
	_, _, sends, err := Apply(m, CloseRecovery{Called: true, Text: "not paid"}, now)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(sends, func(s Send) bool { return s.Message.Kind() == KindGuaranteeCall })
	if i < 0 || !strings.Contains(sends[i].Message.(GuaranteeCall).Reason, "delivered before: 2 parts; not delivered: 25 packages, 12,500 kg") {
		t.Errorf("%+v", sends)
	}
}

// Measures are imposed in transit only.
func TestMeasures(t *testing.T) {
	for _, regime := range Regimes {
		m := standing(regime, Owner, Accepted)
		m, _, sends, err := Apply(m, Release{Route: "M-36", Escort: true, Seals: []string{"S1", "S2"}}, now)
		if transit := ClassOf(regime) == Through; transit != (err == nil) || !transit && fault.CodeOf(err) != fault.BadField {
			t.Errorf("%s: %v", regime, err)
		}
		for _, s := range sends {
			if r, ok := s.Message.(AnticipatedRecord); ok && (r.Measures != m.Measures || r.Measures != Measures{"M-36", true, "S1, S2"}) {
				t.Errorf("%s tells %s %+v", regime, s.To, r.Measures)
			}
		}
	}
}

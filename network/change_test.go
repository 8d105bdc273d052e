package network

import (
	"fmt"
	"testing"
	"time"
)

func dayOf(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

const changedLink = "rail:KZ-ZHETYGEN-KZALA"

func linkMinutes(t *testing.T, n *Network, day string) float64 {
	t.Helper()
	l, ok := n.Link(changedLink)
	if !ok {
		t.Fatalf("no link %s", changedLink)
	}
	return n.LinkValues(l, dayOf(day)).Minutes.V
}

// Changes stay in force whatever else is laid over a network, in any order, and none reaches another copy.
func TestChangesSurviveEveryOtherCopy(t *testing.T) {
	base, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	half := Change{Subject: "rail-kz", Quantity: "kmh", Op: Scale, Value: 2, From: dayOf("2026-12-01"), To: dayOf("2027-01-01"), Scenario: "half"}
	n := base.Changing(half)
	before, want := linkMinutes(t, base, "2026-12-15"), linkMinutes(t, n, "2026-12-15")
	if want > before*0.51 {
		t.Fatalf("twice the speed takes %v of %v minutes", want, before)
	}
	added, err := n.Adding(Addition{Name: "more", Locations: []Row{{Line: 1, Columns: map[string]string{
		"code": "KZ-MORE", "name": "More", "country": "KZ", "lat": "43", "lon": "77", "kind": "city", "zone": "Asia/Almaty", "source": "own estimate"}}}})
	if err != nil {
		t.Fatal(err)
	}
	kmh := base.class["rail-kz"].Values["kmh"]
	for name, c := range map[string]*Network{
		"With": n.With(Overlay{Name: "none"}), "Adding": added, "WithClassValues": n.WithClassValues(map[string]map[string]ClassValue{"rail-kz": {"kmh": kmh}}),
		"Changing": n.Changing(Change{Subject: "suez", Quantity: QStatus, Op: Close, Scenario: "other"}),
	} {
		if got := linkMinutes(t, c, "2026-12-15"); got != want {
			t.Errorf("after %s the link takes %v minutes, want %v", name, got, want)
		}
		if got := linkMinutes(t, c, "2027-01-01"); got != linkMinutes(t, base, "2027-01-01") {
			t.Errorf("after %s the change holds beyond its dates", name)
		}
	}
	if got := linkMinutes(t, base, "2026-12-15"); got != before {
		t.Errorf("the network itself takes %v minutes, before %v", got, before)
	}
	if _, err := base.Resolve("KZ-MORE"); err == nil {
		t.Error("the network itself has the place that was added to a copy")
	}
}

func TestCopiesOfOneNetworkDoNotShareTheirChanges(t *testing.T) {
	base, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	set := func(v float64) Change {
		return Change{Subject: changedLink, Quantity: QMinutes, Op: Set, Value: v, Scenario: fmt.Sprint(v)}
	}
	first := base.Changing(set(100))
	second, third := first.Changing(set(200)), first.Changing(set(300))
	for want, n := range map[float64]*Network{100: first, 200: second, 300: third} {
		if got := linkMinutes(t, n, "2026-12-15"); got != want {
			t.Errorf("the copy set to %v takes %v", want, got)
		}
	}
}

// An opening and a closing are weighed: what is said of the link itself decides, then any closed chokepoint.
func TestStatusOnWeighsLinkAndChokepoints(t *testing.T) {
	base, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	door := func(subject string, op Op) Change {
		return Change{Subject: subject, Quantity: QStatus, Op: op, Scenario: "s"}
	}
	for _, c := range []struct {
		changes []Change
		status  string
		want    string
	}{
		{nil, "limited", "limited"},
		{[]Change{door("suez", Close)}, "open", "suspended"},
		{[]Change{door("suez", Close), door("suez", Open)}, "open", "open"},
		{[]Change{door("suez", Open)}, "limited", "open"},
		{[]Change{door("suez", Open)}, "suspended", "suspended"},
		{[]Change{door("suez", Open), door("malacca", Close)}, "open", "suspended"},
		{[]Change{door("malacca", Close), door("suez", Open)}, "open", "suspended"},
		{[]Change{door("suez", Close), door("L", Open)}, "open", "open"},
		{[]Change{door("L", Close), door("suez", Open)}, "open", "suspended"},
		{[]Change{door("L", Open)}, "suspended", "open"},
	} {
		if got := base.Changing(c.changes...).StatusOn("L", c.status, []string{"malacca", "suez"}, dayOf("2026-12-01")); got != c.want {
			t.Errorf("%v on a link that is %s gives %s, want %s", c.changes, c.status, got, c.want)
		}
	}
}

func TestCheckChangeNamesWhatIsWrong(t *testing.T) {
	n, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change Change
		ok     bool
	}{
		{Change{Subject: changedLink, Quantity: QMinutes, Op: Scale, Value: 2}, true},
		{Change{Subject: changedLink + ":KZALA", Quantity: QUSD, Op: Set, Value: 2}, true},
		{Change{Subject: changedLink + ":JPTYO", Quantity: QUSD, Op: Set, Value: 2}, false},
		{Change{Subject: changedLink + ":KZALA", Quantity: QStatus, Op: Close}, false},
		{Change{Subject: "X-KHORGOS-RAIL:CNHRS", Quantity: QProcedure, Op: Scale, Value: 0}, true},
		{Change{Subject: "transfer:KZAAU:rail-sea", Quantity: QMinutes, Op: Add, Value: -60}, true},
		{Change{Subject: "transfer:KZAAU:rail-boat", Quantity: QMinutes, Op: Add, Value: 60}, false},
		{Change{Subject: "transfer:KZAAU", Quantity: QDistance, Op: Add, Value: 60}, false},
		{Change{Subject: "suez", Quantity: QPerWeek, Op: Add, Value: -1}, false},
		{Change{Subject: "rail-kz", Quantity: "kmh", Op: Set, Value: 60}, true},
		{Change{Subject: "rail-kz", Quantity: "kmh", Op: Add, Value: -60}, false},
		{Change{Subject: "rail-kz", Quantity: QMinutes, Op: Set, Value: 60}, false},
		{Change{Subject: "suez", Quantity: QMinutes, Op: "stretch", Value: 60}, false},
		{Change{Subject: "suez", Quantity: QMinutes, Op: Set, Value: 1e9}, false},
		{Change{Subject: "", Quantity: QMinutes, Op: Set, Value: 1}, false},
	} {
		if err := n.CheckChange(c.change); (err == nil) != c.ok {
			t.Errorf("%+v: %v, want ok %t", c.change, err, c.ok)
		}
	}
}

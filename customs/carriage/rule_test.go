package carriage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// The delivery period, by hand: distance in days begun, a day or half a day for the dispatch, two days for each change of
// gauge and each ferry under SMGS.
func TestDeliveryPeriod(t *testing.T) {
	stamped := time.Date(2026, 12, 1, 15, 30, 0, 0, time.UTC)
	leg := func(km int, law Law, gauge int, mode Mode) Section {
		return Section{Km: km, Law: law, GaugeMm: gauge, Mode: mode}
	}
	for _, c := range []struct {
		name string
		note Note
		want string
	}{
		{"SMGS, wagon: 1 + 1", Note{Sections: []Section{leg(200, SMGS, 1520, Rail)}}, "2026-12-04 00:00 UTC"},
		{"a kilometre more begins a day: 1 + 2", Note{Sections: []Section{leg(201, SMGS, 1520, Rail)}}, "2026-12-05 00:00 UTC"},
		{"SMGS, container: 1 + 2", Note{Sections: []Section{leg(200, SMGS, 1520, Rail)}, Containers: []string{"C"}}, "2026-12-05 00:00 UTC"},
		{"distances are added before they are divided: 1 + 1", Note{Sections: []Section{leg(100, SMGS, 1520, Rail), leg(100, SMGS, 1520, Rail)}}, "2026-12-04 00:00 UTC"},
		{"gauge: 1 + 1 + 2", Note{Sections: []Section{leg(100, SMGS, 1435, Rail), leg(100, SMGS, 1520, Rail)}}, "2026-12-06 00:00 UTC"},
		{"rail ferry, its distance does not count: 1 + 1 + 2", Note{Sections: []Section{leg(100, SMGS, 1520, Rail), leg(450, SMGS, 1520, Ferry)}}, "2026-12-06 00:00 UTC"},
		{"a ship: out of the wagons and back, 1 + 1 + 2·2 + 2", Note{Sections: []Section{leg(100, SMGS, 1520, Rail), leg(450, SMGS, 0, Ferry), leg(50, SMGS, 1520, Rail)}}, "2026-12-10 00:00 UTC"},
		{"CIM, wagon load: 12 h + 2 days, from the hour", Note{Sections: []Section{leg(401, CIM, 1435, Rail)}, WagonLoad: true}, "2026-12-04 03:30 UTC"},
		{"CIM, less: 24 h + 3 days", Note{Sections: []Section{leg(401, CIM, 1435, Rail)}}, "2026-12-05 15:30 UTC"},
		{"common: each law for itself, 2 days and 12 h + 1 day", Note{Sections: []Section{leg(200, SMGS, 1435, Rail), leg(400, CIM, 1435, Rail)}, WagonLoad: true}, "2026-12-05 12:00 UTC"},
		{"agreed", Note{Sections: []Section{leg(3000, SMGS, 1520, Rail)}, AgreedDays: 3}, "2026-12-05 00:00 UTC"},
	} {
		if _, end, _ := Period(c.note, stamped); stamp(end) != c.want {
			t.Errorf("%s: ends %s, not %s", c.name, stamp(end), c.want)
		}
	}
}

// Who may amend, where and until when.
func TestRightToAmend(t *testing.T) {
	other := &Party{"other", "Other"}
	consignor, consignee := Amend{"A1", ByConsignor, other, nil}, Amend{"A1", ByConsignee, other, nil}
	inTurkey := sampleNote()
	inTurkey.ConsignorDisposes = false
	byConsignee := goOn(t, Carriage{Carrier: "CR"}, DrawUp{inTurkey})
	for byConsignee.Section < 5 {
		byConsignee = goOn(t, byConsignee, nearer(byConsignee))
	}
	short := goOn(t, until(t, 3, UnderWay, ""), Amend{"S", ByConsignor, nil, sampleNote().Sections[:4]}) // to Gardabani: GE begins at the end
	toGeorgia := goOn(t, until(t, 4, TakenOver, ""), Amend{"S", ByConsignor, nil, sampleNote().Sections[:5]})
	asked := goOn(t, toGeorgia, consignee)
	again := consignor
	again.Reference = "A2"
	for _, c := range []struct {
		name string
		c    Carriage
		m    Amend
		may  bool
	}{
		{"SMGS, consignor, at departure", until(t, 0, TakenOver, ""), consignor, true},
		{"SMGS, consignor, under way", until(t, 2, UnderWay, ""), consignor, true},
		{"SMGS, consignee, before the country of destination", until(t, 2, UnderWay, ""), consignee, true},
		{"SMGS, consignee, at the entry border station", toGeorgia, consignee, true},
		{"SMGS, consignor, there, without an application of the consignee", toGeorgia, consignor, true},
		{"SMGS, consignor, there, with one", asked, again, false},
		{"SMGS, consignee, behind it", goOn(t, toGeorgia, Depart{}), consignee, false},
		{"SMGS, consignor, behind it", goOn(t, toGeorgia, Depart{}), consignor, true},
		{"SMGS, consignor, notified", goOn(t, toGeorgia, Depart{}, Arrive{}, Notify{}), consignor, true},
		{"SMGS, a station where the country ends", short, consignor, true},
		{"CIM, consignor who kept the right", until(t, 5, UnderWay, ""), consignor, true},
		{"CIM, consignee, where the consignor kept it", until(t, 5, UnderWay, ""), consignee, false},
		{"CIM, consignee", byConsignee, consignee, true},
		{"CIM, consignor, where the consignee has it", byConsignee, consignor, false},
	} {
		c.c.Carrier = c.c.Charge
		_, facts, _, err := Apply(c.c, c.m, now.AddDate(0, 0, 30))
		if (err == nil) != c.may || (err != nil && fault.CodeOf(err) != fault.WrongState) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && !strings.HasPrefix(facts[0].Rule.ID, strings.ToUpper(string(c.c.Law()))) {
			t.Errorf("%s rests on %s", c.name, facts[0].Rule.ID)
		}
	}
}

// A claim needs grounds, a report where goods are damaged or missing, and is barred in time.
func TestClaims(t *testing.T) {
	end := until(t, 5, Delivered, Damage)
	end.Carrier = end.Charge
	late := goOn(t, until(t, 0, UnderWay, ""), Elapsed{TimerDelivery}, Amend{"S", ByConsignor, nil, sampleNote().Sections[:1]}, Arrive{}, Notify{}, Deliver{})
	told := until(t, 0, UnderWay, "") // late, though the timer was not handed over
	told = goOn(t, told, Amend{"S", ByConsignor, nil, sampleNote().Sections[:1]}, Arrive{})
	told.Carrier = told.Charge
	told, _, _, err := Apply(told, Notify{}, told.Limit.Add(time.Second))
	if err != nil || !told.Late {
		t.Fatalf("notified after the delivery period: late %v, %v", told.Late, err)
	}
	usd := unit.USD(10)
	for _, c := range []struct {
		name string
		c    Carriage
		m    LodgeClaim
		days int
		want fault.Code
	}{
		{"damage, with the report", end, LodgeClaim{"C1", ByConsignee, ClaimDamage, usd, "CR-1"}, 1, ""},
		{"damage, with a report that is none", end, LodgeClaim{"C1", ByConsignee, ClaimDamage, usd, "CR-2"}, 1, fault.BadField},
		{"shortage, without a report", end, LodgeClaim{"C1", ByConsignee, ClaimShortage, usd, ""}, 1, fault.BadField},
		{"loss of what was delivered", end, LodgeClaim{"C1", ByConsignee, ClaimLoss, usd, ""}, 1, fault.WrongState},
		{"delay of what was in time", end, LodgeClaim{"C1", ByConsignee, ClaimDelay, usd, ""}, 1, fault.WrongState},
		{"nothing", end, LodgeClaim{"C1", ByConsignee, ClaimCharges, unit.Money{Currency: "USD"}, ""}, 1, fault.BadField},
		{"delay, in two months", late, LodgeClaim{"C1", ByConsignee, ClaimDelay, usd, ""}, 58, ""},
		{"delay, after two months", late, LodgeClaim{"C1", ByConsignee, ClaimDelay, usd, ""}, 63, fault.WrongState},
		{"charges, in nine months", late, LodgeClaim{"C1", ByConsignee, ClaimCharges, usd, ""}, 270, ""},
		{"charges, after nine months", late, LodgeClaim{"C1", ByConsignee, ClaimCharges, usd, ""}, 280, fault.WrongState},
	} {
		c.c.Carrier = c.c.Charge
		_, _, _, err := Apply(c.c, c.m, c.c.EndedAt.AddDate(0, 0, c.days))
		if (err == nil) != (c.want == "") || (err != nil && fault.CodeOf(err) != c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	open := goOn(t, end, LodgeClaim{"C1", ByConsignee, ClaimCharges, usd, ""})
	for _, m := range []AnswerClaim{{"C1", unit.USD(11), ""}, {"C1", unit.USD(9), ""}, {"C1", unit.Money{}, ""}, {"C1", unit.Money{Minor: 1000, Currency: "EUR"}, ""}, {"C9", usd, ""}} {
		if _, _, _, err := Apply(open, m, now); err == nil {
			t.Errorf("the answer %+v is taken", m)
		}
	}
}

// A note that cannot be carried out says everything that is wrong, in document order.
func TestNoteCheck(t *testing.T) {
	n := sampleNote()
	n.Key, n.Form, n.Number, n.Consignor.ID, n.Goods, n.MassKg, n.AgreedDays = "", "air", "1", "", " ", 0, -1
	n.Sections[1].From.Code, n.Sections[1].Km, n.Sections[2].Carrier, n.Sections[3].GaugeMm, n.Sections[4].Law = "elsewhere", -1, "CR", 0, "hague"
	n.Sections[5].To = n.Sections[5].From
	n.Containers = []string{"A", "A"}
	n.Seals = []Seal{{Number: "S1", By: "nobody"}}
	n.Customs = []Endorsement{{Office: Office{Country: "kz", Code: "1"}, Station: "nowhere", At: now}}
	var list fault.List
	if _, _, _, err := Apply(Carriage{Carrier: "CR"}, DrawUp{n}, now); err != nil {
		list = err.(fault.List)
	}
	var paths []string
	for _, e := range list {
		paths = append(paths, strings.TrimPrefix(e.Path, "/note/"))
	}
	want := []string{"key", "form", "number", "consignor/id", "sections/1/km", "sections/1/from", "sections/2/carrier", "sections/3/gaugeMm",
		"sections/4/law", "sections/5/to", "sections/0/law", "goods", "massKg", "containers/1", "seals/0/by", "customs/0/office/country",
		"customs/0/station", "customs/0/at", "agreedDays"}
	if !slices.Equal(paths, want) {
		t.Errorf("wrong at\n%v, want\n%v", paths, want)
	}
	if _, _, _, err := Apply(Carriage{Carrier: "KTZ"}, DrawUp{sampleNote()}, now); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a note presented to a carrier that is not the first: %v", err)
	}
}

// The acts of a junction are held to what changes there, and seals to the list.
func TestJunctionActs(t *testing.T) {
	gauge, both := until(t, 1, Junction, ""), until(t, 5, Junction, "")
	for _, c := range []struct {
		name string
		c    Carriage
		m    Message
		ok   bool
	}{
		{"reloaded", gauge, Transship{Wagons: []string{"24548885"}}, true},
		{"bogies", gauge, Transship{Bogies: true}, true},
		{"neither", gauge, Transship{}, false},
		{"both", gauge, Transship{Bogies: true, Wagons: []string{"24548885"}}, false},
		{"a wagon twice", gauge, Transship{Wagons: []string{"24548885", "24548885"}}, false},
		{"no change of law", gauge, Reconsign{"1"}, false},
		{"the common note", both, Reconsign{}, true},
		{"the common note by its number", both, Reconsign{"24000001"}, true},
		{"another note", both, Reconsign{"24000002"}, false},
		{"a seal that is not on", gauge, ReplaceSeals{By: SealCarrier, Removed: []string{"S9"}, Applied: []string{"S2"}, Reason: "broken"}, false},
		{"a seal that was on", gauge, ReplaceSeals{By: SealCarrier, Applied: []string{"S1"}, Reason: "broken"}, false},
		{"customs without its office", gauge, ReplaceSeals{By: SealCustoms, Applied: []string{"S2"}, Reason: "control"}, false},
		{"a report without text", gauge, MakeReport{"1", Damage, ""}, false},
		{"a route that changes what lies behind", both, Reroute{sampleNote().Sections[1:], "closed"}, false},
	} {
		c.c.Carrier = c.c.Charge
		if _, _, _, err := Apply(c.c, c.m, now.AddDate(0, 0, 9)); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// An application that comes again is not carried out again, even when it would fit once more.
func TestApplicationsAreCarriedOutOnce(t *testing.T) {
	order := Instruct{"I1", Continue, nil, ""}
	c := goOn(t, until(t, 0, UnderWay, ""), ReportObstacle{Reason: "a landslide"}, order, ReportObstacle{Reason: "a strike"})
	if _, _, _, err := Apply(c, order, now.AddDate(0, 0, 1)); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("the instruction of the first obstacle at the second: %v", err)
	}
	change := Amend{"A1", ByConsignor, &Party{"other", "Other"}, nil}
	c = goOn(t, until(t, 0, UnderWay, ""), change, Amend{"A2", ByConsignor, &Party{"third", "Third"}, nil})
	if _, _, _, err := Apply(c, change, now.AddDate(0, 0, 1)); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("the first amendment after the second: %v", err)
	}
}

// Due names the timers that have elapsed to the carrier in charge, and nothing to a copy.
func TestDue(t *testing.T) {
	c := until(t, 0, UnderWay, "")
	copied := c
	copied.Carrier = "GR"
	for at, want := range map[time.Time]int{c.Limit.Add(-time.Second): 0, c.Limit: 1, c.Limit.AddDate(0, 0, lossDays): 2} {
		if got := c.Due(at); len(got) != want || len(copied.Due(at)) != 0 {
			t.Errorf("%s: %v, the copy %v", stamp(at), got, copied.Due(at))
		}
	}
	for m, want := range map[Kind]string{KindDrawUp: "consignor", KindEntry: "CR", KindDepart: ""} {
		msg := map[Kind]Message{KindDrawUp: DrawUp{sampleNote()}, KindEntry: c.Log[0], KindDepart: Depart{}}[m]
		if got := Sender(msg); got != want {
			t.Errorf("%s says it comes from %q", m, got)
		}
	}
}

package tir

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// What is presented is held against what was declared; a barring finding bars the start, and nothing else does.
func TestFindingsOfAPresentedCarnet(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name   string
		change func(*Record, *Presentation)
		want   []string
	}{
		{"as declared", func(*Record, *Presentation) {}, nil},
		{"another carnet", func(m *Record, p *Presentation) { p.Carnet = "XC70423157" }, []string{"carnet-other"}},
		{"no number of a carnet", func(m *Record, p *Presentation) { p.Carnet = "X1" }, []string{"carnet-number", "carnet-other"}},
		{"another holder, excluded", func(m *Record, p *Presentation) { p.HolderID, p.Excluded = "UZB/068/2", true }, []string{"holder-other", "holder-excluded"}},
		{"accepted at departure on the last day", func(m *Record, p *Presentation) {
			p.ValidUntil, p.FirstAccepted = day(2026, 11, 10), time.Date(2026, 11, 10, 23, 59, 0, 0, time.UTC)
		}, nil},
		{"accepted at departure a day late", func(m *Record, p *Presentation) { p.ValidUntil, p.FirstAccepted = day(2026, 11, 10), day(2026, 11, 11) }, []string{"validity"}},
		{"no acceptance at departure", func(m *Record, p *Presentation) { p.FirstAccepted = time.Time{} }, []string{"departure-missing"}},
		{"a green voucher on top", func(m *Record, p *Presentation) { p.Page = 8 }, []string{"page"}},
		{"certified in a country that comes later", func(m *Record, p *Presentation) {
			m.Operation, m.Administration, m.Owner = 2, "KZ", "KZ"
			p.Counterfoils[2].Country = "DE"
		}, []string{"order"}},
		{"a country passed under another regime", func(m *Record, p *Presentation) { p.Page, p.Counterfoils = 5, p.Counterfoils[:2] }, []string{"skipped"}},
		{"the operation before is not terminated", func(m *Record, p *Presentation) { p.Counterfoils = p.Counterfoils[1:] }, []string{"not-terminated"}},
		{"no voucher used at departure", func(m *Record, p *Presentation) { p.Page, p.Counterfoils = 1, nil }, []string{"unused", "skipped"}},
		{"no vouchers left", func(m *Record, p *Presentation) {
			p.Page = 13
			p.Counterfoils = append(p.Counterfoils, Counterfoil{8, "PL"}, Counterfoil{10, "PL"}, Counterfoil{12, "PL"})
		}, []string{"vouchers"}},
		{"no certificate of approval", func(m *Record, p *Presentation) { p.Vehicles[0].Approval = "" }, []string{"approval"}},
		{"its last day", func(m *Record, p *Presentation) { p.Vehicles[0].Until = day(2026, 12, 1) }, nil},
		{"the day after", func(m *Record, p *Presentation) { p.Vehicles[0].Until = day(2026, 11, 30) }, []string{"approval-old"}},
		{"heavy goods need none", func(m *Record, p *Presentation) { p.Vehicles[0].Approval, p.Bulky = "", true }, nil},
		{"broken seals", func(m *Record, p *Presentation) { p.SealsBroken = true }, []string{"seals"}},
		{"broken seals with a certified report", func(m *Record, p *Presentation) { p.SealsBroken, p.Report = true, "R-1" }, nil},
		{"the party's own limit of offices", func(m *Record, p *Presentation) {
			m.Transport.Operations[2].Unloading = []Office{at("CZ", "01"), at("CZ", "02"), at("CZ", "03")}
			p.OfficesMax = 3
		}, []string{"offices"}},
		{"the control system does not know it", func(m *Record, p *Presentation) { m.Answer = &CarnetAnswer{Code: 2} }, []string{"no-issue-data"}},
		{"invalidated", func(m *Record, p *Presentation) { m.Answer = &CarnetAnswer{Code: 3} }, []string{"not-valid"}},
		{"issued to another", func(m *Record, p *Presentation) { m.Answer = &CarnetAnswer{Code: 1, HolderID: "UZB/068/2"} }, []string{"not-issued-to"}},
		{"valid for another day", func(m *Record, p *Presentation) { m.Answer = &CarnetAnswer{Code: 1, ValidUntil: day(2026, 11, 1)} }, []string{"validity-other"}},
		{"eTIR knows an operation under way", func(m *Record, p *Presentation) { m.Answer = &CarnetAnswer{Code: 1, UnderWay: true} }, []string{"under-way"}},
		{"lost on the way", func(m *Record, p *Presentation) { m.Others = []Other{{Operation: 2, Lost: true, State: CarnetLost}} }, []string{"lost"}},
		{"eTIR: the operation before is under way", func(m *Record, p *Presentation) {
			m.Transport.ETIR, m.Transport.Vouchers, m.Others = true, 0, []Other{{Operation: 2, State: Started}}
		}, []string{"not-terminated"}},
	} {
		m := standing(Starting, Presented)
		c.change(&m, m.Presented)
		var got []string
		for _, f := range Findings(m, now) {
			if got = append(got, f.ID); f.Text == "" || f.Source == "" || f.Status == "" {
				t.Errorf("%s: %s says no text, status or source", c.name, f.ID)
			}
			if told := slices.Contains([]string{"skipped", "no-issue-data", "validity-long"}, f.ID); told == f.Bars {
				t.Errorf("%s: %s bars: %v", c.name, f.ID, f.Bars)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		bars := slices.ContainsFunc(Findings(m, now), func(f Finding) bool { return f.Bars })
		if _, _, _, err := Apply(m, Start{Seals: []string{"S1"}, LimitDays: 5}, now); (err != nil) != bars {
			t.Errorf("%s: start gives %v", c.name, err)
		}
	}
}

func TestTheOfficeOfDepartureHoldsTheValidityAndTheFirstVoucher(t *testing.T) {
	m := standing(Starting, Presented)
	m.Operation, m.Administration, m.Owner = 1, "UZ", "UZ"
	p := samplePresentation(1)
	m.Presented = &p
	if f := Findings(m, now); len(f) > 0 {
		t.Error(f)
	}
	p.ValidUntil, p.Page, p.Counterfoils = now.AddDate(0, 0, -1), 3, []Counterfoil{{2, "UZ"}}
	var ids []string
	for _, f := range Findings(m, now) {
		ids = append(ids, f.ID)
	}
	if d := cmp.Diff([]string{"validity", "used"}, ids); d != "" {
		t.Error(d)
	}
}

// Violations of the advance data are reported all at once, in document order.
func TestViolationsAreReportedAllAtOnce(t *testing.T) {
	tr := sampleTransport()
	tr.Version, tr.Hash, tr.Carnet, tr.Vouchers, tr.HolderID, tr.Goods[0].HS = 0, "", "7", 5, "UZB-1", "52"
	tr.Operations[1].Territory, tr.Operations[2].Loading = "UZ", []Office{at("CZ", "09")}
	_, _, _, err := Apply(Record{Administration: "KZ"}, Advance{Key: "", Administration: "KZ", Operation: 3, Transport: tr}, now)
	var paths []string
	for _, e := range fault.All(err) {
		paths = append(paths, e.Path)
	}
	want := []string{"/key", "/operation", "/transport/version", "/transport/hash", "/transport/carnet", "/transport/vouchers", "/transport/holderID",
		"/transport/goods/0/hs", "/transport/operations/1/territory", "/transport/operations/2/loading/0"}
	if d := cmp.Diff(want, paths); d != "" {
		t.Error(d)
	}
}

// Four offices of departure and destination until 24.6.2022, eight from the day after (Article 18).
func TestTheNumberOfOfficesIsThatOfTheDay(t *testing.T) {
	tr := sampleTransport()
	tr.Vouchers = 20
	tr.Operations[2].Unloading = []Office{at("CZ", "01"), at("CZ", "02")}
	count := func(on time.Time) int { return len(fault.All(tr.Check(on))) }
	before, after := time.Date(2022, 6, 24, 23, 0, 0, 0, time.UTC), time.Date(2022, 6, 25, 0, 0, 0, 0, time.UTC)
	if tr.Offices() != 5 || count(before) != 1 || count(after) != 0 {
		t.Errorf("%d offices: %d violations before, %d after", tr.Offices(), count(before), count(after))
	}
	for range 4 {
		tr.Operations[2].Unloading = append(tr.Operations[2].Unloading, at("CZ", "03"))
	}
	if err := tr.Check(after); err == nil || !strings.Contains(err.Error(), "9 offices") {
		t.Errorf("%d offices: %v", tr.Offices(), err)
	}
}

// disorder is a notification whose terminations are not in the order of their pages.
func disorder() Message {
	n := notifications(Ending)[1].(OperationNotified)
	n.Terminations = append(n.Terminations, Termination{Page: 8, As: Final, Office: at("DE", "01"), At: now})
	return n
}

// What fits the state may still not fit what the record holds, or the day.
func TestWhatTheRecordHoldsIsHeldAgainstTheMessage(t *testing.T) {
	reserved := standing(Starting, Terminated)
	reserved.Terminations[1].Reservation = "two packages short"
	gap := standing(Starting, Terminated)
	gap.Terminations = gap.Terminations[1:]
	early := standing(Starting, Notified)
	early.NotifiedAt = now.AddDate(0, -1, 1)
	old := standing(Starting, Notified)
	old.NotifiedAt = time.Date(2012, 8, 1, 0, 0, 0, 0, time.UTC)
	unasked := standing(Starting, Notified)
	unasked.DemandedAt = time.Time{}
	unknown := standing(Starting, Notified)
	unknown.Ceiling = Ceiling{}
	late := standing(Starting, Irregular)
	late.AcceptedAt = now.AddDate(-1, 0, 0)
	fraud := late
	fraud.Fraud = true
	discharged := standing(Starting, Discharged)
	discharged.AcceptedAt = now.AddDate(-2, 0, 0)
	refunded := standing(Starting, Paid)
	refunded.ClaimedAt = now.AddDate(-2, 0, 0)
	started, notified, suspended := standing(Starting, Started), standing(Starting, Notified), standing(Starting, Suspended)
	twice := standing(Starting, Started)
	twice.Terminations = []Termination{{Page: 8, As: Partial, Office: at("CZ", "01"), At: now}}
	here := at("PL", "05")
	for _, c := range []struct {
		name string
		m    Record
		msg  Message
		on   time.Time
		code fault.Code
	}{
		{"discharge with a reservation", reserved, Discharge{}, now, fault.WrongState},
		{"discharge with its facts settled", reserved, Discharge{Resolved: "found"}, now, ""},
		{"discharge with a voucher missing", gap, Discharge{}, now, fault.WrongState},
		{"claim within the first month", early, Claim{Amount: eur(1)}, now, fault.WrongState},
		{"claim within the first three months of 2012", old, Claim{Amount: eur(1)}, old.NotifiedAt.AddDate(0, 2, 0), fault.WrongState},
		{"claim after them", old, Claim{Amount: eur(1)}, old.NotifiedAt.AddDate(0, 3, 0), ""},
		{"claim before a demand", unasked, Claim{Amount: eur(1)}, now, fault.WrongState},
		{"claim where none is possible", unasked, Claim{Amount: eur(1), NoDemand: "holder unknown"}, now, ""},
		{"claim above the ceiling", notified, Claim{Amount: eur(100_001)}, now, fault.BadField},
		{"claim at the ceiling", notified, Claim{Amount: eur(100_000)}, now, ""},
		{"claim in another currency", notified, Claim{Amount: unit.Money{Minor: 1, Currency: "USD"}}, now, fault.BadField},
		{"claim without a ceiling", unknown, Claim{Amount: eur(1)}, now, fault.BadField},
		{"claim with one handed over", unknown, Claim{Amount: eur(1), Ceiling: ceiling}, now, ""},
		{"notification after a year", late, Notify{}, now, fault.WrongState},
		{"notification after a year, for fraud", fraud, Notify{}, now, ""},
		{"notification after two years, for fraud", fraud, Notify{}, now.AddDate(1, 0, 0), fault.WrongState},
		{"fraud after two years", discharged, FindIrregularity{Text: "x", Fraud: true}, now, fault.WrongState},
		{"fraud a second before", discharged, FindIrregularity{Text: "x", Fraud: true}, now.Add(-time.Second), ""},
		{"a discharge binds", discharged, FindIrregularity{Text: "x"}, now.Add(-time.Second), fault.WrongState},
		{"fraud without a certificate", started, FindIrregularity{Text: "x", Fraud: true}, now, fault.WrongState},
		{"a refund after two years", refunded, Refund{Reason: "x"}, now, fault.WrongState},
		{"another than the association pays", standing(Starting, Claimed), AssociationPaid{From: "KZ-association", Amount: eur(5000)}, now, fault.BadField},
		{"it pays another amount", standing(Starting, Claimed), AssociationPaid{From: Association("PL"), Amount: eur(1)}, now, fault.BadField},
		{"broken seals after a suspension", suspended, Resume{Page: 9, Office: here, LimitDays: 5, SealsBroken: true}, now, fault.BadField},
		{"a page that is used elsewhere", suspended, Resume{Page: 11, Office: here, LimitDays: 5}, now, fault.BadField},
		{"with report and new seals", suspended, Resume{Page: 9, Office: here, LimitDays: 5, SealsBroken: true, Report: "R", Seals: []string{"N"}}, now, ""},
		{"an office abroad", started, Terminate{Office: at("DE", "01")}, now, fault.BadField},
		{"a page of an earlier operation", started, Terminate{Office: here, Page: 6}, now, fault.BadField},
		{"a page the carnet has not", started, Terminate{Office: here, Page: 16}, now, fault.BadField},
		{"a certified page", twice, Terminate{Office: here, Page: 8}, now, fault.WrongState},
		{"a page certified by another office", twice, TerminationNotified{From: "DE", Termination: Termination{Page: 8, As: Partial, Office: at("DE", "01")}}, now, fault.Conflict},
		{"a termination told by a stranger", started, TerminationNotified{From: "AT", Termination: Termination{Page: 8, As: Final, Office: at("AT", "01")}}, now, fault.BadField},
		{"of another's office", started, TerminationNotified{From: "DE", Termination: Termination{Page: 8, As: Final, Office: at("CZ", "01")}}, now, fault.BadField},
		{"an unapproved vehicle", started, Incident{IncidentReport: IncidentReport{Report: "R", Office: here, Text: "x", Vehicles: []Vehicle{{Registration: "X"}}}}, now, fault.BadField},
		{"accepted for a reason", started, Incident{IncidentReport: IncidentReport{Report: "R", Office: here, Text: "x", Vehicles: []Vehicle{{Registration: "X"}}}, Unapproved: "none to be had; escort"}, now, ""},
		{"a timer before it is due", started, Elapsed{Timer: TimerArrival}, now.Add(-time.Second), fault.WrongState},
		{"a timer that does not run", started, Elapsed{Timer: TimerClaim}, now, fault.WrongState},
		{"a control system nobody knows", started, ReconciliationRequest{From: "X", ID: "Q", Page: 8}, now, fault.BadField},
		{"no certificate for a reconciliation", started, Reconcile{ID: "Q0", Code: 1}, now, fault.WrongState},
		{"a certificate denied", twice, Reconcile{ID: "Q0", Code: 3}, now, fault.WrongState},
		{"a copy without the page", standing(Ending, Expected), Terminate{}, now, fault.BadField},
		{"loading where none is declared", started, Load{Office: here, Seals: []string{"S"}}, now, fault.BadField},
		{"advance data withdrawn by a stranger", standing(Starting, Announced), Withdraw{From: "X", Reason: "x"}, now, fault.BadField},
		{"a notification with its pages in disorder", standing(Ending, Expected), disorder(), now, fault.BadField},
		{"a message by reference", started, &Enquire{}, now, fault.WrongState},
		{"no message", started, nil, now, fault.BadField},
	} {
		_, _, _, err := Apply(c.m, c.msg, c.on)
		if c.code == "" && err != nil || c.code != "" && (err == nil || fault.CodeOf(err) != c.code) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

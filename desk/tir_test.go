package desk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/unit"
)

const walkCarnet, walkHolder = "XC70423156", "AZE/071/0000001"

// carnetWalk is a TIR transport over two territories, the second a union of two countries, on which officers do what their desk
// offers, the bodies of the system speak and time passes.
type carnetWalk struct {
	*rig
	rng   *rand.Rand
	keys  []string
	n     int // numbers things
	seen  map[transit.State]bool
	done  map[transit.Kind]bool
	until time.Time
}

var walkCountries = []string{"AZ", "KZ", "RU"}

func newCarnetWalk(t testing.TB, seed uint64, seen map[transit.State]bool, done map[transit.Kind]bool) *carnetWalk {
	t.Helper()
	p, err := planner()
	must(t, err)
	cl := &clock{at: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	c, err := node.OpenCorridor(ctx, walkCountries, node.Options{Clock: cl.now, TIR: true})
	must(t, err)
	d, err := New(Options{Corridor: c, Store: mem.New(), Planner: p, Reference: reference.Default(), Clock: cl.now})
	must(t, err)
	w := &carnetWalk{rig: &rig{d, cl, t}, rng: rand.New(rand.NewPCG(seed, 3)), seen: seen, done: done, until: cl.now().AddDate(0, 0, 50)}
	t.Cleanup(w.close)
	x := complete(t)
	x.Guarantee, x.Securities = &consignment.Guarantee{Kind: "tir", Reference: walkCarnet, Vouchers: 20}, nil
	x.Carrier = &consignment.Party{Name: "Example Haulage", Country: "AZ", Identifiers: []consignment.Identifier{{Scheme: node.HolderScheme, Value: walkHolder}}}
	_, _, err = c.Declare(ctx, x)
	must(t, err)
	must(t, w.RegisterCarnet(ctx, account("chief", auth.Grant{Role: auth.Administrator}), node.Carnet{Number: walkCarnet, HolderID: walkHolder, ValidUntil: w.until, Association: tir.Association("AZ")}))
	plan := []filing.Stretch{
		{ID: "S1", Regime: "tir", Administration: "AZ", Territory: "AZ", Departure: demoOffice("AZ", 1), Destination: demoOffice("AZ", 2)},
		{ID: "S2", Regime: "tir", Administration: "KZ", Territory: "EAEU", Departure: demoOffice("KZ", 1), Passage: []filing.Office{demoOffice("KZ", 2)}, Destination: demoOffice("RU", 1)},
	}
	for _, s := range plan {
		key, err := c.LodgeTIR(ctx, "", plan, s.ID)
		must(t, err)
		w.keys = append(w.keys, key)
	}
	must(t, c.Settle(ctx))
	return w
}

// held are the records of the transport, the owners' before the copies.
func (w *carnetWalk) held() (out []node.Held) {
	for i, key := range w.keys {
		for _, country := range []string{[]string{"AZ", "KZ"}[i], "RU"} {
			if h, err := w.record(transit.Movement{Administration: country, Key: key}); err == nil && h.TIR != nil {
				out = append(out, h)
				w.seen[h.TIR.State] = true
			}
		}
	}
	return out
}

// pages are the vouchers No. 2 of an operation that anybody certified, in order.
func (w *carnetWalk) pages(operation int) (out []tir.Counterfoil) {
	for _, h := range w.held() {
		for _, t := range h.TIR.Terminations {
			c := tir.Counterfoil{Page: t.Page, Country: t.Office.Country}
			if h.TIR.Operation == operation && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// does has an officer do what is offered: it must be taken.
func (w *carnetWalk) does(h node.Held, x Act) {
	w.t.Helper()
	w.n++
	d := Decision{Country: h.Movement.Administration, Key: h.Movement.Key, Act: x.Kind, Version: h.Facts, Text: "a remark"}
	if x.Required {
		d.Reason = x.Reasons[w.rng.IntN(len(x.Reasons))].Code
	}
	if x.Named {
		d.Office = x.Offices[w.rng.IntN(len(x.Offices))].Code
	}
	for _, f := range x.Fields {
		if f.Required {
			w.fill(&d, &h, f)
		}
	}
	if x.Kind == tir.KindTerminate {
		d.Partial = w.rng.IntN(4) == 0 && h.TIR.NextPage() < 12
		if w.rng.IntN(3) == 0 {
			d.Reservation = "a seal differs"
		}
	}
	if _, err := w.Decide(ctx, everyRole(d.Country), d); err != nil {
		w.t.Fatalf("%s was offered in %s (%s) and is not taken: %+v: %v", x.Kind, d.Country, h.TIR.State, d, err)
	}
	w.done[x.Kind] = true
}

func (w *carnetWalk) fill(d *Decision, h *node.Held, f Field) {
	switch f.Name {
	case "carnet":
		d.Carnet, d.Counterfoils = walkCarnet, ""
	case "holder":
		d.Holder = walkHolder
		if w.rng.IntN(8) == 0 { // another's, which bars
			d.Holder = "AZE/071/0000002"
		}
	case "until":
		d.Until = w.until.Format(time.DateOnly)
	case "firstAccepted":
		d.FirstAccepted = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	case "vehicles":
		d.Vehicles = "10 AA 001, AZ-7, 2036-01-01; 10 AA 002, AZ-8, 2036-01-01"
	case "page":
		if d.Page = h.TIR.NextPage(); d.Act == tir.KindPresent {
			var foils []string
			for i := range h.TIR.Operation - 1 {
				for _, c := range w.pages(i + 1) {
					foils = append(foils, fmt.Sprintf("%d %s", c.Page, c.Country))
				}
			}
			d.Page, d.Counterfoils = 2*len(foils)+1, strings.Join(foils, ", ")
		}
	case "limitDays":
		d.LimitDays = 5
	case "packages":
		d.Packages = 1
	case "newSeals":
		d.NewSeals = fmt.Sprintf("S-%d, S-%d-2", w.n, w.n)
	case "report":
		d.Report = fmt.Sprintf("P-%d", w.n)
	case "amount":
		d.Amount = "100.50 EUR"
	case "ceiling":
		d.Ceiling = "100000 EUR"
	case "noDemand":
		d.NoDemand = "nobody is found"
	case "regime":
		d.Regime = "rail"
	case "document":
		d.Document = "CIM 1"
	case "request":
		d.Request = f.Options[0]
	default:
		w.t.Fatalf("%s asks for %s", d.Act, f.Name)
	}
}

// speaks has the organisation ask about a termination, or an association pay.
func (w *carnetWalk) speaks(h node.Held) {
	r := h.TIR
	say := func(party string, msg transit.Message) {
		b, err := w.Corridor.TIRBody(ctx, party)
		must(w.t, err)
		must(w.t, b.Say(ctx, r.Administration, h.Movement.Key, msg))
		must(w.t, w.Corridor.Settle(ctx))
	}
	switch {
	case r.Role == tir.Starting && (r.State == tir.Claimed || r.State == tir.Unpaid):
		say(tir.Association(r.Owner), tir.AssociationPaid{From: tir.Association(r.Owner), Amount: unit.Money{Minor: 100_50, Currency: "EUR"}})
	case len(r.Terminations) > 0 && len(r.Reconciliations) < 3:
		w.n++
		say(tir.Organisation, tir.ReconciliationRequest{From: tir.Organisation, ID: fmt.Sprintf("Q%d", w.n), Page: r.Terminations[0].Page})
	}
}

// neverStuck looks that an officer of the country has something to do about each operation that has not ended, or that the clock has.
func (w *carnetWalk) neverStuck(list []node.Held) {
	w.t.Helper()
	for _, h := range list {
		if h.TIR.Role != tir.Starting || h.TIR.Ended() || h.TIR.State == tir.None {
			continue
		}
		leads := slices.ContainsFunc(timersOf(&h.Movement, w.clock.now()), func(t TimerRow) bool { return t.Leads != "" })
		if !leads && len((Row{Acts: actsOn(everyRole(h.TIR.Administration), &h, "", w.clock.now())}).Due()) == 0 {
			w.t.Fatalf("%s is stuck in %s: %+v", h.Movement.Key, h.TIR.State, h.TIR)
		}
	}
}

// ending are acts that end an operation before it has gone far: they are seldom done.
var ending = []transit.Kind{tir.KindRefuse, tir.KindDropClaim, tir.KindDebtPaid, tir.KindAcceptProof}

// step has somebody do something; towards the end only what is waited for.
func (w *carnetWalk) step(end bool) {
	w.t.Helper()
	list := w.held()
	w.neverStuck(list)
	h := list[w.rng.IntN(len(list))]
	switch n := w.rng.IntN(100); {
	case n < 12 || end && n < 30:
		w.clock.pass(time.Duration(w.rng.IntN([]int{2, 10, 60, 200}[w.rng.IntN(4)]*24)) * time.Hour)
		_, err := w.Tick(ctx)
		must(w.t, err)
	case n < 20:
		w.speaks(h)
	default:
		acts := actsOn(everyRole(h.Movement.Administration), &h, "", w.clock.now())
		if end {
			acts = (Row{Acts: acts}).Due()
		}
		acts = slices.DeleteFunc(acts, func(x Act) bool {
			return slices.Contains(ending, x.Kind) && (!end || x.Kind == tir.KindRefuse) && w.rng.IntN(30) > 0
		})
		if len(acts) > 0 {
			w.does(h, acts[w.rng.IntN(len(acts))])
		}
	}
}

// started is a walk whose first operation is started, by the acts offered.
func started(t *testing.T) (*carnetWalk, node.Held) {
	w := newCarnetWalk(t, 1, map[transit.State]bool{}, map[transit.Kind]bool{})
	h := w.held()[0]
	for h.TIR.State != tir.Started { // presented again while the holder is another
		acts := actsOn(everyRole("AZ"), &h, "", w.clock.now())
		i := slices.IndexFunc(acts, func(x Act) bool { return x.Kind == tir.KindStart })
		w.does(h, acts[max(i, 0)])
		h = w.held()[0]
	}
	return w, h
}

// Where goods under a carnet are presented at another office than declared they are found by its number and the voucher is certified.
func TestACarnetIsTerminatedWhereItWasNotDeclared(t *testing.T) {
	w, h := started(t)
	far := account("far", auth.Grant{Role: auth.Destination, Country: "AZ", Office: "DEMO-AZ-07"})
	row, err := w.Presented(ctx, far, "AZ", "DEMO-AZ-07", walkCarnet)
	must(t, err)
	if !slices.ContainsFunc(row.Acts, func(x Act) bool { return x.Kind == tir.KindTerminate }) {
		t.Fatalf("offered: %+v", row.Acts)
	}
	d := Decision{Country: "AZ", Key: h.Movement.Key, Act: tir.KindTerminate, Version: row.Version, Office: "DEMO-AZ-07"}
	if _, err := w.Decide(ctx, far, d); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("without the number: %v", err)
	}
	d.Number = walkCarnet
	if out, err := w.Decide(ctx, far, d); err != nil || out.State != tir.Terminated {
		t.Errorf("%+v %v", out, err)
	}
	r := w.held()[0].TIR
	if len(r.Terminations) != 1 || r.Terminations[0].Office.Code != "DEMO-AZ-07" {
		t.Errorf("%+v", r.Terminations)
	}
}

// A further office of departure, and no other, is offered to load and certify the voucher; the office of the start is not.
func TestFurtherOfficesOfDepartureLoad(t *testing.T) {
	w, h := started(t)
	further := demoOffice("AZ", 3)
	office := transit.Office{Country: "AZ", Code: further.Code, Demo: true}
	h.TIR.Transport.Operations[0].Loading = []transit.Office{office} // no filing plan names one
	h.Movement.Declaration.Passage = []transit.Office{office}
	loads := func(code string) bool {
		acts := actsOn(account("l", auth.Grant{Role: auth.Departure, Country: "AZ", Office: code}), &h, "", w.clock.now())
		i := slices.IndexFunc(acts, func(x Act) bool { return x.Kind == tir.KindLoad })
		return i >= 0 && len(acts[i].Offices) == 1 && acts[i].Offices[0].Same(office)
	}
	if !loads(office.Code) || loads(demoOffice("AZ", 1).Code) || loads(demoOffice("AZ", 2).Code) {
		t.Error("the loading is offered to others than the further office of departure")
	}
}

// Whatever officers do of what their desk offers on a TIR operation is taken; in every state that an owner's record reaches somebody
// can go on or the clock does; and what is waited for leads every operation to an end. All acts and nearly all states are reached.
func TestWhatIsOfferedOnATIROperationIsTakenAndEndsIt(t *testing.T) {
	seen, done := map[transit.State]bool{}, map[transit.Kind]bool{}
	for seed := range uint64(40) {
		w := newCarnetWalk(t, seed, seen, done)
		for range 60 {
			w.step(false)
		}
		for range 200 {
			w.step(true)
		}
		for _, h := range w.held() {
			if h.TIR.Role == tir.Starting && !h.TIR.Ended() && h.TIR.State != tir.Presented { // which may be refused at any time
				t.Errorf("seed %d: %s is still %s", seed, h.Movement.Key, h.TIR.State)
			}
		}
	}
	for _, r := range tirRules {
		if !done[r.kind] && r.kind != tir.KindLoad { // a filing plan names no further office of departure
			t.Errorf("%s was never done", r.kind)
		}
	}
	var never []transit.State
	for _, s := range tir.States {
		if !seen[s] {
			never = append(never, s)
		}
	}
	if len(never) > 4 {
		t.Errorf("never reached: %v", never)
	}
	t.Log("never reached:", never)
}

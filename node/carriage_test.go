package node

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/carriage"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store"
)

func place(code, country string) plan.Place {
	return plan.Place{Code: code, Name: code, Country: country}
}

// railPlan is a contract under SMGS from China by Kazakhstan to Uzbekistan, with a change of gauge at Khorgos, and the way it takes.
func railPlan() (filing.Plan, []filing.RailSection, Freight) {
	xian, khorgos := place("CNSIA", "CN"), place("KZ-KHORGOS", "KZ")
	saryagash, tashkent := place("UZ-KELES", "UZ"), place("UZTAS", "UZ")
	kz := eaeuTransit()
	kz.Departure.Location = "KZ-KHORGOS"
	return filing.Plan{Customs: []filing.Stretch{kz}, Carriage: []filing.Contract{{ID: "C1", Kind: "smgs", Law: "smgs", ServesAs: []string{"S2"}}}},
		[]filing.RailSection{{Countries: []string{"CN"}, From: xian, To: khorgos, Km: 3400, Law: "smgs", GaugeMm: 1435},
			{Countries: []string{"KZ"}, From: khorgos, To: saryagash, Km: 1100, Law: "smgs", GaugeMm: 1520},
			{Countries: []string{"UZ"}, From: saryagash, To: tashkent, Km: 20, Law: "smgs", GaugeMm: 1520}},
		Freight{Carriers: map[string]string{"CN": "rail-cn", "KZ": "rail-kz", "UZ": "rail-uz"}, WagonLoad: true}
}

var railways = []string{"rail-cn", "rail-kz", "rail-uz"}

// nearer is the act by which the carrier in charge brings a carriage nearer to its delivery.
func nearer(c carriage.Carriage) carriage.Message {
	if missing := c.Unendorsed(c.Station().Code); len(missing) > 0 && slices.Contains([]carriage.State{carriage.DrawnUp, carriage.TakenOver, carriage.Notified}, c.State) {
		return carriage.Endorse{Office: missing[0], Text: "TD 1"}
	}
	switch c.State {
	case carriage.DrawnUp:
		return carriage.Accept{}
	case carriage.TakenOver:
		return carriage.Depart{}
	case carriage.UnderWay:
		if c.Section+1 < len(c.Note.Sections) {
			return carriage.Present{List: fmt.Sprintf("L%d", c.Section+1)}
		}
		return carriage.Arrive{}
	case carriage.Presented:
		return carriage.TakeOver{}
	case carriage.Junction:
		return atJunction(c)
	case carriage.Obstructed:
		return carriage.ClearObstacle{}
	case carriage.Arrived:
		return carriage.Notify{}
	case carriage.Disposable:
		return carriage.Dispose{How: c.Obstacle.Orders}
	}
	return carriage.Deliver{}
}

func atJunction(c carriage.Carriage) carriage.Message {
	switch c.Outstanding[0] {
	case carriage.KindReconsign:
		if c.Note.Form == carriage.NoteCIMSMGS {
			return carriage.Reconsign{}
		}
		return carriage.Reconsign{Number: c.Note.Number + "-2"}
	case carriage.KindTransship:
		if c.Note.Sections[c.Section].GaugeMm == 0 {
			return carriage.Transship{}
		}
		return carriage.Transship{Wagons: []string{"52900001"}}
	}
	return carriage.MakeReport{Number: fmt.Sprintf("%s-%d", c.Carrier, len(c.Reports)), Finding: carriage.Damage, Text: "dented"}
}

// haul lets the carriers carry until the goods are delivered.
func haul(t testing.TB, c *Corridor, cl *clock, key string) carriage.Carriage {
	t.Helper()
	for range 200 {
		must(t, c.Settle(ctx))
		x, err := c.Carriage(ctx, key)
		must(t, err)
		if x.Ended() {
			return x
		}
		cl.pass(time.Hour)
		if err := c.Carry(ctx, x.Charge, key, nearer(x)); err != nil {
			t.Fatalf("%s, %s by %s: %v", x.State, nearer(x).Kind(), x.Charge, err)
		}
	}
	t.Fatal("never delivered")
	return carriage.Carriage{}
}

// A carriage under SMGS over three carriers with a change of gauge, on files: every carrier holds the same record, the customer
// is told, and all of it is there again after the nodes were opened anew.
func TestSMGSOverThreeCarriers(t *testing.T) {
	cl := newClock()
	o := Options{Dir: t.TempDir(), Clock: cl.now, Carriers: railways}
	c, err := OpenCorridor(ctx, []string{"KZ"}, o)
	must(t, err)
	_, _, err = c.Declare(ctx, sampleConsignment())
	must(t, err)
	p, way, freight := railPlan()
	key, err := c.Consign(ctx, "", p, "C1", way, freight)
	must(t, err)
	end := haul(t, c, cl, key)
	if end.State != carriage.Delivered || end.Note.Number != "DEMO00000001" || len(end.Takeovers) != 3 || len(end.Transshipments) != 1 || len(end.Note.Customs) != 1 || end.Note.Customs[0].At.IsZero() {
		t.Errorf("%+v", end)
	}
	before := railHistories(t, c, key)
	must(t, c.Close())
	c = open(t, o, "KZ")
	if diff := cmp.Diff(before, railHistories(t, c, key)); diff != "" {
		t.Errorf("after opening anew:\n%s", diff)
	}
	x, err := c.Trader().Consigned(ctx, key)
	must(t, err)
	if x.State != carriage.Delivered || x.Number != end.Note.Number || x.Entry != len(end.Log) {
		t.Errorf("the customer has %s %s", x.State, x.Number)
	}
	told, err := c.Trader().ContractHistory(ctx, key)
	must(t, err)
	if len(told) != 3 { // accepted, arrived, delivered
		t.Errorf("the customer was told %d facts: %+v", len(told), told)
	}
	if _, err := c.Consign(ctx, "", p, "C1", way, freight); fault.CodeOf(err) != fault.WrongState {
		t.Error(err)
	}
}

func railHistories(t testing.TB, c *Corridor, key string) (out []string) {
	var first string
	for _, party := range c.railways {
		h, err := c.carriers[party].History(ctx, key)
		must(t, err)
		var lines []string
		for _, e := range h {
			lines = append(lines, fmt.Sprintf("%d %s by %s: %s → %s %s", e.Seq, e.Message, e.By, e.From, e.To, e.Refused))
		}
		if all := strings.Join(lines, "\n"); first == "" {
			first = all
		} else if all != first {
			t.Errorf("%s has another history:\n%s", party, cmp.Diff(first, all))
		}
		out = append(out, lines...)
	}
	return out
}

// Who may say what about a carriage; and what is not known is an error, never made up.
func TestWhoMaySayWhatAboutACarriage(t *testing.T) {
	cl := newClock()
	c := open(t, Options{Clock: cl.now, Carriers: railways}, "KZ")
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	p, way, freight := railPlan()
	if _, err := c.Consign(ctx, "", p, "C1", way, Freight{}); len(fault.All(err)) != 3 || !strings.Contains(err.Error(), "/carriers/UZ") {
		t.Errorf("without carriers: %v", err)
	}
	if _, err := c.Consign(ctx, "", p, "C2", way, freight); fault.CodeOf(err) != fault.BadField {
		t.Errorf("no such contract: %v", err)
	}
	key, err := c.Consign(ctx, "", p, "C1", way, freight)
	must(t, err)
	must(t, c.Settle(ctx))
	if err := c.Carry(ctx, "rail-kz", key, carriage.Accept{}); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("accepted by another carrier: %v", err)
	}
	if err := c.Carry(ctx, "rail-cn", key, carriage.Amend{}); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a customer's application by a carrier: %v", err)
	}
	must(t, c.Carry(ctx, "rail-cn", key, carriage.Accept{}))
	must(t, c.Settle(ctx))
	other := carriage.Party{ID: TraderParty, Name: "Other Motors"}
	must(t, c.Trader().Tell(ctx, key, "rail-uz", carriage.Amend{Reference: "A1", By: carriage.ByConsignor, Consignee: &other}))
	must(t, c.Settle(ctx))
	x, err := c.Carriage(ctx, key)
	must(t, err)
	if x.Note.Consignee.Name != other.Name || x.Charge != "rail-cn" {
		t.Errorf("passed on: %+v", x.Note.Consignee)
	}
	must(t, c.Trader().Tell(ctx, key, "", carriage.Withdraw{Reason: "too late"}))
	must(t, c.Settle(ctx))
	f, err := c.Trader().Consigned(ctx, key)
	must(t, err)
	if f.Refused == "" || f.State != carriage.TakenOver {
		t.Errorf("the refusal was not told: %+v", f)
	}
}

// Many people act on one carriage at once: one departs, whoever saw the record before is told who was first.
func TestOneDepartureOfMany(t *testing.T) {
	cl := newClock()
	c := open(t, Options{Dir: t.TempDir(), Clock: cl.now, Carriers: railways}, "KZ")
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	p, way, freight := railPlan()
	key, err := c.Consign(ctx, "", p, "C1", way, freight)
	must(t, err)
	must(t, c.Settle(ctx))
	if err := c.Trader().Tell(ctx, key, "KZ", carriage.Withdraw{}); fault.CodeOf(err) != fault.BadField {
		t.Errorf("told one that does not carry: %v", err)
	}
	must(t, c.Carry(ctx, "rail-cn", key, carriage.Accept{}))
	cn, err := c.Carrier("rail-cn")
	must(t, err)
	x, err := cn.Carried(ctx, key)
	must(t, err)
	if !slices.Contains(x.Acts(), carriage.KindDepart) || slices.Contains(x.Acts(), carriage.KindAmend) {
		t.Errorf("acts %v", x.Acts())
	}
	var won, late atomic.Int64
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			switch err := cn.DoAs(ctx, Actor{ID: fmt.Sprint(i), Name: fmt.Sprintf("clerk %d", i)}, x.Facts, key, carriage.Depart{}); {
			case err == nil:
				won.Add(1)
			case fault.CodeOf(err) == fault.Conflict && strings.Contains(err.Error(), "clerk"):
				late.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || late.Load() != 11 {
		t.Errorf("%d departed, %d were told who was first", won.Load(), late.Load())
	}
}

// Every contract of carriage by rail in the filing plans of the examples, on every journey the planner offers, is drawn up from
// the plan and carried to its delivery; a way that passes a country twice is refused and says so.
func TestEveryRailContractOfTheExamplesIsDelivered(t *testing.T) {
	net, err := network.Default()
	must(t, err)
	gauges := map[string]int{}
	for _, l := range net.Locations() {
		gauges[l.Code] = l.Gauge
	}
	planner, err := plan.New(net)
	must(t, err)
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	delivered, refused := 0, 0
	for _, name := range examples.Names() {
		cons, err := consignment.Decode(examples.Read(name))
		must(t, err)
		answer, err := planner.Plan(ctx, plan.Request{From: cons.Origin, To: cons.Dest, TEU: cons.TEU, Mass: cons.GrossKg(), Ready: day, Avoid: cons.Avoid, Class: cons.HighestClass()})
		if err != nil {
			continue
		}
		for _, j := range answer.Journeys {
			p, err := filing.Build(j, cons, day, reference.Default())
			if err != nil {
				continue
			}
			for _, k := range p.Carriage {
				if k.Law == "" {
					continue
				}
				way, err := filing.RailSections(j, k, func(code string) int { return gauges[code] })
				if err != nil {
					t.Logf("%s %s: %v", cons.Reference, k.ID, err)
					refused++
					continue
				}
				carryContract(t, cons, p, k, way)
				delivered++
			}
		}
	}
	t.Logf("%d contracts delivered, %d cannot be carried", delivered, refused)
	if delivered < 10 || refused > delivered {
		t.Errorf("only %d contracts were tried, %d refused", delivered, refused)
	}
}

func carryContract(t *testing.T, cons consignment.Consignment, p filing.Plan, k filing.Contract, way []filing.RailSection) {
	t.Helper()
	freight := Freight{Carriers: map[string]string{}}
	var parties []string
	for _, s := range way {
		over := strings.Join(s.Countries, "-")
		freight.Carriers[over] = "rail-" + over
		parties = append(parties, "rail-"+over)
	}
	cl := newClock()
	c := open(t, Options{Clock: cl.now, Carriers: parties}, "KZ")
	_, _, err := c.Declare(ctx, cons)
	must(t, err)
	key, err := c.Consign(ctx, "", p, k.ID, way, freight)
	if err != nil {
		t.Fatalf("%s %s: %v", cons.Reference, k.Name, err)
	}
	end := haul(t, c, cl, key)
	railHistories(t, c, key)
	if end.State != carriage.Delivered || len(end.Takeovers) != len(way) {
		t.Errorf("%s %s: %s after %d carriers of %d", cons.Reference, k.Name, end.State, len(end.Takeovers), len(way))
	}
}

// A record that is damaged does not keep a carrier's others from their time, and is told.
func TestACarriersClockGoesOnPastADamagedRecord(t *testing.T) {
	cl := newClock()
	c := open(t, Options{Seed: 7, Clock: cl.now, Carriers: railways}, "KZ")
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	p, way, freight := railPlan()
	key, err := c.Consign(ctx, "", p, "C1", way, freight)
	must(t, err)
	must(t, c.Settle(ctx))
	must(t, c.Carry(ctx, "rail-cn", key, carriage.Accept{}))
	cn, err := c.Carrier("rail-cn")
	must(t, err)
	must(t, cn.Store.Commit(ctx, store.Tx{Puts: []store.Put{{Key: carriagePrefix + "damaged", Value: []byte("{")}}}))
	cl.pass(60 * 24 * time.Hour)
	if n, err := c.Tick(ctx); n < 1 || fault.CodeOf(err) != fault.BadFile {
		t.Errorf("%d timers elapsed, %v", n, err)
	}
}

package node

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store/mem"
)

const (
	demoCarnet = "XC70423156"
	demoHolder = "UZB/071/0000001"
)

// tirConsignment says all that a TIR transport needs.
func tirConsignment() consignment.Consignment {
	c := sampleConsignment()
	c.Guarantee = &consignment.Guarantee{Kind: "tir", Reference: demoCarnet, Vouchers: 14}
	c.Carrier = &consignment.Party{Name: "Example Haulage", Country: "UZ", Identifiers: []consignment.Identifier{{Scheme: HolderScheme, Value: demoHolder}}}
	c.Documents = []consignment.Document{{Kind: "TIR carnet", Code: CarnetDocument, Number: demoCarnet, Until: "2027-01-20"}}
	return c
}

// tirPlan is a transport over three contracting parties, two of them customs unions: Uzbekistan, the EAEU from Kazakhstan to
// Belarus, the EU from Poland to Germany.
func tirPlan() []filing.Stretch {
	return []filing.Stretch{
		{ID: "S1", Regime: "export", Administration: "UZ", Countries: []string{"UZ"}, NumberFormat: "national", Departure: demoOffice("UZ", 1, ""), Destination: demoOffice("UZ", 2, "")},
		{ID: "S2", Regime: "tir", Administration: "UZ", Countries: []string{"UZ"}, Territory: "UZ", Departure: demoOffice("UZ", 1, ""), Destination: demoOffice("UZ", 2, "")},
		{ID: "S3", Regime: "tir", Administration: "KZ", Countries: []string{"KZ", "RU", "BY"}, Territory: "EAEU", Departure: demoOffice("KZ", 1, ""), Destination: demoOffice("BY", 1, "")},
		{ID: "S4", Regime: "tir", Administration: "PL", Countries: []string{"PL", "DE"}, Territory: "EU", Departure: demoOffice("PL", 1, ""), Destination: demoOffice("DE", 1, "")},
	}
}

var tirCountries = []string{"BY", "DE", "KZ", "PL", "UZ"}

func demoIssue() Carnet {
	return Carnet{Number: demoCarnet, HolderID: demoHolder, ValidUntil: time.Date(2027, 1, 20, 0, 0, 0, 0, time.UTC), Association: tir.Association("UZ")}
}

// presented is what an officer reads off the carnet at an operation, after the terminations given.
func presented(first time.Time, ended ...tir.Counterfoil) tir.Present {
	return tir.Present{Presentation: tir.Presentation{Carnet: demoCarnet, HolderID: demoHolder, ValidUntil: demoIssue().ValidUntil, FirstAccepted: first,
		Page: 2*len(ended) + 1, Counterfoils: ended, Vehicles: []tir.Vehicle{{Registration: "01 A 123 BC", Approval: "UZ-7", Until: time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)}}}}
}

func started() tir.Start { return tir.Start{Seals: []string{"UZ-1"}, LimitDays: 10} }

// carry takes the transport from its announcement to the termination in every territory, and returns the keys.
func carry(t testing.TB, c *Corridor, cl *clock) (keys []string) {
	t.Helper()
	must(t, c.RegisterCarnet(ctx, demoIssue()))
	_, _, err := c.Declare(ctx, tirConsignment())
	must(t, err)
	for _, id := range []string{"S2", "S3", "S4"} {
		key, err := c.LodgeOne(ctx, "", tirPlan(), id)
		must(t, err)
		keys = append(keys, key)
	}
	act := func(country string, operation int, msg transit.Message) {
		t.Helper()
		must(t, c.Settle(ctx))
		cl.pass(time.Hour)
		if err := c.Do(ctx, country, keys[operation-1], msg); err != nil {
			t.Fatalf("%s in %s: %v", msg.Kind(), country, err)
		}
	}
	first := cl.at.Add(2 * time.Hour)
	ends := []string{"UZ", "BY", "DE"}
	var passed []tir.Counterfoil
	for i, country := range []string{"UZ", "KZ", "PL"} {
		from := first
		if i == 0 {
			from = time.Time{}
		}
		act(country, i+1, presented(from, passed...))
		act(country, i+1, started())
		act(ends[i], i+1, tir.Terminate{Page: 2*i + 2})
		passed = append(passed, tir.Counterfoil{Page: 2*i + 2, Country: ends[i]})
	}
	must(t, c.Settle(ctx))
	return keys
}

// A TIR transport over three territories, two of them unions, on files: announced, started, terminated where the goods leave,
// discharged by the owners; the organisation knows every termination, the associations are free; and all of it is there again
// after the nodes were opened anew.
func TestTIRAcrossThreeTerritories(t *testing.T) {
	cl, dir := newClock(), t.TempDir()
	o := Options{Dir: dir, Clock: cl.now, TIR: true}
	c, err := OpenCorridor(ctx, tirCountries, o)
	must(t, err)
	keys := carry(t, c, cl)
	if want := []string{"tir:R1-XC70423156:1", "tir:R1-XC70423156:2", "tir:R1-XC70423156:3"}; !slices.Equal(keys, want) {
		t.Errorf("keys %v", keys)
	}
	copyOf, err := c.admins["DE"].TIR(ctx, keys[2])
	must(t, err)
	if copyOf.Role != tir.Ending || copyOf.State != tir.Terminated {
		t.Errorf("Germany has %s %s", copyOf.Role, copyOf.State)
	}
	for i, country := range []string{"UZ", "KZ", "PL"} {
		must(t, c.Do(ctx, country, keys[i], tir.Discharge{}))
	}
	must(t, c.Settle(ctx))
	before := tirHistories(t, c, keys)
	must(t, c.Close())
	c = open(t, o, tirCountries...)
	if diff := cmp.Diff(before, tirHistories(t, c, keys)); diff != "" {
		t.Errorf("after opening anew:\n%s", diff)
	}
	all, err := c.Movements(ctx)
	must(t, err)
	for i, m := range all {
		if m.State != transit.Discharged || m.Number != demoCarnet || m.Key != keys[i] || !m.Ended() || m.Arrival == nil || !m.Result.Satisfactory {
			t.Errorf("the face of operation %d: %+v", i+1, m)
		}
		f, err := c.Trader().Filing(ctx, m.Key)
		must(t, err)
		if f.State != m.State || f.Number != m.Number || f.Stretch.ID != tirPlan()[i+1].ID {
			t.Errorf("the holder has %s %s of %s", f.State, f.Number, f.Stretch.ID)
		}
	}
	for _, country := range []string{"BY", "DE"} {
		r, err := c.admins[country].TIR(ctx, keys[map[string]int{"BY": 1, "DE": 2}[country]])
		must(t, err)
		if r.State != tir.Closed {
			t.Errorf("the copy of %s is %s", country, r.State)
		}
	}
	file, err := body(t, c, tir.Organisation).Carnet(ctx, demoCarnet)
	must(t, err)
	if !slices.Equal(file.Pages, []int{2, 4, 6}) {
		t.Errorf("the organisation knows pages %v", file.Pages)
	}
	for _, country := range []string{"UZ", "KZ", "PL"} {
		facts, err := body(t, c, tir.Association(country)).CarnetFacts(ctx, demoCarnet)
		must(t, err)
		if len(facts) != 1 || facts[0].Kind != tir.KindLiabilityEnded {
			t.Errorf("the association of %s was told %v", country, facts)
		}
	}
}

func body(t testing.TB, c *Corridor, party string) *TIRBody {
	t.Helper()
	b, err := c.TIRBody(ctx, party)
	must(t, err)
	return b
}

func tirHistories(t testing.TB, c *Corridor, keys []string) (out []string) {
	for _, key := range keys {
		for _, country := range tirCountries {
			entries, err := c.admins[country].History(ctx, key)
			must(t, err)
			for _, e := range entries {
				if e.Refused != "" {
					t.Errorf("%s refused %s: %s", country, e.Message, e.Refused)
				}
				out = append(out, fmt.Sprintf("%s %s %s: %s → %s", key, country, e.Message, e.From, e.To))
			}
		}
	}
	return out
}

// What a TIR transport needs and the consignment does not say is an error with the path where it belongs, all at once; a TIR
// stretch is no declaration of transit, by the trader's call or by another's message.
func TestTIRWithoutItsData(t *testing.T) {
	c := open(t, Options{Clock: newClock().now, TIR: true}, tirCountries...)
	cons := tirConsignment()
	cons.Guarantee.Vouchers, cons.Carrier.Identifiers = 0, nil
	_, _, err := c.Declare(ctx, cons)
	must(t, err)
	_, err = c.LodgeOne(ctx, "", tirPlan(), "S2")
	for _, want := range []string{"/guarantee/vouchers", "/carrier/identifiers"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s: %v", want, err)
		}
	}
	if _, err := c.Lodge(ctx, tirPlan()[1]); fault.CodeOf(err) != fault.BadField {
		t.Error(err)
	}
	trader, uz := exchange.Derive(7, TraderParty), exchange.Derive(7, "UZ")
	a := NewAdministration(Config{uz, exchange.NewDirectory(trader.Card(), uz.Card()), exchange.NewMemory(nil), mem.New(), newClock().now})
	s := tirPlan()[1]
	s.NumberFormat = "national"
	d := Project(Version{Reference: "R1", Version: 1, Hash: strings.Repeat("0", 64), Consignment: cons}, s)
	for i, m := range []struct {
		stream string
		msg    transit.Message
	}{
		{"R1-S2", transit.Lodge{Key: "R1-S2", Administration: "UZ", Trader: TraderParty, Declaration: d}},
		{TIRKey("T1", 1), transit.Lodge{Key: TIRKey("T1", 1), Administration: "UZ", Trader: TraderParty, Declaration: d}},
		{TIRKey("T1", 2), tir.Advance{Key: "T1", Administration: "UZ", Operation: 1}},
		{TIRKey("T1", 3), tir.Discharge{}},
	} {
		body, err := transit.Encode(m.msg)
		must(t, err)
		e := trader.Sign(exchange.Envelope{ID: fmt.Sprint(i), To: "UZ", Stream: m.stream, Seq: 1, SentAt: newClock().at, Body: body})
		if ack, err := a.Receive(ctx, e); err != nil || ack == nil {
			t.Error(err)
		}
		h, err := a.History(ctx, m.stream)
		must(t, err)
		if len(h) != 1 || h[0].Refused == "" {
			t.Errorf("%s in %s: %+v", m.msg.Kind(), m.stream, h)
		}
	}
}

// Another administration's word reaches the operation it is for, in a stream of its own, however many operations one
// administration owns.
func TestStreamsOfTIR(t *testing.T) {
	if _, err := laneOf(TIRKey("R1<x", 1)); err == nil {
		t.Error("a transport with < was read")
	}
	for _, x := range []struct{ to, about int }{{1, 1}, {2, 1}, {3, 1}, {3, 2}, {12, 3}} {
		l, err := laneOf(tirStream("R1:x", x.to, x.about))
		must(t, err)
		if l.transport != "R1:x" || l.operation != x.to || l.about != x.about || l.back() != tirStream("R1:x", x.about, x.to) {
			t.Errorf("%+v", l)
		}
	}
	for _, bad := range []string{"", "R1-S1", "tir:", "tir:T1", "tir:T1:0", "tir:T1:01", "tir:T1:x", "tir::1", "tir:T1:2<2", "tir:T1:2<", "tir:T1:2<0", "tir:T1:2<01", "tir:T1:2<1<1"} {
		if _, err := laneOf(bad); err == nil {
			t.Errorf("%q is a stream", bad)
		}
	}
}

// New data reach the administrations whose operation is only announced; later it is too late, and they say so.
func TestTIRAmended(t *testing.T) {
	cl := newClock()
	c := open(t, Options{Clock: cl.now, TIR: true}, tirCountries...)
	must(t, c.RegisterCarnet(ctx, demoIssue()))
	cons := tirConsignment()
	_, _, err := c.Declare(ctx, cons)
	must(t, err)
	var keys []string
	for _, id := range []string{"S2", "S3", "S4"} {
		key, err := c.LodgeOne(ctx, "", tirPlan(), id)
		must(t, err)
		keys = append(keys, key)
	}
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "UZ", keys[0], presented(time.Time{})))
	must(t, c.Settle(ctx))
	cons.Goods[0].Packages++
	_, _, err = c.Declare(ctx, cons)
	must(t, err)
	told, err := c.Amend(ctx, "R1", tirPlan())
	must(t, err)
	must(t, c.Settle(ctx))
	for _, s := range told.Stretches[1:] {
		if s.Outcome != AmendSent || !slices.Equal(s.Changed, []string{"goods"}) {
			t.Errorf("%+v", s)
		}
	}
	for i, want := range []int{1, 2, 2} {
		f, err := c.Trader().Filing(ctx, keys[i])
		must(t, err)
		r, err := c.admins[f.Administration].TIR(ctx, keys[i])
		must(t, err)
		if r.Transport.Version != want || f.Version != want || len(f.Offered) != 0 || (i == 0) != (f.Refused != "") {
			t.Errorf("operation %d: version %d, the holder has %d, refused %q", i+1, r.Transport.Version, f.Version, f.Refused)
		}
	}
	must(t, c.Trader().Cancel(ctx, keys[2], "another road"))
	must(t, c.Settle(ctx))
	if f, _ := c.Trader().Filing(ctx, keys[2]); f.State != tir.Withdrawn {
		t.Errorf("%s", f.State)
	}
	key, err := c.LodgeOne(ctx, "", tirPlan(), "S4")
	if err != nil || key != "tir:R1-XC70423156-2:3" {
		t.Errorf("announced anew: %q %v", key, err)
	}
}

// Many officers decide on one operation at once, on a file: one start, and whoever saw the record before is told who was first.
func TestOneStartOfManyClicks(t *testing.T) {
	cl := newClock()
	c := open(t, Options{Dir: filepath.Join(t.TempDir(), "x"), Clock: cl.now, TIR: true}, tirCountries...)
	must(t, c.RegisterCarnet(ctx, demoIssue()))
	_, _, err := c.Declare(ctx, tirConsignment())
	must(t, err)
	key, err := c.LodgeOne(ctx, "", tirPlan(), "S2")
	must(t, err)
	must(t, c.Settle(ctx))
	must(t, c.Do(ctx, "UZ", key, presented(time.Time{})))
	must(t, c.Settle(ctx))
	h, err := c.admins["UZ"].Record(ctx, key)
	must(t, err)
	if h.TIR == nil || !slices.Contains(Acts(h), tir.KindStart) || slices.Contains(Acts(h), tir.KindCarnetAnswer) {
		t.Errorf("acts %v", Acts(h))
	}
	var won, overtaken atomic.Int64
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			err := c.admins["UZ"].DoAs(ctx, Actor{ID: fmt.Sprint(i), Name: fmt.Sprintf("officer %d", i)}, h.Facts, key, started())
			switch {
			case err == nil:
				won.Add(1)
			case fault.CodeOf(err) == fault.Conflict && strings.Contains(err.Error(), "officer"):
				overtaken.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || overtaken.Load() != 11 {
		t.Errorf("%d started, %d were told who was first", won.Load(), overtaken.Load())
	}
}

// A body keeps of a carnet no more pages than the largest has, whoever tells it others.
func TestPagesThatNoCarnetHas(t *testing.T) {
	o := exchange.Derive(7, tir.Organisation)
	kz := exchange.Derive(7, "KZ")
	b := NewTIRBody(Config{Identity: o, Directory: exchange.NewDirectory(o.Card(), kz.Card()), Store: mem.New(), Clock: newClock().now})
	for i, page := range []int{2, 20, 21, -1} {
		body, err := tir.Encode(tir.TerminationData{Country: "KZ", Carnet: demoCarnet, Page: page})
		must(t, err)
		stream := TIRKey("T1", 1)
		_, err = b.Receive(ctx, kz.Sign(exchange.Envelope{ID: messageID("KZ", stream, tir.Organisation, int64(i+1)), To: tir.Organisation, Stream: stream, Seq: int64(i + 1), SentAt: newClock().at, Body: body}))
		must(t, err)
	}
	if file, err := b.Carnet(ctx, demoCarnet); err != nil || !slices.Equal(file.Pages, []int{2, 20}) {
		t.Errorf("pages %v, %v", file.Pages, err)
	}
}

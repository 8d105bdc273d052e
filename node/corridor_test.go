package node

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

var ctx = context.Background()

// clock is a virtual clock that stands until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time       { return c.at }
func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }
func newClock() *clock                { return &clock{time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)} }
func must(t testing.TB, err error)    { t.Helper(); fatal(t, err) }
func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func demoOffice(country string, n int, name string) filing.Office {
	return filing.Office{Country: country, Code: fmt.Sprintf("DEMO-%s-%02d", country, n), Name: name, Demo: true}
}

func sampleConsignment() consignment.Consignment {
	return consignment.Consignment{Reference: "R1", Title: "automobile parts", Origin: "JPNGO", Dest: "KZALA", Ready: "2026-12-01", TEU: 2,
		Consignor: consignment.Party{Name: "Example Parts", Country: "JP"}, Consignee: consignment.Party{Name: "Example Motors", Country: "KZ"},
		Goods:     []consignment.GoodsItem{{HS: "8708.29", Description: "parts of car bodies", GrossKg: 18000, NetKg: 16500, Packages: 40, PackageKind: "PX", Value: unit.USD(240000), Origin: "JP"}},
		Equipment: []consignment.Equipment{{ID: "CSQU3054383", Kind: "42G1", Seals: []string{"JP001"}}}}
}

func chinaTransit() filing.Stretch {
	return filing.Stretch{ID: "S1", Regime: "national-transit", Administration: "CN", Countries: []string{"CN"}, NumberFormat: "national",
		Departure: demoOffice("CN", 1, "Lianyungang"), Destination: demoOffice("CN", 2, "Khorgos"), Declarant: "carrier", LimitDays: 180}
}

func eaeuTransit() filing.Stretch {
	return filing.Stretch{ID: "S2", Regime: "eaeu-transit", Administration: "KZ", Countries: []string{"KZ", "RU", "BY"}, NumberFormat: "eaeu",
		Departure: filing.Office{Country: "KZ", Code: "57507", Name: "Altynkol-Zhol"}, Passage: []filing.Office{demoOffice("RU", 1, "Kartaly")},
		Destination: demoOffice("BY", 1, "Brest-North"), Declarant: "carrier", LimitDays: 60}
}

func open(t testing.TB, o Options, countries ...string) *Corridor {
	t.Helper()
	if o.Dir == "" {
		o.Open = func(_ context.Context, party string) (store.Store, error) { return fresh(party), nil }
	}
	c, err := OpenCorridor(ctx, countries, o)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// crossAll takes a CN national transit and a KZ EAEU transit from declaration to discharge.
func crossAll(t testing.TB, c *Corridor, cl *clock) (keys []string) {
	t.Helper()
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	do := func(country, key string, m transit.Message) {
		t.Helper()
		cl.pass(90 * time.Minute)
		must(t, c.Do(ctx, country, key, m))
		must(t, c.Settle(ctx))
	}
	lodge := func(s filing.Stretch) string {
		key, err := c.Lodge(ctx, s)
		must(t, err)
		must(t, c.Settle(ctx))
		keys = append(keys, key)
		return key
	}
	k := lodge(chinaTransit())
	do("CN", k, transit.Accept{})
	do("CN", k, transit.Release{})
	do("CN", k, transit.Arrival{})
	do("CN", k, transit.DestinationControl{Satisfactory: true})
	do("CN", k, transit.Discharge{})
	k = lodge(eaeuTransit())
	do("KZ", k, transit.Accept{})
	do("KZ", k, transit.DecideControl{Control: transit.Documents, Reason: "random"})
	do("KZ", k, transit.ControlResult{Satisfactory: true})
	do("KZ", k, transit.Release{})
	do("RU", k, transit.Passage{})
	do("BY", k, transit.Arrival{})
	do("BY", k, transit.DestinationControl{Satisfactory: true})
	do("KZ", k, transit.Discharge{})
	return keys
}

// print writes histories as an officer would read them.
func print(t testing.TB, c *Corridor, keys []string) string {
	t.Helper()
	var b strings.Builder
	for _, k := range keys {
		h, err := c.History(ctx, k)
		must(t, err)
		fmt.Fprintf(&b, "%s\n", k)
		for _, e := range h {
			fmt.Fprintf(&b, "  %s  %-13s %-25s %-26s %s\n", e.At.Format("01-02 15:04"), e.To, e.Number, e.Office, e.Rule.ID)
		}
	}
	return b.String()
}

const wantHistory = `R1-S1
  12-01 08:00  lodged                                  DEMO-CN-01 Lianyungang     NATIONAL-TRANSIT
  12-01 09:30  accepted      DEMO-CN-2026-0000001      DEMO-CN-01 Lianyungang     NATIONAL-TRANSIT
  12-01 11:00  released      DEMO-CN-2026-0000001      DEMO-CN-01 Lianyungang     NATIONAL-TRANSIT
  12-01 12:30  arrived       DEMO-CN-2026-0000001      DEMO-CN-02 Khorgos         NATIONAL-TRANSIT
  12-01 14:00  checked       DEMO-CN-2026-0000001      DEMO-CN-02 Khorgos         NATIONAL-TRANSIT
  12-01 15:30  discharged    DEMO-CN-2026-0000001      DEMO-CN-01 Lianyungang     NATIONAL-TRANSIT
R1-S2
  12-01 15:30  lodged                                  57507 Altynkol-Zhol        EAEU-104
  12-01 17:00  accepted      57507/011226/0000001      57507 Altynkol-Zhol        EAEU-111
  12-01 18:30  under-control 57507/011226/0000001      57507 Altynkol-Zhol        EAEU-310
  12-01 20:00  controlled    57507/011226/0000001      57507 Altynkol-Zhol        EAEU-310
  12-01 21:30  released      57507/011226/0000001      57507 Altynkol-Zhol        EAEU-144
  12-01 23:00  in-transit    57507/011226/0000001      DEMO-RU-01 Kartaly         EAEU-P185
  12-02 00:30  arrived       57507/011226/0000001      DEMO-BY-01 Brest-North     EAEU-P185
  12-02 02:00  checked       57507/011226/0000001      DEMO-BY-01 Brest-North     EAEU-P185
  12-02 03:30  discharged    57507/011226/0000001      57507 Altynkol-Zhol        EAEU-151
`

func TestACorridorEndToEnd(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		cl := newClock()
		c := open(t, Options{Dir: dir, Seed: 7, Clock: cl.now}, "KZ", "CN", "RU", "BY")
		keys := crossAll(t, c, cl)
		if d := cmp.Diff(wantHistory, print(t, c, keys)); d != "" {
			t.Error(d)
		}
		all, err := c.Movements(ctx)
		must(t, err)
		if len(all) != 2 || all[0].Key != "R1-S1" || all[1].State != transit.Discharged {
			t.Errorf("%+v", all)
		}
		for _, country := range []string{"RU", "BY"} {
			a, err := c.Administration(country)
			must(t, err)
			m, err := a.Movement(ctx, "R1-S2")
			must(t, err)
			if m.State != transit.Discharged || m.Number != all[1].Number {
				t.Errorf("%s has %s %s", country, m.State, m.Number)
			}
		}
		f, err := c.Trader().Filing(ctx, "R1-S2")
		must(t, err)
		if f.State != transit.Discharged || f.Number != all[1].Number || f.Hash != all[1].Declaration.Hash {
			t.Errorf("the trader has %+v", f)
		}
	}
}

// dump reads everything of every store, to compare two runs.
func dump(t testing.TB, c *Corridor) string {
	t.Helper()
	var b strings.Builder
	for i, s := range c.stores {
		recs, err := s.List(ctx, "", "", 0)
		must(t, err)
		outs, err := s.Outbox(ctx, 0, 0)
		must(t, err)
		fmt.Fprintf(&b, "== %d\n", i)
		for _, r := range recs {
			fmt.Fprintf(&b, "%s %d %s\n", r.Key, r.Version, r.Value)
		}
		fmt.Fprintf(&b, "%+v\n", outs)
		for _, k := range []string{"R1-S1", "R1-S2"} {
			facts, err := s.Facts(ctx, k, 0, 0)
			must(t, err)
			for _, f := range facts {
				fmt.Fprintf(&b, "%s %d %s %s\n", k, f.Seq, f.At, f.Body)
			}
		}
	}
	return b.String()
}

func TestTheSameRunTwiceGivesTheSameBytes(t *testing.T) {
	run := func(f *exchange.Faults) string {
		cl := newClock()
		c := open(t, Options{Seed: 7, Clock: cl.now, Faults: f}, "KZ", "CN", "RU", "BY")
		crossAll(t, c, cl)
		return dump(t, c)
	}
	clean := run(nil)
	if d := cmp.Diff(clean, run(nil)); d != "" {
		t.Error(d)
	}
	f := &exchange.Faults{Seed: 3, LosePct: 40, DoublePct: 40, ReorderPct: 40}
	if d := cmp.Diff(run(f), run(f)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(clean, run(f)); d != "" {
		t.Errorf("a bad line changed what was reached:\n%s", d)
	}
}

func TestACorridorReopened(t *testing.T) {
	dir, cl := t.TempDir(), newClock()
	c := open(t, Options{Dir: dir, Seed: 7, Clock: cl.now}, "KZ", "CN", "RU", "BY")
	keys := crossAll(t, c, cl)
	before := dump(t, c)
	must(t, c.Close())
	for _, f := range []string{"trader.db", "kz.db", "cn.db", "ru.db", "by.db"} {
		if _, err := os.Stat(dir + "/" + f); err != nil {
			t.Error(err)
		}
	}
	again := open(t, Options{Dir: dir, Seed: 7, Clock: cl.now}, "KZ", "CN", "RU", "BY")
	if d := cmp.Diff(before, dump(t, again)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(wantHistory, print(t, again, keys)); d != "" {
		t.Error(d)
	}
}

func TestDossierVersions(t *testing.T) {
	c := open(t, Options{Clock: newClock().now}, "KZ")
	cons := sampleConsignment()
	v1, h1, err := c.Declare(ctx, cons)
	must(t, err)
	v, h, err := c.Declare(ctx, cons)
	must(t, err)
	if v1 != 1 || v != 1 || h1 != cons.Hash() || h != h1 || len(h1) != 64 {
		t.Errorf("the same data are version %d %s and %d %s", v1, h1, v, h)
	}
	cons.Goods[0].Packages = 41
	v2, h2, err := c.Declare(ctx, cons)
	must(t, err)
	if v2 != 2 || h2 == h1 {
		t.Errorf("changed data are version %d %s", v2, h2)
	}
	old, err := c.Trader().Dossier(ctx, "R1", 1)
	must(t, err)
	if old.Consignment.Goods[0].Packages != 40 || old.Hash != h1 {
		t.Errorf("version 1 became %+v", old)
	}
	if _, err := c.Trader().Dossier(ctx, "R1", 3); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	cons.Reference = "a\nb"
	if _, _, err := c.Declare(ctx, cons); fault.CodeOf(err) != fault.BadField {
		t.Errorf("%v", err)
	}
}

func TestRefusals(t *testing.T) {
	cl := newClock()
	c := open(t, Options{Seed: 7, Clock: cl.now}, "KZ", "RU", "BY")
	if _, err := c.Lodge(ctx, eaeuTransit()); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("nothing declared: %v", err)
	}
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	bad := eaeuTransit()
	bad.Regime = "teleport"
	if _, err := c.Lodge(ctx, bad); fault.CodeOf(err) != fault.BadField {
		t.Errorf("no such regime: %v", err)
	}
	bad = eaeuTransit()
	bad.Destination.Country = "PL"
	if _, err := c.Lodge(ctx, bad); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("no such administration: %v", err)
	}
	key, err := c.Lodge(ctx, eaeuTransit())
	must(t, err)
	if err := c.Do(ctx, "KZ", key, transit.Accept{}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("not delivered yet: %v", err)
	}
	must(t, c.Settle(ctx))
	if _, err := c.Lodge(ctx, eaeuTransit()); fault.CodeOf(err) != fault.WrongState {
		t.Errorf("lodged twice: %v", err)
	}
	if err := c.Do(ctx, "KZ", key, transit.Release{}); fault.CodeOf(err) != fault.WrongState || !strings.Contains(err.Error(), "accept, reject, cancel") {
		t.Errorf("released before accepted: %v", err)
	}
	if err := c.Do(ctx, "KZ", key, transit.PassageNotified{}); fault.CodeOf(err) != fault.BadField {
		t.Errorf("no act of an officer: %v", err)
	}
	must(t, c.Do(ctx, "KZ", key, transit.Reject{Reason: "no seal number"}))
	must(t, c.Settle(ctx))
	again, err := c.Lodge(ctx, eaeuTransit())
	must(t, err)
	if again != key+"-2" {
		t.Errorf("lodged again as %s", again)
	}
	must(t, c.Settle(ctx))
	must(t, c.Trader().Cancel(ctx, again, "another corridor"))
	must(t, c.Trader().Cancel(ctx, again, "twice")) // does not fit: refused, kept, told
	must(t, c.Settle(ctx))
	f, err := c.Trader().Filing(ctx, again)
	must(t, err)
	if f.State != transit.Invalidated || !strings.Contains(f.Refused, "nothing more") {
		t.Errorf("%+v", f)
	}
}

package node

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/internal/stores"
)

// allot grants a part of a guarantee to a post for ten days.
func allot(t testing.TB, office *Administration, id, post string, amount int64, first int64) {
	t.Helper()
	must(t, office.DoGuarantee(ctx, firstGRN, guarantee.Allot{ID: id, Post: post, Amount: euro(amount), Until: office.now().AddDate(0, 0, 10), First: first, Last: first + 99}))
}

// fromPost is the cover of a movement whose office of departure may answer from an allotment.
func fromPost(t testing.TB, office, post *Administration) Cover {
	t.Helper()
	c := coverBy(t, office, accessCode, firstGRN)
	key, err := post.AccessKey()
	must(t, err)
	c.DepartureKey = key
	return c
}

// rounds lets every node receive and send a few times, whatever a cut line holds back.
func rounds(t testing.TB, c *Corridor) {
	t.Helper()
	for range 8 {
		_, err := c.round(ctx, func(p poller) (int, error) { return p.Pump(ctx) })
		must(t, err)
		_, err = c.round(ctx, func(p poller) (int, error) { return p.Poll(ctx) })
		must(t, err)
	}
}

// part holds a post's allotment against its invariants and gives its state and the units free, reserved and engaged.
func part(t testing.TB, post *Administration, key string) string {
	t.Helper()
	all, err := post.Allotments(ctx)
	must(t, err)
	i := slices.IndexFunc(all, func(a Allotment) bool { return a.Key == key })
	if i < 0 {
		return "none"
	}
	g := all[i].Part
	must(t, guarantee.Check(g))
	entries, err := post.AllotmentFacts(ctx, key)
	must(t, err)
	var facts []guarantee.Fact
	for _, e := range entries {
		if e.Refused != "" {
			t.Errorf("%s of %s was not taken: %s", e.Message, key, e.Refused)
		} else {
			facts = append(facts, *e.Fact)
		}
	}
	b := guarantee.Fold(facts)
	if maps.DeleteFunc(b, func(_ guarantee.Account, n int64) bool { return n == 0 }); len(b) > 0 && !maps.Equal(b, g.Balances) {
		t.Errorf("the facts of %s lead to %v, the part has %v", key, b, g.Balances)
	}
	return fmt.Sprintf("%s: %d free, %d reserved, %d engaged", g.State, g.Balances[guarantee.Available]/100, g.Balances[guarantee.InPending]/100, g.Balances[guarantee.InUse]/100)
}

func wantPart(t testing.TB, post *Administration, key, want string) {
	t.Helper()
	if got := part(t, post, key); got != want {
		t.Errorf("%s: %s, want %s", key, got, want)
	}
}

// A line to the office of guarantee is cut: the office of departure answers within its allotment and not beyond, gets back what
// ended, and reports when the line is there again; what is released after that flows back through the office.
func TestAnOfficeThatIsCutOffAnswersFromItsAllotment(t *testing.T) {
	stores.Each(t, func(t *testing.T, engine stores.Open) {
		on(t, engine, 0)
		clock := newClock()
		c := open(t, Options{Seed: 7, Clock: clock.now, GuaranteeOffice: true}, "GE", "TR", "RO")
		office, _ := c.Administration(transit.OfficeOfGuarantee)
		ge, _ := c.Administration("GE")
		register(t, office, firstGRN, 5000)
		allot(t, office, "A1", "GE", 2000, 1)
		must(t, c.Settle(ctx))
		const a1 = "allotment/" + transit.OfficeOfGuarantee + "/" + firstGRN + "/A1"
		wantBalance(t, office, firstGRN, "3000 free, 0 reserved, 0 engaged")
		wantPart(t, ge, a1, "held: 2000 free, 0 reserved, 0 engaged")

		c.Network().Cut("GE", transit.OfficeOfGuarantee)
		_, _, err := c.Declare(ctx, sampleConsignment())
		must(t, err)
		var keys []string
		for i := range 4 {
			s := commonTransit()
			s.ID = fmt.Sprintf("S%d", i+1)
			cover := fromPost(t, office, ge)
			if i == 3 {
				cover.DepartureKey = nil // only the office of guarantee can read the code
			}
			key, err := c.Trader().LodgeCovered(ctx, "", s, cover)
			must(t, err)
			keys = append(keys, key)
		}
		rounds(t, c)
		states := func(want ...transit.State) {
			t.Helper()
			for i, key := range keys {
				if m, err := ge.Movement(ctx, key); err != nil || m.State != want[i] {
					t.Errorf("%s is %s, want %s (%v)", key, m.State, want[i], err)
				}
			}
		}
		must(t, c.Do(ctx, "GE", keys[0], transit.Accept{}))
		rounds(t, c)
		states(transit.GuaranteeAsked, transit.Lodged, transit.Lodged, transit.Lodged) // nobody has said that the line is cut
		must(t, ge.DoAllotment(ctx, a1, guarantee.LineCut{}))
		for _, key := range keys[1:] {
			must(t, c.Do(ctx, "GE", key, transit.Accept{}))
		}
		rounds(t, c)
		states(transit.Accepted, transit.Accepted, transit.GuaranteeAsked, transit.GuaranteeAsked)
		wantPart(t, ge, a1, "cut: 0 free, 2000 reserved, 0 engaged")
		must(t, c.Do(ctx, "GE", keys[0], transit.Release{}))
		must(t, c.Do(ctx, "GE", keys[1], transit.RefuseRelease{Reason: "control"}))
		wantPart(t, ge, a1, "cut: 1000 free, 0 reserved, 1000 engaged")
		clock.pass(time.Hour)
		if _, err := ge.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		states(transit.Released, transit.NotReleased, transit.Accepted, transit.GuaranteeAsked)
		wantPart(t, ge, a1, "cut: 0 free, 1000 reserved, 1000 engaged")
		wantBalance(t, office, firstGRN, "3000 free, 0 reserved, 0 engaged")

		c.Network().HealAll()
		must(t, c.Settle(ctx)) // the requests that waited: reserved and cancelled at once, but of the one that no allotment covers
		states(transit.Released, transit.NotReleased, transit.Accepted, transit.Accepted)
		wantBalance(t, office, firstGRN, "2000 free, 1000 reserved, 0 engaged")
		must(t, ge.DoAllotment(ctx, a1, guarantee.LineBack{}))
		must(t, c.Do(ctx, "GE", keys[2], transit.Release{})) // behind the report, in its stream
		must(t, c.Settle(ctx))
		wantPart(t, ge, a1, "closed: 0 free, 0 reserved, 0 engaged")
		wantBalance(t, office, firstGRN, "2000 free, 1000 reserved, 2000 engaged")
		must(t, c.Do(ctx, "GE", keys[3], transit.Release{}))
		for _, i := range []int{0, 2, 3} {
			must(t, c.Do(ctx, "TR", keys[i], transit.Passage{}))
			must(t, c.Do(ctx, "RO", keys[i], transit.Arrival{}))
			must(t, c.Do(ctx, "RO", keys[i], transit.DestinationControl{Satisfactory: true}))
			must(t, c.Settle(ctx))
			must(t, c.Do(ctx, "GE", keys[i], transit.Discharge{}))
		}
		must(t, c.Settle(ctx))
		states(transit.Discharged, transit.NotReleased, transit.Discharged, transit.Discharged)
		wantBalance(t, office, firstGRN, "5000 free, 0 reserved, 0 engaged")
		for _, key := range keys {
			noneRefused(t, c, key)
			if kept(t, c, "", key, string(accessCode)) {
				t.Error("the access code is to be read")
			}
		}
	})
}

// An allotment that is recalled, or whose term is over, gives the rest back and nothing of what is used; a claim made while the line
// is cut follows the report.
func TestAnAllotmentIsReturned(t *testing.T) {
	stores.Each(t, func(t *testing.T, engine stores.Open) {
		on(t, engine, 0)
		clock := newClock()
		c := open(t, Options{Seed: 7, Clock: clock.now, GuaranteeOffice: true}, "GE", "TR", "RO")
		office, _ := c.Administration(transit.OfficeOfGuarantee)
		ge, _ := c.Administration("GE")
		register(t, office, firstGRN, 5000)
		allot(t, office, "A1", "GE", 1500, 1)
		allot(t, office, "A2", "GE", 1500, 200)
		must(t, c.Settle(ctx))
		stem := "allotment/" + transit.OfficeOfGuarantee + "/" + firstGRN + "/"
		must(t, office.DoGuarantee(ctx, firstGRN, guarantee.Recall{Allotment: "A1", Reason: "no longer needed"}))
		must(t, c.Settle(ctx))
		wantPart(t, ge, stem+"A1", "closed: 0 free, 0 reserved, 0 engaged")
		wantBalance(t, office, firstGRN, "3500 free, 0 reserved, 0 engaged")

		must(t, ge.DoAllotment(ctx, stem+"A2", guarantee.LineCut{}))
		c.Network().Cut("GE", transit.OfficeOfGuarantee)
		_, _, err := c.Declare(ctx, sampleConsignment())
		must(t, err)
		key, err := c.Trader().LodgeCovered(ctx, "", commonTransit(), fromPost(t, office, ge))
		must(t, err)
		rounds(t, c)
		must(t, c.Do(ctx, "GE", key, transit.Accept{}))
		must(t, c.Do(ctx, "GE", key, transit.Release{}))
		rounds(t, c)
		must(t, c.Do(ctx, "GE", key, transit.Incident{Code: "6", Office: OfficeOf(demoOffice("GE", 2, "")), Text: "fire"}))
		must(t, c.Do(ctx, "GE", key, transit.StartRecovery{Reason: "lost"}))
		must(t, c.Do(ctx, "GE", key, transit.CloseRecovery{Called: true, Text: "not paid"}))
		wantPart(t, ge, stem+"A2", "cut: 500 free, 0 reserved, 1000 engaged")

		clock.pass(10 * 24 * time.Hour) // the term: the office asks, and gives nothing back before the report
		_, err = office.Tick(ctx)
		must(t, err)
		rounds(t, c)
		wantBalance(t, office, firstGRN, "3500 free, 0 reserved, 0 engaged")
		c.Network().HealAll()
		must(t, c.Settle(ctx))
		wantPart(t, ge, stem+"A2", "closed: 0 free, 0 reserved, 0 engaged")
		wantBalance(t, office, firstGRN, "4000 free, 0 reserved, 0 engaged")
		g, err := office.Guarantee(ctx, firstGRN)
		must(t, err)
		if g.Balances[guarantee.InRecovery] != 100_000 || g.Balances[guarantee.Allotted] != 0 {
			t.Errorf("%v", g.Balances)
		}
		for _, u := range g.Uses {
			if u.State == guarantee.Called {
				must(t, office.DoGuarantee(ctx, firstGRN, guarantee.Settle{Use: u.ID}))
			}
		}
		wantBalance(t, office, firstGRN, "5000 free, 0 reserved, 0 engaged")
		for _, bad := range []guarantee.Allot{{ID: "A3", Post: transit.OfficeOfGuarantee}, {ID: "A3", Post: "trader"}} {
			if err := office.DoGuarantee(ctx, firstGRN, bad); fault.CodeOf(err) != fault.BadField {
				t.Errorf("an allotment for %s: %v", bad.Post, err)
			}
		}
	})
}

// Many officers of a cut-off office accept and release at once: as many are covered as the allotment holds, to the cent.
func TestManyOfficersOnOneAllotment(t *testing.T) {
	stores.Each(t, func(t *testing.T, engine stores.Open) {
		on(t, engine, 0)
		c := open(t, Options{Seed: 7, Clock: newClock().now, GuaranteeOffice: true}, "GE", "TR", "RO")
		office, _ := c.Administration(transit.OfficeOfGuarantee)
		ge, _ := c.Administration("GE")
		register(t, office, firstGRN, 9000)
		allot(t, office, "A1", "GE", 5500, 1)
		must(t, c.Settle(ctx))
		const a1, movements = "allotment/" + transit.OfficeOfGuarantee + "/" + firstGRN + "/A1", 12
		c.Network().Cut("GE", transit.OfficeOfGuarantee)
		must(t, ge.DoAllotment(ctx, a1, guarantee.LineCut{}))
		_, _, err := c.Declare(ctx, sampleConsignment())
		must(t, err)
		var keys []string
		for i := range movements {
			s := commonTransit()
			s.ID = fmt.Sprintf("S%d", i+1)
			key, err := c.Trader().LodgeCovered(ctx, "", s, fromPost(t, office, ge))
			must(t, err)
			keys = append(keys, key)
		}
		rounds(t, c)
		all := func(msg transit.Message) {
			var wg sync.WaitGroup
			for _, key := range keys {
				wg.Go(func() {
					if err := ge.Do(ctx, key, msg); err != nil && fault.CodeOf(err) != fault.WrongState {
						t.Error(err)
					}
				})
				wg.Go(func() {
					if _, err := ge.CoverFromAllotments(ctx); err != nil && fault.CodeOf(err) != fault.Busy {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		all(transit.Accept{})
		_, err = ge.CoverFromAllotments(ctx)
		must(t, err)
		wantPart(t, ge, a1, "cut: 500 free, 5000 reserved, 0 engaged")
		all(transit.Release{})
		wantPart(t, ge, a1, "cut: 500 free, 0 reserved, 5000 engaged")
		c.Network().HealAll()
		must(t, ge.DoAllotment(ctx, a1, guarantee.LineBack{}))
		must(t, c.Settle(ctx))
		wantBalance(t, office, firstGRN, "1000 free, 3000 reserved, 5000 engaged")
	})
}

// Three offices of departure with allotments of one guarantee on nodes that crash and a line that loses, doubles, reorders and is
// cut; officers say that it is cut when it is not, and the other way round. Before and after every step no more is engaged anywhere
// than the limit; at the end all of it is back.
func TestAllotmentsUnderFaults(t *testing.T) {
	ends, fromAllotments, most := map[transit.State]int{}, 0, int64(0)
	for seed := int64(1); seed <= seeds(16); seed++ {
		p := &posts{world: newWorld(seed, nil), t: t}
		if err := p.simulate(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, m := range p.final {
			ends[m.State]++
		}
		fromAllotments += p.covered
		most = max(most, p.most)
	}
	t.Logf("%v, %d requests answered from allotments, at most %d of %d engaged", ends, fromAllotments, most/100, postsLimit)
	if seeds(16) == 16 && (len(ends) < 3 || fromAllotments < 40 || most <= 3*postsShare*100) {
		t.Errorf("the simulation is too kind: %v, %d, %d", ends, fromAllotments, most)
	}
}

const postsLimit, postsShare = 7000, 1500

var postsOf = []string{"GE", "UZ", "BY"}

// posts is a world whose office of guarantee is KZ.
type posts struct {
	*world
	t       *testing.T
	granted int
	covered int
	most    int64
}

func (p *posts) simulate() error {
	p.calm = true
	register(p.t, p.admins["KZ"], firstGRN, postsLimit)
	for _, post := range postsOf {
		p.grant(post)
	}
	if _, _, err := p.trader.Declare(ctx, sampleConsignment()); err != nil {
		return err
	}
	for i := range 18 {
		post := postsOf[i%len(postsOf)]
		key, err := p.trader.LodgeCovered(ctx, "", p.from(fmt.Sprintf("S%d", i+1), post), fromPost(p.t, p.admins["KZ"], p.admins[post]))
		if err != nil {
			return err
		}
		p.keys = append(p.keys, key)
	}
	if err := p.settle(); err != nil { // every post holds its allotment before the line is cut for the first time
		return err
	}
	p.calm = false
	for range 500 {
		if err := p.step(); err != nil {
			return err
		}
		if err := p.within(); err != nil {
			return err
		}
	}
	return p.finish()
}

// grant allots once more, if the office has the amount.
func (p *posts) grant(post string) error {
	p.granted++
	first := int64(p.granted) * 100
	return p.admins["KZ"].DoGuarantee(ctx, firstGRN, guarantee.Allot{ID: fmt.Sprintf("A%d", p.granted), Post: post, Amount: euro(postsShare),
		Until: p.clock.at.Add(time.Duration(1+p.rng.IntN(300)) * time.Hour), First: first, Last: first + 99})
}

func (p *posts) from(id, departure string) filing.Stretch {
	to := map[string]string{"GE": "RU", "UZ": "CN", "BY": "CN"}[departure]
	return filing.Stretch{ID: id, Regime: string(transit.CommonTransit), Administration: departure, Declarant: "carrier", NumberFormat: "mrn",
		LimitDays: 3, Departure: demoOffice(departure, 1, ""), Destination: demoOffice(to, 1, "")}
}

func (p *posts) step() error {
	p.clock.pass(time.Duration(p.rng.IntN(60)) * time.Minute)
	at, post := p.anybody(), postsOf[p.rng.IntN(len(postsOf))]
	switch n := p.rng.IntN(100); {
	case n < 28:
		return p.run(at, func() error { _, err := p.node(at).Poll(ctx); return err })
	case n < 52:
		return p.run(at, func() error { _, err := p.node(at).Pump(ctx); return err })
	case n < 57:
		p.net.Cut(post, "KZ")
	case n < 58:
		p.net.Heal(post, "KZ")
	case n < 59:
		p.start(at)
	case n < 66:
		return p.run(post, func() error { return p.onLine(post) })
	case n < 68:
		return p.run("KZ", func() error { return p.atOffice(post) })
	case n < 74 && at != TraderParty:
		return p.run(at, func() error { _, err := p.admins[at].Tick(ctx); return err })
	default:
		i := p.rng.IntN(len(p.keys))
		if at == TraderParty || p.hit(75) {
			at = postsOf[i%len(postsOf)] // the office of departure
		}
		return p.run(at, func() error { return p.act(at, p.keys[i]) })
	}
	return nil
}

// onLine is an officer who says that the line is cut or back, be it so or not.
func (p *posts) onLine(post string) error {
	all, err := p.admins[post].Allotments(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	a := all[p.rng.IntN(len(all))]
	if p.hit(15) {
		return p.admins[post].DoAllotment(ctx, a.Key, guarantee.LineBack{})
	}
	return p.admins[post].DoAllotment(ctx, a.Key, guarantee.LineCut{})
}

func (p *posts) atOffice(post string) error {
	if p.hit(50) {
		return p.grant(post)
	}
	return p.admins["KZ"].DoGuarantee(ctx, firstGRN, guarantee.Recall{Allotment: fmt.Sprintf("A%d", 1+p.rng.IntN(p.granted)), Reason: "needed elsewhere"})
}

// act is an officer's click on a movement, if the administration has it.
func (p *posts) act(country, key string) error {
	m, err := p.admins[country].Movement(ctx, key)
	if err != nil {
		return err
	}
	var fits []transit.Kind
	for _, k := range transit.Possible(m) {
		rare := slices.Contains([]transit.Kind{transit.KindReject, transit.KindRefuseRelease, transit.KindCancel, transit.KindStartRecovery}, k)
		if among(officers, k) && k != transit.KindDecideControl && (!rare || p.hit(4)) {
			fits = append(fits, k)
		}
	}
	if len(fits) == 0 {
		return nil
	}
	k := fits[p.rng.IntN(len(fits))]
	if k == transit.KindCloseRecovery {
		return p.admins[country].Do(ctx, key, transit.CloseRecovery{Called: p.hit(60), Text: "ended"})
	}
	return p.admins[country].Do(ctx, key, p.clickCommon(k, m))
}

// within holds what is engaged at the office and at every post that has not been taken over against the limit.
func (p *posts) within() error {
	calm := p.calm
	p.calm = true
	defer func() { p.calm = calm }()
	g, err := p.admins["KZ"].Guarantee(ctx, firstGRN)
	if err != nil {
		return err
	}
	if err := guarantee.Check(g); err != nil {
		return err
	}
	sum := g.Balances[guarantee.InPending] + g.Balances[guarantee.InUse] + g.Balances[guarantee.InRecovery] + g.Balances[guarantee.Spent]
	for _, post := range postsOf {
		all, err := p.admins[post].Allotments(ctx)
		if err != nil {
			return err
		}
		for _, a := range all {
			if err := guarantee.Check(a.Part); err != nil {
				return fmt.Errorf("%s: %w", a.Key, err)
			}
			for _, x := range g.Allotments {
				if engaged := a.Part.Balances[guarantee.InPending] + a.Part.Balances[guarantee.InUse]; x.ID == a.ID && x.State == guarantee.Granted {
					if sum += engaged; engaged > x.Amount {
						return fmt.Errorf("%s has %d engaged of %d", a.Key, engaged, x.Amount)
					}
				}
			}
		}
	}
	if p.most = max(p.most, sum); sum > postsLimit*100 {
		return fmt.Errorf("%d are engaged of %d", sum, postsLimit*100)
	}
	return nil
}

// finish mends the line, leads every movement to its end and has every allotment returned.
func (p *posts) finish() error {
	p.calm = true
	p.net.HealAll()
	p.net.SetFaults(nil)
	for round := range 25 {
		if err := p.settle(); err != nil {
			return err
		}
		p.clock.pass(48 * time.Hour)
		for _, country := range simCountries {
			if _, err := p.admins[country].Tick(ctx); err != nil {
				return err
			}
			for _, key := range p.keys {
				p.lead(country, key)
			}
		}
		for i := range p.granted {
			if round > 2 { // what is granted late is returned like the rest
				_ = p.admins["KZ"].DoGuarantee(ctx, firstGRN, guarantee.Recall{Allotment: fmt.Sprintf("A%d", i+1), Reason: "the end"})
			}
		}
		if err := p.within(); err != nil {
			return err
		}
	}
	if err := p.settle(); err != nil {
		return err
	}
	return p.back()
}

func (p *posts) lead(country, key string) {
	a := p.admins[country]
	if m, err := a.Movement(ctx, key); err != nil || m.Ended() {
		return
	}
	for _, msg := range []transit.Message{transit.Accept{}, transit.ControlResult{Satisfactory: true}, transit.Release{}, transit.Arrival{},
		transit.DestinationControl{Satisfactory: true}, transit.SettleDiscrepancies{Text: "found"}, transit.Discharge{}, transit.AnswerEnquiry{Result: transit.GoodsUnknown},
		transit.AnswerRecovery{}, transit.CloseRecovery{Text: "paid"}, transit.StartRecovery{Reason: "lost"}, transit.AskHolder{}, transit.RefuseRelease{Reason: "control"}} {
		if a.Do(ctx, key, msg) == nil {
			return
		}
	}
}

// back holds that every movement ended, every allotment was taken over, and the whole limit is free again.
func (p *posts) back() error {
	for _, key := range p.keys {
		f, err := p.trader.Filing(ctx, key)
		if err != nil {
			return err
		}
		m, err := p.admins[f.Administration].Movement(ctx, key)
		if err != nil || !m.Ended() {
			return fmt.Errorf("%s is %s: %v, %+v", key, m.State, err, m.Guarantee)
		}
		p.final = append(p.final, m)
		history, err := p.admins[f.Administration].History(ctx, key)
		if err != nil {
			return err
		}
		for _, e := range history {
			for _, d := range e.Read {
				if strings.Contains(d.Value, "answered from allotment") {
					p.covered++
				}
			}
		}
	}
	for _, post := range postsOf {
		all, err := p.admins[post].Allotments(ctx)
		if err != nil {
			return err
		}
		for _, a := range all {
			if got := part(p.t, p.admins[post], a.Key); got != "closed: 0 free, 0 reserved, 0 engaged" {
				return fmt.Errorf("%s: %s", a.Key, got)
			}
		}
	}
	office := p.admins["KZ"]
	g, err := office.Guarantee(ctx, firstGRN)
	if err != nil {
		return err
	}
	for _, u := range g.Uses {
		switch u.State {
		case guarantee.Called:
			if err := office.DoGuarantee(ctx, firstGRN, guarantee.Settle{Use: u.ID}); err != nil {
				return err
			}
		case guarantee.Expired:
			return fmt.Errorf("nobody gave back use %s of %s: the clock had to", u.ID, u.Movement)
		}
	}
	if got, want := balance(p.t, office, firstGRN), fmt.Sprintf("%d free, 0 reserved, 0 engaged", postsLimit); got != want {
		return fmt.Errorf("%s, want %s", got, want)
	}
	return p.none(office)
}

// none holds that the office took everything that posts said about their allotments.
func (p *posts) none(office *Administration) error {
	all, err := office.Allotments(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		entries, err := office.AllotmentFacts(ctx, a.Key)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Refused != "" {
				return fmt.Errorf("%s of %s was not taken: %s", e.Message, a.Key, e.Refused)
			}
		}
	}
	return nil
}

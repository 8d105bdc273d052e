package desk

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// clock is a virtual clock that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

var planner = sync.OnceValues(func() (*plan.Planner, error) {
	n, err := network.Default()
	if err != nil {
		return nil, err
	}
	return plan.New(n)
})

var countries = []string{"CN", "KZ", "AZ", "GE", "RO", "JP"}

// rig is a desk over a corridor in memory, or in a folder.
type rig struct {
	*Desk
	clock *clock
	t     testing.TB
}

func newRig(t testing.TB, dir string) *rig {
	t.Helper()
	cl := &clock{at: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	r := openRig(t, dir, cl)
	t.Cleanup(func() { r.close() })
	return r
}

func openRig(t testing.TB, dir string, cl *clock) *rig {
	t.Helper()
	p, err := planner()
	must(t, err)
	c, err := node.OpenCorridor(ctx, countries, node.Options{Dir: dir, Clock: cl.now})
	must(t, err)
	var s store.Store = mem.New()
	if dir != "" {
		s, err = sqlite.Open(ctx, filepath.Join(dir, "desk.db"))
		must(t, err)
	}
	d, err := New(Options{Corridor: c, Store: s, Planner: p, Reference: reference.Default(), Clock: cl.now})
	must(t, err)
	return &rig{d, cl, t}
}

func (r *rig) close() {
	r.Corridor.Close()
	r.Store.Close()
}

func account(id string, grants ...auth.Grant) *auth.Account {
	return &auth.Account{ID: id, Login: id, Name: "Person " + id, Grants: grants}
}

func declarant(id string) *auth.Account { return account(id, auth.Grant{Role: auth.Declarant}) }

func officerOf(id, country string, roles ...auth.Role) *auth.Account {
	a := account(id)
	for _, role := range roles {
		a.Grants = append(a.Grants, auth.Grant{Role: role, Country: country})
	}
	return a
}

var every = []auth.Role{auth.Departure, auth.Passage, auth.Destination}

// complete is the consignment from Xi'an to Constanța with everything that its carriers know filled in.
func complete(t testing.TB) consignment.Consignment {
	t.Helper()
	c, err := consignment.Decode(examples.Read("xian-constanta.json"))
	must(t, err)
	return c
}

// meansOf names every means of transport of a journey, as its carriers would: one for each run of legs by one mode inside
// one country, with wagons, nationality and the number of the carriage document.
func meansOf(j plan.Journey) []consignment.Transport {
	var out []consignment.Transport
	for i := 0; i < len(j.Legs); i++ {
		l := j.Legs[i]
		if l.Kind != plan.Move {
			continue
		}
		k := i
		for k+1 < len(j.Legs) && j.Legs[k+1].Kind == plan.Move && j.Legs[k+1].Mode == l.Mode {
			k++
		}
		n := len(out) + 1
		t := consignment.Transport{Mode: string(l.Mode), From: l.From.Code, To: j.Legs[k].To.Code, Flag: l.From.Country, Document: fmt.Sprintf("DEMO-DOC-%d", n), Voyage: fmt.Sprintf("DEMO-%d", n)}
		if l.Mode == network.Rail {
			t.Wagons = []string{"94001005"}
		} else {
			t.ID = fmt.Sprintf("DEMO MEANS %d", n)
		}
		out = append(out, t)
		i = k
	}
	return out
}

// prepared is a draft of a journey over five territories with everything filled in.
func (r *rig) prepared(me *auth.Account, reference string) Draft {
	r.t.Helper()
	c := complete(r.t)
	c.Reference, c.Avoid = reference, []string{"IR", "TR", "RU", "JP", "air"}
	deposits(&c)
	x, err := r.NewDraft(ctx, me)
	must(r.t, err)
	x, err = r.SaveDraft(ctx, me, x.ID, x.Version, c)
	must(r.t, err)
	js, err := r.Journeys(ctx, me, x.ID)
	must(r.t, err)
	id := ""
	for _, j := range js.Answer.Journeys {
		if strings.Join(j.Countries, " ") == "CN KZ AZ GE RO" {
			id = j.ID
		}
	}
	x, err = r.ChooseJourney(ctx, me, x.ID, x.Version, id)
	must(r.t, err)
	dossier, err := r.Dossier(ctx, me, x.ID)
	must(r.t, err)
	c.Transport = meansOf(dossier.Journey)
	x, err = r.SaveDraft(ctx, me, x.ID, x.Version, c)
	must(r.t, err)
	r.register(dossier.Filing, "", 2)
	return x
}

// deposits has the guarantees of a consignment be deposits of its own, which have no access code.
func deposits(c *consignment.Consignment) {
	for i := range c.Securities {
		g := &c.Securities[i]
		g.Kind, g.Reference = "cash", fmt.Sprintf("DEPOSIT-%d-%s", i+1, c.Reference)
	}
}

// register enters every guarantee that a filing plan names at its office, for so many times the amount it must cover; code opens
// those that have one.
func (r *rig) register(p filing.Plan, code guarantee.Secret, times int64) {
	r.t.Helper()
	for _, g := range p.Guarantee {
		for _, c := range g.Cover {
			office, err := r.Corridor.Administration(g.Office)
			must(r.t, err)
			terms := guarantee.Terms{GRN: c.GRN, Kind: guarantee.Kind(c.Type), Office: g.Office, Holder: g.Holder, Limit: c.Amount, From: r.clock.now().AddDate(0, -1, 0)}
			terms.Limit.Minor *= times
			if terms.Kind == guarantee.Comprehensive {
				terms.Percent = 100
			}
			if c.Accessed {
				hashed, err := guarantee.HashCode(c.GRN, []byte("sixteen by chance"), code)
				must(r.t, err)
				terms.Codes = []guarantee.AccessCode{hashed}
			}
			if err := office.RegisterGuarantee(ctx, terms); fault.CodeOf(err) != fault.WrongState { // which is: registered before
				must(r.t, err)
			}
		}
	}
}

package desk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

// crowd is one account for each role at each of a few offices, at whole countries, and without an office.
func crowd(movements []transit.Movement) []*auth.Account {
	var out []*auth.Account
	offices := map[string][]string{"KZ": {""}, "GE": {""}, "JP": {""}}
	for _, m := range movements {
		for _, o := range officesFor(&m, auth.ReadMovement) {
			offices[o.Country] = append(offices[o.Country], o.Code)
		}
	}
	for _, role := range auth.Roles {
		if !role.Placed() {
			out = append(out, account("plain-"+string(role), auth.Grant{Role: role}))
			continue
		}
		seen := map[string]bool{}
		for country, list := range offices {
			for _, o := range list {
				if id := fmt.Sprintf("%s-%s-%s", role, country, strings.ReplaceAll(o, "/", "_")); !seen[id] {
					seen[id] = true
					out = append(out, account(id, auth.Grant{Role: role, Country: country, Office: o}))
				}
			}
		}
	}
	off := officerOf("off", "KZ", every...)
	off.Disabled = true
	return append(out, off, nil)
}

// everywhere lists every administration's record of every movement.
func (r *rig) everywhere() []transit.Movement {
	var out []transit.Movement
	for _, c := range r.Corridor.Countries() {
		a, err := r.Corridor.Administration(c)
		must(r.t, err)
		list, err := a.Movements(ctx, "", 0)
		must(r.t, err)
		out = append(out, list...)
	}
	return out
}

// The walk over accounts × movements × acts, at several stages of two journeys: nothing is seen or changed that auth.Allow
// forbids, asked here with resources written down again by hand.
func TestNobodySeesOrDecidesBeyondTheRights(t *testing.T) {
	r := newRig(t, "")
	me, you := declarant("me"), declarant("you")
	x := r.prepared(me, "MINE-1")
	_, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	y := r.prepared(you, "YOURS-1")
	_, err = r.Lodge(ctx, you, y.ID)
	must(t, err)
	chief := officerOf("chief", "", every...)
	chief.Grants = nil
	for _, c := range countries {
		for _, role := range every {
			chief.Grants = append(chief.Grants, auth.Grant{Role: role, Country: c})
		}
	}
	rng := rand.New(rand.NewPCG(5, 7))
	asked, refused := 0, 0
	for stage := range 6 {
		records := r.everywhere()
		people := append(crowd(records), me, you)
		for _, a := range people {
			q, err := r.Queue(ctx, a, Filter{Ended: true, Size: PageMax})
			if err != nil && !errors.Is(err, ErrNotAllowed) {
				t.Fatal(err)
			}
			listed := map[string]Row{}
			for _, row := range q.Items {
				listed[row.Country+row.Key] = row
			}
			for _, m := range records {
				may := mayRead(a, &m)
				_, _, err := r.reachable(ctx, a, m.Administration, m.Key)
				if !may || rng.IntN(20) == 0 { // the whole view of some of those that are seen: it is dear
					_, err = r.Movement(ctx, a, m.Administration, m.Key)
				}
				if (err == nil) != may || err != nil && fault.CodeOf(err) != fault.NotFound {
					t.Fatalf("stage %d: %s reads %s of %s: %v, expected %v", stage, name(a), m.Key, m.Administration, err, may)
				}
				row, ok := listed[m.Administration+m.Key]
				if ok && !may {
					t.Fatalf("%s has %s of %s in the queue", name(a), m.Key, m.Administration)
				}
				for _, x := range rules {
					asked++
					right := x.act
					if m.Role != transit.Owner && x.onCopy != "" {
						right = x.onCopy
					}
					may := auth.Allow(a, right, byHand(&m, right)).OK
					if !may {
						refused++
						before, _ := r.record(m)
						_, err := r.Decide(ctx, a, Decision{Country: m.Administration, Key: m.Key, Act: x.kind, Version: before.Facts, Reason: firstReason(x.kind), Text: "x"})
						after, _ := r.record(m)
						if err == nil || after.Facts != before.Facts {
							t.Fatalf("%s did %s to %s of %s", name(a), x.kind, m.Key, m.Administration)
						}
						if code := fault.CodeOf(err); code != fault.NotFound && !errors.Is(err, ErrNotAllowed) {
							t.Fatalf("%s, %s: %v", name(a), x.kind, err)
						}
					}
					for _, offered := range row.Acts {
						if offered.Kind == x.kind && !may {
							t.Fatalf("%s is offered %s of %s in %s", name(a), x.kind, m.Key, m.Administration)
						}
					}
				}
			}
		}
		for range 6 { // go on
			if !r.step(chief, rng) {
				break
			}
		}
	}
	if refused < 1000 || asked == refused {
		t.Errorf("only %d of %d acts were refused", refused, asked)
	}
	if _, err := r.Draft(ctx, you, x.ID); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("another's draft: %v", err)
	}
	for _, a := range []*auth.Account{nil, chief, account("s", auth.Grant{Role: auth.Supervisor, Country: "KZ"})} {
		if _, err := r.NewDraft(ctx, a); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s makes a draft: %v", name(a), err)
		}
		if _, err := r.Answer(ctx, a, "case-1", "reject"); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s trains: %v", name(a), err)
		}
	}
	if _, err := r.Supervise(ctx, chief, Period{}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("an officer supervises: %v", err)
	}
}

func name(a *auth.Account) string {
	if a == nil {
		return "nobody"
	}
	return a.ID
}

func (r *rig) record(m transit.Movement) (node.Held, error) {
	a, err := r.Corridor.Administration(m.Administration)
	must(r.t, err)
	return a.Record(ctx, m.Key)
}

func firstReason(k transit.Kind) string {
	if list := ReasonsFor(k); len(list) > 0 {
		return list[0].Code
	}
	return ""
}

// byHand is the resource of an act, from the declaration alone.
func byHand(m *transit.Movement, act auth.Act) auth.Resource {
	r := auth.Resource{Country: m.Administration}
	add := func(o transit.Office) {
		if o.Country == m.Administration {
			r.Offices = append(r.Offices, o.Code)
		}
	}
	moves := m.Declaration.Regime != transit.Import
	switch act {
	case auth.RecordPassage:
		for _, o := range m.Declaration.Passage {
			if moves {
				add(o)
			}
		}
	case auth.RecordArrival, auth.PermitUnloading, auth.AnswerEnquiry:
		if moves {
			add(m.Declaration.Destination)
		}
	case auth.AskRecord:
		return byHands(m, auth.RecordPassage, auth.RecordArrival)
	case auth.RecordIncident, auth.RecoverFor, auth.ExtendLimit, auth.AskMovement:
		return byHands(m, auth.Release, auth.RecordPassage, auth.RecordArrival)
	case auth.RecordExit: // no declaration here has an office of exit for transit
	default:
		if m.Role == transit.Owner {
			add(m.Declaration.Departure)
		}
	}
	if len(r.Offices) == 0 {
		return auth.Resource{}
	}
	return r
}

// byHands is the resource of an act that may be done wherever one of several may.
func byHands(m *transit.Movement, acts ...auth.Act) auth.Resource {
	r := auth.Resource{Country: m.Administration}
	for _, act := range acts {
		r.Offices = append(r.Offices, byHand(m, act).Offices...)
	}
	if len(r.Offices) == 0 {
		return auth.Resource{}
	}
	return r
}

// mayRead: an officer or supervisor of any office of the movement in the country; the declarant of its own.
func mayRead(a *auth.Account, m *transit.Movement) bool {
	owner := map[string]string{"MINE-1": "me", "YOURS-1": "you"}[m.Declaration.Consignment]
	for _, act := range []auth.Act{auth.Release, auth.RecordPassage, auth.RecordArrival} {
		r := byHand(m, act)
		r.Owner = owner
		if auth.Allow(a, auth.ReadMovement, r).OK {
			return true
		}
	}
	return false
}

// step has a chief of all offices do one thing that the queue offers, drawn by chance.
func (r *rig) step(chief *auth.Account, rng *rand.Rand) bool {
	r.t.Helper()
	q, err := r.Queue(ctx, chief, Filter{Todo: true, Size: PageMax})
	must(r.t, err)
	if len(q.Items) == 0 {
		return false
	}
	row := q.Items[rng.IntN(len(q.Items))]
	act := row.Acts[rng.IntN(len(row.Acts))]
	for act.Rare {
		act = row.Acts[rng.IntN(len(row.Acts))]
	}
	if act.Kind == transit.KindReject || act.Kind == transit.KindRefuseRelease {
		act = row.Acts[0]
	}
	r.clock.pass(time.Hour)
	d := Decision{Country: row.Country, Key: row.Key, Act: act.Kind, Version: row.Version, Reason: firstReason(act.Kind), Control: transit.Documents}
	if !act.Required {
		d.Reason = ""
	}
	if act.Kind != transit.KindDecideControl {
		d.Control = ""
	}
	if _, err := r.Decide(ctx, chief, d); err != nil {
		r.t.Fatalf("%s of %s: %v", act.Kind, row.Key, err)
	}
	return true
}

// Of many officers who decide on the same version exactly one wins; each other is told who, what and when.
func TestTheSecondOfficerIsToldWhoWasFirst(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		r := newRig(t, dir)
		me := declarant("me")
		x := r.prepared(me, "RACE-1")
		_, err := r.Lodge(ctx, me, x.ID)
		must(t, err)
		for round, act := range []transit.Kind{transit.KindAccept, transit.KindDecideControl, transit.KindControlResult, transit.KindRelease} {
			q, err := r.Queue(ctx, officerOf("q", "KZ", auth.Departure), Filter{})
			must(t, err)
			row := q.Items[0]
			var won []string
			var lost []error
			var mu sync.Mutex
			var wg sync.WaitGroup
			for i := range 12 {
				wg.Go(func() {
					a := officerOf(fmt.Sprintf("o%d-%d", round, i), "KZ", auth.Departure)
					_, err := r.Decide(ctx, a, Decision{Country: "KZ", Key: row.Key, Act: act, Version: row.Version, Reason: firstReason(act), Control: control(act)})
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						won = append(won, a.ID)
					} else {
						lost = append(lost, err)
					}
				})
			}
			wg.Wait()
			if len(won) != 1 {
				t.Fatalf("%d officers won %s: %v", len(won), act, lost)
			}
			for _, err := range lost {
				var first *node.Overtaken
				if fault.CodeOf(err) != fault.Conflict || !errors.As(err, &first) || first.By == nil {
					t.Fatalf("the loser is told: %v", err)
				}
				if first.By.ID != won[0] || first.Act != act || !first.At.Equal(r.clock.now()) || !strings.Contains(err.Error(), "Person "+won[0]) {
					t.Errorf("the loser is told %+v, %v; %s won", first, err, won[0])
				}
			}
			r.clock.pass(time.Hour)
		}
	}
}

func control(act transit.Kind) transit.ControlKind {
	if act == transit.KindDecideControl {
		return transit.Physical
	}
	return ""
}

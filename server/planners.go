package server

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
)

// under says which built-in scenarios a plan is made under: those laid besides, and the facts left out.
type under struct {
	Scenario []string
	Without  []string
}

// key is the same for the same set; the order of scenarios is that in which they are laid, so it counts.
func (u under) key() string {
	without := slices.Clone(u.Without)
	sort.Strings(without)
	return strings.Join(u.Scenario, ",") + "|" + strings.Join(without, ",")
}

// made is one planner of the set; ready is closed once planner or err is there.
type made struct {
	ready   chan struct{}
	planner Planner
	net     *network.Network
	err     error
	used    int64 // by the count of questions

	mu   sync.Mutex
	held map[int64][]string // what holds, by ready date
}

// holds says which scenarios hold on a day. It is asked with every plan and the same for all of one day, so it is kept.
func (m *made) holds(on time.Time) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	held, ok := m.held[on.Unix()]
	if !ok {
		if len(m.held) >= heldDays {
			m.held = nil
		}
		if m.held == nil {
			m.held = map[int64][]string{}
		}
		held = scenario.Held(m.net, on)
		m.held[on.Unix()] = held
	}
	return held
}

// planners keeps a bounded set of planners, one a combination of scenarios, made when first asked for. The one without
// anything asked for stays for good; of the others the one unused for longest makes room.
type planners struct {
	net    *network.Network // without any scenario
	make   func(*network.Network) (Planner, error)
	limit  int
	mu     sync.Mutex
	set    map[string]*made
	making int
	count  int64
}

// get gives the planner of a combination. It fails with fault.NotFound for an unknown scenario, with fault.BadField for
// scenarios that do not fit together, and with fault.Busy where too many are being made.
func (p *planners) get(ctx context.Context, u under) (*made, error) {
	key := u.key()
	p.mu.Lock()
	p.count++
	m, ok := p.set[key]
	if !ok {
		if err := known(u); err != nil {
			p.mu.Unlock()
			return nil, err
		}
		if p.making >= plannersMaking {
			p.mu.Unlock()
			return nil, busy("too many combinations of scenarios are being prepared")
		}
		m = &made{ready: make(chan struct{})}
		p.makeRoom()
		p.set[key] = m
		p.making++
		go p.build(key, m, u)
	}
	m.used = p.count
	p.mu.Unlock()
	select {
	case <-m.ready:
		return m, m.err
	case <-ctx.Done():
		return nil, busy("the scenarios were not prepared in time")
	}
}

// known reports scenarios that are not built in.
func known(u under) error {
	var bad fault.List
	for _, list := range []struct {
		path string
		ids  []string
	}{{"scenario", u.Scenario}, {"without", u.Without}} {
		for _, id := range list.ids {
			if s, err := scenario.Find(id); err != nil {
				var e *fault.Error
				if errors.As(err, &e) {
					bad = append(bad, e.At("%s", list.path))
				}
			} else if list.path == "without" && !s.Fact {
				bad = append(bad, fault.New(fault.BadField, "%s does not hold by default, so it cannot be left out", id).At("without").Among(scenario.Facts()...))
			}
		}
	}
	return bad.OrNil()
}

// makeRoom drops the planner unused for longest where the set is full; one that is being made or is the usual one stays.
func (p *planners) makeRoom() {
	for len(p.set) >= p.limit {
		oldest := ""
		for key, m := range p.set {
			select {
			case <-m.ready:
				if key != (under{}).key() && (oldest == "" || m.used < p.set[oldest].used) {
					oldest = key
				}
			default:
			}
		}
		if oldest == "" {
			return
		}
		delete(p.set, oldest)
	}
}

// build makes a planner; one that failed is not kept, so that it is tried again.
func (p *planners) build(key string, m *made, u under) {
	defer func() {
		if v := recover(); v != nil {
			m.err = fault.New(fault.Internal, "preparing scenarios: %v", v)
		}
		p.mu.Lock()
		p.making--
		if m.err != nil && p.set[key] == m {
			delete(p.set, key)
		}
		p.mu.Unlock()
		close(m.ready)
	}()
	if m.net, m.err = lay(p.net, u); m.err == nil {
		m.planner, m.err = p.make(m.net)
	}
}

// lay lays the facts but those left out, and then the scenarios asked for, over a network.
func lay(n *network.Network, u under) (*network.Network, error) {
	n, err := scenario.Default(n, u.Without...)
	for _, id := range u.Scenario {
		var s scenario.Scenario
		if err == nil {
			s, err = scenario.Find(id)
		}
		if err == nil {
			n, err = s.Apply(n)
		}
	}
	return n, err
}

// planUnder plans a request under scenarios, within the limits of what runs at once.
func (s *server) planUnder(ctx context.Context, r plan.Request, u under) (plan.Answer, []string, error) {
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	m, err := s.planners.get(ctx, u)
	if err != nil {
		return plan.Answer{}, nil, err
	}
	a, err := s.limits.run(ctx, m.planner, r)
	if err != nil {
		return plan.Answer{}, nil, err
	}
	return a, m.holds(r.Ready), nil
}

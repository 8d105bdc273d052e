package exchange

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
)

// Transport hands envelopes over. It promises nothing: what is sent may be lost, doubled or overtaken.
type Transport interface {
	// Send takes an envelope for its receiver; Busy when the receiver's queue is full.
	Send(ctx context.Context, e Envelope) error
	// Inbox takes away what has arrived for a party, at most limit envelopes.
	Inbox(ctx context.Context, party string, limit int) ([]Envelope, error)
}

// Faults is what the in-memory transport does to envelopes, in per cent of them, driven by a seeded source.
type Faults struct {
	Seed      int64
	LosePct   int
	DoublePct int
	// ReorderPct is the share of envelopes put at a chance place of the receiver's queue instead of its end.
	ReorderPct int
}

// Memory is a transport inside one process.
type Memory struct {
	mu     sync.Mutex
	queues map[string][]Envelope
	faults Faults
	chance *rand.Rand
	cut    map[string]bool
	counts Counts
}

// Counts is what a transport has done.
type Counts struct{ Sent, Delivered, Lost, Doubled, Reordered, Cut int }

// NewMemory makes a transport; nil faults means that it does everything right.
func NewMemory(f *Faults) *Memory {
	m := &Memory{queues: map[string][]Envelope{}, cut: map[string]bool{}}
	m.SetFaults(f)
	return m
}

// SetFaults changes what the transport does to envelopes from now on.
func (m *Memory) SetFaults(f *Faults) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults, m.chance = Faults{}, nil
	if f != nil {
		m.faults, m.chance = *f, rand.New(rand.NewPCG(uint64(f.Seed), 0x6b6169726f))
	}
}

func line(from, to string) string { return from + "\x00" + to }

// Cut makes the line between two parties swallow everything, both ways; Heal mends it.
func (m *Memory) Cut(a, b string) { m.setCut(a, b, true) }

// Heal mends the line between two parties.
func (m *Memory) Heal(a, b string) { m.setCut(a, b, false) }

// HealAll mends every line.
func (m *Memory) HealAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cut = map[string]bool{}
}

func (m *Memory) setCut(a, b string, cut bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cut[line(a, b)], m.cut[line(b, a)] = cut, cut
}

// Send puts an envelope in the receiver's queue, if the faults let it.
func (m *Memory) Send(_ context.Context, e Envelope) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts.Sent++
	if m.cut[line(e.From, e.To)] {
		m.counts.Cut++
		return nil
	}
	copies := 1
	if m.hit(m.faults.LosePct) {
		m.counts.Lost++
		return nil
	}
	if m.hit(m.faults.DoublePct) {
		m.counts.Doubled++
		copies = 2
	}
	for range copies {
		if len(m.queues[e.To]) >= InboxMax {
			return fault.New(fault.Busy, "%d messages wait for %s", InboxMax, e.To).Mend("keep it in the outbox and send it again")
		}
		m.put(e)
	}
	return nil
}

func (m *Memory) put(e Envelope) {
	q := append(m.queues[e.To], e)
	if len(q) > 1 && m.hit(m.faults.ReorderPct) {
		m.counts.Reordered++
		i := m.chance.IntN(len(q))
		copy(q[i+1:], q[i:])
		q[i] = e
	}
	m.queues[e.To] = q
}

func (m *Memory) hit(pct int) bool { return pct > 0 && m.chance.IntN(100) < pct }

// Inbox takes away what has arrived for a party.
func (m *Memory) Inbox(_ context.Context, party string, limit int) ([]Envelope, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.queues[party]
	n := min(max(limit, 1), len(q))
	out := append([]Envelope(nil), q[:n]...)
	m.queues[party] = append([]Envelope(nil), q[n:]...)
	m.counts.Delivered += n
	return out, nil
}

// WaitingFor is how many envelopes wait for a party.
func (m *Memory) WaitingFor(party string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queues[party])
}

// Waiting is how many envelopes wait for anybody.
func (m *Memory) Waiting() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, q := range m.queues {
		n += len(q)
	}
	return n
}

// Counts is what the transport has done so far.
func (m *Memory) Counts() Counts {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.counts
}

// String says what waits for whom, by party.
func (m *Memory) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lines []string
	for p, q := range m.queues {
		if len(q) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d waiting", p, len(q)))
		}
	}
	sort.Strings(lines)
	return fmt.Sprint(lines)
}

package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store/mem"
)

// modelKey is what a key should be, in the plainest words.
type modelKey struct {
	of        string
	at, lease time.Time
	done      bool
	body      string
	claim     Claim
}

// Whatever is asked in whatever order, a key does what the model says: one request, one answer, one name while it holds.
func TestIdempotencyKeysDoWhatTheModelSays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cl := &clock{at: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
		d := &Desk{Options: Options{Store: mem.New(), Clock: cl.now}}
		me, model, names := declarant("me"), map[string]*modelKey{}, map[string]bool{}
		key := rapid.SampledFrom([]string{"a", "b", "c"})
		rt.Repeat(map[string]func(*rapid.T){
			"claim": func(rt *rapid.T) {
				k, of := key.Draw(rt, "key"), rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "of")
				c, err := d.Claim(ctx, me, k, of)
				m := model[k]
				if m != nil && !cl.now().Before(m.at.Add(KeyLife)) {
					m = nil
				}
				switch {
				case m == nil:
					if err != nil || c.Answer != nil || names[c.Once] {
						rt.Fatalf("a new key: %+v %v", c, err)
					}
					names[c.Once] = true
					model[k] = &modelKey{of: of, at: cl.now(), lease: cl.now().Add(KeyLease), claim: c}
				case m.of != of:
					if !errors.Is(err, ErrKeyReused) || fault.CodeOf(err) != fault.BadField {
						rt.Fatalf("another request: %+v %v", c, err)
					}
				case m.done:
					if err != nil || c.Answer == nil || string(c.Answer.Body) != m.body {
						rt.Fatalf("answered with %q: %+v %v", m.body, c, err)
					}
				case cl.now().Before(m.lease):
					if !errors.Is(err, ErrKeyInUse) || fault.CodeOf(err) != fault.Conflict {
						rt.Fatalf("under way: %+v %v", c, err)
					}
				default:
					if err != nil || c.Answer != nil || c.Once != m.claim.Once {
						rt.Fatalf("taken up again: %+v %v", c, err)
					}
					m.lease = cl.now().Add(KeyLease)
				}
			},
			"keep": func(rt *rapid.T) {
				m := model[key.Draw(rt, "key")]
				if m == nil {
					return
				}
				body := rapid.StringN(0, 5, 20).Draw(rt, "body")
				must(t, d.Keep(ctx, m.claim, Answer{Status: 200, Body: []byte(body)}))
				if !m.done {
					m.done, m.body = true, body
				}
			},
			"drop": func(rt *rapid.T) {
				if m := model[key.Draw(rt, "key")]; m != nil {
					must(t, d.Drop(ctx, m.claim))
					m.lease = cl.now()
				}
			},
			"pass": func(rt *rapid.T) {
				cl.pass(rapid.SampledFrom([]time.Duration{time.Second, KeyLease, KeyLife / 2, KeyLife}).Draw(rt, "time"))
			},
		})
	})
}

// The keys of an account take a bounded room: a full shard refuses, and what has run out is used again.
func TestIdempotencyKeysAreBounded(t *testing.T) {
	cl := &clock{at: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	s := mem.New()
	d := &Desk{Options: Options{Store: s, Clock: cl.now}}
	me := declarant("me")
	var same []string // keys of one shard
	for i := 0; len(same) < keysInShard+1; i++ {
		if k := fmt.Sprint(i); strings.HasPrefix(digest(k), "00") {
			same = append(same, k)
		}
	}
	fill := func() {
		for _, k := range same[:keysInShard] {
			c, err := d.Claim(ctx, me, k, "x")
			must(t, err)
			must(t, d.Keep(ctx, c, Answer{Status: 200, Body: []byte(k)}))
		}
	}
	fill()
	if _, err := d.Claim(ctx, me, same[keysInShard], "x"); fault.CodeOf(err) != fault.Busy {
		t.Errorf("a full shard: %v", err)
	}
	if c, err := d.Claim(ctx, me, same[7], "x"); err != nil || c.Answer == nil || string(c.Answer.Body) != same[7] {
		t.Errorf("a key of a full shard: %+v %v", c, err)
	}
	cl.pass(KeyLife)
	slices.Reverse(same)
	fill()
	if recs, err := s.List(ctx, "idempotency", "", 1000); err != nil || len(recs) != keysInShard+1 {
		t.Errorf("%d records for %d keys and their shard, %v", len(recs), keysInShard, err)
	}
	if err := d.Keep(ctx, Claim{}, Answer{Body: make([]byte, AnswerBytesMax+1)}); fault.CodeOf(err) != fault.Limit {
		t.Errorf("too long an answer: %v", err)
	}
}

// Readers at once, officers at work and a clock that is set back: each fact is one event, those of a record in their order, and
// everybody reads the same.
func TestEventsAreEveryFactOnce(t *testing.T) {
	r := newRig(t, t.TempDir())
	me, you := declarant("me"), declarant("you")
	for reference, a := range map[string]*auth.Account{"FEED-1": me, "FEED-2": you} {
		_, err := r.Lodge(ctx, a, r.prepared(a, reference).ID)
		must(t, err)
	}
	officer := officerOf("o", "CN", every...)
	all := account("all")
	for _, c := range countries {
		all.Grants = append(all.Grants, officerOf("", c, every...).Grants...)
	}
	stop := make(chan struct{})
	reads := make([][]Event, 3)
	var readers sync.WaitGroup
	for i := range reads {
		readers.Go(func() {
			for next := int64(0); ; {
				ended := false // before the read: what happens after it is not in the list
				select {
				case <-stop:
					ended = true
				default:
				}
				list, after, err := r.Events(ctx, all, next, 1+i)
				if err != nil && fault.CodeOf(err) != fault.Conflict {
					t.Error(err)
					return
				}
				if reads[i] = append(reads[i], list...); err == nil {
					next = after
				}
				if ended && err == nil && len(list) == 0 {
					return
				}
			}
		})
	}
	for _, act := range []string{"accept", "release"} {
		r.clock.pass(-time.Hour)
		q, err := r.Queue(ctx, officer, Filter{Country: "CN"})
		must(t, err)
		for _, row := range q.Items {
			if i := slices.IndexFunc(row.Acts, func(a Act) bool { return string(a.Kind) == act }); i >= 0 {
				_, err := r.Decide(ctx, officer, Decision{Country: row.Country, Key: row.Key, Act: row.Acts[i].Kind, Version: row.Version})
				must(t, err)
			}
		}
	}
	close(stop)
	readers.Wait()
	facts := map[place]int64{}
	for i, e := range reads[0] {
		p := place{e.Country, e.Key}
		if facts[p]++; e.Fact != facts[p] || e.Number != int64(i+1) {
			t.Fatalf("event %d of the list is number %d, fact %d of %v, want %d", i+1, e.Number, e.Fact, p, facts[p])
		}
	}
	for i, other := range reads[1:] {
		if !slices.Equal(other, reads[0]) {
			t.Errorf("reader %d reads another order", i+2)
		}
	}
	records := 0
	for _, c := range countries {
		adm, err := r.Corridor.Administration(c)
		must(t, err)
		list, _, err := adm.Records(ctx, "", 0)
		must(t, err)
		for _, h := range list {
			if records++; facts[place{c, h.Movement.Key}] != h.Facts {
				t.Errorf("%d events of %d facts of %s in %s", facts[place{c, h.Movement.Key}], h.Facts, h.Movement.Key, c)
			}
		}
	}
	if len(facts) != records || len(reads[0]) < 8 {
		t.Errorf("%d events of %d records, of %d there are", len(reads[0]), len(facts), records)
	}
	own, _, err := r.Events(ctx, me, 0, PageMax)
	must(t, err)
	for _, e := range own {
		if !strings.HasPrefix(e.Key, "FEED-1") {
			t.Errorf("%s is not theirs", e.Key)
		}
	}
	if len(own) == 0 {
		t.Error("a declarant reads no event of its own")
	}
}

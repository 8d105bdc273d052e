package node

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/stores"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

// pair is an administration and a trader's identity that sends it declarations.
func pair(t testing.TB, s store.Store) (*Administration, exchange.Identity) {
	t.Helper()
	trader, kz := exchange.Derive(7, TraderParty), exchange.Derive(7, "KZ")
	dir := exchange.NewDirectory(trader.Card(), kz.Card())
	t.Cleanup(func() { s.Close() })
	return NewAdministration(Config{kz, dir, exchange.NewMemory(nil), s, newClock().now}), trader
}

func openSQLite(t testing.TB) store.Store {
	t.Helper()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "kz.db"))
	must(t, err)
	return s
}

// declaration is a signed envelope that lodges movement n.
func declaration(t testing.TB, from exchange.Identity, n int64) exchange.Envelope {
	t.Helper()
	d := Project(Version{Reference: "R1", Version: 1, Hash: fmt.Sprintf("%064d", n), Consignment: sampleConsignment()}, eaeuTransit())
	key := fmt.Sprintf("R1-S%d", n)
	body, err := transit.Encode(transit.Lodge{Key: key, Administration: "KZ", Trader: TraderParty, Declaration: d})
	must(t, err)
	return from.Sign(exchange.Envelope{ID: TraderParty + "/" + key + "/KZ/1", To: "KZ", Stream: key, Seq: 1, SentAt: newClock().at, Body: body})
}

// Every declaration arrives four times at once, from many goroutines; each is lodged once, each copy is acknowledged, and
// the numbers then drawn at once have no gap.
func TestManyAtOnce(t *testing.T) {
	stores.Each(t, func(t *testing.T, on stores.Open) {
		a, trader := pair(t, on(t, "KZ"))
		const movements = 40
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for n := range int64(movements) {
					ack, err := a.Receive(ctx, declaration(t, trader, n))
					if err != nil || ack == nil || ack.Kind != exchange.Ack {
						t.Errorf("movement %d: %v %v", n, ack, err)
					}
				}
			})
		}
		wg.Wait()
		for n := range movements {
			wg.Go(func() {
				if err := a.Do(ctx, fmt.Sprintf("R1-S%d", n), transit.Accept{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := a.Movements(ctx, "", 0)
		must(t, err)
		numbers := map[string]bool{}
		for _, m := range all {
			numbers[m.Number] = true
		}
		for n := 1; n <= movements; n++ {
			if want := fmt.Sprintf("57507/011226/%07d", n); !numbers[want] {
				t.Errorf("number %s is missing", want)
			}
		}
	})
}

// Many officers click on one movement: one release happens.
func TestOneReleaseOfManyClicks(t *testing.T) {
	stores.Each(t, func(t *testing.T, on stores.Open) {
		a, trader := pair(t, on(t, "KZ"))
		_, err := a.Receive(ctx, declaration(t, trader, 1))
		must(t, err)
		must(t, a.Do(ctx, "R1-S1", transit.Accept{}))
		var released, refused atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				switch err := a.Do(ctx, "R1-S1", transit.Release{}); {
				case err == nil:
					released.Add(1)
				case fault.CodeOf(err) == fault.WrongState:
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if released.Load() != 1 || refused.Load() != 15 {
			t.Errorf("%d released, %d refused", released.Load(), refused.Load())
		}
	})
}

// What nobody known has signed, or was signed for another, is thrown away; what is signed and makes no sense is kept,
// refused and acknowledged.
func TestForeignMessages(t *testing.T) {
	a, trader := pair(t, mem.New())
	good := declaration(t, trader, 1)
	forged := good
	forged.Body = append([]byte(nil), good.Body...)
	forged.Body[len(forged.Body)-3]++
	stranger := exchange.Derive(8, TraderParty).Sign(good)
	elsewhere := good
	elsewhere.To = "UZ"
	for name, e := range map[string]exchange.Envelope{"changed": forged, "a stranger's": stranger, "another's": trader.Sign(elsewhere)} {
		if ack, err := a.Receive(ctx, e); err == nil || ack != nil {
			t.Errorf("%s was taken", name)
		}
	}
	if a.Dropped() != 3 {
		t.Errorf("%d dropped", a.Dropped())
	}
	for n, body := range []string{"nonsense", `{"kind":"accept","body":{"number":"1"}}`, `{"kind":"discharge-notified","body":{"from":"KZ","at":"2026-12-01T00:00:00Z"}}`, `{"kind":"lodge","body":{}}`} {
		e := trader.Sign(exchange.Envelope{ID: fmt.Sprintf("odd/%d", n+1), To: "KZ", Stream: "odd", Seq: int64(n + 1), SentAt: good.SentAt, Body: []byte(body)})
		ack, err := a.Receive(ctx, e)
		if err != nil || ack == nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	h, err := a.History(ctx, "odd")
	must(t, err)
	if len(h) != 4 || h[0].Refused == "" || h[3].Refused == "" {
		t.Errorf("%+v", h)
	}
	out, err := a.Store.Outbox(ctx, 0, 0)
	must(t, err)
	if len(out) != 4 {
		t.Errorf("%d refusals were sent", len(out))
	}
	if _, err := a.Movement(ctx, "odd"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

// A message that overtook another is not acknowledged, and taken when its turn comes.
func TestAStreamIsTakenInOrder(t *testing.T) {
	a, trader := pair(t, mem.New())
	first := declaration(t, trader, 1)
	body, err := transit.Encode(transit.Cancel{Reason: "wrong"})
	must(t, err)
	second := trader.Sign(exchange.Envelope{ID: "x/2", To: "KZ", Stream: first.Stream, Seq: 2, SentAt: first.SentAt, Body: body})
	if ack, err := a.Receive(ctx, second); fault.CodeOf(err) != fault.Busy || ack != nil {
		t.Errorf("%v %v", ack, err)
	}
	for _, e := range []exchange.Envelope{first, second, first, second} {
		if ack, err := a.Receive(ctx, e); err != nil || ack == nil {
			t.Errorf("%v %v", ack, err)
		}
	}
	m, err := a.Movement(ctx, first.Stream)
	must(t, err)
	if m.State != transit.Invalidated {
		t.Errorf("%s", m.State)
	}
}

// A trader cannot touch what another lodged, nor learn of it.
func TestAnotherTradersMovement(t *testing.T) {
	trader, other, kz := exchange.Derive(7, TraderParty), exchange.Derive(7, "rival"), exchange.Derive(7, "KZ")
	a := NewAdministration(Config{kz, exchange.NewDirectory(trader.Card(), other.Card(), kz.Card()), exchange.NewMemory(nil), mem.New(), newClock().now})
	_, err := a.Receive(ctx, declaration(t, trader, 1))
	must(t, err)
	body, err := transit.Encode(transit.Cancel{Reason: "mischief"})
	must(t, err)
	for _, stream := range []string{"R1-S1", "R1-S99"} {
		_, err = a.Receive(ctx, other.Sign(exchange.Envelope{ID: "rival/" + stream, To: "KZ", Stream: stream, Seq: 1, Body: body, SentAt: newClock().at}))
		must(t, err)
		h, err := a.History(ctx, stream)
		must(t, err)
		if got := h[len(h)-1].Refused; got != fmt.Sprintf("rival lodged no movement %q", stream) {
			t.Errorf("%s: %q", stream, got)
		}
	}
	stream := allotmentKey(transit.OfficeOfGuarantee, firstGRN, "A1")
	_, err = a.Receive(ctx, other.Sign(exchange.Envelope{ID: "rival/allotment", To: "KZ", Stream: stream, Seq: 1, Body: body, SentAt: newClock().at}))
	if kept, getErr := a.Store.Get(ctx, stream); fault.CodeOf(err) != fault.BadField || fault.CodeOf(getErr) != fault.NotFound {
		t.Errorf("a trader's word on an allotment is kept: %s %v %v", kept.Value, err, getErr)
	}
	m, err := a.Movement(ctx, "R1-S1")
	must(t, err)
	if m.State != transit.Lodged {
		t.Errorf("%s", m.State)
	}
}

// One declaration: verified, applied, committed with its fact, notice and inbox id, acknowledged.
func BenchmarkReceiveSQLite(b *testing.B) {
	a, trader := pair(b, openSQLite(b))
	ready := make([]exchange.Envelope, b.N)
	for n := range ready {
		ready[n] = declaration(b, trader, int64(n))
	}
	var n atomic.Int64
	b.SetParallelism(256)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := a.Receive(ctx, ready[n.Add(1)-1]); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

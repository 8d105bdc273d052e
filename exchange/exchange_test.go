package exchange

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
	"pgregory.net/rapid"
)

var (
	ctx = context.Background()
	at  = time.Date(2026, 12, 1, 8, 0, 0, 5, time.UTC)
)

func sample(i int) Envelope {
	return Envelope{ID: fmt.Sprintf("KZ/m7/UZ/%d", i), To: "UZ", Stream: "m7", Seq: int64(i), SentAt: at, Body: []byte("released")}
}

func TestSignaturesHoldEveryField(t *testing.T) {
	kz, uz := Derive(7, "KZ"), Derive(7, "UZ")
	dir := NewDirectory(kz.Card(), uz.Card())
	e := kz.Sign(sample(1))
	if err := dir.Verify(e); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Envelope){
		"kind":      func(e *Envelope) { e.Kind = Ack },
		"id":        func(e *Envelope) { e.ID += "0" },
		"from":      func(e *Envelope) { e.From = "UZ" },
		"stranger":  func(e *Envelope) { e.From = "XX" },
		"to":        func(e *Envelope) { e.To = "TM" },
		"stream":    func(e *Envelope) { e.Stream = "m8" },
		"seq":       func(e *Envelope) { e.Seq++ },
		"time":      func(e *Envelope) { e.SentAt = e.SentAt.Add(1) },
		"body":      func(e *Envelope) { e.Body = []byte("refused") },
		"signature": func(e *Envelope) { e.Signature = e.Signature[1:] },
		"moved":     func(e *Envelope) { e.To, e.Stream = e.To+"m", e.Stream[1:] },
	} {
		bad := e
		change(&bad)
		if err := dir.Verify(bad); fault.CodeOf(err) != fault.Signature {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, bad := range map[string]Envelope{"no id": {From: "KZ", To: "UZ", Stream: "s"}, "big": {ID: "i", From: "KZ", To: "UZ", Stream: "s", Body: make([]byte, BodyBytesMax+1)}} {
		if err := dir.Verify(kz.Sign(bad)); fault.CodeOf(err) != fault.Limit {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAcknowledgementsNameTheVeryBytes(t *testing.T) {
	kz, uz := Derive(7, "KZ"), Derive(7, "UZ")
	dir := NewDirectory(kz.Card(), uz.Card())
	e := kz.Sign(sample(1))
	ack := uz.Acknowledge(e, at)
	if err := dir.VerifyAck(ack, e); err != nil {
		t.Fatal(err)
	}
	again := kz.Sign(Envelope{ID: e.ID, To: e.To, Stream: e.Stream, Seq: e.Seq, Body: e.Body, SentAt: at.Add(time.Hour)})
	if err := dir.VerifyAck(ack, again); err != nil {
		t.Errorf("sent again later: %v", err)
	}
	other := kz.Sign(Envelope{ID: e.ID, To: e.To, Stream: e.Stream, Seq: e.Seq, Body: []byte("refused"), SentAt: at})
	for name, c := range map[string][2]Envelope{"other bytes": {ack, other}, "not an acknowledgement": {e, e}, "own acknowledgement": {kz.Acknowledge(e, at), e}} {
		if err := dir.VerifyAck(c[0], c[1]); fault.CodeOf(err) != fault.Signature {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeys(t *testing.T) {
	if d := cmp.Diff(Derive(7, "KZ").Card(), Derive(7, "KZ").Card()); d != "" {
		t.Error(d)
	}
	if cmp.Equal(Derive(7, "KZ").Card().Key, Derive(8, "KZ").Card().Key) || cmp.Equal(Derive(7, "KZ").Card().Key, Derive(7, "UZ").Card().Key) {
		t.Error("two parties or seeds share a key")
	}
	a, err := Generate("KZ")
	if err != nil {
		t.Fatal(err)
	}
	b, err := FromSeed("KZ", a.key.Seed())
	if err != nil || !cmp.Equal(a.Card(), b.Card()) {
		t.Errorf("%v", err)
	}
	if _, err := FromSeed("KZ", nil); fault.CodeOf(err) != fault.BadField {
		t.Errorf("%v", err)
	}
}

func drain(t *testing.T, m *Memory, party string) (seqs []int64) {
	t.Helper()
	for {
		in, err := m.Inbox(ctx, party, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(in) == 0 {
			return seqs
		}
		for _, e := range in {
			seqs = append(seqs, e.Seq)
		}
	}
}

func TestTheTransport(t *testing.T) {
	kz := Derive(7, "KZ")
	send := func(m *Memory, n int) []int64 {
		for i := 1; i <= n; i++ {
			if err := m.Send(ctx, kz.Sign(sample(i))); err != nil {
				t.Fatal(err)
			}
		}
		return drain(t, m, "UZ")
	}
	m := NewMemory(nil)
	if d := cmp.Diff([]int64{1, 2, 3, 4, 5}, send(m, 5)); d != "" {
		t.Error(d)
	}
	m.Cut("UZ", "KZ")
	if got := send(m, 5); got != nil {
		t.Errorf("a cut line carried %v", got)
	}
	m.Heal("KZ", "UZ")
	if got := send(m, 5); len(got) != 5 {
		t.Errorf("a mended line carried %v", got)
	}
	f := &Faults{Seed: 3, LosePct: 30, DoublePct: 30, ReorderPct: 50}
	one, two := send(NewMemory(f), 200), send(NewMemory(f), 200)
	if d := cmp.Diff(one, two); d != "" {
		t.Errorf("the same seed did something else: %s", d)
	}
	if cmp.Equal(one, send(NewMemory(&Faults{Seed: 4, LosePct: 30, DoublePct: 30, ReorderPct: 50}), 200)) {
		t.Error("another seed did the same")
	}
}

func TestAFullQueueIsBusy(t *testing.T) {
	m := NewMemory(nil)
	m.queues["UZ"] = make([]Envelope, InboxMax)
	if err := m.Send(ctx, Derive(7, "KZ").Sign(sample(1))); fault.CodeOf(err) != fault.Busy {
		t.Errorf("%v", err)
	}
}

// No two different envelopes sign the same text.
func TestWhatIsSignedIsUnambiguous(t *testing.T) {
	text := rapid.StringMatching(`[ab/]{0,4}`)
	draw := rapid.Custom(func(t *rapid.T) Envelope {
		return Envelope{Kind: Message, ID: text.Draw(t, "id"), From: text.Draw(t, "from"), To: text.Draw(t, "to"), Stream: text.Draw(t, "stream"),
			Seq: rapid.Int64Range(0, 2).Draw(t, "seq"), SentAt: at, Body: []byte(text.Draw(t, "body"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		if (string(a.signed()) == string(b.signed())) != cmp.Equal(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

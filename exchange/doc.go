// Package exchange carries signed messages between parties; it knows nothing of what they say.
//
// A party signs every [Envelope] with its ed25519 key (RFC 8032) and accepts only what verifies against its [Directory].
// A [Transport] hands envelopes over and promises nothing: they may be lost, doubled, reordered or cut off. What makes
// delivery certain stands at its two ends: the sender keeps an outbox row until the receiver's signed acknowledgement,
// which the receiver makes only after its own commit; the receiver processes an id once and a stream in order of Seq.
//
//	kz, uz := exchange.Derive(7, "KZ"), exchange.Derive(7, "UZ") // demonstration keys; Generate for real ones
//	dir := exchange.NewDirectory(kz.Card(), uz.Card())
//	net := exchange.NewMemory(nil)
//	e := kz.Sign(exchange.Envelope{ID: "KZ/m7/UZ/1", To: "UZ", Stream: "m7", Seq: 1, SentAt: now, Body: msg})
//	err := net.Send(ctx, e)
//	in, err := net.Inbox(ctx, "UZ", 100)
//	err = dir.Verify(in[0])                       // bad-signature otherwise
//	ack := uz.Acknowledge(in[0], now)             // after uz has committed
//	err = dir.VerifyAck(ack, e)                   // kz may now end its outbox row
//
// What is signed, every text and number behind its length (8 bytes, big endian), so that no two envelopes sign alike:
//
//	"kairo.exchange.v1" │ kind │ id │ from │ to │ stream │ seq │ sent at (ns) │ body
//
// An acknowledgement is an envelope of kind "ack" with the id of what it acknowledges; its body is the SHA-256 of that
// envelope's id, stream, seq and body, so it acknowledges those bytes and no others.
//
// Invariants: nothing unsigned, and nothing signed by another than From, is handed on; every queue is bounded; the
// in-memory transport with the same seed and the same calls does the same.
package exchange

package exchange

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"sort"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// Kind is the kind of an envelope.
type Kind string

// The kinds.
const (
	Message Kind = "message"
	Ack     Kind = "ack"
)

// Envelope is one signed message from one party to another. SentAt is kept to the nanosecond in UTC.
type Envelope struct {
	Kind      Kind      `json:"kind"`
	ID        string    `json:"id"`
	From      string    `json:"from"`
	To        string    `json:"to"`
	Stream    string    `json:"stream"`
	Seq       int64     `json:"seq"` // of the stream from this sender to this receiver, from 1
	SentAt    time.Time `json:"sentAt"`
	Body      []byte    `json:"body"`
	Signature []byte    `json:"signature"`
}

// signed is the text that the signature covers.
func (e Envelope) signed() []byte {
	var b []byte
	add := func(part []byte) {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	for _, s := range []string{"kairo.exchange.v1", string(e.Kind), e.ID, e.From, e.To, e.Stream} {
		add([]byte(s))
	}
	add(binary.BigEndian.AppendUint64(nil, uint64(e.Seq)))
	add(binary.BigEndian.AppendUint64(nil, uint64(e.SentAt.UnixNano())))
	add(e.Body)
	return b
}

// Digest is what an acknowledgement of the envelope carries: SHA-256 of its id, stream, seq and body.
func (e Envelope) Digest() []byte {
	bare := Envelope{ID: e.ID, Stream: e.Stream, Seq: e.Seq, Body: e.Body, SentAt: time.Unix(0, 0)}
	sum := sha256.Sum256(bare.signed())
	return sum[:]
}

// Identity is a party that can sign.
type Identity struct {
	party string
	key   ed25519.PrivateKey
}

// Card is what others know of a party: its name and public key.
type Card struct {
	Party string
	Key   ed25519.PublicKey
}

// Derive makes the demonstration identity of a party from a seed: the same each time, and so worth nothing as a secret.
func Derive(seed int64, party string) Identity {
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("kairo.demonstration.key\x00"), uint64(seed)), party...))
	return Identity{party, ed25519.NewKeyFromSeed(sum[:])}
}

// Generate makes an identity with a fresh random key.
func Generate(party string) (Identity, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Identity{}, fault.New(fault.Internal, "no key could be made").Because(err)
	}
	return Identity{party, key}, nil
}

// FromSeed makes the identity of a party from the 32 bytes of its kept seed.
func FromSeed(party string, seed []byte) (Identity, error) {
	if len(seed) != ed25519.SeedSize {
		return Identity{}, fault.New(fault.BadField, "a key seed of %d bytes", len(seed)).Want("%d bytes", ed25519.SeedSize)
	}
	return Identity{party, ed25519.NewKeyFromSeed(seed)}, nil
}

// Party is the name of the party.
func (i Identity) Party() string { return i.party }

// Card is what others need to verify the party's signatures.
func (i Identity) Card() Card { return Card{i.party, i.key.Public().(ed25519.PublicKey)} }

// Sign completes an envelope as coming from this party.
func (i Identity) Sign(e Envelope) Envelope {
	if e.Kind == "" {
		e.Kind = Message
	}
	e.From, e.SentAt = i.party, e.SentAt.UTC()
	e.Signature = ed25519.Sign(i.key, e.signed())
	return e
}

// Acknowledge makes the signed acknowledgement of an envelope. It may leave only after the receiver's commit.
func (i Identity) Acknowledge(e Envelope, at time.Time) Envelope {
	return i.Sign(Envelope{Kind: Ack, ID: e.ID, To: e.From, Stream: e.Stream, Seq: e.Seq, SentAt: at, Body: e.Digest()})
}

// Directory is the public keys of the parties that are known.
type Directory struct{ keys map[string]ed25519.PublicKey }

// NewDirectory makes a directory of cards.
func NewDirectory(cards ...Card) Directory {
	d := Directory{map[string]ed25519.PublicKey{}}
	for _, c := range cards {
		d.keys[c.Party] = c.Key
	}
	return d
}

// Parties lists the parties by name.
func (d Directory) Parties() []string {
	var out []string
	for p := range d.keys {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

// Verify holds an envelope to its limits and to the key of the party it says it comes from.
func (d Directory) Verify(e Envelope) error {
	for _, s := range []string{e.ID, e.From, e.To, e.Stream} {
		if s == "" || len(s) > NameBytesMax {
			return fault.New(fault.Limit, "an id, party or stream of %d bytes", len(s)).Want("1 to %d", NameBytesMax)
		}
	}
	if len(e.Body) > BodyBytesMax {
		return fault.New(fault.Limit, "a message of %d bytes", len(e.Body)).Want("at most %d", BodyBytesMax)
	}
	if e.Kind != Message && e.Kind != Ack {
		return fault.New(fault.BadField, "an envelope of kind %q", e.Kind).At("/kind").Want("message or ack")
	}
	key, known := d.keys[e.From]
	if !known {
		return fault.New(fault.Signature, "party %q is not known", e.From).At("/from")
	}
	if !ed25519.Verify(key, e.signed(), e.Signature) {
		return fault.New(fault.Signature, "%q did not sign this message", e.From).At("/signature")
	}
	return nil
}

// VerifyAck is true to an acknowledgement of exactly this message by its receiver.
func (d Directory) VerifyAck(ack, of Envelope) error {
	if err := d.Verify(ack); err != nil {
		return err
	}
	if ack.Kind != Ack || ack.From != of.To || ack.To != of.From || ack.ID != of.ID || string(ack.Body) != string(of.Digest()) {
		return fault.New(fault.Signature, "it does not acknowledge message %q", of.ID)
	}
	return nil
}

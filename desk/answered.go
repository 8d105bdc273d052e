package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Errors of [Desk.Claim], in the chain.
var (
	ErrKeyReused = errors.New("the idempotency key was used for another request")
	ErrKeyInUse  = errors.New("the request of the idempotency key is being answered")
)

// Answer is what was answered to a request.
type Answer struct {
	Status int                 `json:"status"`
	Header map[string][]string `json:"header,omitempty"`
	Body   []byte              `json:"body"`
}

// Claim is a request that is carried out under an idempotency key of an account. Once names it: the same each time the same
// request is taken up again after it was cut off, so that what is made under this name is made once. Answer is what was
// answered before, nil for a request that is to be carried out.
type Claim struct {
	Once   string
	Answer *Answer

	owner, key string
	at         time.Time
}

// keyShard is a part of an account's idempotency keys in one record; each key has a slot of its own for the answer, which is
// used again once the key has run out. So the keys of an account take a bounded room in a store that forgets nothing.
type keyShard struct {
	Keys []claimedKey `json:"keys"`
}

// claimedKey is one key. Of is the fingerprint of its request; until Lease another caller is told to wait.
type claimedKey struct {
	Key   string    `json:"key"` // SHA-256
	Of    string    `json:"of"`
	Slot  int       `json:"slot"`
	At    time.Time `json:"at"`
	Lease time.Time `json:"lease"`
	Done  bool      `json:"done"`
}

// keptAnswer is an answer with the key that it belongs to.
type keptAnswer struct {
	Key    string    `json:"key"`
	At     time.Time `json:"at"`
	Answer Answer    `json:"answer"`
}

func shardKey(owner, key string) string { return "idempotency/" + owner + "/" + key[:2] }

func answerKey(owner, key string, slot int) string {
	return fmt.Sprintf("idempotency-answer/%s/%s/%02d", owner, key[:2], slot)
}

// Claim begins a request under an idempotency key, durably, before anything is done for it. of is a fingerprint of the request:
// who uses the key again for another request gets [ErrKeyReused] (BadField), who asks again while it is being answered
// [ErrKeyInUse] (Conflict). A key holds for [KeyLife]; a request cut off may be taken up again after [KeyLease]. An account that
// has used too many keys gets Busy.
func (d *Desk) Claim(ctx context.Context, a *auth.Account, key, of string) (Claim, error) {
	who, err := owner(a, auth.ManageSelf)
	if err != nil {
		return Claim{}, err
	}
	if key == "" || len(key) > KeyBytesMax {
		return Claim{}, fault.New(fault.BadField, "an idempotency key of %d bytes", len(key)).At("Idempotency-Key").Want("1 to %d", KeyBytesMax)
	}
	c := Claim{owner: who, key: digest(key)}
	for range shardRetriesMax {
		done, err := d.claimOnce(ctx, &c, digest(of))
		if err == nil && done || err != nil && fault.CodeOf(err) != fault.Conflict || errors.Is(err, ErrKeyInUse) {
			return c, err
		}
	}
	return c, fault.New(fault.Busy, "the account's idempotency keys are being written again and again").Mend("try again")
}

// claimOnce reads the shard of a key and writes the claim; Conflict where somebody else wrote it meanwhile, done false where
// the answer was replaced while it was read.
func (d *Desk) claimOnce(ctx context.Context, c *Claim, of string) (done bool, err error) {
	var shard keyShard
	version, err := d.read(ctx, shardKey(c.owner, c.key), &shard)
	if err != nil {
		return false, err
	}
	now := d.now()
	shard.Keys = slices.DeleteFunc(shard.Keys, func(k claimedKey) bool { return !now.Before(k.At.Add(KeyLife)) })
	i := slices.IndexFunc(shard.Keys, func(k claimedKey) bool { return k.Key == c.key })
	switch {
	case i < 0 && len(shard.Keys) >= keysInShard:
		return false, fault.New(fault.Busy, "too many idempotency keys in %s", KeyLife).Mend("wait until the older ones have run out")
	case i < 0:
		shard.Keys = append(shard.Keys, claimedKey{Key: c.key, Of: of, Slot: freeSlot(shard.Keys), At: now, Lease: now.Add(KeyLease)})
		i = len(shard.Keys) - 1
	case shard.Keys[i].Of != of:
		return false, fault.New(fault.BadField, "the key was used for another request on %s", shard.Keys[i].At.Format(time.DateTime+" UTC")).
			At("Idempotency-Key").Want("a new key for each request").Because(ErrKeyReused)
	case shard.Keys[i].Done:
		return d.answered(ctx, c, &shard.Keys[i])
	case now.Before(shard.Keys[i].Lease):
		return false, fault.New(fault.Conflict, "the first request with this key is still being answered").At("Idempotency-Key").Mend("ask again").Because(ErrKeyInUse)
	default:
		shard.Keys[i].Lease = now.Add(KeyLease)
	}
	c.at = shard.Keys[i].At
	c.Once = digest(c.owner + "\n" + c.key + "\n" + c.at.Format(time.RFC3339Nano))[:32]
	var tx store.Tx
	if err := put(&tx, shardKey(c.owner, c.key), version, shard); err != nil {
		return false, err
	}
	return true, d.Store.Commit(ctx, tx)
}

// answered reads the answer that was kept for a key.
func (d *Desk) answered(ctx context.Context, c *Claim, k *claimedKey) (bool, error) {
	var kept keptAnswer
	if _, err := d.read(ctx, answerKey(c.owner, c.key, k.Slot), &kept); err != nil {
		return false, err
	}
	if kept.Key != c.key || !kept.At.Equal(k.At) {
		return false, nil // the key ran out and its slot was taken
	}
	c.at, c.Answer = k.At, &kept.Answer
	return true, nil
}

func freeSlot(keys []claimedKey) int {
	for slot := 0; ; slot++ {
		if !slices.ContainsFunc(keys, func(k claimedKey) bool { return k.Slot == slot }) {
			return slot
		}
	}
}

// Keep keeps the answer to a request under its key: from then on it is what everybody gets who asks with the key. Of two that
// carried out the same request the first answer stays.
func (d *Desk) Keep(ctx context.Context, c Claim, a Answer) error {
	if len(a.Body) > AnswerBytesMax {
		return fault.New(fault.Limit, "an answer of %d bytes", len(a.Body)).Want("at most %d", AnswerBytesMax)
	}
	return d.endClaim(ctx, c, func(tx *store.Tx, shard *keyShard, i int) error {
		at := answerKey(c.owner, c.key, shard.Keys[i].Slot)
		var before keptAnswer
		version, err := d.read(ctx, at, &before)
		if err != nil {
			return err
		}
		shard.Keys[i].Done = true
		return put(tx, at, version, keptAnswer{c.key, c.at, a})
	})
}

// Drop gives a key back whose request came to no final answer: it may be asked again at once. What was made under its name
// stays made.
func (d *Desk) Drop(ctx context.Context, c Claim) error {
	return d.endClaim(ctx, c, func(_ *store.Tx, shard *keyShard, i int) error {
		shard.Keys[i].Lease = d.now()
		return nil
	})
}

// endClaim changes the claim's key in its shard, if it is there and has no answer yet.
func (d *Desk) endClaim(ctx context.Context, c Claim, with func(*store.Tx, *keyShard, int) error) error {
	for range shardRetriesMax {
		var shard keyShard
		version, err := d.read(ctx, shardKey(c.owner, c.key), &shard)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(shard.Keys, func(k claimedKey) bool { return k.Key == c.key && k.At.Equal(c.at) && !k.Done })
		if i < 0 {
			return nil
		}
		var tx store.Tx
		if err := with(&tx, &shard, i); err != nil {
			return err
		}
		if err := put(&tx, shardKey(c.owner, c.key), version, shard); err != nil {
			return err
		}
		if err := d.Store.Commit(ctx, tx); err == nil || fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	return fault.New(fault.Busy, "the account's idempotency keys are being written again and again").Mend("try again")
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Limits of idempotency keys, each with its reason.
const (
	KeyLife         = 72 * time.Hour  // a client asks again after an outage of days, not of weeks
	KeyLease        = 2 * time.Minute // twice the longest answer of the server: then whoever carried it out is gone
	KeyBytesMax     = 255             // a UUID has 36
	AnswerBytesMax  = 256 << 10       // the answer to a lodging over thirty territories is about 60 kB
	keysInShard     = 64              // with 256 shards 16,384 keys of one account in KeyLife: 5,000 requests a day
	shardRetriesMax = 64              // a shard is one in 256 of one account's keys: eight at once are a defect of the client
)

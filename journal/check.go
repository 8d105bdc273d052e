package journal

import (
	"crypto/ed25519"

	"github.com/kairo-corridor/kairo/fault"
	"golang.org/x/mod/sumdb/tlog"
)

// CheckReceipt verifies the signature of a receipt.
func CheckReceipt(key ed25519.PublicKey, r Receipt) error {
	if !ed25519.Verify(key, r.signed(), r.Signature) {
		return fault.New(fault.Signature, "the receipt is not signed by %q", r.Log)
	}
	return nil
}

// CheckHead verifies the signature of a head.
func CheckHead(key ed25519.PublicKey, h Head) error {
	if !ed25519.Verify(key, h.signed(), h.Signature) {
		return fault.New(fault.Signature, "the head is not signed by %q", h.Log)
	}
	return nil
}

// CheckLeaf verifies that a leaf stands at an index under a head.
func CheckLeaf(key ed25519.PublicKey, h Head, index int64, leaf Leaf, p tlog.RecordProof) error {
	if err := CheckHead(key, h); err != nil {
		return err
	}
	if index < 0 || index >= h.Size {
		return fault.New(fault.NotFound, "no leaf %d under a head of %d", index, h.Size)
	}
	if err := tlog.CheckRecord(p, h.Size, h.Root, index, tlog.RecordHash(leaf[:])); err != nil {
		return fault.New(fault.Signature, "leaf %d does not stand under the head", index).Because(err)
	}
	return nil
}

// CheckGrowth verifies that one head grew out of an older one: nothing before it was changed.
func CheckGrowth(key ed25519.PublicKey, old, now Head, p tlog.TreeProof) error {
	for _, h := range []Head{old, now} {
		if err := CheckHead(key, h); err != nil {
			return err
		}
	}
	if old.Size < 1 || old.Size > now.Size || old.Log != now.Log {
		return fault.New(fault.BadField, "a head of %d cannot grow to %d", old.Size, now.Size)
	}
	if err := tlog.CheckTree(p, now.Size, now.Root, old.Size, old.Root); err != nil {
		return fault.New(fault.Signature, "the log was changed below %d", old.Size).Because(err)
	}
	return nil
}

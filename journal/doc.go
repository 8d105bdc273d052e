// Package journal is an append-only Merkle log: what was accepted can be proved, and nothing can be taken back unseen.
//
// It follows RFC 9162 (transparency logs) in the tree of golang.org/x/mod/sumdb/tlog. A leaf is a salted hash, so that what
// the law says to erase can be erased (body and salt go, the leaf stays and tells nothing). A [Receipt] is a signed promise
// that a leaf will stand in the log by a time; a [Head] is the signed size and root; a proof shows that a leaf stands under
// a head, or that one head grew out of another.
//
//	log, err := journal.Open("KZ", key, &journal.Memory{})
//	leaf, err := journal.Seal(salt, fact)              // 32 bytes of salt, kept with the fact
//	receipt := log.Promise(leaf, now, now.Add(time.Hour))
//	first, err := log.Append(leaf)                     // index of the first of the leaves
//	head, err := log.Head(now)
//	proof, err := log.Prove(first, head.Size)
//	err = journal.CheckLeaf(pub, head, first, leaf, proof)   // bad-signature if anything was changed
//	growth, err := log.ProveGrowth(old.Size, head.Size)
//	err = journal.CheckGrowth(pub, old, head, growth)
//
// The bytes, every part behind its length (8 bytes, big endian):
//
//	leaf     SHA-256 of "kairo.leaf.v1" │ salt (32) │ body
//	receipt  ed25519 of "kairo.receipt.v1" │ log │ leaf │ promised at (ns) │ in the log by (ns)
//	head     ed25519 of "kairo.head.v1" │ log │ size │ root │ at (ns)
//
// Invariants: a leaf once appended keeps its index; a head of a size is the same whenever it is computed; no two bodies or
// salts make one leaf.
package journal

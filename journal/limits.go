package journal

const (
	// SaltBytes is the length of a salt: as long as the hash, so a short body cannot be guessed from its leaf.
	SaltBytes = 32
	// BodyBytesMax bounds what is sealed: the store's own limit of a fact.
	BodyBytesMax = 4 << 20
	// AppendMax bounds the leaves of one append: a sequencer's batch of a second at the measured rate of a node.
	AppendMax = 65_536
)

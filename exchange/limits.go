package exchange

const (
	// BodyBytesMax bounds a message: a declaration of 999 goods items with room to spare; the store's own limit.
	BodyBytesMax = 4 << 20
	// NameBytesMax bounds ids, streams and party names: a sender and an id together, and a stream behind the prefix of its
	// record, still fit the 512 bytes of a key in package store.
	NameBytesMax = 240
	// InboxMax bounds what waits for one party: an outage of an hour at 15 messages a second; then senders get Busy and
	// keep their outbox.
	InboxMax = 65_536
)

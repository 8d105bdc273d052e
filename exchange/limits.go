package exchange

const (
	// BodyBytesMax bounds a message: a declaration of 999 goods items with room to spare; the store's own limit.
	BodyBytesMax = 4 << 20
	// NameBytesMax bounds ids, streams and party names, as in package store.
	NameBytesMax = 512
	// InboxMax bounds what waits for one party: an outage of an hour at 15 messages a second; then senders get Busy and
	// keep their outbox.
	InboxMax = 65_536
)

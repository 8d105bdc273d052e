package postgres

import "time"

const (
	// writersMax is the connections that write: beyond 4 for each core of a small server more only wait for each other.
	writersMax = 16
	// askEvery is the pause between two tries.
	askEvery = 200 * time.Millisecond
	// connectMax bounds one try to connect.
	connectMax = 5 * time.Second
	// ordinals is the room of one transaction in the order of the outbox: store.ItemsMax.
	ordinals = 4096
)

// askMax is how long the engine is asked what became of a commit: a fail-over of a cluster takes some tens of seconds. Tests of
// servers that stay away shorten it.
var askMax = time.Minute

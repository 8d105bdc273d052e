package postgres

import (
	"time"

	"github.com/kairo-corridor/kairo/store"
)

const (
	// writersMax is the connections that write: beyond 4 for each core of a small server more only wait for each other.
	writersMax = 16
	// sharedReadersMax is the connections that read where stores share a server.
	sharedReadersMax = 2 * store.ReadersMax
	// ConnectionsMax is the connections of a [Server] at most: a quarter of the 100 that PostgreSQL allows unless it is told otherwise.
	ConnectionsMax = writersMax + sharedReadersMax
	// SchemaLengthMax is the longest name of PostgreSQL in bytes; longer ones are cut.
	SchemaLengthMax = 63
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

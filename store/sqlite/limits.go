package sqlite

import "time"

const (
	// busyMax is how long the writer waits for another process (a backup, the shell) that holds the file: longer than
	// any checkpoint, short enough that a forgotten shell shows as an error and not as silence.
	busyMax = 10 * time.Second
	// cacheKiB is the page cache of each connection: the hot pages of one node, small enough for ten nodes in a process.
	cacheKiB = 8192
)

package store

import "time"

const (
	// NameBytesMax bounds a key, stream or id: a consignment reference (35) with party, stretch and sequence stays under
	// 200; longer ones would bloat every index.
	NameBytesMax = 512
	// ValueBytesMax bounds a record, fact or message: a transit declaration of 999 goods items is about 600 kB of JSON.
	ValueBytesMax = 4 << 20
	// ItemsMax bounds a transaction: one message of a movement in 100 countries writes about 200 items; more would hold
	// up the whole group it is committed with.
	ItemsMax = 4096
	// GroupMax is the most transactions committed with one sync: measured, the gain ends near 256 and latency grows after.
	GroupMax = 256
	// GroupWaitMax is how long a group waits for company: under the cost of one sync, so waiting never halves the rate.
	GroupWaitMax = time.Millisecond
	// QueueMax bounds the transactions waiting for the writer: 16 groups, about 100 ms of work; then callers get Busy.
	QueueMax = 4096
	// RetryMsHint is what a refused caller is told to wait: the time in which a full queue empties.
	RetryMsHint = 100
	// ReadersMax is the number of connections that read beside the writer: twice the cores of a small machine.
	ReadersMax = 4
	// RowsMax bounds the rows of one read, so that a read never holds the whole database in memory; callers page.
	RowsMax = 10_000
)

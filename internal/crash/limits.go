package crash

import "time"

const (
	// sector is what a disk writes whole: 512 bytes, the least of those in use.
	sector = 512
	// stringMax is the longest buffer strace prints: above a write-ahead log segment's filling of 1 MiB; a longer one is an
	// error and not cut.
	stringMax = 4 << 20
	// recordMax bounds one recording: some seconds of work are slowed about tenfold; what takes longer hangs.
	recordMax = 90 * time.Second
)

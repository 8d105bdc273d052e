// Package crash records what a program does to its files and makes the disks that a crash could have left.
//
// The program runs under strace, so nothing in it is changed and any engine can be recorded. The log is played up to a moment
// onto a disk that loses what was not synced; the images are written to a directory and opened as after a power cut.
//
//	log := crash.Recording{Root: dir, Said: acks}.Record(t, cmd) // every write, truncation, sync, rename and unlink below dir
//	for _, m := range log.Moments(40) {                          // some crashes, or Every(): all that differ
//		err := log.Write(image, m)                           // the files as the crash left them
//		told := log.Said(m.At)                               // what the program had said by then
//	}
//
// The disk:
//
//			writes of a file     w1 w2 w3 │sync│ w4 w5 w6 ✂ crash
//			                     └ there ──────┘ └ each sector of 512 bytes there or not ┘
//			names of a directory c1 r2    │sync│ c3 u4    ✂      there up to some place in their order
//
//		  - A sync holds what had returned before it was called, once it has returned. A sync that failed holds nothing,
//	    and what it was to hold no later sync holds, as Linux does: only what is written again.
//		  - A write, truncation or allocation not held is there or not, whatever order they were made in; a write in sectors
//		    of 512 bytes, each whole. Bytes that were not written keep what the disk had there.
//		  - Names (create, rename, unlink) reach the disk in their order within a directory. Synced by the directory itself, or
//		    by the file they name up to the last name it got, as ext4, XFS and btrfs do. [Log.Strict] leaves the second out: then
//		    a file whose directory was not synced may be missing, as POSIX allows.
//		  - Files that were there before the recording are on disk as they were.
//
// Shared memory maps are not recorded. After the recording the log is played to its end and compared with the directory, byte
// by byte but for the files named as left out, so an unrecorded way of writing is an error and not a blind spot.
package crash

// Package sqlite is the durable [store.Store] of one node: one SQLite file, one writer that groups commits.
//
// Engine: SQLite 3 by zombiezen.com/go/sqlite (pure Go), WAL, synchronous=FULL: each group is one SQLite transaction and
// one fsync of the log; each transaction of it is a SAVEPOINT, so one that fails takes nobody with it. Readers have
// connections of their own and see the last committed group.
//
//	s, err := sqlite.Open(ctx, "data/kz.db")
//	if err != nil { … }       // a file of a newer Kairo is refused: bad-file
//	defer s.Close()
//	err = s.Commit(ctx, tx)   // blocks until the group is on disk
//
// The writer:
//
//	Commit ──► queue (QueueMax, then Busy) ──► writer: BEGIN IMMEDIATE
//	                                             SAVEPOINT, check, write, RELEASE   for each, up to GroupMax or GroupWaitMax
//	Commit ◄── nil or its own error ◄──────────  COMMIT (fsync)
//
// The file: user_version is the number of the last migration, application_id is 0x4B41524F ("KARO"). Migrations are
// embedded, applied in order, each in a transaction.
//
//	record   key → version, value            one row a movement, dossier, …
//	fact     stream, seq → at, body          append only
//	outbox   pos → id, dest, stream, seq, body   until acknowledged
//	inbox    id                              for good
//	counter  name → last                     number ranges
//
// Invariants: those of package store; no answer leaves before the fsync that holds it.
package sqlite

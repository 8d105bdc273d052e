// Package postgres is the durable [store.Store] of a national service: one PostgreSQL database, written by any number of
// processes at once.
//
// Engine: PostgreSQL 13 or newer by jackc/pgx v5. A transaction is a transaction of the engine (READ COMMITTED), sent as one
// pipelined batch and one COMMIT; the engine groups the syncs of those that commit together. Conflicts are found by unique
// keys and by the version in the UPDATE, never by reading first.
//
//	s, err := postgres.Open(ctx, "postgres://kairo@/kz?host=/run/postgresql")
//	if err != nil { … }       // settings that lose or tear what was acknowledged, a foreign or newer database: refused
//	defer s.Close()
//	err = s.Commit(ctx, tx)   // blocks until the engine has it on disk (and on its synchronous standby, where it has one)
//
// Where many stores are in one database, [Connect] shares the connections among them: [Server].
//
// What a commit is:
//
//	begin, xid, inbox, numbers ─► Fill ─► records, facts, outbox, ended rows ─► all as expected? commit : rollback
//	└─ one round trip; without Draw and Fill all that stands before the question is one ─┘
//
// Rows of a table are written in the order of their keys, tables always in the same order, so that transactions wait for each
// other and do not deadlock.
//
//	record   key → version, value                      one row a movement, dossier, …
//	fact     stream, seq → at, body                    append only
//	outbox   id → xact, ordinal, dest, stream, seq, body   until acknowledged
//	inbox    id                                        for good
//	counter  name → last                               number ranges
//	kairo_schema  version                              marks the database as Kairo's
//
// The place of an outbox row is its transaction's number times 4096 plus its place in it. Rows are handed out only once every
// transaction that could still come before them has ended, so a reader that goes on from the last place misses none; a
// long transaction anywhere in the cluster holds them back as long as it lasts.
//
// Invariants: those of package store. A connection that breaks at the COMMIT leaves no doubt: the engine is asked what became
// of the transaction (pg_xact_status, and the row of its first inbox id or fact, since a crash lets numbers be given twice);
// where it cannot be asked in time, or the transaction has neither, the answer is [store.ErrUnknown].
package postgres

package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Commit does a transaction and waits until the engine has it on disk. A caller may give up while it waits for a connection;
// afterwards the outcome is the truth.
func (s *Store) Commit(ctx context.Context, tx store.Tx) error {
	if err := store.CheckIncoming(&tx); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	select {
	case s.queue <- struct{}{}:
		defer func() { <-s.queue }()
	default:
		return store.QueueFull()
	}
	conn, err := s.writers.Acquire(s.in(ctx))
	if err != nil {
		return fault.New(fault.Busy, "not committed").Because(err)
	}
	defer conn.Release()
	c := &commit{conn: conn, tx: &tx}
	err = c.run(context.WithoutCancel(ctx))
	if c.unsure {
		return s.ask(c, err)
	}
	return err
}

// Acknowledge ends outbox rows.
func (s *Store) Acknowledge(ctx context.Context, ids ...string) error {
	return s.Commit(ctx, store.Tx{Done: ids})
}

// commit is one transaction on its way.
type commit struct {
	conn   *pgxpool.Conn
	tx     *store.Tx
	batch  pgx.Batch
	xact   string // number of the engine's transaction
	drawn  []int64
	own    error // why the transaction is refused; the first reason counts
	unsure bool  // the COMMIT was sent and not answered
}

func (c *commit) run(ctx context.Context) error {
	c.batch.Queue("BEGIN")
	c.batch.Queue("SELECT pg_current_xact_id()::text").QueryRow(func(row pgx.Row) error { return row.Scan(&c.xact) })
	c.inbox()
	c.draw()
	if c.tx.Fill != nil || len(c.tx.Draw) > 0 {
		if err := c.send(ctx); err != nil || c.own != nil {
			return c.back(ctx, err)
		}
		if err := c.fill(); err != nil {
			return c.back(ctx, err)
		}
	}
	c.drop()
	c.puts()
	c.facts()
	c.outbox()
	c.end()
	if err := c.send(ctx); err != nil || c.own != nil {
		return c.back(ctx, err)
	}
	if _, err := c.conn.Exec(ctx, "COMMIT"); err != nil {
		c.unsure = sqlState(err) == ""
		return c.back(ctx, err)
	}
	return nil
}

// send runs what is queued in one round trip.
func (c *commit) send(ctx context.Context) error {
	err := c.conn.SendBatch(ctx, &c.batch).Close()
	c.batch = pgx.Batch{}
	return err
}

// back rolls the transaction back and says why: the engine's error, or the transaction's own.
func (c *commit) back(ctx context.Context, engine error) error {
	own := c.own
	if engine == nil {
		own = c.explain(ctx)
	}
	if _, err := c.conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = c.conn.Conn().Close(ctx) // the engine rolls back what a connection leaves open
	}
	var refused *fault.Error
	switch {
	case engine == nil:
		return own
	case errors.As(engine, &refused):
		return engine
	}
	return engineFault(engine)
}

func (c *commit) fill() error {
	if c.tx.Fill == nil {
		return nil
	}
	err := c.tx.Fill(c.drawn, c.tx)
	if err == nil {
		return store.CheckContents(c.tx)
	}
	if fault.CodeOf(err) == fault.Internal && !errors.As(err, new(*fault.Error)) {
		return fault.New(fault.Internal, "the transaction was not completed").Because(err)
	}
	return err
}

// refuse keeps the first reason.
func (c *commit) refuse(err error) {
	if c.own == nil {
		c.own = err
	}
}

// change queues a statement that must change a row, else the transaction is refused for the reason.
func (c *commit) change(reason error, query string, args ...any) {
	c.batch.Queue(query, args...).Exec(func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() == 0 {
			c.refuse(reason)
		}
		return nil
	})
}

func (c *commit) inbox() {
	for _, id := range slices.Sorted(slices.Values(c.tx.Inbox)) {
		c.change(store.ErrSeen, "INSERT INTO inbox (id) VALUES ($1) ON CONFLICT DO NOTHING", []byte(id))
	}
}

// draw takes the next number of each range, in the order of their names; a range holds those that wait for it until the end.
func (c *commit) draw() {
	c.drawn = make([]int64, len(c.tx.Draw))
	for _, i := range ordered(len(c.tx.Draw), func(i int) string { return c.tx.Draw[i] }) {
		c.batch.Queue(`INSERT INTO counter (name, last) VALUES ($1, 1)
			ON CONFLICT (name) DO UPDATE SET last = counter.last + 1 RETURNING last`, []byte(c.tx.Draw[i])).
			QueryRow(func(row pgx.Row) error { return row.Scan(&c.drawn[i]) })
	}
}

// ordered gives the places of n items in the order of their names; items of one name keep theirs.
func ordered(n int, name func(int) string) []int {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(name(a), name(b)) })
	return places
}

func (c *commit) drop() {
	for _, key := range slices.Sorted(slices.Values(c.tx.Drop)) {
		c.batch.Queue("DELETE FROM record WHERE key = $1", []byte(key))
	}
}

func (c *commit) puts() {
	for _, i := range ordered(len(c.tx.Puts), func(i int) string { return c.tx.Puts[i].Key }) {
		p := c.tx.Puts[i]
		reason := &conflict{put: &p}
		if p.Expected == 0 {
			c.change(reason, "INSERT INTO record (key, version, value) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING", []byte(p.Key), bytes(p.Value))
		} else {
			c.change(reason, "UPDATE record SET version = version + 1, value = $3 WHERE key = $1 AND version = $2", []byte(p.Key), p.Expected, bytes(p.Value))
		}
	}
}

func (c *commit) facts() {
	for _, i := range ordered(len(c.tx.Facts), func(i int) string { return c.tx.Facts[i].Stream }) {
		f := c.tx.Facts[i]
		c.change(&conflict{fact: &f}, `INSERT INTO fact (stream, seq, at, body) SELECT $1, $2::bigint, $3, $4
			WHERE $2::bigint = 1 + (SELECT coalesce(max(seq), 0) FROM fact WHERE stream = $1) ON CONFLICT DO NOTHING`,
			[]byte(f.Stream), f.Seq, f.At.UnixNano(), bytes(f.Body))
	}
}

func (c *commit) outbox() {
	for _, i := range ordered(len(c.tx.Outbox), func(i int) string { return c.tx.Outbox[i].ID }) {
		o := c.tx.Outbox[i]
		c.change(store.OutConflict(o.ID), `INSERT INTO outbox (id, xact, ordinal, dest, stream, seq, body)
			VALUES ($1, pg_current_xact_id(), $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			[]byte(o.ID), i, []byte(o.To), []byte(o.Stream), o.Seq, bytes(o.Body))
	}
}

func (c *commit) end() {
	for _, id := range slices.Sorted(slices.Values(c.tx.Done)) {
		c.batch.Queue("DELETE FROM outbox WHERE id = $1", []byte(id))
	}
}

// bytes keeps an empty value from becoming null.
func bytes(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// conflict is a record or fact that is not as expected; what is there is read before the rollback.
type conflict struct {
	put  *store.Put
	fact *store.Fact
}

func (*conflict) Error() string { return "conflict" }

// explain completes a conflict with what is found.
func (c *commit) explain(ctx context.Context) error {
	var at *conflict
	if !errors.As(c.own, &at) {
		return c.own
	}
	var found int64
	if at.put != nil {
		err := c.conn.QueryRow(ctx, "SELECT version FROM record WHERE key = $1", []byte(at.put.Key)).Scan(&found)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return engineFault(err)
		}
		return store.VersionConflict(at.put.Key, at.put.Expected, found)
	}
	if err := c.conn.QueryRow(ctx, "SELECT coalesce(max(seq), 0) FROM fact WHERE stream = $1", []byte(at.fact.Stream)).Scan(&found); err != nil {
		return engineFault(err)
	}
	return store.FactConflict(at.fact.Stream, at.fact.Seq, found)
}

// ask finds out what became of a transaction whose COMMIT was not answered.
func (s *Store) ask(c *commit, sent error) error {
	ctx, cancel := context.WithTimeout(context.Background(), askMax)
	defer cancel()
	for {
		switch s.outcome(ctx, c) {
		case done:
			return nil
		case lost:
			return engineFault(sent)
		case unknowable:
			return store.ErrUnknown
		}
		select {
		case <-ctx.Done():
			return store.ErrUnknown
		case <-time.After(askEvery):
		}
	}
}

type outcome int

const (
	pending    outcome = iota // the engine does not answer, or is still at it
	done                      // committed
	lost                      // rolled back, or gone with a crash
	unknowable                // the number is committed, and the transaction has no row that tells whose it was
)

// outcome asks the engine once. Numbers of transactions that a crash took are given again, so a number that is not given yet
// was lost, and one that is committed counts only with a row that this transaction wrote and nobody changes.
func (s *Store) outcome(ctx context.Context, c *commit) outcome {
	ctx = s.in(ctx)
	var status *string
	err := s.readers.QueryRow(ctx, "SELECT pg_xact_status($1::text::xid8)", c.xact).Scan(&status)
	switch {
	case sqlState(err) == "22023": // the number is in the future
		return lost
	case err != nil || status == nil || *status != "committed" && *status != "aborted":
		return pending
	case *status == "aborted":
		return lost
	}
	var row pgx.Row
	switch {
	case len(c.tx.Inbox) > 0:
		row = s.readers.QueryRow(ctx, "SELECT count(*) FROM inbox WHERE id = $1 AND xmin = $2::text::xid8::xid", []byte(c.tx.Inbox[0]), c.xact)
	case len(c.tx.Facts) > 0:
		f := c.tx.Facts[0]
		row = s.readers.QueryRow(ctx, "SELECT count(*) FROM fact WHERE stream = $1 AND seq = $2 AND xmin = $3::text::xid8::xid", []byte(f.Stream), f.Seq, c.xact)
	default:
		return unknowable
	}
	var rows int
	if err := row.Scan(&rows); err != nil {
		return pending
	}
	if rows == 0 {
		return lost
	}
	return done
}

// sqlState is the code of an error of the server, empty where the error is of the connection.
func sqlState(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

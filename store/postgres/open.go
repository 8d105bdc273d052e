package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a store in one PostgreSQL database.
type Store struct {
	writers, readers *pgxpool.Pool
	schema           string        // in a database that stores share; empty: as the address says, and the connections are the store's own
	queue            chan struct{} // a place for each transaction under way or waiting
	mu               sync.RWMutex  // held for reading by every call, for writing by Close
	closed           bool
}

var _ store.Store = (*Store)(nil)

// Open opens the store of a database, bringing its tables up to date. The address is a URL or key words as libpq takes them.
// A database of a newer version or of another program, and a server whose settings would let something acknowledged be lost or
// torn, are refused with BadFile and left as they are.
func Open(ctx context.Context, address string) (*Store, error) {
	return OpenAccepting(ctx, address, Accept{})
}

// OpenAccepting is [Open] for an operator who has decided to live with a setting.
func OpenAccepting(ctx context.Context, address string, accepted Accept) (*Store, error) {
	s := &Store{queue: make(chan struct{}, store.QueueMax)}
	var err error
	if s.writers, err = pool(ctx, address, writersMax, nil); err != nil {
		return nil, err
	}
	if s.readers, err = pool(ctx, address, store.ReadersMax, nil); err != nil {
		s.writers.Close()
		return nil, err
	}
	if err := s.prepare(ctx, accepted); err != nil {
		s.writers.Close()
		s.readers.Close()
		return nil, err
	}
	return s, nil
}

func pool(ctx context.Context, address string, size int32, prepare func(context.Context, *pgx.Conn) (bool, error)) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil { // which may quote the password
		return nil, fault.New(fault.BadField, "the address of the database is not understood").
			Want("postgres://user@host/name, or key words as libpq takes them")
	}
	config.MaxConns, config.PrepareConn = size, prepare
	config.ConnConfig.ConnectTimeout = connectMax
	config.ConnConfig.RuntimeParams["application_name"] = "kairo"
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	p, err := pgxpool.NewWithConfig(ctx, config)
	if err == nil {
		err = p.Ping(ctx)
	}
	if err != nil {
		if p != nil {
			p.Close()
		}
		return nil, unreached(config.ConnConfig, err)
	}
	return p, nil
}

// unreached says why no connection came about.
func unreached(c *pgx.ConnConfig, err error) error {
	refused := fault.New(fault.Busy, "the database cannot be reached").Mend("look whether the server runs and lets this user in")
	switch code := sqlState(err); {
	case strings.HasPrefix(code, "28"):
		refused = fault.New(fault.BadField, "the server does not let the user %q in", c.User).Mend("look at the user, its password and the server's pg_hba.conf")
	case code == "3D000":
		refused = fault.New(fault.BadField, "the server has no such database").Mend("createdb, or name another")
	case code == "53300":
		refused = fault.New(fault.Busy, "the server has no connection left").Mend("raise max_connections, or end what holds them")
	}
	return refused.At("%s", c.Database).Because(err)
}

// prepare looks at the server and whose database it is, then brings the tables up to date under a lock of the engine.
func (s *Store) prepare(ctx context.Context, accepted Accept) error {
	conn, err := s.writers.Acquire(s.in(ctx))
	if err != nil {
		return engineFault(err)
	}
	defer conn.Release()
	if err := trusted(ctx, conn.Conn(), accepted); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", int64(0x4B41524F)); err != nil {
			return engineFault(err)
		}
		if err := s.makeSchema(ctx, tx); err != nil {
			return engineFault(err)
		}
		return migrate(ctx, tx)
	})
}

// schemas lists the migrations in order; the schema number is how many were applied.
func schemas() []string {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is constant
	sort.Strings(names)
	return names
}

func migrate(ctx context.Context, tx pgx.Tx) error {
	version, err := identify(ctx, tx)
	if err != nil {
		return err
	}
	for i, name := range schemas() {
		if i < version {
			continue
		}
		script, err := fs.ReadFile(migrations, name)
		if err == nil {
			_, err = tx.Exec(ctx, string(script))
		}
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE kairo_schema SET version = $1", i+1)
		}
		if err != nil {
			return fault.New(fault.BadFile, "migration %s failed", name).Because(err)
		}
	}
	return nil
}

// identify reads the schema number and refuses a newer one and a database with tables of another program.
func identify(ctx context.Context, tx pgx.Tx) (version int, err error) {
	var ours bool
	var tables int
	err = tx.QueryRow(ctx, `SELECT to_regclass('kairo_schema') IS NOT NULL,
		(SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))`).Scan(&ours, &tables)
	switch {
	case err != nil:
		return 0, engineFault(err)
	case !ours && tables > 0:
		return 0, fault.New(fault.BadFile, "the database belongs to another program").Mend("name another database or schema")
	case !ours:
		_, err = tx.Exec(ctx, "CREATE TABLE kairo_schema (version integer NOT NULL); INSERT INTO kairo_schema VALUES (0)")
	default:
		err = tx.QueryRow(ctx, "SELECT version FROM kairo_schema").Scan(&version)
	}
	if err != nil {
		return 0, engineFault(err)
	}
	if known := len(schemas()); version > known {
		return 0, fault.New(fault.BadFile, "the database has schema %d, this Kairo knows %d", version, known).
			Mend("use the newer Kairo that wrote it; nothing was changed")
	}
	return version, nil
}

// enter counts a call in, unless the store is closed; the call ends with leave.
func (s *Store) enter() error {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return store.ErrClosed
	}
	return nil
}

func (s *Store) leave() { s.mu.RUnlock() }

// Close waits for what is under way, then closes the connections, unless stores share them.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		if s.schema != "" { // the server's connections
			return nil
		}
		s.writers.Close()
		s.readers.Close()
	}
	return nil
}

func engineFault(err error) error {
	var own *fault.Error
	if errors.As(err, &own) {
		return err
	}
	if code := sqlState(err); code == "53100" || code == "53200" || code == "53300" {
		return fault.New(fault.Busy, "the database has no room; nothing was written").Mend("free some space or connections").Because(err)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Busy, "not done").Because(err)
	}
	return fault.New(fault.Internal, "the database failed; nothing was written").Because(fmt.Errorf("postgres: %w", err))
}

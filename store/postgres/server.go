package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// Server is one database in which many stores are kept, each in a schema of its own, over connections that they share: at most
// [ConnectionsMax] however many stores there are.
//
//	server, err := postgres.Connect(ctx, "postgres://kairo@/corridor?host=/run/postgresql", postgres.Accept{})
//	kz, err := server.Open(ctx, "kz") // makes the schema where it is missing
//	…
//	kz.Close()
//	server.Close() // after its stores
//
// A connection is told the schema anew whenever it goes from one store to another, so nothing may stand between that hands a
// session to several clients in turn (a pooler by transaction or statement).
type Server struct {
	writers, readers *pgxpool.Pool
	accepted         Accept
	name             string
}

// schemaOf is the key of the schema in the context of whoever asks for a connection.
type schemaOf struct{}

// Connect connects to a database. The address is as in [Open]; a schema that it names counts for nothing.
func Connect(ctx context.Context, address string, accepted Accept) (*Server, error) {
	s := &Server{accepted: accepted}
	var err error
	if s.writers, err = pool(ctx, address, writersMax, place); err != nil {
		return nil, err
	}
	if s.readers, err = pool(ctx, address, sharedReadersMax, place); err != nil {
		s.writers.Close()
		return nil, err
	}
	at := s.writers.Config().ConnConfig
	s.name = at.Database + " on " + at.Host
	conn, err := s.writers.Acquire(ctx)
	if err != nil {
		s.Close()
		return nil, engineFault(err)
	}
	err = trusted(ctx, conn.Conn(), accepted)
	conn.Release()
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// String names the database and its host; no user and no password.
func (s *Server) String() string { return s.name }

// Open opens the store of a schema, making what is not there yet. A schema of a newer version or with tables of another program is refused
// with BadFile and left as it is.
func (s *Server) Open(ctx context.Context, schema string) (*Store, error) {
	if schema == "" || len(schema) > SchemaLengthMax {
		return nil, fault.New(fault.BadField, "a schema cannot be named %q", schema).Want("1 to %d bytes: a longer name would be cut", SchemaLengthMax)
	}
	x := &Store{writers: s.writers, readers: s.readers, schema: schema, queue: make(chan struct{}, store.QueueMax)}
	if err := x.prepare(ctx, s.accepted); err != nil {
		return nil, err
	}
	return x, nil
}

// Close closes the connections, after the stores.
func (s *Server) Close() error {
	s.writers.Close()
	s.readers.Close()
	return nil
}

// place has a connection look into the schema of whoever asks for it. What it was told last is kept with it.
func place(ctx context.Context, c *pgx.Conn) (bool, error) {
	const told = "schema"
	schema, _ := ctx.Value(schemaOf{}).(string)
	if schema == "" || c.PgConn().CustomData()[told] == schema {
		return true, nil
	}
	delete(c.PgConn().CustomData(), told)
	if _, err := c.Exec(ctx, "SET search_path = "+pgx.Identifier{schema}.Sanitize()); err != nil {
		if code := sqlState(err); code == "" || strings.HasPrefix(code, "57P") { // it is gone, the server with it: another is taken
			return false, nil
		}
		return false, err
	}
	c.PgConn().CustomData()[told] = schema
	return true, nil
}

// in is the context in which a connection is asked for.
func (s *Store) in(ctx context.Context) context.Context {
	if s.schema == "" {
		return ctx
	}
	return context.WithValue(ctx, schemaOf{}, s.schema)
}

// makeSchema makes the schema of a shared server.
func (s *Store) makeSchema(ctx context.Context, tx pgx.Tx) error {
	if s.schema == "" {
		return nil
	}
	var there bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", s.schema).Scan(&there); err != nil || there {
		return err
	}
	_, err := tx.Exec(ctx, "CREATE SCHEMA "+pgx.Identifier{s.schema}.Sanitize())
	if sqlState(err) == "42501" {
		return fault.New(fault.BadFile, "the user may not make the schema %q", s.schema).Mend("GRANT CREATE ON DATABASE … TO the user, or make the database its own").Because(err)
	}
	return err
}

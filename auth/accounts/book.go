package accounts

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
)

//go:embed schema.sql
var schema string

//go:embed schema2.sql
var schema2 string

// steps lead from each schema number to the next.
var steps = []string{schema, schema2}

// Limits of the book, each with its reason.
const (
	idleMax      = time.Hour       // a session that is not used ends: an unattended desk
	sessionMax   = 12 * time.Hour  // a session ends after a shift
	touchEvery   = time.Minute     // how exactly the last use is kept
	sessionsMax  = 20              // of one account; the oldest ends
	trailMax     = 1000            // rows of the trail read at once
	failuresMax  = 100_000         // wrong passwords kept: a flood of made-up names must not fill the disk
	busyMax      = 5 * time.Second // waiting for another process's transaction
	schemaNumber = 2               // see steps
	application  = 0x4B41_4143     // "KAAC" marks the file as this room's
)

// FirstLogin and FirstName are those of the first administrator, until changed.
const (
	FirstLogin = "admin"
	FirstName  = "Administrator"
)

// Book is the account book of a node. It is safe for concurrent use.
type Book struct {
	mu    sync.Mutex // one writer, one connection: sign-ins are few
	conn  *sqlite.Conn
	clock func() time.Time
}

// Open opens or makes the book of a file. A file of another program or a newer version is refused and left as it is.
func Open(path string, clock func() time.Time) (*Book, error) {
	bad := func(err error, text string) (*Book, error) {
		return nil, fault.New(fault.BadFile, "%s", text).At("%s", path).Because(err)
	}
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return bad(err, "the account book cannot be opened")
	}
	conn.SetBusyTimeout(busyMax)
	if err := prepare(conn); err != nil {
		conn.Close()
		return bad(err, "the account book cannot be used")
	}
	return &Book{conn: conn, clock: clock}, nil
}

func prepare(conn *sqlite.Conn) (err error) {
	number := func(query string) (n int) {
		if err == nil {
			err = sqlitex.ExecuteTransient(conn, query, &sqlitex.ExecOptions{ResultFunc: func(s *sqlite.Stmt) error { n = s.ColumnInt(0); return nil }})
		}
		return n
	}
	version, app, tables := number("PRAGMA user_version"), number("PRAGMA application_id"), number("SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return err
	case app != application && (app != 0 || tables > 0):
		return fault.New(fault.BadFile, "the file belongs to another program").Mend("name another file")
	case version > schemaNumber:
		return fault.New(fault.BadFile, "the book has schema %d, this Kairo knows %d", version, schemaNumber).Mend("use the newer Kairo that wrote it; nothing was changed")
	}
	for _, pragma := range []string{"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"} {
		if err := sqlitex.ExecuteTransient(conn, pragma, nil); err != nil {
			return err
		}
	}
	if version == schemaNumber {
		return nil
	}
	return sqlitex.ExecuteScript(conn, strings.Join(steps[version:], "\n")+fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d;", schemaNumber, application), nil)
}

// Close closes the book.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.conn.Close()
}

func (b *Book) now() time.Time { return b.clock().UTC() }

// do runs a function in one transaction.
func (b *Book) do(ctx context.Context, f func(c *sqlite.Conn) error) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conn.SetInterrupt(ctx.Done())
	end, err := sqlitex.ImmediateTransaction(b.conn)
	if err != nil {
		return fault.New(fault.Busy, "the account book is busy").Because(err)
	}
	defer end(&err)
	return f(b.conn)
}

// exec runs a statement with arguments.
func exec(c *sqlite.Conn, query string, args ...any) error {
	if err := sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args}); err != nil {
		return fault.New(fault.Internal, "the account book cannot be written").Because(err)
	}
	return nil
}

// rows runs a query and hands each row over.
func rows(c *sqlite.Conn, row func(*sqlite.Stmt) error, query string, args ...any) error {
	return sqlitex.Execute(c, query, &sqlitex.ExecOptions{Args: args, ResultFunc: row})
}

// stored is an account with the version of its row.
type stored struct {
	auth.Account
	version int64
}

// find reads one account by a column; NotFound where there is none.
func find(c *sqlite.Conn, column, value string) (s stored, err error) {
	found := false
	err = rows(c, func(st *sqlite.Stmt) error {
		found = true
		s.version = st.ColumnInt64(0)
		return json.Unmarshal([]byte(st.ColumnText(1)), &s.Account)
	}, "SELECT version, body FROM account WHERE "+column+" = ?", value)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "no account %q", value)
	}
	return s, err
}

// save writes an account: a new one where version is 0, else the one that still has the version.
func save(c *sqlite.Conn, a auth.Account, version int64) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fault.New(fault.Internal, "the account cannot be written").Because(err)
	}
	if version == 0 {
		err = exec(c, "INSERT INTO account (id, login, version, body) VALUES (?, ?, 1, ?)", a.ID, a.Login, string(body))
	} else {
		err = exec(c, "UPDATE account SET login = ?, version = version + 1, body = ? WHERE id = ? AND version = ?", a.Login, string(body), a.ID, version)
	}
	switch {
	case err != nil && sqlite.ErrCode(err).ToPrimary() == sqlite.ResultConstraint:
		return fault.New(fault.Conflict, "the sign-in name %q is taken", a.Login).At("login").Mend("choose another")
	case err != nil:
		return err
	case c.Changes() == 0:
		return fault.New(fault.Conflict, "the account was changed by somebody else").Mend("read it again and repeat")
	}
	return nil
}

// note writes a row of the trail: who did what to whom.
func (b *Book) note(c *sqlite.Conn, who, what, whom string) error {
	return exec(c, "INSERT INTO trail (at, who, what, whom) VALUES (?, ?, ?, ?)", b.now().UnixNano(), who, what, whom)
}

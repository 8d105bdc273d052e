package sqlite

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as Kairo's: "KARO".
const applicationID = 0x4B41524F

// Store is a store in one SQLite file.
type Store struct {
	path    string
	readers *sqlitex.Pool
	queue   chan *job
	mu      sync.RWMutex // held for reading while a job is handed over, for writing by Close
	closed  bool
	stopped chan struct{}
}

var _ store.Store = (*Store)(nil)

// Open opens or makes the store of a file, bringing its tables up to date. A file of a newer version, or of another
// program, is refused with BadFile and left as it is.
func Open(_ context.Context, path string) (*Store, error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return nil, fault.New(fault.BadFile, "the database cannot be opened").At("%s", path).Because(err)
	}
	if err := prepareWriter(conn, path); err != nil {
		conn.Close()
		return nil, err
	}
	return begin(conn, path)
}

// begin starts the writer on a connection that is set up.
func begin(conn *sqlite.Conn, path string) (*Store, error) {
	readers, err := sqlitex.NewPool(path, sqlitex.PoolOptions{
		Flags: sqlite.OpenReadWrite, PoolSize: store.ReadersMax, PrepareConn: prepareReader})
	if err != nil {
		conn.Close()
		return nil, fault.New(fault.BadFile, "the database cannot be opened for reading").At("%s", path).Because(err)
	}
	s := &Store{path: path, readers: readers, queue: make(chan *job, store.QueueMax), stopped: make(chan struct{})}
	go (&writer{conn: conn, queue: s.queue, stopped: s.stopped}).run()
	return s, nil
}

// prepareWriter looks whose file it is before anything is changed in it, then sets it up.
func prepareWriter(conn *sqlite.Conn, path string) error {
	conn.SetBusyTimeout(busyMax)
	version, err := identify(conn, path)
	if err != nil {
		return err
	}
	for _, pragma := range []string{
		"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA temp_store=MEMORY",
		fmt.Sprintf("PRAGMA cache_size=-%d", cacheKiB),
	} {
		if err := sqlitex.ExecuteTransient(conn, pragma, nil); err != nil {
			return fault.New(fault.BadFile, "the database cannot be set up: %s", pragma).At("%s", path).Because(err)
		}
	}
	return migrate(conn, path, version)
}

func prepareReader(conn *sqlite.Conn) error {
	conn.SetBusyTimeout(busyMax)
	return sqlitex.ExecuteTransient(conn, "PRAGMA query_only=ON", nil)
}

// schemas lists the migrations in order; the schema number is how many were applied.
func schemas() []string {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is constant
	sort.Strings(names)
	return names
}

// identify reads the schema number of the file and refuses one that is newer, or another program's.
func identify(conn *sqlite.Conn, path string) (version int, err error) {
	var app, tables int
	for _, q := range []struct {
		query string
		into  *int
	}{
		{"PRAGMA user_version", &version},
		{"PRAGMA application_id", &app},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if *q.into, err = readInt(conn, q.query); err != nil {
			return 0, fault.New(fault.BadFile, "the file is no database").At("%s", path).Because(err)
		}
	}
	if app != applicationID && (app != 0 || tables > 0) {
		return 0, fault.New(fault.BadFile, "the database belongs to another program").At("%s", path).Mend("name another file")
	}
	if known := len(schemas()); version > known {
		return 0, fault.New(fault.BadFile, "the database has schema %d, this Kairo knows %d", version, known).
			At("%s", path).Mend("use the newer Kairo that wrote it; nothing was changed")
	}
	return version, nil
}

func readInt(conn *sqlite.Conn, query string) (int, error) {
	stmt, _, err := conn.PrepareTransient(query)
	if err != nil {
		return 0, err
	}
	defer stmt.Finalize()
	return sqlitex.ResultInt(stmt)
}

// migrate applies the migrations above the file's schema number.
func migrate(conn *sqlite.Conn, path string, version int) error {
	for i, name := range schemas() {
		if i < version {
			continue
		}
		if err := apply(conn, name, i+1); err != nil {
			return fault.New(fault.BadFile, "migration %s failed", name).At("%s", path).Because(err)
		}
	}
	return nil
}

func apply(conn *sqlite.Conn, name string, version int) (err error) {
	script, err := fs.ReadFile(migrations, name)
	if err != nil {
		return err
	}
	end, err := sqlitex.ImmediateTransaction(conn)
	if err != nil {
		return err
	}
	defer end(&err)
	if err := sqlitex.ExecuteScript(conn, string(script), nil); err != nil {
		return err
	}
	return sqlitex.ExecuteScript(conn, fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d;", version, applicationID), nil)
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/postgres"
)

// postgresEnv is the environment variable that stands for --postgres.
const postgresEnv = "KAIRO_POSTGRES"

// postgresOptions say in what database the records are kept, if in any.
type postgresOptions struct {
	address string
	accept  postgres.Accept
}

func (o *postgresOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.address, "postgres", "", "keep every node and the desk in this PostgreSQL database, such as postgres://kairo@/corridor?host=/run/postgresql (or set "+postgresEnv+")")
	f.BoolVar(&o.accept.RestartAfterCrash, "accept-restart-after-crash", false, "take a PostgreSQL server with restart_after_crash on; docs/durability.md says what that can lose")
}

// postgresRecords is the database in which records are kept; nil where they are kept in files.
type postgresRecords struct{ server *postgres.Server }

// connect connects to the database of the options and says so, without the password.
func (o *postgresOptions) connect(ctx context.Context, out io.Writer) (*postgresRecords, error) {
	address, from := o.address, "--postgres"
	if address == "" {
		from = postgresEnv
	}
	address = cmp.Or(address, os.Getenv(postgresEnv))
	if address == "" {
		return nil, nil
	}
	s, err := postgres.Connect(ctx, address, o.accept)
	if err != nil {
		return nil, sayFrom(err, from)
	}
	fmt.Fprintf(out, "records are kept in the PostgreSQL database %s\n", s)
	return &postgresRecords{s}, nil
}

// sayFrom puts in front of every path of an error where the address came from.
func sayFrom(err error, from string) error {
	var all fault.List
	for _, e := range fault.All(err) {
		x := *e
		x.Path = strings.TrimSuffix(from+" "+x.Path, " ")
		all = append(all, &x)
	}
	return all.OrNil()
}

// open opens the store of a party in the schema of its name.
func (r *postgresRecords) open(ctx context.Context, party string) (store.Store, error) {
	schema := strings.ToLower(party)
	s, err := r.server.Open(ctx, schema)
	if err != nil {
		return nil, sayFrom(err, "schema "+schema)
	}
	return s, nil
}

func (r *postgresRecords) close() {
	if r != nil {
		_ = r.server.Close()
	}
}

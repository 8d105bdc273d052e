package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/pgtest"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/storetest"
)

func connect(t testing.TB) *Server {
	t.Helper()
	s, err := Connect(context.Background(), pgtest.Database(t), Accept{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContractOfAStoreThatSharesAServer(t *testing.T) {
	server, n := connect(t), 0
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		n++
		name := fmt.Sprintf("Party \"%d\"", n)
		open := func() store.Store {
			s, err := server.Open(context.Background(), name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		}
		return storetest.Opened{Store: open(), Reopen: open}
	})
}

// Forty stores written and read at once have what is theirs and nothing else, over as many connections as are allowed.
func TestStoresOfOneServerKeepApart(t *testing.T) {
	const stores, steps = 40, 30
	ctx, server := context.Background(), connect(t)
	most := 0
	var all sync.WaitGroup
	for i := range stores {
		s, err := server.Open(ctx, fmt.Sprint("p", i))
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			defer s.Close()
			for j := range int64(steps) {
				own := fmt.Appendf(nil, "%d of %d", j, i)
				tx := store.Tx{Inbox: []string{fmt.Sprint("m", j)}, Puts: []store.Put{{Key: "k", Expected: j, Value: own}}, Facts: []store.Fact{{Stream: "s", Seq: j + 1, Body: own}}, Draw: []string{"n"}}
				tx.Fill = func(drawn []int64, _ *store.Tx) error {
					if drawn[0] != j+1 {
						t.Errorf("store %d drew %d, want %d", i, drawn[0], j+1)
					}
					return nil
				}
				if err := s.Commit(ctx, tx); err != nil {
					t.Errorf("store %d: %v", i, err)
					return
				}
				if r, err := s.Get(ctx, "k"); err != nil || string(r.Value) != string(own) || r.Version != j+1 {
					t.Errorf("store %d has %q at version %d, want %q: %v", i, r.Value, r.Version, own, err)
				}
			}
		})
	}
	all.Wait()
	err := server.readers.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kairo'").Scan(&most)
	if err != nil || most > ConnectionsMax || most < 2 {
		t.Errorf("%d connections, at most %d allowed: %v", most, ConnectionsMax, err)
	}
	if x, err := server.Open(ctx, "p0"); err != nil {
		t.Errorf("opened again: %v", err)
	} else if facts, err := x.Facts(ctx, "s", 0, 0); err != nil || len(facts) != steps || !strings.HasSuffix(string(facts[0].Body), "of 0") {
		t.Errorf("%d facts: %v", len(facts), err)
	}
}

// What hinders a connection is said with its reason, and never the password.
func TestWhyADatabaseIsRefused(t *testing.T) {
	ctx, url := context.Background(), pgtest.Database(t)
	alter(t, url, "CREATE SCHEMA theirs; CREATE TABLE theirs.x (y integer); CREATE ROLE guest LOGIN")
	const secret = "Zq7unmistakable"
	for name, c := range map[string]struct {
		address, schema string
		code            fault.Code
		says            string
	}{
		"no such user":     {url + " user=nobody_here password=" + secret, "kz", fault.BadField, "let the user"},
		"no such database": {url + "-none password=" + secret, "kz", fault.BadField, "no such database"},
		"no server":        {"postgres://kairo:" + secret + "@127.0.0.1:1/x", "kz", fault.Busy, "cannot be reached"},
		"no address":       {"postgres://kairo:" + secret + "@[::1/x%zz", "kz", fault.BadField, "not understood"},
		"another's schema": {url + " password=" + secret, "theirs", fault.BadFile, "another program"},
		"no permission":    {url + " user=guest password=" + secret, "kz", fault.BadFile, "may not make the schema"},
		"too long a name":  {url, strings.Repeat("k", SchemaLengthMax+1), fault.BadField, "would be cut"},
	} {
		server, err := Connect(ctx, c.address, Accept{})
		if err == nil {
			_, err = server.Open(ctx, c.schema)
			server.Close()
		}
		text := ""
		for _, e := range fault.All(err) {
			text += fmt.Sprintf("%v %s %s", e, e.Expected, e.Hint)
		}
		if fault.CodeOf(err) != c.code || !strings.Contains(text, c.says) || strings.Contains(text, secret) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

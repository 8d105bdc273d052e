package browser

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/server"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

func TestDeskInChromium(t *testing.T) {
	exe := needed(t)
	began := time.Now()
	// The desk's clock runs fast, so that dwell is what an office would see; not so fast that sessions end as idle.
	clock := func() time.Time { return started().Add(8 * time.Since(began)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	n, err := network.Default()
	must(err)
	p, err := plan.New(n)
	must(err)
	book, err := accounts.Open(filepath.Join(dir, "accounts.db"), clock)
	must(err)
	t.Cleanup(func() { book.Close() })
	corridor, err := node.OpenCorridor(t.Context(), []string{"AZ", "CN", "GE", "JP", "KZ", "RO"}, node.Options{Dir: filepath.Join(dir, "node"), Clock: clock})
	must(err)
	t.Cleanup(func() { corridor.Close() })
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "desk.db"))
	must(err)
	t.Cleanup(func() { s.Close() })
	d, err := desk.New(desk.Options{Corridor: corridor, Store: s, Planner: p, Reference: reference.Default(), Clock: clock})
	must(err)
	token, err := book.FirstRun(t.Context())
	must(err)
	url := serve(t, server.Config{Network: n, Planner: p, Desk: &server.Desk{Desk: d, Accounts: book}, Version: "test", Now: clock})
	run(t, exe, "desk.mjs", url, "KAIRO_INVITE="+url+"/invite/"+token)
}

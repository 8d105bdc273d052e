package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/scenario"
	"github.com/kairo-corridor/kairo/server"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

// settleEvery is how often the clock strikes and what waits in outboxes is sent although nobody acts: what was cut off between two
// steps.
const settleEvery = 10 * time.Second

// deskFiles is the desk of a data directory with everything under it:
//
//	DATA/accounts.db      people, one-time links, sessions
//	DATA/desk.db          drafts, who filed what, training records
//	DATA/node/trader.db   dossiers of consignments and what was lodged
//	DATA/node/kz.db ...   the movements of each administration
//
// or, in place of all but the first, of a PostgreSQL database with the schemas desk, trader, kz and so on.
type deskFiles struct {
	server.Desk
	planner *plan.Planner
	closers []io.Closer
}

// openDesk opens the desk, making what is not there yet: the nodes of every country of the network, so that whatever
// journey is planned can be filed.
func openDesk(ctx context.Context, data string, n *network.Network, records *postgresRecords) (o *deskFiles, err error) {
	o = &deskFiles{}
	defer func() {
		if err != nil {
			o.Close()
		}
	}()
	if err = private(filepath.Join(data, "accounts.db")); err != nil {
		return o, err
	}
	if o.Accounts, err = accounts.Open(filepath.Join(data, "accounts.db"), time.Now); err != nil {
		return o, err
	}
	o.closers = append(o.closers, o.Accounts)
	where := node.Options{Dir: filepath.Join(data, "node"), Seed: demonstrationSeed, TIR: true}
	if records != nil {
		where.Dir, where.Open = "", records.open
	}
	corridor, err := node.OpenCorridor(ctx, countriesOf(n), where)
	if err != nil {
		return o, err
	}
	o.closers = append(o.closers, corridor)
	s, err := deskStore(ctx, data, records)
	if err != nil {
		return o, err
	}
	o.closers = append(o.closers, s)
	laid, err := scenario.Default(n) // with what holds by default, as the planner page does
	if err != nil {
		return o, err
	}
	if o.planner, err = plan.New(laid); err != nil {
		return o, err
	}
	ref, err := deskReference(data)
	if err != nil {
		return o, err
	}
	o.Desk.Desk, err = desk.New(desk.Options{Corridor: corridor, Store: s, Planner: o.planner, Reference: ref})
	return o, err
}

// deskStore opens the store of the desk.
func deskStore(ctx context.Context, data string, records *postgresRecords) (store.Store, error) {
	if records != nil {
		return records.open(ctx, "desk")
	}
	path := filepath.Join(data, "desk.db")
	if err := private(path); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, path)
}

// Close closes every file, the last opened first.
func (o *deskFiles) Close() error {
	var all []error
	for _, c := range slices.Backward(o.closers) {
		all = append(all, c.Close())
	}
	return errors.Join(all...)
}

// settle has the clock strike and sends what waits, at once and then now and then, until the context ends. A record that
// the clock cannot strike for is said once, until it strikes for all again.
func (o *deskFiles) settle(ctx context.Context, say io.Writer) {
	every := time.NewTicker(settleEvery)
	defer every.Stop()
	stopped := false
	for {
		_, err := o.Desk.Desk.Tick(ctx)
		if err != nil && !stopped && ctx.Err() == nil {
			fmt.Fprintf(say, "the clock does not strike for every record: %v\n", err)
		}
		stopped = err != nil
		o.Desk.Desk.Settle(ctx)
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// greet prints the one-time link of the first administrator, until it has been used.
func (o *deskFiles) greet(ctx context.Context, out io.Writer, addr string) error {
	token, err := o.Accounts.FirstRun(ctx)
	if err != nil || token == "" {
		return err
	}
	fmt.Fprintf(out, "nobody can sign in as administrator yet: set the password of %q by this link, within 24 hours\n  http://%s/invite/%s\n", accounts.FirstLogin, addr, token)
	return nil
}

// countriesOf lists the countries of a network's locations; the high seas are none.
func countriesOf(n *network.Network) []string {
	seen := map[string]bool{"XZ": true}
	var out []string
	for _, l := range n.Locations() {
		if !seen[l.Country] {
			seen[l.Country] = true
			out = append(out, l.Country)
		}
	}
	slices.Sort(out)
	return out
}

// deskReference is the built-in reference data with everything that was imported: the desk looks codes up in it.
func deskReference(data string) (*reference.Data, error) {
	all, err := storedImports(data)
	ref := reference.Default()
	for _, i := range all {
		ref = ref.With(i)
	}
	return ref, err
}

// private makes a file that only its owner can read, if there is none; what is there keeps its mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fault.New(fault.BadFile, "the file cannot be made").At("%s", path).Because(err)
	}
	return f.Close()
}

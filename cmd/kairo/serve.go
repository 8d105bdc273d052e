package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/server"
	"github.com/kairo-corridor/kairo/store/postgres"
)

func serveCommand() *cobra.Command {
	var addr, data string
	var training bool
	var pg postgresOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the planner, the desk, the programme's figures and the API on 127.0.0.1",
		Long: `Makes the data directory, loads the demonstration corridor on the first run (five simulated consignments,
each through the nodes of its territories), prints the address and serves until interrupted.

The desk is where declarants file and officers decide. Nobody has a default password: until an administrator can sign in,
a one-time link to set the first password is printed at each start, and the newest one holds. See docs/desk.md.

With --postgres every node and the desk keep their records in a schema of their own in that database, named after the party, over at
most ` + strconv.Itoa(postgres.ConnectionsMax) + ` connections; people stay in the data directory. A password belongs into ~/.pgpass or KAIRO_POSTGRES, since others see what
stands on a command line. A server whose settings could lose what it acknowledged is refused. See docs/durability.md.`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := listenLoopback(addr)
			if err != nil {
				return err
			}
			defer l.Close()
			records, err := pg.connect(c.Context(), c.OutOrStdout())
			if err != nil {
				return err
			}
			defer records.close() // after the desk that is kept there
			if err := loadDemonstration(c.Context(), data, c.OutOrStdout()); err != nil {
				return err
			}
			n, err := network.Default()
			if err != nil {
				return err
			}
			o, err := openDesk(context.WithoutCancel(c.Context()), data, n, records) // short; an interrupt ends the serving after it
			if err != nil {
				return err
			}
			o.Training = training
			return errors.Join(serveDesk(c.Context(), l, n, o, c.OutOrStdout()), o.Close())
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 chooses a free one")
	c.Flags().StringVar(&data, "data", "data", "data directory")
	pg.flags(c.Flags())
	c.Flags().BoolVar(&training, "training", false, "serve for training: new accounts are offered the role of a trainee first")
	return c
}

// serveDesk serves the pages with the desk until the context ends, and sends what waits meanwhile.
func serveDesk(ctx context.Context, l net.Listener, n *network.Network, o *deskFiles, out io.Writer) error {
	ending := make(chan struct{})
	o.Ending = ending
	h, err := server.New(server.Config{Network: n, Planner: o.planner, Desk: &o.Desk, Version: buildVersion()})
	if err != nil {
		return err
	}
	settling, stop := context.WithCancel(ctx)
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		o.settle(settling, out)
	}()
	defer func() {
		stop()
		<-settled // before the files are closed
	}()
	fmt.Fprintf(out, "kairo serves http://%s/ (stop with Ctrl-C)\n", l.Addr())
	if err := o.greet(context.WithoutCancel(ctx), out, l.Addr().String()); err != nil {
		return err
	}
	return serve(ctx, l, h, func() { close(ending) })
}

// listenLoopback listens on a loopback address only: passwords and cargo would cross any other line unencrypted.
func listenLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fault.New(fault.Usage, "the address %q is not understood", addr).At("--addr").Want("host:port, such as 127.0.0.1:8080")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Usage, "kairo serves this machine only: what it says is not encrypted").At("--addr").Want("127.0.0.1, [::1] or localhost, not %q", host)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fault.New(fault.Usage, "cannot listen on %s", addr).At("--addr").Because(err).Mend("choose another port; port 0 chooses a free one")
	}
	return l, nil
}

// serve serves until the context ends; requests under way get ten seconds. ending is called when they begin.
func serve(ctx context.Context, l net.Listener, h http.Handler, ending func()) error {
	s := server.HTTPServer(l.Addr().String(), h)
	s.RegisterOnShutdown(ending)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = s.Shutdown(stop)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

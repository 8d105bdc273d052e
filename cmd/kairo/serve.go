package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/server"
)

func serveCommand() *cobra.Command {
	var addr, data string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the planner, the programme's figures and the API on 127.0.0.1",
		Long: `Makes the data directory, loads the demonstration corridor on the first run (four simulated consignments,
each through the nodes of its territories), prints the address and serves until interrupted.`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := listenLoopback(addr)
			if err != nil {
				return err
			}
			defer l.Close()
			if err := loadDemonstration(c.Context(), data, c.OutOrStdout()); err != nil {
				return err
			}
			n, err := network.Default()
			if err != nil {
				return err
			}
			h, err := server.New(server.Config{Network: n, Version: buildVersion()})
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "kairo serves http://%s/ (stop with Ctrl-C)\n", l.Addr())
			return serve(c.Context(), l, h)
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 chooses a free one")
	c.Flags().StringVar(&data, "data", "data", "data directory")
	return c
}

// listenLoopback listens on a loopback address only: there is no sign-in yet.
func listenLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fault.New(fault.Usage, "the address %q is not understood", addr).At("--addr").Want("host:port, such as 127.0.0.1:8080")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Usage, "kairo serves this machine only: there is no sign-in yet").At("--addr").Want("127.0.0.1, [::1] or localhost, not %q", host)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fault.New(fault.Usage, "cannot listen on %s", addr).At("--addr").Because(err).Mend("choose another port; port 0 chooses a free one")
	}
	return l, nil
}

// serve serves until the context ends; requests under way get ten seconds.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := server.HTTPServer(l.Addr().String(), h)
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

// Command kairo plans freight over the corridors between Japan, Central Asia and Europe, declares it once, takes it across
// every border through each administration's own procedure, and measures it. This package only wires: one file a verb.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
)

// version is set by the linker for releases; a plain build says what the module knows.
var version = ""

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code: 0, 1 (the answer is no) or 2 (bad usage).
func run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errw)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var said *saidNo
	if errors.As(err, &said) {
		return 1
	}
	printError(errw, err, wantsJSON(args))
	return fault.Exit(err)
}

// saidNo ends a command with exit code 1 after it has printed its answer.
type saidNo struct{}

func (*saidNo) Error() string { return "the answer is no" }

func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--json" || a == "--json=true" {
			return true
		}
		if a == "--" {
			return false
		}
	}
	return false
}

// printError prints every violation: as text for people, one object for programs.
func printError(w io.Writer, err error, asJSON bool) {
	all := fault.All(err)
	if asJSON {
		_ = json.NewEncoder(w).Encode(map[string]any{"errors": all})
		return
	}
	for _, e := range all {
		fmt.Fprintf(w, "kairo: %s\n", oneLine(e))
		if len(e.Candidates) > 0 {
			fmt.Fprintf(w, "  perhaps:  %s\n", strings.Join(e.Candidates, "; "))
		}
		if e.Expected != "" {
			fmt.Fprintf(w, "  expected: %s\n", e.Expected)
		}
		if e.Hint != "" {
			fmt.Fprintf(w, "  to mend:  %s\n", e.Hint)
		}
	}
}

func oneLine(e *fault.Error) string {
	s := e.Message
	if e.Path != "" {
		s = e.Path + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "kairo",
		Short: "The open digital trade corridor: plan, declare, cross, measure, learn",
		Long: `Kairo (回廊, corridor) plans freight between Japan, Central Asia and Europe over the rival
corridors, declares it once, takes it across every border, measures it, and learns.

Exit codes: 0, 1 (the answer is no), 2 (bad usage).`,
		SilenceErrors: true, SilenceUsage: true,
		Version: buildVersion(),
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fault.New(fault.Usage, "%v", err).Mend("see %s --help", c.CommandPath())
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(planCommand(), scenarioCommand(), routeCommand(), seaCommand(), networkCommand(), filingCommand(), fileCommand(), consignmentCommand(), referenceCommand(), runCommand(), eventsCommand(), messageCommand(), measureCommand(), serveCommand())
	return root
}

func buildVersion() string {
	if version != "" {
		return version
	}
	if bi, ok := debug.ReadBuildInfo(); ok && bi.Main.Version != "" {
		return bi.Main.Version
	}
	return "development"
}

// args wraps a cobra argument check so that its refusal says how to mend it and exits with 2.
func args(check cobra.PositionalArgs, want string) cobra.PositionalArgs {
	return func(c *cobra.Command, a []string) error {
		if err := check(c, a); err != nil {
			return fault.New(fault.Usage, "%s: %d arguments given", c.CommandPath(), len(a)).Want("%s", want).Mend("see %s --help", c.CommandPath())
		}
		return nil
	}
}

// writeJSON prints a value as indented JSON.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

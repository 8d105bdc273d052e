package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/fault"
)

// demonstrationSeed is the seed of the simulated histories of the demonstration corridor.
const demonstrationSeed = 7

// loadDemonstration makes the data directory and, on the first run, takes the example consignments across the corridor, each
// through the nodes of its territories. A marker is written last, so that a first run cut off is taken up again.
func loadDemonstration(ctx context.Context, data string, out io.Writer) error {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return fault.New(fault.BadFile, "cannot make the data directory").At("%s", data).Because(err)
	}
	marker := filepath.Join(data, "demonstration.txt")
	if _, err := os.Stat(marker); err == nil {
		return nil
	}
	fmt.Fprintf(out, "first run: loading the demonstration corridor into %s\n", data)
	for _, name := range examples.Names() {
		cons, err := consignment.Decode(examples.Read(name))
		if err != nil {
			return inFile(err, name)
		}
		o := runOptions{seed: demonstrationSeed}
		rep, err := o.loop(ctx, cons, o.dir(data, name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(out, "  %s: %s, %d movements (simulated)\n", rep.Consignment.Title, rep.journey().Corridor, len(rep.Movements))
	}
	return writeFile(marker, func(f *os.File) error {
		_, err := fmt.Fprintf(f, "The demonstration corridor was loaded: %s. Remove this file to load it anew.\n", strings.Join(examples.Names(), ", "))
		return err
	})
}

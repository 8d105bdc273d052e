package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/fault"
)

func consignmentCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "consignment",
		Short: "The data set declared once: check it, turn a spreadsheet into it and back",
		Args:  args(cobra.NoArgs, "a subcommand: check or convert"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(consignmentCheckCommand(), consignmentConvertCommand())
	return c
}

func consignmentCheckCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a consignment (JSON or CSV): every violation at once, and identifiers that fail their check",
		Long: `Violations make exit code 2. Identifiers that fail their check are kept as evidence and listed as doubts:
they block only the filings that need them.`,
		Args: args(cobra.ExactArgs(1), "one consignment file"),
		RunE: func(c *cobra.Command, a []string) error {
			all, err := readConsignments(a[0])
			if err != nil {
				return err
			}
			type checked struct {
				Reference string         `json:"reference"`
				Title     string         `json:"title"`
				Hash      string         `json:"hash"`
				Doubts    []*fault.Error `json:"doubts"`
			}
			out := []checked{}
			for i := range all {
				k := &all[i]
				out = append(out, checked{k.Reference, k.Title, k.Hash(), append([]*fault.Error{}, k.Doubts()...)})
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), out)
			}
			for _, k := range out {
				fmt.Fprintf(c.OutOrStdout(), "%s  %s  SHA-256 %s\n", k.Reference, k.Title, k.Hash)
				for _, d := range k.Doubts {
					fmt.Fprintf(c.OutOrStdout(), "  doubt: %s\n", d)
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func consignmentConvertCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "convert IN OUT",
		Short: "Turn a spreadsheet (CSV) into JSON, or JSON into a spreadsheet, without loss",
		Long: `The form is told by the content of IN and the ending of OUT (.json or .csv). A spreadsheet with several
consignments becomes one JSON file each: OUT then names a directory.`,
		Example: "  kairo consignment convert examples/nagoya-almaty.json sheet.csv",
		Args:    args(cobra.ExactArgs(2), "two files: IN and OUT"),
		RunE: func(c *cobra.Command, a []string) error {
			all, err := readConsignments(a[0])
			if err != nil {
				return err
			}
			switch strings.ToLower(filepath.Ext(a[1])) {
			case ".csv":
				return writeFile(a[1], func(f *os.File) error { return consignment.WriteCSV(f, all) })
			case ".json":
				if len(all) == 1 {
					return writeConsignment(a[1], &all[0])
				}
			default:
				if st, err := os.Stat(a[1]); err == nil && st.IsDir() {
					return writeConsignments(a[1], all)
				}
			}
			return fault.New(fault.Usage, "%d consignments cannot go into %s", len(all), a[1]).Want("a .csv file, a .json file for one consignment, or a directory that exists")
		},
	}
	return c
}

func writeConsignment(path string, c *consignment.Consignment) error {
	return writeFile(path, func(f *os.File) error {
		_, err := f.Write(c.Encode())
		return err
	})
}

// writeConsignments writes one file a consignment, named by its reference.
func writeConsignments(dir string, all []consignment.Consignment) error {
	for i := range all {
		name := strings.Map(func(r rune) rune {
			if r == '/' || r == '\\' || r < ' ' {
				return '_'
			}
			return r
		}, all[i].Reference)
		if err := writeConsignment(filepath.Join(dir, "consignment-"+name+".json"), &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// readConsignments reads a file of consignments: one in JSON, or a spreadsheet of some.
func readConsignments(file string) ([]consignment.Consignment, error) {
	raw, err := readLimited(file, max(consignment.BytesMax, consignment.CSVBytesMax))
	if err != nil {
		return nil, err
	}
	if head := bytes.TrimLeft(raw, " \t\r\n\xef\xbb\xbf"); len(head) > 0 && head[0] != '{' {
		return consignment.ReadCSV(io.Reader(bytes.NewReader(raw)), file)
	}
	c, err := consignment.Decode(raw)
	if err != nil {
		return nil, inFile(err, file)
	}
	return []consignment.Consignment{c}, nil
}

// readConsignment reads a file that holds one consignment.
func readConsignment(file string) (consignment.Consignment, error) {
	all, err := readConsignments(file)
	if err != nil {
		return consignment.Consignment{}, err
	}
	if len(all) != 1 {
		return consignment.Consignment{}, fault.New(fault.BadFile, "the file holds %d consignments", len(all)).At("%s", file).Want("one").
			Mend("kairo consignment convert %s DIR makes one file each", file)
	}
	return all[0], nil
}

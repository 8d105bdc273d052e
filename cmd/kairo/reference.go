package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/reference"
)

func referenceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "reference",
		Short: "Reference data: import tariff, UN/LOCODE, HS, customs offices, code lists; list, find, remove",
		Args:  args(cobra.NoArgs, "a subcommand: import, list, find or remove"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(referenceImportCommand(), referenceListCommand(), referenceFindCommand(), referenceRemoveCommand())
	return c
}

func referenceImportCommand() *cobra.Command {
	var data string
	var asJSON bool
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "Take in reference files; what each is, is told from its content",
		Long: `Takes in whole files or nothing: tariff lines (CSV), UN/LOCODE (tar.gz of CSV), HS (CSV), NCTS code lists and
customs offices (json.gz). They are kept in DATA/reference; a later import of the same kind takes its place.
The tariff is used for guarantee amounts.`,
		Args: args(cobra.MinimumNArgs(1), "one or more files"),
		RunE: func(c *cobra.Command, files []string) error {
			var made []reference.Import
			for _, f := range files {
				i, err := readReference(f, time.Now())
				if err != nil {
					return err
				}
				made = append(made, i)
			}
			dir := filepath.Join(data, "reference")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fault.New(fault.BadFile, "cannot make the directory").At("%s", dir).Because(err)
			}
			for _, i := range made {
				if err := writeFile(filepath.Join(dir, i.FileName()), func(f *os.File) error { return i.Write(f) }); err != nil {
					return err
				}
			}
			return printImports(c.OutOrStdout(), made, asJSON)
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// readReference reads one file of whatever kind it is.
func readReference(path string, at time.Time) (reference.Import, error) {
	f, err := os.Open(path)
	if err != nil {
		return reference.Import{}, fault.New(fault.BadFile, "cannot open the file").At("%s", path).Because(err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, reference.DetectBytes)
	head, err := r.Peek(reference.DetectBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return reference.Import{}, fault.New(fault.BadFile, "cannot read the file").At("%s", path).Because(err)
	}
	kind, ok := reference.Detect(path, head)
	if !ok {
		var kinds []string
		for _, k := range reference.Kinds() {
			kinds = append(kinds, string(k))
		}
		return reference.Import{}, fault.New(fault.BadFile, "the file is none that can be imported").At("%s", path).Want("one of: %s", strings.Join(kinds, ", "))
	}
	return reference.ReadImport(kind, r, path, at)
}

func referenceListCommand() *cobra.Command {
	var data string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List what was imported",
		Args:  args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			made, err := storedImports(data)
			if err != nil {
				return err
			}
			return printImports(c.OutOrStdout(), made, asJSON)
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func referenceRemoveCommand() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "remove FILE",
		Short: "Remove an import, by the file name that list shows; the built-in set holds again",
		Args:  args(cobra.ExactArgs(1), "a file name, as kairo reference list prints it"),
		RunE: func(c *cobra.Command, a []string) error {
			path := filepath.Join(data, "reference", filepath.Base(a[0]))
			if err := os.Remove(path); err != nil {
				return fault.New(fault.NotFound, "no import %q", a[0]).At("%s", path).Mend("kairo reference list shows the imports")
			}
			fmt.Fprintf(c.OutOrStdout(), "removed %s\n", path)
			return nil
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	return c
}

// storedImports reads every import of a data directory, in order of name; none where there is no directory.
func storedImports(data string) ([]reference.Import, error) {
	dir := filepath.Join(data, "reference")
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot read the directory").At("%s", dir).Because(err)
	}
	var out []reference.Import
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".jsonl") {
			i, err := readStored(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			out = append(out, i)
		}
	}
	return out, nil
}

func readStored(path string) (reference.Import, error) {
	f, err := os.Open(path)
	if err != nil {
		return reference.Import{}, fault.New(fault.BadFile, "cannot open the import").At("%s", path).Because(err)
	}
	defer f.Close()
	i, err := reference.ReadStored(f)
	if err != nil {
		return i, inFile(err, path)
	}
	return i, nil
}

// referenceData is the built-in reference data with the imported tariff, if there is one: guarantee amounts need it. The
// larger lists are read by the verbs that look things up.
func referenceData(data string) (*reference.Data, error) {
	path := filepath.Join(data, "reference", reference.Import{Kind: reference.KindTariff}.FileName())
	if _, err := os.Stat(path); err != nil {
		return reference.Default(), nil
	}
	i, err := readStored(path)
	if err != nil {
		return nil, err
	}
	return reference.Default().With(i), nil
}

func printImports(w io.Writer, made []reference.Import, asJSON bool) error {
	type row struct {
		Kind    reference.Kind `json:"kind"`
		File    string         `json:"file"`
		Rows    int            `json:"rows"`
		Doubts  int            `json:"doubts"`
		Edition string         `json:"edition"`
		From    string         `json:"from"`
		At      time.Time      `json:"at"`
	}
	rows := []row{}
	for _, i := range made {
		rows = append(rows, row{i.Kind, i.FileName(), i.Rows, i.Doubts, i.Edition, i.Name, i.At})
	}
	if asJSON {
		return writeJSON(w, rows)
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "nothing was imported; the built-in set holds")
		return err
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "kind\tfile\trows\tdoubts\tedition\tfrom\t")
	for _, r := range rows {
		fmt.Fprintf(tw, "%s\t%s\t%d\t%d\t%s\t%s\t\n", r.Kind, r.File, r.Rows, r.Doubts, r.Edition, r.From)
	}
	return tw.Flush()
}

func referenceFindCommand() *cobra.Command {
	var data, country, lang string
	var most int
	var asJSON bool
	c := &cobra.Command{
		Use:   "find offices|hs|locations TEXT",
		Short: "Look a customs office, HS code or UN/LOCODE up by text, in what was imported",
		Args:  args(cobra.MinimumNArgs(2), "a kind (offices, hs or locations) and a text"),
		RunE: func(c *cobra.Command, a []string) error {
			kind, text := a[0], strings.Join(a[1:], " ")
			made, err := storedImports(data)
			if err != nil {
				return err
			}
			ref := reference.Default()
			for _, i := range made {
				if i.Kind != reference.KindCodes {
					ref = ref.With(i)
				}
			}
			var found any
			var lines []string
			switch kind {
			case "offices":
				all := ref.SearchOffices(text, country, most)
				for _, o := range all {
					lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t", o.Country, o.Code, o.Name))
				}
				found = all
			case "hs":
				all := ref.SearchHS(text, lang, most)
				for _, h := range all {
					lines = append(lines, fmt.Sprintf("%s\t%s\t", h.Code, h.Text))
				}
				found = all
			case "locations":
				all := ref.SearchLocations(text, country, most)
				for _, l := range all {
					lines = append(lines, fmt.Sprintf("%s\t%s\t", l.Code, l.Name))
				}
				found = all
			default:
				return fault.New(fault.Usage, "nothing called %q can be looked up", kind).Want("offices, hs or locations")
			}
			if asJSON {
				err = writeJSON(c.OutOrStdout(), found)
			} else {
				tw := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
				for _, l := range lines {
					fmt.Fprintln(tw, l)
				}
				err = tw.Flush()
			}
			if err == nil && len(lines) == 0 {
				fmt.Fprintf(c.ErrOrStderr(), "kairo: nothing is called %q; kairo reference list shows what was imported\n", text)
				return &saidNo{}
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&data, "data", "data", "data directory")
	f.StringVar(&country, "country", "", "only of this country (ISO 3166-1 alpha-2)")
	f.StringVar(&lang, "language", "en", "language of HS texts")
	f.IntVar(&most, "most", 20, "how many to show")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

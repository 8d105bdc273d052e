package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

func messageCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "message",
		Short: "Messages of customs systems: check NCTS messages of phases 5 and 6",
		Args:  args(cobra.NoArgs, "a subcommand: check"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(messageCheckCommand())
	return c
}

func messageCheckCommand() *cobra.Command {
	var o messageCheck
	var level string
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Hold NCTS messages against the structure of their schema",
		Long: `Names type and version of each message, accepts or refuses it, and lists every finding with its XPath, line, rule and
what was expected; says which levels were not looked at. A folder stands for the .xml files in it.

Level structure is the schema: elements, order, occurrence, values. Levels codes (code lists) and rules (rules and
conditions) are not built: asked for, they are reported as not checked and the answer is no.

Exit codes: 0 when every file passes at the level asked, 1 when not, 2 when a file cannot be read.`,
		Args: args(cobra.MinimumNArgs(1), "one or more files or folders"),
		RunE: func(c *cobra.Command, paths []string) error {
			o.level = ncts.Level(level)
			if o.level != ncts.Structure && o.level != ncts.Codes && o.level != ncts.Rules {
				return fault.New(fault.Usage, "%q is no level", level).At("--level").Want("structure, codes or rules")
			}
			return o.run(c.OutOrStdout(), c.ErrOrStderr(), paths)
		},
	}
	c.Flags().StringVar(&level, "level", string(ncts.Structure), "how deep to look: structure, codes or rules")
	c.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object")
	return c
}

type messageCheck struct {
	level  ncts.Level
	asJSON bool
}

// checkedMessage is the answer for one file. Status is accepted, refused, or not-checked when nothing wrong was found but a
// level that was asked for is not built.
type checkedMessage struct {
	File       string         `json:"file"`
	Type       string         `json:"type,omitempty"`
	Version    ncts.Version   `json:"version,omitempty"`
	Status     string         `json:"status"`
	Findings   []ncts.Finding `json:"findings"`
	More       bool           `json:"more,omitempty"`
	NotChecked []notChecked   `json:"notChecked"`
}

type notChecked struct {
	Level  ncts.Level `json:"level"`
	Reason string     `json:"reason"`
}

// unbuilt are the levels that no check exists for.
var unbuilt = []notChecked{
	{ncts.Codes, "values are not held against code lists: no check of code lists is built"},
	{ncts.Rules, "rules and conditions are not held: no check of them is built"},
}

// asked says whether the level asked for takes in a level that is not built.
func (o *messageCheck) asked(l ncts.Level) bool {
	return o.level == ncts.Rules || o.level == l
}

// progressFrom is the number of files from which progress is shown.
const progressFrom = 100

func (o *messageCheck) run(out, progress io.Writer, paths []string) error {
	files, err := messageFiles(paths)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	checked := make([]checkedMessage, 0, len(files))
	for i, f := range files {
		c, err := o.check(f)
		if err != nil {
			return err
		}
		counts[c.Status]++
		if o.asJSON {
			checked = append(checked, c)
		} else {
			o.print(out, c)
		}
		if len(files) >= progressFrom && (i+1)%progressFrom == 0 {
			fmt.Fprintf(progress, "\r%d of %d messages", i+1, len(files))
		}
	}
	if len(files) >= progressFrom {
		fmt.Fprintf(progress, "\r%d of %d messages\n", len(files), len(files))
	}
	if o.asJSON {
		err = writeJSON(out, map[string]any{"level": o.level, "files": checked, "accepted": counts["accepted"], "refused": counts["refused"], "notChecked": counts["not-checked"]})
	} else {
		o.summary(out, len(files), counts)
	}
	if err == nil && counts["accepted"] != len(files) {
		return &saidNo{}
	}
	return err
}

// messageFiles unfolds folders into the .xml files in them.
func messageFiles(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fault.New(fault.BadFile, "the file cannot be read").At("%s", p).Because(err)
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		before := len(files)
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.EqualFold(filepath.Ext(path), ".xml") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, fault.New(fault.BadFile, "the folder cannot be read").At("%s", p).Because(err)
		}
		if len(files) == before {
			return nil, fault.New(fault.BadFile, "the folder holds no message").At("%s", p).Want("files ending in .xml")
		}
	}
	return files, nil
}

func (o *messageCheck) check(path string) (checkedMessage, error) {
	c := checkedMessage{File: path, Status: "accepted", Findings: []ncts.Finding{}, NotChecked: unbuilt}
	f, err := os.Open(path)
	if err != nil {
		return c, fault.New(fault.BadFile, "the file cannot be read").At("%s", path).Because(err)
	}
	defer f.Close()
	m, err := ncts.Read(f)
	var refused *ncts.Refused
	switch {
	case errors.As(err, &refused):
		c.Type, c.Version, c.Status, c.Findings, c.More = refused.Type, refused.Version, "refused", refused.Findings, refused.More
		return c, nil
	case err != nil:
		return c, fault.New(fault.BadFile, "the file cannot be read").At("%s", path).Because(err)
	}
	c.Type, c.Version = m.Type, m.Version
	if o.level != ncts.Structure {
		c.Status = "not-checked"
	}
	return c, nil
}

func (o *messageCheck) print(out io.Writer, c checkedMessage) {
	name := strings.TrimSpace(c.Type + " " + string(c.Version))
	if name == "" {
		name = "no NCTS message"
	}
	switch c.Status {
	case "refused":
		fmt.Fprintf(out, "%s: %s: refused at level structure, findings: %d\n", c.File, name, len(c.Findings))
	case "not-checked":
		fmt.Fprintf(out, "%s: %s: accepted at level structure; not checked at level %s\n", c.File, name, o.level)
	default:
		fmt.Fprintf(out, "%s: %s: accepted at level structure\n", c.File, name)
	}
	for _, f := range c.Findings {
		fmt.Fprintf(out, "  %s  line %d  %s\n      %s; rule: %s", f.Code, f.Line, f.Path, f.Text, f.Rule)
		if f.Expected != "" {
			fmt.Fprintf(out, "; expected: %s", f.Expected)
		}
		fmt.Fprintln(out)
	}
	if c.More {
		fmt.Fprintf(out, "  the search ended at %d findings\n", ncts.MaxFindings)
	}
}

func (o *messageCheck) summary(out io.Writer, n int, counts map[string]int) {
	fmt.Fprintf(out, "%d files: %d accepted at level %s, %d refused", n, counts["accepted"], o.level, counts["refused"])
	if c := counts["not-checked"]; c > 0 {
		fmt.Fprintf(out, ", %d sound in structure but not checked at level %s", c, o.level)
	}
	fmt.Fprintln(out)
	for _, u := range unbuilt {
		mark := ""
		if o.asked(u.Level) {
			mark = " (asked for)"
		}
		fmt.Fprintf(out, "not checked: level %s%s: %s\n", u.Level, mark, u.Reason)
	}
}

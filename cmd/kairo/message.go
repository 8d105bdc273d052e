package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/codes"
	"github.com/kairo-corridor/kairo/message/ncts/rules"
	"github.com/kairo-corridor/kairo/reference"
)

func messageCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "message",
		Short: "Messages of customs systems: check NCTS messages of phases 5 and 6, look up their rules",
		Args:  args(cobra.NoArgs, "a subcommand: check, answer or rules"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(messageCheckCommand(), messageAnswerCommand(), messageRulesCommand())
	return c
}

func messageCheckCommand() *cobra.Command {
	var o messageCheck
	var level, date, data string
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Hold NCTS messages against schema, code lists and rules",
		Long: `Names type, version and use of each message, accepts or refuses it, and lists every finding with its level, XPath, rule
and what was expected; says what was not checked, and why. A folder stands for the .xml files in it.

  structure  the schema: elements, order, occurrence, values
  codes      also every value taken from a code list, against the lists in force on the day
  rules      also the rules and conditions by number that stand on the day

The day is that of the message's preparation, or --date. Lists come from what was imported into the data directory (kairo
reference import), and where that is silent from a small demonstration set. An imported list tells nothing of days before
its edition but which of its entries held already.

A message is refused when anything is found. When nothing is found but a list that it needs is not to be had, it is
accepted in part: that is no pass, unless --allow-unchecked says so. Rules that need data beyond the message (another
message, a register, a national parameter) are named as not checked and do not count against it.

Exit codes: 0 when every file passes at the level asked, 1 when not, 2 when a file cannot be read.`,
		Example: `  kairo reference import ncts-code-lists.json.gz customs-offices.json.gz
  kairo message check --level rules declaration.xml
  kairo message check --level codes --date 2025-03-01 --json outbox/`,
		Args: args(cobra.MinimumNArgs(1), "one or more files or folders"),
		RunE: func(c *cobra.Command, paths []string) error {
			if err := o.prepare(level, date, data); err != nil {
				return err
			}
			return o.run(c.OutOrStdout(), c.ErrOrStderr(), paths)
		},
	}
	f := c.Flags()
	f.StringVar(&level, "level", string(ncts.Structure), "how deep to look: structure, codes or rules")
	f.StringVar(&date, "date", "", "day whose lists and rules are applied, YYYY-MM-DD (default: the day of the message's preparation)")
	f.StringVar(&data, "data", "data", "data directory, for imported code lists and customs offices")
	f.BoolVar(&o.allowUnchecked, "allow-unchecked", false, "let a message pass of which something asked for could not be checked")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	return c
}

type messageCheck struct {
	decoder        ncts.Decoder // a message is done with before the next is read
	level          ncts.Level
	on             time.Time // zero: the day of each message
	asJSON         bool
	allowUnchecked bool
	lists          *codes.Lists // nil at level structure
}

// The statuses of a message.
const (
	msgAccepted = "accepted"
	msgRefused  = "refused"
	msgInPart   = "accepted-in-part" // nothing was found, and something asked for could not be checked
)

// checkedMessage is the answer for one file.
type checkedMessage struct {
	File       string         `json:"file"`
	Type       string         `json:"type,omitempty"`
	Version    ncts.Version   `json:"version,omitempty"`
	Use        ncts.Use       `json:"use,omitzero"`   // what Kairo's procedure does with the message
	Date       string         `json:"date,omitempty"` // whose lists and rules were applied
	Status     string         `json:"status"`
	Findings   []ncts.Finding `json:"findings"`
	More       bool           `json:"more,omitempty"`
	NotChecked []notChecked   `json:"notChecked"`
}

// notChecked is a level, a list or a rule that was not held against the message.
type notChecked struct {
	Level     ncts.Level `json:"level"`
	List      string     `json:"list,omitempty"`
	Rule      string     `json:"rule,omitempty"`
	Path      string     `json:"path,omitempty"`   // of the first value concerned
	Values    int        `json:"values,omitempty"` // how many are concerned
	NeedsData bool       `json:"needsData,omitempty"`
	Edition   string     `json:"edition,omitempty"` // of an import that does not reach back to the day
	Reason    string     `json:"reason"`
}

// counts says whether what was not checked was asked for and could have been: a list that is not there, not a level left
// out and not a rule that no message alone can be held against.
func (n notChecked) counts() bool { return (n.List != "" || n.Rule != "") && !n.NeedsData }

// prepare reads the flags, and at the levels that need them the imported lists.
func (o *messageCheck) prepare(level, date, data string) error {
	o.level = ncts.Level(level)
	if !slices.Contains(messageLevels, o.level) {
		return fault.New(fault.Usage, "%q is no level", level).At("--level").Want("structure, codes or rules")
	}
	var err error
	if o.on, err = onDate("--date", date, time.Time{}); err != nil {
		return err
	}
	if o.asks(ncts.Codes) {
		o.lists, err = codeLists(data)
	}
	return err
}

var messageLevels = []ncts.Level{ncts.Structure, ncts.Codes, ncts.Rules}

// asks says whether the level asked for takes in a level.
func (o *messageCheck) asks(l ncts.Level) bool {
	return slices.Index(messageLevels, l) <= slices.Index(messageLevels, o.level)
}

// codeLists gives the code lists and customs offices imported into a data directory.
func codeLists(data string) (*codes.Lists, error) {
	ref := reference.Default()
	for _, kind := range []reference.Kind{reference.KindCodes, reference.KindOffices} {
		path := filepath.Join(data, "reference", reference.Import{Kind: kind}.FileName())
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		i, err := readStored(path)
		if err != nil {
			return nil, err
		}
		ref = ref.With(i)
	}
	return codes.New(ref), nil
}

// progressFrom is the number of files from which progress is shown.
const progressFrom = 100

func (o *messageCheck) run(out, progress io.Writer, paths []string) error {
	files, err := messageFiles(paths)
	if err != nil {
		return err
	}
	counts, missed := map[string]int{}, &missedChecks{files: map[notChecked]int{}}
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
			printMessage(out, c, o.level)
			missed.add(c)
		}
		if len(files) >= progressFrom && (i+1)%progressFrom == 0 {
			fmt.Fprintf(progress, "\r%d of %d messages", i+1, len(files))
		}
	}
	if len(files) >= progressFrom {
		fmt.Fprintf(progress, "\r%d of %d messages\n", len(files), len(files))
	}
	if o.asJSON {
		err = o.writeJSON(out, checked, counts)
	} else {
		o.summary(out, len(files), counts, missed)
	}
	passed := counts[msgAccepted]
	if o.allowUnchecked {
		passed += counts[msgInPart]
	}
	if err == nil && passed != len(files) {
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
	c := checkedMessage{File: path, Status: msgAccepted, Findings: []ncts.Finding{}, NotChecked: []notChecked{}}
	f, err := os.Open(path)
	if err != nil {
		return c, fault.New(fault.BadFile, "the file cannot be read").At("%s", path).Because(err)
	}
	defer f.Close()
	m, err := o.decoder.Read(f)
	var refused *ncts.Refused
	switch {
	case errors.As(err, &refused):
		c.Type, c.Version, c.Findings, c.More = refused.Type, refused.Version, refused.Findings, refused.More
	case err != nil:
		return c, fault.New(fault.BadFile, "the file cannot be read").At("%s", path).Because(err)
	default:
		c.Type, c.Version = m.Type, m.Version
		o.deeper(&c, m)
	}
	c.Use = ncts.UseOf(c.Version, c.Type)
	o.leftOut(&c, m != nil)
	switch {
	case len(c.Findings) > 0:
		c.Status = msgRefused
	case slices.ContainsFunc(c.NotChecked, notChecked.counts):
		c.Status = msgInPart
	}
	return c, nil
}

// deeper holds a message that is sound in structure against lists and rules.
func (o *messageCheck) deeper(c *checkedMessage, m *ncts.Message) {
	if !o.asks(ncts.Codes) {
		return
	}
	on := o.on
	if on.IsZero() {
		on = rules.Day(m)
	}
	c.Date = on.Format(time.DateOnly)
	r := codes.Check(m, on, o.lists)
	c.Findings, c.More = append(c.Findings, r.Findings...), r.More
	for _, n := range r.NotChecked {
		c.NotChecked = append(c.NotChecked, notChecked{Level: ncts.Codes, List: n.List, Path: n.Path, Values: n.Values, Edition: n.Edition, Reason: n.Reason})
	}
	if !o.asks(ncts.Rules) {
		return
	}
	if !rules.Covers(m.Version, m.Type) {
		c.NotChecked = append(c.NotChecked, notChecked{Level: ncts.Rules, Rule: "all of " + m.Type, Reason: "the rule book attaches none to it: it holds the messages that traders send"})
		return
	}
	held := rules.Check(m, on, o.lists)
	c.Findings, c.More = append(c.Findings, held.Findings...), c.More || held.More
	for _, n := range held.NotChecked {
		c.NotChecked = append(c.NotChecked, notChecked{Level: ncts.Rules, Rule: n.Rule, NeedsData: n.NeedsData, Reason: n.Reason})
	}
	if len(c.Findings) > ncts.MaxFindings {
		c.Findings, c.More = c.Findings[:ncts.MaxFindings], true
	}
}

// leftOut names the levels that were not looked at.
func (o *messageCheck) leftOut(c *checkedMessage, sound bool) {
	for _, l := range []ncts.Level{ncts.Codes, ncts.Rules} {
		switch {
		case !o.asks(l):
			c.NotChecked = append(c.NotChecked, notChecked{Level: l, Reason: "not asked for: --level " + string(l)})
		case !sound:
			c.NotChecked = append(c.NotChecked, notChecked{Level: l, Reason: "refused at level structure: nothing after it is looked at"})
		}
	}
}

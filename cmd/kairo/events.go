package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/event"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/epcis"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

func eventsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "events",
		Short: "Observed events: import, list, export, take an import back",
		Args:  args(cobra.NoArgs, "a subcommand: import, list, undo or export"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(eventsImportCommand(), eventsListCommand(), eventsUndoCommand(), eventsExportCommand())
	return c
}

func eventsImportCommand() *cobra.Command {
	var data string
	var asJSON bool
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "Take in events from CSV or EPCIS 2.0 JSON",
		Long: `Takes in a whole file or nothing: every wrong row is named with line, field and what was expected.
Importing a file twice changes nothing. The CSV header is
event_id,time,consignment,kind,location,crossing,link,mode,movement,source,recorder.`,
		Args: args(cobra.MinimumNArgs(1), "one or more files"),
		RunE: func(c *cobra.Command, files []string) error {
			n, err := network.Default()
			if err != nil {
				return err
			}
			var all []event.Event
			for _, f := range files {
				es, notes, err := readEvents(f, known(n))
				if err != nil {
					return err
				}
				for _, note := range notes {
					fmt.Fprintf(c.ErrOrStderr(), "kairo: %s: %s\n", f, note)
				}
				all = append(all, es...)
			}
			log, err := openEvents(c.Context(), data)
			if err != nil {
				return err
			}
			defer log.close()
			m, err := log.add(c.Context(), strings.Join(files, ", "), all)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), map[string]int{"read": len(all), "added": m.Added, "skipped": m.Skipped, "kept": len(m.Events)})
			}
			fmt.Fprintf(c.OutOrStdout(), "%d events read: %d added, %d known already; %d kept in %s\n", len(all), m.Added, m.Skipped, len(m.Events), log.path)
			return nil
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func eventsListCommand() *cobra.Command {
	var data string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the imports, each a batch",
		Args:  args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			log, kept, err := readLog(c.Context(), data)
			if err != nil {
				return err
			}
			defer log.close()
			if asJSON {
				return writeJSON(c.OutOrStdout(), append([]batch{}, kept.batches...))
			}
			tw := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(tw, "batch\tevents\tfirst\tlast\tfile\t")
			for _, b := range kept.batches {
				state := ""
				if b.Undone {
					state = "taken back"
				}
				fmt.Fprintf(tw, "%d\t%d\t%s\t%s\t%s\t%s\n", b.Number, b.Events, b.First.Format(time.DateOnly), b.Last.Format(time.DateOnly), b.File, state)
			}
			return tw.Flush()
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func eventsUndoCommand() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "undo BATCH",
		Short: "Take an import back; its rows stay in the log, marked",
		Args:  args(cobra.ExactArgs(1), "the number of a batch, as kairo events list prints it"),
		RunE: func(c *cobra.Command, a []string) error {
			log, kept, err := readLog(c.Context(), data)
			if err != nil {
				return err
			}
			defer log.close()
			n, err := strconv.Atoi(a[0])
			if err != nil || n < 1 || n > len(kept.batches) || kept.batches[n-1].Undone {
				return fault.New(fault.NotFound, "no batch %q can be taken back", a[0]).Mend("kairo events list shows the batches")
			}
			if err := log.append(c.Context(), kept.rows, []logRow{{Undo: n}}); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "batch %d taken back: %d events of %s\n", n, kept.batches[n-1].Events, kept.batches[n-1].File)
			return nil
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	return c
}

func eventsExportCommand() *cobra.Command {
	var data, outFile string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the events kept as CSV, or as EPCIS 2.0 JSON where the file ends in .json or .jsonld",
		Args:  args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			log, kept, err := readLog(c.Context(), data)
			if err != nil {
				return err
			}
			defer log.close()
			if outFile == "" {
				return event.WriteCSV(c.OutOrStdout(), kept.events)
			}
			return writeFile(outFile, func(f *os.File) error { return writeEvents(f, outFile, kept.events) })
		},
	}
	c.Flags().StringVar(&data, "data", "data", "data directory")
	c.Flags().StringVar(&outFile, "out", "", "file to write (default: print CSV)")
	return c
}

// known checks codes of events against the network.
func known(n *network.Network) *event.Known {
	near := func(text string) []string {
		var out []string
		for _, l := range n.Search(text, 3) {
			out = append(out, l.Label())
		}
		return out
	}
	return &event.Known{
		Location: func(code string) ([]string, bool) {
			if _, ok := n.Location(code); ok {
				return nil, true
			}
			return near(code), false
		},
		Crossing: func(id string) ([]string, bool) {
			if _, ok := n.CrossingByID(id); ok {
				return nil, true
			}
			var like []string
			for _, c := range n.Crossings() {
				if len(like) < 3 && len(id) >= 4 && strings.HasPrefix(strings.ToUpper(c.ID), strings.ToUpper(id[:4])) {
					like = append(like, c.ID)
				}
			}
			return like, false
		},
		Link: func(id string) ([]string, bool) { _, ok := n.Link(id); return nil, ok },
	}
}

// eventLog is the durable log of observed events: one append-only stream of a store. An import is one batch; taking it back
// is one more row, so that nothing is ever rewritten.
type eventLog struct {
	s    store.Store
	path string
}

const eventStream = "events"

// logRow is one row of the stream: an event of a batch, or the number of a batch taken back.
type logRow struct {
	Batch int          `json:"batch,omitempty"`
	File  string       `json:"file,omitempty"`
	Event *event.Event `json:"event,omitempty"`
	Undo  int          `json:"undo,omitempty"`
}

// logContent is the log as it stands.
type logContent struct {
	events  []event.Event // in order of time, without what was taken back
	batches []batch
	rows    int64
}

// batch is one import.
type batch struct {
	Number int       `json:"batch"`
	File   string    `json:"file"`
	Events int       `json:"events"`
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
	Undone bool      `json:"undone"`
}

func openEvents(ctx context.Context, data string) (*eventLog, error) {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, fault.New(fault.BadFile, "cannot make the data directory").At("%s", data).Because(err)
	}
	path := filepath.Join(data, "events.db")
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return &eventLog{s, path}, nil
}

func (l *eventLog) close() { l.s.Close() }

// readLog opens the log of a data directory and reads it whole; the caller closes it.
func readLog(ctx context.Context, data string) (*eventLog, *logContent, error) {
	log, err := openEvents(ctx, data)
	if err != nil {
		return nil, nil, err
	}
	c, err := log.read(ctx)
	if err != nil {
		log.close()
		return nil, nil, err
	}
	return log, c, nil
}

// read reads the whole log.
func (l *eventLog) read(ctx context.Context) (*logContent, error) {
	c := &logContent{}
	by := map[int][]event.Event{}
	for {
		facts, err := l.s.Facts(ctx, eventStream, c.rows, store.RowsMax)
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			var r logRow
			if err := json.Unmarshal(f.Body, &r); err != nil {
				return nil, fault.New(fault.BadFile, "row %d cannot be read", f.Seq).At("%s", l.path).Because(err)
			}
			c.take(r, by)
			c.rows = f.Seq
		}
		if len(facts) < store.RowsMax {
			break
		}
	}
	for i := range c.batches {
		if b := &c.batches[i]; !b.Undone {
			c.events = append(c.events, by[b.Number]...)
		}
	}
	event.Sort(c.events)
	return c, nil
}

// take adds one row.
func (c *logContent) take(r logRow, by map[int][]event.Event) {
	if r.Undo > 0 {
		if r.Undo <= len(c.batches) {
			c.batches[r.Undo-1].Undone = true
		}
		return
	}
	for len(c.batches) < r.Batch {
		c.batches = append(c.batches, batch{Number: len(c.batches) + 1, File: r.File, First: r.Event.At, Last: r.Event.At})
	}
	b := &c.batches[r.Batch-1]
	b.Events++
	if r.Event.At.Before(b.First) {
		b.First = r.Event.At
	}
	if r.Event.At.After(b.Last) {
		b.Last = r.Event.At
	}
	by[r.Batch] = append(by[r.Batch], *r.Event)
}

// add keeps what is new as one batch. Rows are written some thousands a transaction; a batch that was cut off is completed by
// importing again. An event whose id is kept with another content stops everything before anything is written.
func (l *eventLog) add(ctx context.Context, file string, es []event.Event) (event.Merged, error) {
	c, err := l.read(ctx)
	if err != nil {
		return event.Merged{}, err
	}
	m := event.Merge(c.events, es)
	if err := m.Err(); err != nil {
		return m, err
	}
	have := make(map[string]bool, len(c.events))
	for _, e := range c.events {
		have[e.ID] = true
	}
	var rows []logRow
	for _, e := range es {
		if !have[e.ID] {
			have[e.ID] = true
			rows = append(rows, logRow{Batch: len(c.batches) + 1, File: file, Event: &e})
		}
	}
	return m, l.append(ctx, c.rows, rows)
}

// append writes rows after the last one read; somebody who wrote meanwhile makes it a fault.Conflict.
func (l *eventLog) append(ctx context.Context, last int64, rows []logRow) error {
	for len(rows) > 0 {
		n := min(len(rows), store.ItemsMax/2)
		var tx store.Tx
		for _, r := range rows[:n] {
			body, err := json.Marshal(r)
			if err != nil {
				return err
			}
			last++
			at := time.Time{}
			if r.Event != nil {
				at = r.Event.At
			}
			tx.Facts = append(tx.Facts, store.Fact{Stream: eventStream, Seq: last, At: at, Body: body})
		}
		if err := l.s.Commit(ctx, tx); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// eventsFrom reads events for measuring or learning: those imported ("events"), or those of a file.
func eventsFrom(ctx context.Context, from, data string) ([]event.Event, error) {
	if from != "events" {
		es, _, err := readEvents(from, nil)
		return es, err
	}
	if _, err := os.Stat(filepath.Join(data, "events.db")); err != nil {
		return nil, fault.New(fault.NotFound, "no events were imported into %s", data).Mend("kairo events import FILE.csv --data %s", data)
	}
	log, c, err := readLog(ctx, data)
	if err != nil {
		return nil, err
	}
	defer log.close()
	return c.events, nil
}

// looksJSON peeks at the first character that is no space.
func looksJSON(r *bufio.Reader) bool {
	for i := 1; i <= 64; i++ {
		b, err := r.Peek(i)
		if err != nil {
			return false
		}
		switch b[i-1] {
		case ' ', '\t', '\r', '\n', 0xEF, 0xBB, 0xBF:
			continue
		}
		return b[i-1] == '{' || b[i-1] == '['
	}
	return false
}

// readEvents reads a CSV or EPCIS 2.0 file whole; notes say which EPCIS events have no place in Kairo.
func readEvents(path string, k *event.Known) (es []event.Event, notes []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fault.New(fault.BadFile, "cannot open the events").At("%s", path).Because(err)
	}
	defer f.Close()
	r := bufio.NewReader(f)
	if !looksJSON(r) {
		es, err = event.ReadCSV(r, path, k)
		return es, nil, err
	}
	doc, err := epcis.Decode(r, path)
	if err != nil {
		return nil, nil, err
	}
	es, left := doc.Map(epcis.MapOptions{})
	for _, u := range left {
		notes = append(notes, u.String())
	}
	var bad fault.List
	for _, e := range es {
		for _, v := range k.Check(e) {
			v.Path = path + ": event " + e.ID + ": " + v.Path
			bad = append(bad, v)
		}
	}
	return es, notes, bad.OrNil()
}

// writeEvents writes events in the form that the name of the file asks for.
func writeEvents(w io.Writer, name string, es []event.Event) error {
	if ext := strings.ToLower(filepath.Ext(name)); ext == ".json" || ext == ".jsonld" {
		return writeEPCIS(w, es, time.Time{})
	}
	return event.WriteCSV(w, es)
}

func writeEPCIS(w io.Writer, es []event.Event, created time.Time) error {
	return epcis.Encode(w, es, epcis.EncodeOptions{Created: created})
}

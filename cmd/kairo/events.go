package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
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
		Short: "Observed events: import them, list them, take an import back",
		Args:  args(cobra.NoArgs, "a subcommand: import or export"),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(eventsImportCommand(), eventsExportCommand())
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
			m, err := log.add(c.Context(), all)
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

func eventsExportCommand() *cobra.Command {
	var data, outFile string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the events kept as CSV, or as EPCIS 2.0 JSON where the file ends in .json or .jsonld",
		Args:  args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			log, err := openEvents(c.Context(), data)
			if err != nil {
				return err
			}
			defer log.close()
			es, err := log.all(c.Context())
			if err != nil {
				return err
			}
			if outFile == "" {
				return event.WriteCSV(c.OutOrStdout(), es)
			}
			return writeFile(outFile, func(f *os.File) error { return writeEvents(f, outFile, es) })
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
		Location: func(code string) ([]string, bool) { _, ok := n.Location(code); return near(code), ok },
		Crossing: func(id string) ([]string, bool) {
			_, ok := n.CrossingByID(id)
			var like []string
			for _, c := range n.Crossings() {
				if !ok && len(like) < 3 && len(id) >= 4 && strings.HasPrefix(strings.ToUpper(c.ID), strings.ToUpper(id[:4])) {
					like = append(like, c.ID)
				}
			}
			return like, ok
		},
		Link: func(id string) ([]string, bool) { _, ok := n.Link(id); return nil, ok },
	}
}

// eventLog is the durable log of observed events: one stream of a store, each event's id in the inbox for good.
type eventLog struct {
	s    store.Store
	path string
}

const eventStream = "events"

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

// all reads every event kept, in order of time.
func (l *eventLog) all(ctx context.Context) ([]event.Event, error) {
	var out []event.Event
	for after := int64(0); ; {
		facts, err := l.s.Facts(ctx, eventStream, after, store.RowsMax)
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			var e event.Event
			if err := json.Unmarshal(f.Body, &e); err != nil {
				return nil, fault.New(fault.BadFile, "event %d cannot be read", f.Seq).At("%s", l.path).Because(err)
			}
			out = append(out, e)
			after = f.Seq
		}
		if len(facts) < store.RowsMax {
			event.Sort(out)
			return out, nil
		}
	}
}

// add keeps what is new. Events are written in batches of one transaction each; a batch that was cut off is taken up by
// importing again. An event whose id is kept with another content stops everything before anything is written.
func (l *eventLog) add(ctx context.Context, es []event.Event) (event.Merged, error) {
	kept, err := l.all(ctx)
	if err != nil {
		return event.Merged{}, err
	}
	m := event.Merge(kept, es)
	if err := m.Err(); err != nil {
		return m, err
	}
	have := make(map[string]bool, len(kept))
	for _, e := range kept {
		have[e.ID] = true
	}
	seq := int64(len(kept))
	tx := store.Tx{}
	for _, e := range es {
		if have[e.ID] {
			continue
		}
		have[e.ID] = true
		body, err := json.Marshal(e)
		if err != nil {
			return m, err
		}
		seq++
		tx.Inbox = append(tx.Inbox, "event/"+e.ID)
		tx.Facts = append(tx.Facts, store.Fact{Stream: eventStream, Seq: seq, At: e.At, Body: body})
		if len(tx.Facts) == store.ItemsMax/2 {
			if err := l.s.Commit(ctx, tx); err != nil {
				return m, err
			}
			tx = store.Tx{}
		}
	}
	if len(tx.Facts) > 0 {
		err = l.s.Commit(ctx, tx)
	}
	return m, err
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
	log, err := openEvents(ctx, data)
	if err != nil {
		return nil, err
	}
	defer log.close()
	return log.all(ctx)
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

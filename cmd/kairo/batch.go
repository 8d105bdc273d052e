package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

// Limits of a batch.
const (
	batchRowsMax  = 1_000_000 // at 1 ms a plan a quarter of an hour
	batchBytesMax = 256 << 20
	batchSyncRows = 256 // rows between two syncs of the answers: what a power cut can cost
)

// batchColumns are the columns of the pairs; from and to are required, the rest default to the flags of the command.
var batchColumns = []string{"from", "to", "teu", "mass", "ready", "avoid", "class"}

// batchRow is one request of a batch, with its line in the file.
type batchRow struct {
	line int
	req  plan.Request
	err  error // the row itself is wrong: it is answered with this
	text [2]string
}

// batchAnswer is the answer to one row: one line of the output.
type batchAnswer struct {
	Row      int            `json:"row"` // counted from 1
	From     string         `json:"from"`
	To       string         `json:"to"`
	Pareto   int            `json:"pareto,omitempty"`
	Journeys []batchJourney `json:"journeys,omitempty"`
	Errors   []*fault.Error `json:"errors,omitempty"`
}

// batchJourney is a journey without its legs.
type batchJourney struct {
	Corridor string   `json:"corridor"`
	Labels   []string `json:"labels,omitempty"`
	Modes    []string `json:"modes"`
	P10      float64  `json:"p10Days"`
	P50      float64  `json:"p50Days"`
	P90      float64  `json:"p90Days"`
	USD      float64  `json:"usd"`
	KgCO2e   float64  `json:"kgCO2e"`
	Km       float64  `json:"km"`
	Borders  int      `json:"borders"`
	Sourced  float64  `json:"sourcedShare"`
}

// runBatch answers every row of a file of pairs into o.out, as JSON lines or CSV by its ending, and takes up where an earlier
// batch of the same pairs was cut off.
func (o *planOptions) runBatch(ctx context.Context, out, progress io.Writer) error {
	if err := o.readRates(); err != nil {
		return err
	}
	rows, err := o.readPairs(o.batch)
	if err != nil {
		return err
	}
	if o.out == "" {
		return fault.New(fault.Usage, "where to write the answers is not said").Want("--out FILE ending in .jsonl or .csv")
	}
	asCSV := strings.EqualFold(filepath.Ext(o.out), ".csv")
	f, done, err := resumeBatch(o.out, asCSV, rows)
	if err != nil {
		return err
	}
	defer f.Close()
	_, p, err := o.planner()
	if err != nil {
		return err
	}
	begin, failed := time.Now(), 0
	for i := done; i < len(rows); i++ {
		ans := answerRow(ctx, p, i+1, rows[i])
		if ctx.Err() != nil {
			return fault.New(fault.Busy, "stopped after %d of %d pairs", i, len(rows)).Mend("the same command takes up there")
		}
		if len(ans.Errors) > 0 {
			failed++
		}
		if err := ans.write(f, asCSV); err != nil {
			return fault.New(fault.BadFile, "cannot write the answers").At("%s", o.out).Because(err).Mend("the same command takes up at pair %d", i+1)
		}
		if (i+1)%batchSyncRows == 0 {
			if err := f.Sync(); err != nil {
				return fault.New(fault.BadFile, "cannot write the answers").At("%s", o.out).Because(err)
			}
			fmt.Fprintf(progress, "\r%d of %d pairs, %.0f a second", i+1, len(rows), float64(i+1-done)/time.Since(begin).Seconds())
		}
	}
	if err := f.Sync(); err != nil {
		return fault.New(fault.BadFile, "cannot write the answers").At("%s", o.out).Because(err)
	}
	fmt.Fprintf(progress, "\r%d of %d pairs\n", len(rows), len(rows))
	fmt.Fprintf(out, "%d pairs answered into %s: %d new, %d done before, %d of the new without a journey\n", len(rows), o.out, len(rows)-done, done, failed)
	return nil
}

// readPairs reads the requests: a CSV with a header of batchColumns.
func (o *planOptions) readPairs(path string) ([]batchRow, error) {
	raw, err := readLimited(path, batchBytesMax)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	head, err := r.Read()
	if err != nil {
		return nil, fault.New(fault.BadFile, "the pairs have no header").At("%s:1", path).Want("%s", strings.Join(batchColumns, ","))
	}
	for _, h := range head {
		if !slices.Contains(batchColumns, h) {
			return nil, fault.New(fault.BadFile, "unknown column %q", h).At("%s:1", path).Want("%s", strings.Join(batchColumns, ","))
		}
	}
	if !slices.Contains(head, "from") || !slices.Contains(head, "to") {
		return nil, fault.New(fault.BadFile, "from and to are needed").At("%s:1", path).Want("%s", strings.Join(batchColumns, ","))
	}
	var rows []batchRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.New(fault.BadFile, "the pairs cannot be read").At("%s", path).Because(err)
		}
		line, _ := r.FieldPos(0)
		if len(rows) == batchRowsMax {
			return nil, fault.New(fault.Limit, "too many pairs").At("%s:%d", path, line).Want("at most %d", batchRowsMax)
		}
		rows = append(rows, o.pair(head, cells, line))
	}
}

// pair is one request; cells left empty take the flags of the command.
func (o *planOptions) pair(head, cells []string, line int) batchRow {
	q := *o
	q.req.Avoid = slices.Clone(o.req.Avoid)
	var bad fault.List
	for i, h := range head {
		v := strings.Join(strings.Fields(cells[i]), " ") // an answer is one line
		if v == "" {
			continue
		}
		switch h {
		case "from":
			q.req.From = v
		case "to":
			q.req.To = v
		case "teu":
			n, err := strconv.Atoi(v)
			if err != nil {
				bad = append(bad, fault.New(fault.BadField, "%q is no number", v).At("%s:%d: teu", o.batch, line).Want("a whole number"))
			}
			q.req.TEU = n
		case "mass":
			q.mass = v
		case "ready":
			q.ready = v
		case "avoid":
			q.req.Avoid = append(q.req.Avoid, strings.FieldsFunc(v, func(r rune) bool { return r == ';' || r == ',' })...)
		case "class":
			q.req.Class = v
		}
	}
	if err := q.complete(time.Now()); err != nil {
		bad = append(bad, fault.All(inFile(err, fmt.Sprintf("%s:%d", o.batch, line)))...)
	}
	return batchRow{line: line, req: q.req, err: bad.OrNil(), text: [2]string{q.req.From, q.req.To}}
}

// answerRow plans one row; what is wrong with it becomes its answer.
func answerRow(ctx context.Context, p *plan.Planner, number int, r batchRow) batchAnswer {
	ans := batchAnswer{Row: number, From: r.text[0], To: r.text[1]}
	if r.err != nil {
		ans.Errors = fault.All(r.err)
		return ans
	}
	a, err := p.Plan(ctx, r.req)
	if err != nil {
		ans.Errors = fault.All(err)
		return ans
	}
	ans.Pareto = a.Pareto
	for _, j := range a.Journeys {
		ans.Journeys = append(ans.Journeys, batchJourney{j.Corridor, j.Labels, j.Modes, j.P10Days, j.P50Days, j.P90Days, j.USD, j.KgCO2e, j.Km, j.Borders, j.SourcedShare})
	}
	return ans
}

// batchHeader is the header of answers in CSV: a row a journey, a row with an error where there is none. The last column of
// a pair's last row says "end", by which a cut-off file is known.
var batchHeader = []string{"row", "from", "to", "journey", "corridor", "labels", "modes", "p10_days", "p50_days", "p90_days", "usd", "kg_co2e", "km", "borders", "sourced_share", "error", "end"}

func (a *batchAnswer) write(w io.Writer, asCSV bool) error {
	var b bytes.Buffer
	if !asCSV {
		if err := json.NewEncoder(&b).Encode(a); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	c := csv.NewWriter(&b)
	first := []string{strconv.Itoa(a.Row), plainCell(a.From), plainCell(a.To)}
	if len(a.Errors) > 0 {
		_ = c.Write(append(first, append(make([]string, len(batchHeader)-5), plainCell(strings.ReplaceAll(fault.List(a.Errors).Error(), "\n", "; ")), "end")...))
	}
	for i, j := range a.Journeys {
		end := ""
		if i == len(a.Journeys)-1 {
			end = "end"
		}
		num := func(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }
		_ = c.Write(append(slices.Clone(first), strconv.Itoa(i+1), j.Corridor, strings.Join(j.Labels, ";"), strings.Join(j.Modes, ";"),
			num(j.P10, 2), num(j.P50, 2), num(j.P90, 2), num(j.USD, 2), num(j.KgCO2e, 1), num(j.Km, 0), strconv.Itoa(j.Borders), num(j.Sourced, 3), "", end))
	}
	c.Flush()
	_, err := w.Write(b.Bytes())
	return err
}

// plainCell keeps a spreadsheet from reading a text as a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// resumeBatch opens the answers: anew, or after the last whole answer of an earlier batch of the same pairs.
func resumeBatch(path string, asCSV bool, rows []batchRow) (*os.File, int, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, 0, fault.New(fault.BadFile, "cannot open the answers").At("%s", path).Because(err)
	}
	done, keep, err := wholeAnswers(f, path, asCSV, rows)
	if err == nil {
		err = f.Truncate(keep)
	}
	if err == nil {
		_, err = f.Seek(keep, io.SeekStart)
	}
	if err == nil && asCSV && keep == 0 {
		_, err = fmt.Fprintln(f, strings.Join(batchHeader, ","))
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, done, nil
}

// wholeAnswers counts the answers that are whole and the bytes they take. Answers to other pairs are an error.
func wholeAnswers(f *os.File, path string, asCSV bool, rows []batchRow) (done int, keep int64, err error) {
	r := bufio.NewReaderSize(f, 1<<20)
	for at := int64(0); ; {
		line, err := r.ReadString('\n')
		if err != nil { // the end, or a line that was cut off
			return done, keep, nil
		}
		at += int64(len(line))
		var a batchAnswer
		end := true
		if asCSV {
			cells, err := csv.NewReader(strings.NewReader(line)).Read()
			if err != nil || len(cells) != len(batchHeader) {
				return 0, 0, notAnswers(path)
			}
			if cells[0] == batchHeader[0] {
				keep = at
				continue
			}
			a.Row, _ = strconv.Atoi(cells[0])
			a.From, a.To, end = strings.TrimPrefix(cells[1], "'"), strings.TrimPrefix(cells[2], "'"), cells[len(cells)-1] == "end"
		} else if json.Unmarshal([]byte(line), &a) != nil {
			return 0, 0, notAnswers(path)
		}
		if a.Row != done+1 || a.Row > len(rows) || rows[a.Row-1].text != [2]string{a.From, a.To} {
			return 0, 0, notAnswers(path)
		}
		if end {
			done, keep = done+1, at
		}
	}
}

func notAnswers(path string) error {
	return fault.New(fault.Usage, "the file holds something else than answers to these pairs").At("%s", path).Mend("choose another --out, or remove the file")
}

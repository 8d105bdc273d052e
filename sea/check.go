package sea

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// MaxDeviation is how far the lanes may be from a published distance that is compared, as a share of it.
const MaxDeviation = 0.02

// Published is a distance by sea that somebody prints.
type Published struct {
	From, To string   `json:"-"`
	Avoid    []string `json:"avoid,omitempty"`
	Via      []string `json:"via,omitempty"`
	NM       float64  `json:"publishedNm"`
	Compare  string   `json:"compare"` // yes; short, rounded or disputed (shown with the reason, not held to the limit); computed (by another sea graph)
	Year     string   `json:"year"`
	Source   string   `json:"source"`
	Note     string   `json:"note,omitempty"`
}

// Compared is a published distance beside ours.
type Compared struct {
	FromCode  string  `json:"from"`
	ToCode    string  `json:"to"`
	OursNM    float64 `json:"oursNm"`
	Deviation float64 `json:"deviation"` // ours over theirs, less one
	Published
}

// Report is the outcome of [Lanes.Check].
type Report struct {
	Pairs    []Compared `json:"pairs"`    // held to the limit
	Others   []Compared `json:"others"`   // short, rounded or disputed, each with its reason
	Computed []Compared `json:"computed"` // by another sea graph
	Worst    float64    `json:"worst"`    // absolute deviation among Pairs
	Distinct int        `json:"distinct"` // pairs of ports and ways among Pairs
	Limit    float64    `json:"limit"`
}

// Clean reports whether every compared distance is within the limit.
func (r *Report) Clean() bool { return r.Worst <= r.Limit }

func (l *Lanes) readPublished(r *reader) {
	for _, f := range r.rows("published.csv", "from", "to", "avoid", "via", "nm", "compare", "year", "source", "note") {
		nm, err := strconv.ParseFloat(f.v[4], 64)
		if err != nil || !(nm > 0) {
			r.bad(f, "nm %q is no distance", f.v[4])
		}
		p := Published{f.v[0], f.v[1], list(f.v[2]), list(f.v[3]), nm, f.v[5], f.v[6], f.v[7], f.v[8]}
		switch p.Compare {
		case "yes", "short", "rounded", "disputed", "computed":
		default:
			r.bad(f, "compare %q is none of yes, short, rounded, disputed, computed", p.Compare)
		}
		if p.Source == "" || p.Year == "" {
			r.bad(f, "a published distance needs its source and year")
		}
		if p.Compare != "yes" && p.Note == "" {
			r.bad(f, "a distance that is not compared needs a note that says why")
		}
		l.Published = append(l.Published, p)
	}
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

// Check measures every published distance over the lanes.
func (l *Lanes) Check(n *network.Network) (*Report, error) {
	rep := &Report{Limit: MaxDeviation, Pairs: []Compared{}, Others: []Compared{}, Computed: []Compared{}}
	distinct := map[string]bool{}
	var faults fault.List
	for i, p := range l.Published {
		nm, err := l.measure(n, p)
		if err != nil {
			faults = append(faults, fault.New(fault.BadField, "%s – %s cannot be measured", p.From, p.To).At("published.csv:%d", i+2).Because(err))
			continue
		}
		c := Compared{p.From, p.To, math.Round(nm*10) / 10, math.Round((nm/p.NM-1)*1e5) / 1e5, p}
		switch p.Compare {
		case "yes":
			rep.Pairs = append(rep.Pairs, c)
			rep.Worst = math.Max(rep.Worst, math.Abs(c.Deviation))
			distinct[p.way()] = true
		case "computed":
			rep.Computed = append(rep.Computed, c)
		default:
			rep.Others = append(rep.Others, c)
		}
	}
	rep.Distinct = len(distinct)
	return rep, faults.OrNil()
}

// way names a pair with what it avoids and passes, the same in both directions.
func (p Published) way() string {
	a, b := p.From, p.To
	if a > b {
		a, b = b, a
	}
	return a + b + fmt.Sprint(p.Avoid, p.Via)
}

func (l *Lanes) measure(n *network.Network, p Published) (float64, error) {
	from, err := l.Place(n, p.From)
	if err != nil {
		return 0, err
	}
	to, err := l.Place(n, p.To)
	if err != nil {
		return 0, err
	}
	w, err := l.Search(Query{From: from, To: to, Avoid: p.Avoid, Via: p.Via})
	return w.NM(), err
}

// Print writes the report as text.
func (r *Report) Print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	section := func(title string, list []Compared) {
		if len(list) == 0 {
			return
		}
		fmt.Fprintf(t, "%s\npair\tpublished nm\tours nm\tdeviation\tyear\tsource\n", title)
		for _, c := range list {
			fmt.Fprintf(t, "%s\t%.0f\t%.0f\t%+.2f %%\t%s\t%s\n", c.label(), c.NM, c.OursNM, 100*c.Deviation, c.Year, c.source())
		}
		fmt.Fprintln(t)
	}
	section("Published distances", r.Pairs)
	section("Published, shown but not held to the limit", r.Others)
	section("Computed by another sea graph, for comparison", r.Computed)
	if err := t.Flush(); err != nil {
		return err
	}
	verdict := "all within"
	if !r.Clean() {
		verdict = "NOT all within"
	}
	_, err := fmt.Fprintf(w, "%d rows, %d different pairs or ways: %s %.0f %%; the worst is %.2f %% off.\n", len(r.Pairs), r.Distinct, verdict, 100*r.Limit, 100*r.Worst)
	return err
}

func (c Compared) label() string {
	s := c.FromCode + " – " + c.ToCode
	if len(c.Avoid) > 0 {
		s += " without " + strings.Join(c.Avoid, ", ")
	}
	if len(c.Via) > 0 {
		s += " by " + strings.Join(c.Via, ", ")
	}
	return s
}

func (c Compared) source() string {
	if c.Note != "" {
		return c.Source + " (" + c.Note + ")"
	}
	return c.Source
}

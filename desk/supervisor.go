package desk

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/measure"
	"github.com/kairo-corridor/kairo/node"
)

// StepName is a step of the time-release table: between two moments that a movement records. They follow the WCO Guide to Measure
// the Time Required for the Release of Goods; arrival of the means of transport, unloading and payment are not recorded by a
// movement and therefore not here.
type StepName struct {
	ID   string `json:"id"` // also the key of its text in the catalogue, with "step." before it
	Text string `json:"text"`
}

// StepNames are the steps in the order of a movement.
var StepNames = []StepName{
	{"lodged-accepted", "declaration lodged to accepted"},
	{"accepted-control", "accepted to control decided"},
	{"control-result", "control decided to its result"},
	{"accepted-released", "accepted to released, control included"},
	{"lodged-released", "lodged to released"},
	{"released-passage", "released to first office of passage"},
	{"released-arrived", "released to arrival at destination"},
	{"arrived-checked", "arrival to result at destination"},
	{"checked-discharged", "result at destination to discharge"},
	{"lodged-discharged", "lodged to discharged"},
}

// moments are when a movement reached what the steps run between; zero where it did not.
type moments struct {
	lodged, accepted, control, result, released, passage, arrived, checked, discharged time.Time
	controlled                                                                         bool
}

// timed are the moments of a record at a number of facts.
type timed struct {
	facts int64
	moments
}

// span is the time of a step; ok is false where one of its ends is missing.
func (m *moments) span(step string) (time.Duration, bool) {
	ends := map[string][2]time.Time{
		"lodged-accepted": {m.lodged, m.accepted}, "accepted-control": {m.accepted, m.control}, "control-result": {m.control, m.result},
		"accepted-released": {m.accepted, m.released}, "lodged-released": {m.lodged, m.released}, "released-passage": {m.released, m.passage},
		"released-arrived": {m.released, m.arrived}, "arrived-checked": {m.arrived, m.checked},
		"checked-discharged": {m.checked, m.discharged}, "lodged-discharged": {m.lodged, m.discharged},
	}[step]
	if ends[0].IsZero() || ends[1].IsZero() || ends[1].Before(ends[0]) {
		return 0, false
	}
	return ends[1].Sub(ends[0]), true
}

// momentsOf reads a record's facts. Of a control decided more than once the first decision and the last result count.
func (d *Desk) momentsOf(ctx context.Context, country, key string, facts int64) (moments, error) {
	at := place{country, key}
	if t, ok := d.index.times[at]; ok && t.facts == facts {
		return t.moments, nil
	}
	adm, err := d.Corridor.Administration(country)
	if err != nil {
		return moments{}, err
	}
	history, err := adm.History(ctx, key)
	if err != nil {
		return moments{}, err
	}
	var m moments
	for i := range history {
		if history[i].Refused == "" {
			m.read(&history[i])
		}
	}
	d.index.times[at] = timed{facts, m}
	return m, nil
}

// read takes the moments from one fact.
func (m *moments) read(e *node.Entry) {
	set := func(t *time.Time) {
		if t.IsZero() {
			*t = e.At
		}
	}
	switch e.Message {
	case transit.KindLodge:
		set(&m.lodged)
	case transit.KindAccept:
		set(&m.accepted)
	case transit.KindDecideControl:
		if e.To == transit.UnderControl {
			set(&m.control)
			m.controlled = true
		}
	case transit.KindControlResult:
		m.result = e.At
	case transit.KindRelease:
		set(&m.released)
	case transit.KindPassage, transit.KindPassageNotified:
		set(&m.passage)
	case transit.KindArrival, transit.KindArrivalAdvice:
		set(&m.arrived)
	case transit.KindDestinationControl, transit.KindDestinationResults:
		set(&m.checked)
	}
	if e.To == transit.Discharged && e.From != transit.Discharged {
		set(&m.discharged)
	}
}

// Period narrows a supervisor's figures to movements that became known from a day until before another; zero ends are open.
type Period struct {
	From, Until time.Time
	Country     string // of the grants; "" every one
	Office      string // "" every one
}

// Work is how many movements of an office are in a state, by lane.
type Work struct {
	Office  transit.Office `json:"office"`
	State   transit.State  `json:"state"`
	N       int            `json:"n"`
	Red     int            `json:"red"`
	Yellow  int            `json:"yellow"`
	Oldest  int64          `json:"oldestMinutes"` // age of the oldest
	Overdue int            `json:"overdue"`       // past their time limit
}

// Dwell is how long a step of an office takes, against its target.
type Dwell struct {
	Office transit.Office `json:"office"`
	Step   string         `json:"step"`
	Hours  measure.Stats  `json:"hours"`
	Target *Target        `json:"target,omitempty"` // the shortest of the regimes counted
	Within int            `json:"within"`           // movements that met the target of their own regime
}

// Share is the share of movements controlled at an office.
type Share struct {
	Office         transit.Office `json:"office"`
	Accepted       int            `json:"accepted"`       // declarations accepted: what could be controlled
	Controlled     int            `json:"controlled"`     // of them
	Unsatisfactory int            `json:"unsatisfactory"` // of the controlled with a result
}

// Release is one row of the time-release table.
type Release struct {
	Step  StepName      `json:"step"`
	Hours measure.Stats `json:"hours"`
}

// Supervision is what a supervisor sees. Figures of a movement come from the record of the administration that owns it; what
// an office of destination does is counted at that office from its own country's record.
type Supervision struct {
	At        time.Time `json:"at"`
	Movements int       `json:"movements"` // counted
	Work      []Work    `json:"work"`
	Dwell     []Dwell   `json:"dwell"`
	Shares    []Share   `json:"shares"`
	Release   []Release `json:"release"`
	Method    string    `json:"method"` // of the quantiles
}

// departureSteps are measured at the office of departure, destinationSteps at that of destination.
var (
	departureSteps   = []string{"lodged-accepted", "control-result", "accepted-released", "lodged-released", "checked-discharged"}
	destinationSteps = []string{"arrived-checked"}
)

// Supervise gives the figures of the offices that the account supervises.
func (d *Desk) Supervise(ctx context.Context, a *auth.Account, p Period) (Supervision, error) {
	if !auth.May(a, auth.ReadOffice) {
		return Supervision{}, allow(a, auth.ReadOffice, auth.Resource{})
	}
	if !p.Until.IsZero() && p.Until.Before(p.From) {
		return Supervision{}, fault.New(fault.BadField, "the period ends before it begins").At("/until").Want("a day after %s", p.From.Format(time.DateOnly))
	}
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	t := tally{now: d.now(), work: map[workKey]*Work{}, dwell: map[dwellKey]*sample{}, shares: map[string]*Share{}, steps: map[string][]float64{}}
	for _, c := range d.Corridor.Countries() {
		if _, err := d.shelf(ctx, c); err != nil {
			return Supervision{}, err
		}
	}
	for _, country := range grantCountries(a) {
		s := d.index.shelves[country]
		if s == nil || p.Country != "" && p.Country != country {
			continue
		}
		for key, h := range s.records {
			at := began(&h.Movement)
			if at.Before(p.From) || !p.Until.IsZero() && !at.Before(p.Until) {
				continue
			}
			m, err := d.momentsOf(ctx, country, key, h.Facts)
			if err != nil {
				return Supervision{}, err
			}
			in := laneInput{m: &h.Movement, cons: d.dossierOf(ctx, &h.Movement), earlier: d.earlierOf(&h.Movement), first: s.first[h.Movement.Declaration.Declarant].key == key, now: t.now}
			lane, _ := laneOf(&in)
			t.add(&h.Movement, &m, lane, func(o transit.Office) bool {
				return (p.Office == "" || p.Office == o.Code) && auth.Allow(a, auth.ReadOffice, auth.Resource{Country: country, Offices: []string{o.Code}}).OK
			})
		}
	}
	return t.finish(), nil
}

type workKey struct {
	country, office string
	state           transit.State
}

type dwellKey struct{ country, office, step string }

type sample struct {
	office transit.Office
	target *Target
	hours  []float64
	within int
}

// tally gathers the figures.
type tally struct {
	now    time.Time
	n      int
	work   map[workKey]*Work
	dwell  map[dwellKey]*sample
	shares map[string]*Share
	steps  map[string][]float64
}

// add counts one record at each office of its own country that is supervised.
func (t *tally) add(m *transit.Movement, at *moments, lane Lane, supervised func(transit.Office) bool) {
	counted := false
	owner := m.Role == transit.Owner
	if dep := m.Declaration.Departure; owner && supervised(dep) {
		counted = true
		t.atWork(m, dep, lane)
		t.share(m, at, dep)
		for _, step := range departureSteps {
			t.step(m, at, dep, step)
		}
		for _, s := range StepNames {
			if span, ok := at.span(s.ID); ok {
				t.steps[s.ID] = append(t.steps[s.ID], span.Hours())
			}
		}
	}
	for _, o := range m.Declaration.Passage {
		if o.Country == m.Administration && !owner && supervised(o) {
			counted = true
			t.atWork(m, o, lane)
		}
	}
	if dest := m.Declaration.Destination; dest.Country == m.Administration && m.Class() != transit.Inward && supervised(dest) {
		counted = true
		if !owner || !dest.Same(m.Declaration.Departure) && m.Arrival != nil {
			t.atWork(m, dest, lane)
		}
		for _, step := range destinationSteps {
			t.step(m, at, dest, step)
		}
	}
	if counted {
		t.n++
	}
}

// atWork counts a movement in hand; one that has ended is not.
func (t *tally) atWork(m *transit.Movement, o transit.Office, lane Lane) {
	if m.Ended() {
		return
	}
	k := workKey{o.Country, o.Code, m.State}
	w := t.work[k]
	if w == nil {
		w = &Work{Office: o, State: m.State}
		t.work[k] = w
	}
	w.N++
	switch lane {
	case Red:
		w.Red++
	case Yellow:
		w.Yellow++
	}
	if open(m) && !m.Limit.IsZero() && t.now.After(m.Limit) {
		w.Overdue++
	}
	w.Oldest = max(w.Oldest, int64(t.now.Sub(began(m))/time.Minute))
}

func (t *tally) share(m *transit.Movement, at *moments, o transit.Office) {
	if at.accepted.IsZero() {
		return
	}
	k := o.Country + " " + o.Code
	s := t.shares[k]
	if s == nil {
		s = &Share{Office: o}
		t.shares[k] = s
	}
	s.Accepted++
	if at.controlled {
		s.Controlled++
		if c := m.Control; c != nil && c.Done && !c.Satisfactory {
			s.Unsatisfactory++
		}
	}
}

func (t *tally) step(m *transit.Movement, at *moments, o transit.Office, step string) {
	span, ok := at.span(step)
	if !ok {
		return
	}
	k := dwellKey{o.Country, o.Code, step}
	s := t.dwell[k]
	if s == nil {
		s = &sample{office: o}
		t.dwell[k] = s
	}
	s.hours = append(s.hours, span.Hours())
	if target, ok := targetOf(o.Country, string(m.Declaration.Regime), step); ok {
		if s.target == nil || target.Hours < s.target.Hours {
			s.target = &target
		}
		if span.Hours() <= target.Hours {
			s.within++
		}
	}
}

func (t *tally) finish() Supervision {
	out := Supervision{At: t.now, Movements: t.n, Method: measure.QuantileMethod}
	for _, w := range t.work {
		out.Work = append(out.Work, *w)
	}
	slices.SortFunc(out.Work, func(a, b Work) int {
		return cmp.Or(compareOffices(a.Office, b.Office), slices.Index(transit.States, a.State)-slices.Index(transit.States, b.State))
	})
	for k, s := range t.dwell {
		out.Dwell = append(out.Dwell, Dwell{s.office, k.step, measure.Summarize(s.hours), s.target, s.within})
	}
	slices.SortFunc(out.Dwell, func(a, b Dwell) int {
		return cmp.Or(compareOffices(a.Office, b.Office), stepIndex(a.Step)-stepIndex(b.Step))
	})
	for _, s := range t.shares {
		out.Shares = append(out.Shares, *s)
	}
	slices.SortFunc(out.Shares, func(a, b Share) int { return compareOffices(a.Office, b.Office) })
	for _, s := range StepNames {
		out.Release = append(out.Release, Release{s, measure.Summarize(t.steps[s.ID])})
	}
	return out
}

func compareOffices(a, b transit.Office) int {
	return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Code, b.Code))
}

func stepIndex(id string) int {
	return slices.IndexFunc(StepNames, func(s StepName) bool { return s.ID == id })
}

// Tables are the names of what [Supervision.WriteCSV] writes.
var Tables = []string{"work", "dwell", "shares", "release"}

// WriteCSV writes one of the [Tables]: times in hours with three decimals, ages in minutes.
func (s *Supervision) WriteCSV(w io.Writer, table string) error {
	var rows [][]string
	switch table {
	case "work":
		rows = append(rows, []string{"country", "office", "name", "state", "n", "red", "yellow", "overdue", "oldestMinutes"})
		for _, r := range s.Work {
			rows = append(rows, []string{r.Office.Country, r.Office.Code, r.Office.Name, string(r.State), itoa(r.N), itoa(r.Red), itoa(r.Yellow), itoa(r.Overdue), fmt.Sprint(r.Oldest)})
		}
	case "dwell":
		rows = append(rows, []string{"country", "office", "name", "step", "n", "meanHours", "p50Hours", "p90Hours", "targetHours", "within", "targetStatus", "targetSource"})
		for _, r := range s.Dwell {
			row := []string{r.Office.Country, r.Office.Code, r.Office.Name, r.Step, itoa(r.Hours.N), hours(r.Hours.Mean), hours(r.Hours.P50), hours(r.Hours.P90), "", "", "", ""}
			if r.Target != nil {
				row[8], row[9], row[10], row[11] = hours(r.Target.Hours), itoa(r.Within), r.Target.Status, r.Target.Source
			}
			rows = append(rows, row)
		}
	case "shares":
		rows = append(rows, []string{"country", "office", "name", "accepted", "controlled", "unsatisfactory"})
		for _, r := range s.Shares {
			rows = append(rows, []string{r.Office.Country, r.Office.Code, r.Office.Name, itoa(r.Accepted), itoa(r.Controlled), itoa(r.Unsatisfactory)})
		}
	case "release":
		rows = append(rows, []string{"step", "text", "n", "meanHours", "p50Hours", "p90Hours", "minHours", "maxHours"})
		for _, r := range s.Release {
			rows = append(rows, []string{r.Step.ID, r.Step.Text, itoa(r.Hours.N), hours(r.Hours.Mean), hours(r.Hours.P50), hours(r.Hours.P90), hours(r.Hours.Min), hours(r.Hours.Max)})
		}
	default:
		return fault.New(fault.NotFound, "no table is called %q", fault.Clip(table)).At("/table").Among(Tables...)
	}
	for _, r := range rows {
		for i := range r {
			r[i] = inert(r[i])
		}
	}
	c := csv.NewWriter(w)
	return c.WriteAll(rows)
}

// inert keeps a text from being taken for a formula by a spreadsheet.
func inert(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t') {
		return "'" + s
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }

func hours(h float64) string { return strconv.FormatFloat(h, 'f', 3, 64) }

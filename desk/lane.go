package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/node"
)

// Lane says how much attention a movement needs.
type Lane string

// The lanes, from least to most.
const (
	Green  Lane = "green"
	Yellow Lane = "yellow"
	Red    Lane = "red"
)

// Lanes lists the lanes, from least to most.
var Lanes = []Lane{Green, Yellow, Red}

func (l Lane) rank() int { return slices.Index(Lanes, l) }

// LaneReason is one row of the table of lanes that holds, with what it read.
type LaneReason struct {
	Rule string          `json:"rule"` // id of the row
	Lane Lane            `json:"lane"`
	Text string          `json:"text"`
	Read []transit.Datum `json:"read"`
}

// Earlier is what an office found before: about the same consignment, under this movement or another.
type Earlier struct {
	Country      string         `json:"country"` // whose record says so
	Movement     string         `json:"movement"`
	Office       transit.Office `json:"office"`
	What         string         `json:"what"` // control, release-refused, rejected, undeclared-passage, undeclared-arrival, result
	Satisfactory bool           `json:"satisfactory"`
	Text         string         `json:"text,omitempty"`
	At           time.Time      `json:"at,omitzero"`
}

// laneInput is what the rows read.
type laneInput struct {
	m       *transit.Movement
	cons    *known // nil where the declared version cannot be read
	earlier []Earlier
	first   bool // the declarant's first movement here
	now     time.Time
}

// conditions are the conditions of the table; each gives what it read, nil where it does not hold.
var conditions = map[string]func(in *laneInput, param string) []transit.Datum{
	"dangerous-class":        dangerousClass,
	"earlier-unsatisfactory": earlierUnsatisfactory,
	"result-unsatisfactory": func(in *laneInput, _ string) []transit.Datum {
		if r := in.m.Result; r != nil && !r.Satisfactory && !in.m.Ended() {
			return read("found", r.Text, "at", stamp(r.At))
		}
		return nil
	},
	"control-unsatisfactory": func(in *laneInput, _ string) []transit.Datum {
		if c := in.m.Control; c != nil && c.Done && !c.Satisfactory && !in.m.Ended() {
			return read("control", string(c.Kind), "found", c.Text)
		}
		return nil
	},
	"limit-past": func(in *laneInput, _ string) []transit.Datum {
		if open(in.m) && !in.m.Limit.IsZero() && in.now.After(in.m.Limit) {
			return read("time limit", stamp(in.m.Limit), "now", stamp(in.now))
		}
		return nil
	},
	"limit-near": func(in *laneInput, param string) []transit.Datum {
		hours, _ := strconv.Atoi(param)
		if left := in.m.Limit.Sub(in.now); open(in.m) && !in.m.Limit.IsZero() && left >= 0 && left <= time.Duration(hours)*time.Hour {
			return read("time limit", stamp(in.m.Limit), "left", left.Truncate(time.Minute).String())
		}
		return nil
	},
	"state-is": func(in *laneInput, param string) []transit.Datum {
		if slices.Contains(strings.Fields(param), string(in.m.State)) {
			return read("state", string(in.m.State))
		}
		return nil
	},
	"results-late": func(in *laneInput, _ string) []transit.Datum {
		if a := in.m.Arrival; a != nil && in.m.Result == nil && slices.Contains(lookedFor, in.m.State) {
			return read("arrived at", a.Office.String(), "at", stamp(a.At))
		}
		return nil
	},
	"incident": func(in *laneInput, _ string) []transit.Datum {
		if n := len(in.m.Incidents); n > 0 && !in.m.Ended() {
			last := in.m.Incidents[n-1]
			return read("incidents", strconv.Itoa(n), "last", last.Text, "at", last.Office.String())
		}
		return nil
	},
	"timer-near":        timerNear,
	"office-undeclared": officeUndeclared,
	"no-seal":           noSeal,
	"amended": func(in *laneInput, _ string) []transit.Datum {
		if in.m.Amendments > 0 {
			return read("amendments", strconv.Itoa(in.m.Amendments), "version", strconv.Itoa(in.m.Declaration.Version))
		}
		return nil
	},
	"identifier-doubt": func(in *laneInput, _ string) []transit.Datum {
		if in.cons == nil {
			return nil
		}
		return in.cons.doubts
	},
	"first-of-declarant": func(in *laneInput, _ string) []transit.Datum {
		if in.first {
			return read("declarant", in.m.Declaration.Declarant)
		}
		return nil
	},
}

// open is true while the goods are on the way to their destination.
func open(m *transit.Movement) bool { return !m.Ended() && m.Arrival == nil }

// lookedFor are the states in which the office of departure looks for goods or results.
var lookedFor = []transit.State{transit.Overdue, transit.HolderAsked, transit.UnderEnquiry}

// timerNear holds where a time limit of the procedure ends soon; that of the arrival has a row of its own.
func timerNear(in *laneInput, param string) []transit.Datum {
	hours, _ := strconv.Atoi(param)
	var out []transit.Datum
	for _, t := range in.m.Timers {
		if t.Kind != transit.TimerArrival && in.m.Leads(t.Kind) != "" && t.Due.Sub(in.now) <= time.Duration(hours)*time.Hour {
			out = append(out, transit.Datum{Name: string(t.Kind), Value: stamp(t.Due)})
		}
	}
	return out
}

func read(pairs ...string) []transit.Datum {
	var out []transit.Datum
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, transit.Datum{Name: pairs[i], Value: pairs[i+1]})
	}
	return out
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func dangerousClass(in *laneInput, param string) []transit.Datum {
	if in.cons == nil {
		return nil
	}
	var out []transit.Datum
	for i, g := range in.cons.Goods {
		if g.Dangerous != nil && slices.Contains(strings.Fields(param), g.Dangerous.Class) {
			out = append(out, transit.Datum{Name: fmt.Sprintf("goods item %d", i+1), Value: "class " + g.Dangerous.Class + ", " + g.Dangerous.UN})
		}
	}
	return out
}

func earlierUnsatisfactory(in *laneInput, _ string) []transit.Datum {
	var out []transit.Datum
	for _, e := range in.earlier {
		if !e.Satisfactory {
			out = append(out, transit.Datum{Name: e.Country + " " + e.Office.String(), Value: strings.TrimSuffix(e.What+": "+e.Text, ": ")})
		}
	}
	return out
}

func officeUndeclared(in *laneInput, _ string) []transit.Datum {
	var out []transit.Datum
	for _, p := range in.m.Passages {
		if !p.Declared {
			out = append(out, transit.Datum{Name: "passage", Value: p.Office.String()})
		}
	}
	if a := in.m.Arrival; a != nil && !a.Declared {
		out = append(out, transit.Datum{Name: "arrival", Value: a.Office.String()})
	}
	return out
}

// noSeal holds where fewer seals than containers are declared; which container lacks one is read from the consignment.
func noSeal(in *laneInput, _ string) []transit.Datum {
	var out []transit.Datum
	if in.cons != nil {
		for _, e := range in.cons.Equipment {
			if len(e.Seals) == 0 {
				out = append(out, transit.Datum{Name: "container", Value: e.ID})
			}
		}
		return out
	}
	if d := in.m.Declaration; len(d.Containers) > len(d.Seals) {
		return read("containers", strconv.Itoa(len(d.Containers)), "seals", strconv.Itoa(len(d.Seals)))
	}
	return nil
}

// laneOf applies every row of the table: the lane is the worst, the reasons are all of them.
func laneOf(in *laneInput) (Lane, []LaneReason) {
	lane := Green
	var out []LaneReason
	for _, r := range LaneRules() {
		seen := conditions[r.When](in, r.Param)
		if len(seen) == 0 {
			continue
		}
		out = append(out, LaneReason{r.ID, r.Lane, r.Text, seen})
		if r.Lane.rank() > lane.rank() {
			lane = r.Lane
		}
	}
	return lane, out
}

// earlierOf gathers what offices found about the same consignment, apart from what this administration's own record of the
// movement says. It must be called with the lock of the index held.
func (d *Desk) earlierOf(m *transit.Movement) []Earlier {
	var out []Earlier
	for p := range d.index.byRef[referenceOf(m)] {
		if p.country == m.Administration && p.key == m.Key || d.index.shelves[p.country] == nil {
			continue
		}
		h, ok := d.index.shelves[p.country].records[p.key]
		if ok && referenceOf(&h.Movement) == referenceOf(m) {
			out = append(out, foundBy(&h)...)
		}
	}
	slices.SortFunc(out, func(a, b Earlier) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Country+a.Movement+a.What, b.Country+b.Movement+b.What)
	})
	return out[:min(len(out), EarlierMax)]
}

// foundBy is what one record says that its own offices found: the owner's control and end, each office's passage and arrival.
func foundBy(h *node.Held) []Earlier {
	m := &h.Movement
	var out []Earlier
	add := func(o transit.Office, what string, ok bool, text string, at time.Time) {
		if o.Country == m.Administration {
			out = append(out, Earlier{m.Administration, m.Key, o, what, ok, text, at})
		}
	}
	if c := m.Control; m.Role == transit.Owner && c != nil && c.Done {
		add(m.Declaration.Departure, "control", c.Satisfactory, string(c.Kind)+": "+c.Text, m.ReleasedAt)
	}
	if m.Role == transit.Owner && m.State == transit.NotReleased {
		add(m.Declaration.Departure, "release-refused", false, "", m.EndedAt)
	}
	if m.Role == transit.Owner && m.State == transit.Refused {
		add(m.Declaration.Departure, "rejected", false, "", m.EndedAt)
	}
	for _, p := range m.Passages {
		if !p.Declared {
			add(p.Office, "undeclared-passage", false, "", p.At)
		}
	}
	if a := m.Arrival; a != nil && !a.Declared {
		add(a.Office, "undeclared-arrival", false, "", a.At)
	}
	if r := m.Result; r != nil {
		at := m.Declaration.Destination
		if m.Arrival != nil {
			at = m.Arrival.Office
		}
		add(at, "result", r.Satisfactory, r.Text, r.At)
	}
	return out
}

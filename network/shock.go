package network

import (
	"math"
	"slices"
	"time"
)

// Shock is something that befalls all legs of a group on one journey together: a storm on the Caspian, congestion at the
// borders of two countries, a border shut for days. Whether it is on is one draw a journey and group; each leg of the group
// then loses a delay of its own. The durations published include shocks: what is left of a leg when none is on is smaller
// than its mean by probability times delay ([Values.Split]).
type Shock struct {
	Group    string     `json:"group"`    // shock group of links and crossings, or a class: then for all groups of that class without rows
	Mode     Mode       `json:"mode"`     // only legs of this mode; "" is all
	Name     string     `json:"name"`     // "storm"
	Months   [13]bool   `json:"-"`        // 1 to 12: when it can be on
	P        ClassValue `json:"p"`        // probability in those months
	DelayMin ClassValue `json:"delay"`    // mean delay where it is on, minutes
	SDMin    ClassValue `json:"sd"`       // its standard deviation, minutes
	Included bool       `json:"included"` // in the durations that are published or estimated; else it comes on top of them
}

// Key names the draw that a shock shares: its group and name.
func (s *Shock) Key() string { return s.Group + "|" + s.Name }

// in is the probability in a month; month 0 is the mean of the year.
func (s *Shock) in(m time.Month) float64 {
	if m != 0 {
		if s.Months[m] {
			return s.P.V
		}
		return 0
	}
	count := 0
	for _, on := range s.Months {
		if on {
			count++
		}
	}
	return s.P.V * float64(count) / 12
}

// variance is what the shock adds to the variance of a leg when it is on with probability p, square minutes.
func (s *Shock) variance(p float64) float64 {
	d, sd := s.DelayMin.V, s.SDMin.V
	return p*(sd*sd+d*d) - p*d*p*d
}

var shockUnits = map[string]string{"probability": "x", "delay": "h", "delaySD": "h"}

func (t *tables) loadShocks(tab *table) {
	t.shocks = map[string][]Shock{}
	tab.each(func(r row) {
		group, name, mode := r.need("group"), r.need("name"), Mode(r.text("mode"))
		if t.class[group] == nil && !t.shockGroup(group) {
			r.bad("group", "group: a shock group of a link or crossing, or a class")
			return
		}
		if mode != "" && !slices.Contains(Modes, mode) {
			r.bad("mode", "mode: sea, ferry, rail, road, air or empty")
		}
		in, count := months(r)
		included := r.flag("included")
		q := quantity(r, shockUnits)
		v := t.quantityRow(r, shockUnits[q])
		if q == "" || count == 0 {
			return
		}
		at := slices.IndexFunc(t.shocks[group], func(s Shock) bool {
			return s.Name == name && s.Mode == mode && s.Included == included && s.Months == in
		})
		if at < 0 {
			t.shocks[group] = append(t.shocks[group], Shock{Group: group, Mode: mode, Name: name, Included: included, Months: in})
			at = len(t.shocks[group]) - 1
		}
		s := &t.shocks[group][at]
		to := map[string]*ClassValue{"probability": &s.P, "delay": &s.DelayMin, "delaySD": &s.SDMin}[q]
		if to.Method != "" {
			r.bad("quantity", "quantity: once for each shock and its months")
		}
		if q == "probability" && v.High > shockMost {
			r.bad("high", "high: at most %g; what is on nearly always is no shock", shockMost)
		}
		if q != "probability" {
			v.V, v.Low, v.High, v.Unit = v.V*60, v.Low*60, v.High*60, "min"
		}
		*to = v
	})
	for group, list := range t.shocks {
		for i := range list {
			if s := &list[i]; s.P.Method == "" || s.DelayMin.Method == "" || s.SDMin.Method == "" {
				tab.missing("shock "+group+" "+s.Name, "probability, delay and delaySD for the same months")
			}
		}
	}
}

// shocksOf are the shocks of a group and mode, else of the class; group is the arc's own id where it has none.
func (n *Network) shocksOf(group string, mode Mode, class, id string) []Shock {
	own := n.shocks[group]
	if group == "" || len(own) == 0 {
		if own = n.shocks[class]; len(own) == 0 {
			return nil
		}
		if group == "" {
			group = id
		}
	}
	var out []Shock
	for _, s := range own {
		if s.Mode == "" || s.Mode == mode {
			s.Group = group
			out = append(out, s)
		}
	}
	return out
}

// LinkShocks are the shocks that can befall a link, in every month.
func (n *Network) LinkShocks(l *Link) []Shock { return n.shocksOf(l.Shock, l.Mode, l.Class, l.ID) }

// CrossingShocks are the shocks that can befall a crossing, in every month.
func (n *Network) CrossingShocks(c *Crossing) []Shock {
	return n.shocksOf(c.Shock, c.Mode, c.Class, c.ID)
}

// Split is a duration without its shocks, and the shocks as they act on it.
type Split struct {
	Minutes float64 // mean when no shock is on
	SD      float64 // standard deviation then, minutes
	Scale   float64 // of the delays, 1 unless the duration is too short or too steady for the shocks of its group
	Shocks  []OnLeg // those that can be on in the month
}

// OnLeg is one shock as it acts on one leg.
type OnLeg struct {
	Key      string  `json:"key"`
	Name     string  `json:"name"`
	P        float64 `json:"p"`        // probability that it is on
	DelayMin float64 `json:"delayMin"` // mean delay then, minutes
	SDMin    float64 `json:"sdMin"`    // its standard deviation
}

const (
	baseLeast   = 0.4 // of the mean duration that shocks never take away
	baseCVLeast = 0.05
)

// Split takes the shocks that can be on in the month of a date out of a duration, so that base and shocks together have the
// mean and the variance of these values exactly. Where the duration is too short for the delays of its group they are scaled
// down: at least 0.4 of the mean and a coefficient of variation of 0.05 stay with the base.
func (v *Values) Split(shocks []Shock, on time.Time) Split { return v.split(shocks, on.Month()) }

func (v *Values) split(shocks []Shock, m time.Month) Split {
	s := Split{Minutes: v.Minutes.V, SD: v.SD.V, Scale: 1}
	mean, variance := 0.0, 0.0
	for i := range shocks {
		p := shocks[i].in(m)
		mean += p * shocks[i].DelayMin.V
		variance += shocks[i].variance(p)
	}
	if mean <= 0 || v.Minutes.V <= 0 {
		return s
	}
	s.Scale = math.Min(1, (1-baseLeast)*v.Minutes.V/mean)
	least := baseCVLeast * v.Minutes.V
	if room := v.SD.V*v.SD.V - least*least; variance > 0 && s.Scale*s.Scale*variance > room {
		s.Scale = math.Sqrt(math.Max(0, room) / variance)
	}
	s.Minutes = v.Minutes.V - s.Scale*mean
	s.SD = math.Sqrt(math.Max(0, v.SD.V*v.SD.V-s.Scale*s.Scale*variance))
	for i := range shocks {
		if p := shocks[i].in(m); p > 0 && s.Scale > 0 {
			s.Shocks = append(s.Shocks, OnLeg{shocks[i].Key(), shocks[i].Name, p, s.Scale * shocks[i].DelayMin.V, s.Scale * shocks[i].SDMin.V})
		}
	}
	return s
}

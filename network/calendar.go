package network

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// OpeningHours says when a crossing takes cargo, or a place loads and unloads it. What comes outside waits until it opens.
type OpeningHours struct {
	Subject string   `json:"subject"` // crossing or location
	Place   string   `json:"place"`   // location whose local time counts
	Weekly  [][2]int `json:"weekly"`  // minutes of the local week from Monday 00:00, rising, apart; the end is outside
	Closed  []Closed `json:"closed,omitempty"`
	Figures []string `json:"figures,omitempty"`
	Source  string   `json:"source"`
}

// Closed is a span of whole local days on which nothing is taken, the last day included: of one year, or of every year where
// Year is 0. A span of every year may run over its end.
type Closed struct {
	Year                               int
	FromMonth, FromDay, ToMonth, ToDay int
}

// Hours gives the opening hours of a crossing or location; ok is false where it is always open.
func (n *Network) Hours(subject string) (*OpeningHours, bool) {
	h, ok := n.hours[subject]
	return h, ok
}

// Spans are the closed spans from the start of the year before a date to the end of the third after it, in UTC with the
// zone's own offsets, rising.
func (h *OpeningHours) Spans(zone *time.Location, on time.Time) [][2]time.Time {
	var out [][2]time.Time
	for year := on.Year() - 1; year <= on.Year()+3; year++ {
		for _, c := range h.Closed {
			if c.Year != 0 && c.Year != year {
				continue
			}
			last := year
			if c.ToMonth < c.FromMonth {
				last++
			}
			from := time.Date(year, time.Month(c.FromMonth), c.FromDay, 0, 0, 0, 0, zone)
			to := time.Date(last, time.Month(c.ToMonth), c.ToDay+1, 0, 0, 0, 0, zone)
			out = append(out, [2]time.Time{from.UTC(), to.UTC()})
		}
	}
	slices.SortFunc(out, func(a, b [2]time.Time) int { return a[0].Compare(b[0]) })
	return out
}

var (
	yearlyForm = regexp.MustCompile(`^\d\d-\d\d$`)
	windowForm = regexp.MustCompile(`^([A-Z][a-z]{2})(?:-([A-Z][a-z]{2}))? (\d\d:\d\d)-(\d\d:\d\d)$`)
)

func (t *tables) loadHours(tab *table) {
	t.hours = map[string]*OpeningHours{}
	tab.each(func(r row) {
		h := &OpeningHours{Subject: r.need("subject"), Place: r.need("place"), Source: r.need("source"), Figures: r.list("figures")}
		c, at := t.crossing[h.Subject], t.location[h.Place]
		switch {
		case c == nil && t.location[h.Subject] == nil:
			r.bad("subject", "subject: a crossing or location")
		case at == nil || c != nil && h.Place != c.From && h.Place != c.To || c == nil && h.Place != h.Subject:
			r.bad("place", "place: a side of the crossing, or the location itself")
		}
		h.Weekly = windows(r)
		h.Closed = closedDays(r)
		for _, id := range h.Figures {
			if t.figure[id] == nil {
				r.bad("figures", "figures: ids of figures.csv separated by semicolons")
			}
		}
		if !taken(r, t.hours, "subject", h.Subject) {
			t.hours[h.Subject] = h
		}
	})
}

// windows reads "Mon-Fri 09:00-18:00;Sat 09:00-12:00"; empty is always open.
func windows(r row) [][2]int {
	var out [][2]int
	for _, item := range r.list("open") {
		m := windowForm.FindStringSubmatch(item)
		if m == nil {
			r.bad("open", "open: like Mon-Fri 09:00-18:00;Sat 09:00-12:00, or empty where only the closed days matter")
			return nil
		}
		first, last := slices.Index(weekdays, m[1]), slices.Index(weekdays, m[2])
		if m[2] == "" {
			last = first
		}
		from, ok := clock(m[3])
		to, ok2 := clock(m[4])
		if first < 0 || last < 0 || !ok || !ok2 || to <= from {
			r.bad("open", "open: days Mon to Sun and rising times")
			return nil
		}
		for d := first; ; d = (d + 1) % 7 {
			monday := (d + 6) % 7 * 24 * 60
			out = append(out, [2]int{monday + from, monday + to})
			if d == last {
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	for i := 1; i < len(out); i++ {
		if out[i][0] < out[i-1][1] {
			r.bad("open", "open: windows that do not overlap")
			return nil
		}
	}
	return join(out)
}

// join makes one window of windows that touch.
func join(w [][2]int) [][2]int {
	var out [][2]int
	for _, x := range w {
		if k := len(out) - 1; k >= 0 && out[k][1] == x[0] {
			out[k][1] = x[1]
		} else {
			out = append(out, x)
		}
	}
	return out
}

// closedDays reads "10-01/10-03;2026-02-16/2026-02-20;01-01".
func closedDays(r row) []Closed {
	var out []Closed
	bad := func() []Closed {
		r.bad("closed", "closed: days or spans, of every year like 12-01/03-31 or of one like 2026-02-16/2026-02-20, at most %d", closedMax)
		return nil
	}
	for _, item := range r.list("closed") {
		a, b, span := strings.Cut(item, "/")
		if !span {
			b = a
		}
		yearly := yearlyForm.MatchString(a)
		if yearly != yearlyForm.MatchString(b) || len(out) == closedMax {
			return bad()
		}
		if yearly {
			a, b = "2024-"+a, "2024-"+b // a leap year, so that 02-29 can be said
		}
		from, err := time.Parse(time.DateOnly, a)
		to, err2 := time.Parse(time.DateOnly, b)
		if err != nil || err2 != nil || !yearly && (to.Before(from) || to.Year() != from.Year()) {
			return bad()
		}
		c := Closed{from.Year(), int(from.Month()), from.Day(), int(to.Month()), to.Day()}
		if yearly {
			c.Year = 0
			if days := to.Sub(from).Hours()/24 + 1; days > 300 || days <= 0 && c.FromMonth == c.ToMonth {
				return bad()
			}
		}
		out = append(out, c)
	}
	return out
}

package filing

import (
	"math"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// RailSection is the part of a contract of carriage by rail between two borders, or a crossing by ferry: one carrier carries it.
// The goods pass to the next carrier at the station of entry of its country; that is assumed, as the railways agree upon it
// border by border.
type RailSection struct {
	Countries []string   `json:"countries"` // one by rail, the two ends of a ferry
	From      plan.Place `json:"from"`
	To        plan.Place `json:"to"`
	Km        int        `json:"km"`      // by the plan, not a tariff distance
	Law       string     `json:"law"`     // smgs or cim
	GaugeMm   int        `json:"gaugeMm"` // of the railway where the section begins; a ferry: of both its ports, 0 where they differ
	Ferry     bool       `json:"ferry"`
}

// RailSections cuts a contract of kind smgs, cim or cim-smgs by country and ferry. Gauge gives that of a place in millimetres, 0
// where it has no railway. A change of gauge inside a country is an error: the plan does not say who carries on.
func RailSections(j plan.Journey, c Contract, gauge func(code string) int) ([]RailSection, error) {
	if c.Law == "" || c.FirstLeg < 0 || c.LastLeg >= len(j.Legs) || c.FirstLeg > c.LastLeg {
		return nil, fault.New(fault.BadField, "contract %s is no contract of carriage by rail over the legs of the journey", c.ID).At("/carriage/%s", c.ID)
	}
	var out []RailSection
	for i := c.FirstLeg; i <= c.LastLeg; i++ {
		leg := j.Legs[i]
		if leg.Kind != plan.Move && leg.Kind != plan.Border {
			continue
		}
		law := c.Law
		if c.LawAfter != "" && i >= c.ChangeLeg {
			law = c.LawAfter
		}
		n, ferry := len(out), leg.Mode == network.Ferry
		if n == 0 || ferry || out[n-1].Ferry || out[n-1].Law != law || out[n-1].To.Country != out[n-1].From.Country {
			out = append(out, RailSection{From: leg.From, Law: law, GaugeMm: gauge(leg.From.Code), Ferry: ferry})
			n++
		}
		s := &out[n-1]
		s.To, s.Km = leg.To, s.Km+int(math.Round(leg.Km))
	}
	return out, settleSections(out, gauge)
}

// settleSections names the countries and finds what no carrier could carry.
func settleSections(sections []RailSection, gauge func(string) int) error {
	var wrong fault.List
	for i := range sections {
		s := &sections[i]
		s.Countries = []string{s.From.Country}
		switch {
		case s.Ferry:
			s.Countries = append(s.Countries, s.To.Country)
			if gauge(s.To.Code) != s.GaugeMm {
				s.GaugeMm = 0
			}
		case s.GaugeMm == 0:
			wrong = append(wrong, fault.New(fault.BadField, "the gauge at %s is not known", s.From.Name).At("/sections/%d/gaugeMm", i))
		case s.To.Country == s.From.Country && gauge(s.To.Code) != s.GaugeMm:
			wrong = append(wrong, fault.New(fault.BadField, "the gauge changes between %s and %s", s.From.Name, s.To.Name).At("/sections/%d", i).Want("a change of gauge at a border"))
		}
		for k := range i {
			if t := sections[k]; strings.Join(t.Countries, "-") == strings.Join(s.Countries, "-") {
				wrong = append(wrong, fault.New(fault.BadField, "the railway of %s carries two sections", s.From.Country).At("/sections/%d", i).Want("a route that passes a country once"))
			}
		}
	}
	return wrong.OrNil()
}

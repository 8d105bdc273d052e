package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/unit"
)

// WayView is the journey of a movement: for the map, and leg by leg. First and Last are the legs under the movement's regime.
type WayView struct {
	ID, Corridor string
	Map          mapData
	Messages     json.RawMessage
	Legs         []WayLeg
}

// WayLeg is one leg of the way; Under is true of those that the movement covers.
type WayLeg struct {
	Icon, Title, What string
	Km                float64
	Under             bool
}

// Way prepares the journey of a movement whose legs first to last, inclusive, are under it; nil where no journey is known.
func (s *Site) Way(v Visit, j *plan.Journey, first, last int) *WayView {
	if j == nil {
		return nil
	}
	t := s.tongue(v)
	out := &WayView{ID: j.ID, Corridor: t.corridor(j.CorridorID, j.Corridor), Messages: s.texts[t.lang]}
	shown := &JourneyView{Journey: *j, N: 1, Class: s.corridorClass(j)}
	out.Map = s.newMapData(t, PlannerPage{}, nil)
	out.Map.Page = "/"
	if v.Address != nil {
		out.Map.Page = v.Address.RequestURI()
	}
	out.Map.Journeys = append(out.Map.Journeys, newMapJourney(t, shown))
	for i, l := range j.Legs {
		x := s.legView(t, Form{}, l)
		out.Legs = append(out.Legs, WayLeg{Icon: x.Icon, Title: x.Title, What: x.What, Km: l.Km, Under: first <= i && i <= last})
	}
	return out
}

// officerFuncs are what the templates of officers, supervisors and trainees call beside those of every page.
func officerFuncs(t *tongue) template.FuncMap {
	return template.FuncMap{
		"iso":      func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"span":     t.span,
		"count":    func(n int) string { return t.whole(float64(n)) },
		"kilos":    func(m unit.Kg) string { return t.mass(m) + "\u00a0kg" },
		"fixed":    t.fixed,
		"segment":  url.PathEscape,
		"spot":     t.spot,
		"means":    t.means,
		"has":      func(key string) bool { return t.known(key) },
		"lesser":   func(n int64) bool { return n < 0 },
		"office":   t.office,
		"incident": desk.IncidentReason,
		"laneWhy":  func(rule string) string { return t.say("lane." + strings.TrimPrefix(rule, "lane.")) },
		"inc":      func(n int) int { return n + 1 },
		"part":     func(n, of int) float64 { return float64(n) / float64(max(of, 1)) },
	}
}

// span is a time in minutes in days, hours and minutes: two of them at the most.
func (t *tongue) span(minutes int64) string {
	if minutes < 0 {
		minutes = -minutes
	}
	d, h, m := int(minutes/1440), int(minutes/60%24), int(minutes%60)
	switch {
	case d > 0:
		return t.say("officer.span.days", "d", d, "h", h)
	case h > 0:
		return t.say("officer.span.hours", "h", h, "m", m)
	}
	return t.say("officer.span.minutes", "m", m)
}

// office names a customs office: its name and code with the country's.
func (t *tongue) office(o transit.Office) string {
	if o.Code == "" {
		return ""
	}
	if o.Name == "" {
		return fmt.Sprintf("%s %s", o.Country, o.Code)
	}
	return fmt.Sprintf("%s (%s %s)", o.Name, o.Country, o.Code)
}

// spot is the name of a place by its code, or the code where there is none.
func (t *tongue) spot(code string) string {
	for _, names := range []map[string]string{t.names, t.plain} {
		if n, ok := names[code]; ok {
			return n
		}
	}
	return code
}

// means names a means of transport: what is known of vehicle, wagons, voyage and flag.
func (t *tongue) means(x consignment.Transport) string {
	parts := []string{strings.TrimSpace(x.ID + " " + x.Trailer), strings.Join(x.Wagons, ", "), x.Voyage}
	if x.Flag != "" {
		parts = append(parts, t.country(x.Flag))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

package filing

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// highSeas is the country of waypoints outside every territory.
const highSeas = "XZ"

// waypoint is the kind of a place that ships pass without calling.
const waypoint = "waypoint"

// visit is one country on the way: the legs inside it, with the land borders at its ends.
type visit struct {
	country         string
	first, last     int // legs, inclusive; a land border belongs to both sides
	in, out         plan.Place
	inMode, outMode network.Mode // how the goods come and go; "" at the ends of the journey
	modes           []network.Mode
	km              float64
}

// stay is one customs territory on the way: one country, or several members of one union.
type stay struct {
	block  string // "EAEU", "EU" or the country
	visits []visit
}

func water(m network.Mode) bool { return m == network.Sea || m == network.Ferry }

func (v *visit) add(leg plan.Leg) {
	if leg.Kind == plan.Move {
		v.modes = append(v.modes, leg.Mode)
		v.km += leg.Km
	}
}

// inland reports whether the goods move overland or by air within the country.
func (v *visit) inland() bool {
	return slices.ContainsFunc(v.modes, func(m network.Mode) bool { return !water(m) })
}

// visits cuts a journey by country. Waypoints and places merely passed at sea are no visits.
func visits(legs []plan.Leg) []visit {
	var out []visit
	cur := visit{country: legs[0].From.Country, first: 0, in: legs[0].From}
	for i, leg := range legs {
		from, to := leg.From.Country, leg.To.Country
		if from == to {
			if from == cur.country {
				cur.add(leg)
			}
			continue
		}
		land := leg.Mode == network.Rail || leg.Mode == network.Road
		cur.out, cur.outMode, cur.last = leg.From, leg.Mode, i-1
		next := visit{country: to, first: i + 1, in: leg.To, inMode: leg.Mode}
		if land {
			cur.last, next.first = i, i
			cur.km += leg.Km
		}
		out = keep(out, cur, legs)
		cur = next
	}
	cur.out, cur.last = legs[len(legs)-1].To, len(legs)-1
	return keep(out, cur, legs)
}

// keep adds a visit unless the goods only pass at sea: no leg lies in the country. Waypoints at its ends are cut off.
func keep(list []visit, v visit, legs []plan.Leg) []visit {
	for v.first <= v.last && v.in.Kind == waypoint && water(legs[v.first].Mode) {
		v.in = legs[v.first].To
		v.first++
	}
	for v.first <= v.last && v.out.Kind == waypoint && water(legs[v.last].Mode) {
		v.out = legs[v.last].From
		v.last--
	}
	if v.country == highSeas || v.last < v.first {
		return list
	}
	return append(list, v)
}

// stays joins visits of one customs territory. Members of the EAEU stay joined over water too (Art. 142 of its Code);
// members of the EU only over land or by air, because goods that leave a Union port are in temporary storage again.
func stays(list []visit, on time.Time, ref *reference.Data) []stay {
	var out []stay
	for _, v := range list {
		block := v.country
		if union, _, ok := ref.Union(v.country, on); ok {
			block = union
		}
		if n := len(out); n > 0 && out[n-1].block == block && block != v.country && (block == "EAEU" || !water(v.inMode)) {
			out[n-1].visits = append(out[n-1].visits, v)
			continue
		}
		out = append(out, stay{block, []visit{v}})
	}
	return out
}

func (s *stay) head() *visit { return &s.visits[0] }
func (s *stay) tail() *visit { return &s.visits[len(s.visits)-1] }

func (s *stay) countries() []string {
	var out []string
	for _, v := range s.visits {
		if len(out) == 0 || out[len(out)-1] != v.country {
			out = append(out, v.country)
		}
	}
	return out
}

func (s *stay) km() float64 {
	var km float64
	for _, v := range s.visits {
		km += v.km
	}
	return km
}

func (s *stay) inland() bool {
	return len(s.visits) > 1 || slices.ContainsFunc(s.visits, func(v visit) bool { return v.inland() })
}

// mode is the mode that decides the procedure: road where any part goes by road, rail where the rest goes by rail and
// rail ferry, else how the goods came or go.
func (s *stay) mode() network.Mode {
	var all []network.Mode
	for _, v := range s.visits {
		all = append(all, v.modes...)
	}
	for _, m := range []network.Mode{network.Road, network.Rail, network.Air} {
		if slices.Contains(all, m) {
			return m
		}
	}
	if m := s.head().inMode; m != "" {
		return m
	}
	return s.tail().outMode
}

// storage reports whether goods only change ships, or aircraft, and so stay in temporary storage.
func (s *stay) storage() bool {
	in, out := s.head().inMode, s.tail().outMode
	if s.inland() || in == "" || out == "" {
		return false
	}
	return water(in) && water(out) || in == network.Air && out == network.Air
}

// territories are the codes under which the reference data may know a stay, the country that registers first.
func (s *stay) territories() []string {
	t := []string{s.head().country}
	if s.block != t[0] {
		t = append(t, s.block)
	}
	return t
}

// landBefore reports whether the goods came over a land border.
func (s *stay) landBefore() bool {
	m := s.head().inMode
	return m == network.Rail || m == network.Road
}

// route names the places where the means of transport or the country changes.
func route(legs []plan.Leg) []string {
	names := []string{legs[0].From.Name}
	for i, leg := range legs {
		last := i == len(legs)-1
		change := leg.Kind == plan.Transfer || leg.Kind == plan.Border || leg.From.Country != leg.To.Country
		for _, p := range []plan.Place{leg.From, leg.To} {
			if (change || last && p == leg.To) && p.Kind != waypoint && p.Name != names[len(names)-1] {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// arrow joins names for people.
func arrow(names []string) string { return strings.Join(names, " → ") }

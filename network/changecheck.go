package network

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// The quantities that each kind of subject has, status apart.
var (
	linkQuantities     = []string{QDistance, QMinutes, QSD, QUSD, QGPerTKm, QGPerTEU, QElectric, QPerWeek, QVessels, QOffered}
	crossingQuantities = []string{QDistance, QMinutes, QSD, QUSD, QGPerTKm, QGPerTEU, QArrivals, QCapacity, QProcedure, QInspection, QGauge, QWagons}
	transferQuantities = []string{QMinutes, QSD, QUSD, QGPerTEU}
)

// changeMax bounds a value that a change sets or adds: above every figure of the tables, below what would overflow a sum.
const changeMax = 1e7

// CheckChange says what is wrong with a change for this network: an unknown subject, with what was perhaps meant, a quantity that
// the subject does not have, or a value out of range. It is nil for a change that can act.
func (n *Network) CheckChange(c Change) *fault.Error {
	quantities, status := n.quantitiesOf(c.Subject)
	switch {
	case quantities == nil:
		return fault.New(fault.BadField, "the network has no %q", c.Subject).Want("a link, crossing, transfer, class, chokepoint or grid:COUNTRY").Among(n.nearestSubjects(c.Subject)...)
	case c.Op == Close || c.Op == Open:
		if c.Quantity != QStatus || !status {
			return fault.New(fault.BadField, "%s cannot be closed or opened", c.Subject).Want("a whole link, a crossing or a chokepoint")
		}
		return nil
	case c.Op != Set && c.Op != Scale && c.Op != Add:
		return fault.New(fault.BadField, "a change cannot %q", c.Op).Want("set, scale, add, close or open")
	case !slices.Contains(quantities, c.Quantity):
		return fault.New(fault.BadField, "%s has no quantity %q", c.Subject, c.Quantity).Want("%s", strings.Join(quantities, ", "))
	}
	return c.checkValue()
}

// checkValue holds values in ranges in which a network still makes sense.
func (c *Change) checkValue() *fault.Error {
	bad := func(want string) *fault.Error {
		return fault.New(fault.BadField, "%s of %s cannot be %s %g", c.Quantity, c.Subject, c.Op, c.Value).Want("%s", want)
	}
	v := c.Value
	share := c.Quantity == QInspection || c.Quantity == QWagons || c.Quantity == QElectric
	positive := c.Quantity == "kmh" || c.Quantity == QCapacity || c.Quantity == QPerWeek || c.Quantity == "circuity"
	switch {
	case math.IsNaN(v) || math.Abs(v) > changeMax:
		return bad(fmt.Sprintf("a number of at most %g", changeMax))
	case c.Op == Add && positive && v < 0:
		return bad("a number of 0 or more to add; scale to lower it")
	case c.Op != Add && v < 0:
		return bad("a number of 0 or more")
	case c.Op != Add && positive && v == 0:
		return bad("a number above 0; close the link or crossing to take it out")
	case c.Op == Set && share && v > 1:
		return bad("a share from 0 to 1")
	}
	return nil
}

// quantitiesOf gives the quantities of a subject and whether it has a status; nil for what the network does not know.
func (n *Network) quantitiesOf(subject string) (quantities []string, status bool) {
	if cl := n.class[subject]; cl != nil {
		return append(slices.Sorted(maps.Keys(cl.Values)), n.timeQuantities(cl)...), false
	}
	if n.link[subject] != nil || n.isChokepoint(subject) {
		return linkQuantities, true
	}
	if n.crossing[subject] != nil {
		return crossingQuantities, true
	}
	if country, ok := strings.CutPrefix(subject, "grid:"); ok {
		if slices.ContainsFunc(n.locations, func(l Location) bool { return l.Country == country }) {
			return []string{QGPerKWh}, false
		}
		return nil, false
	}
	if strings.HasPrefix(subject, "transfer:") {
		if n.knows(subject) {
			return transferQuantities, false
		}
		return nil, false
	}
	i := strings.LastIndexByte(subject, ':')
	if i < 0 {
		return nil, false
	}
	base, end := subject[:i], subject[i+1:]
	if l := n.link[base]; l != nil && (end == l.From || end == l.To) {
		return linkQuantities, false
	}
	if c := n.crossing[base]; c != nil && (end == c.From || end == c.To) {
		return crossingQuantities, false
	}
	return nil, false
}

// isChokepoint reports whether some link passes through what a word names.
func (n *Network) isChokepoint(word string) bool {
	if n.waypoints[word] != nil {
		return true
	}
	return slices.ContainsFunc(n.links, func(l Link) bool { return slices.Contains(l.Through, word) })
}

// nearestSubjects gives the links, crossings, classes and chokepoints whose names are closest to a text, the best first.
func (n *Network) nearestSubjects(text string) []string {
	type hit struct {
		name  string
		score int
	}
	var hits []hit
	q := Fold(text)
	if len(q) > maxQuery {
		return nil
	}
	note := func(name string) {
		f := Fold(name)
		score := 10 * editDistance(q, f)
		if len(q) >= 3 && strings.Contains(f, q) {
			score = min(score, 5+len(f)-len(q))
		}
		if score <= 10*max(2, len(q)/3) {
			hits = append(hits, hit{name, score})
		}
	}
	for i := range n.links {
		note(n.links[i].ID)
	}
	for i := range n.crossings {
		note(n.crossings[i].ID)
	}
	for i := range n.classes {
		note(n.classes[i].ID)
	}
	for w := range n.waypoints {
		note(w)
	}
	for i := range n.locations {
		note("transfer:" + n.locations[i].Code)
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(a.score-b.score, strings.Compare(a.name, b.name)) })
	var out []string
	for _, h := range hits[:min(len(hits), maxCandidates)] {
		out = append(out, h.name)
	}
	return out
}

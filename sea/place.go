package sea

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// End is one end of a way: a port or a position, and where it joins the lanes.
type End struct {
	Code  string  `json:"code,omitempty"`
	Name  string  `json:"name"`
	At    Point   `json:"-"`
	OffKm float64 `json:"offKm"` // from the position to the lane

	lane int32 // -1: joined at a node
	node int32
	foot Point // on the lane
}

// Place finds an end of a way: a port of the network by any of its names (see [network.Network.Resolve]), one of our own
// ports by code or name, or "lat,lon" in degrees.
//
// It fails with [fault.UnknownPlace] for what is no port or is too far from every lane, and says how far.
func (l *Lanes) Place(n *network.Network, text string) (End, error) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > maxText {
		return End{}, fault.New(fault.Limit, "the name of the port is too long").Want("at most %d characters", maxText)
	}
	if at, ok, err := position(text); err != nil {
		return End{}, err
	} else if ok {
		return l.at(End{Name: text, At: at}, pointKm)
	}
	for _, p := range l.Ports {
		if strings.EqualFold(p.Code, text) || network.Fold(p.Name) == network.Fold(text) {
			if loc, ok := n.Location(p.Code); !ok || loc.Kind != "port" {
				return l.at(End{Code: p.Code, Name: p.Name, At: p.At}, portKm)
			}
		}
	}
	loc, err := n.Resolve(text)
	if fault.CodeOf(err) == fault.Ambiguous {
		if port := onlyPort(n, text); port != nil {
			return l.Port(port)
		}
	}
	if err != nil {
		return End{}, err
	}
	return l.Port(loc)
}

// onlyPort is the one port of several places of that name; nil where there is none or more than one.
func onlyPort(n *network.Network, text string) *network.Location {
	var only *network.Location
	for _, loc := range n.Locations() {
		named := slices.ContainsFunc(append(slices.Clone(loc.Aliases), loc.Name), func(s string) bool { return network.Fold(s) == network.Fold(text) })
		if loc.Kind == "port" && named {
			if only != nil {
				return nil
			}
			only = &loc
		}
	}
	return only
}

// Port joins a location of the network to the lanes.
func (l *Lanes) Port(loc *network.Location) (End, error) {
	at := Point{loc.Lat, loc.Lon}
	if loc.Kind != "port" {
		e := fault.New(fault.UnknownPlace, "%s is no port but a %s", loc.Label(), loc.Kind).Want(`a port, or a position at sea as "lat,lon"`)
		if p := l.nearestPort(at); p != nil {
			e = e.Mend("the nearest port known to the lanes is %s (%s), %.0f km", p.Name, p.ID, Km(at, p.At))
		}
		return End{}, e
	}
	return l.at(End{Code: loc.Code, Name: loc.Name, At: at}, portKm)
}

// nearestPort is the nearest node that stands for a port: its id is a UN/LOCODE.
func (l *Lanes) nearestPort(at Point) *Node {
	var best *Node
	for i := range l.Nodes {
		n := &l.Nodes[i]
		if len(n.ID) == 5 && n.ID == strings.ToUpper(n.ID) && (best == nil || Km(at, n.At) < Km(at, best.At)) {
			best = n
		}
	}
	return best
}

// at joins an end to the node of its code, else to the nearest point of a lane within reach.
func (l *Lanes) at(e End, reach float64) (End, error) {
	if i, ok := l.node[e.Code]; ok && e.Code != "" && Km(e.At, l.Nodes[i].At) <= reach {
		e.lane, e.node, e.OffKm = -1, i, Km(e.At, l.Nodes[i].At)
		return e, nil
	}
	e.OffKm = math.Inf(1)
	for i := range l.Lanes {
		a := &l.Lanes[i]
		p, q := l.Nodes[a.From].At, l.Nodes[a.To].At
		if math.Min(math.Abs(p.Lat-e.At.Lat), math.Abs(q.Lat-e.At.Lat))*earthKm*rad > e.OffKm+a.Km {
			continue
		}
		foot := Nearest(e.At, p, q)
		if d := Km(e.At, foot); d < e.OffKm {
			e.OffKm, e.lane, e.foot = d, int32(i), foot
		}
	}
	if e.OffKm > reach {
		name := l.Lanes[e.lane].Name
		return End{}, fault.New(fault.UnknownPlace, "%s lies %.0f km from the nearest sea lane (%s)", e.Name, e.OffKm, name).
			Want("a port or a position within %.0f km of a lane", reach).Mend("name a port, or a position at sea nearer to where ships pass")
	}
	return e, nil
}

// position reads "lat,lon"; ok is false where the text is not of that form.
func position(text string) (Point, bool, error) {
	a, b, found := strings.Cut(text, ",")
	if !found {
		return Point{}, false, nil
	}
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	if err1 != nil || err2 != nil {
		return Point{}, false, nil
	}
	if !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180) {
		return Point{}, true, fault.New(fault.Usage, "%q is no position", text).Want("latitude -90 to 90, longitude -180 to 180, in degrees")
	}
	return Point{lat, lon}, true, nil
}

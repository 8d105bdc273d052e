package server

import (
	"sort"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/scenario"
	"github.com/kairo-corridor/kairo/web"
)

// networkView is the network as the API tells it: what a map needs.
type networkView struct {
	Locations []network.Location `json:"locations" nullable:"false"`
	Links     []linkView         `json:"links" nullable:"false"`
	Crossings []crossingView     `json:"crossings" nullable:"false"`
	Corridors []network.Corridor `json:"corridors" nullable:"false"`
}

// linkView is a link with its ends and its course.
type linkView struct {
	ID       string       `json:"id"`
	From     string       `json:"from" doc:"Code of a location"`
	To       string       `json:"to" doc:"Code of a location"`
	Mode     network.Mode `json:"mode"`
	Corridor string       `json:"corridor" doc:"Id of a corridor, or empty for common feeders"`
	Status   string       `json:"status" enum:"open,limited,suspended"`
	Service  string       `json:"service,omitempty"`
	Through  []string     `json:"through,omitempty" nullable:"false"`
	Points   [][2]float64 `json:"points" nullable:"false" doc:"Latitude and longitude of its course, both ends included"`
}

// crossingView is a border crossing with its ends.
type crossingView struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	From     string       `json:"from" doc:"Code of a location"`
	To       string       `json:"to" doc:"Code of a location"`
	Mode     network.Mode `json:"mode"`
	Gauge    bool         `json:"gauge" doc:"The rail gauge changes here"`
	Corridor string       `json:"corridor"`
	Status   string       `json:"status" enum:"open,limited,suspended"`
}

func newNetworkView(n *network.Network) networkView {
	v := networkView{Locations: n.Locations(), Corridors: n.Corridors(), Links: []linkView{}, Crossings: []crossingView{}}
	links := n.Links()
	for i := range links {
		l := &links[i]
		v.Links = append(v.Links, linkView{l.ID, l.From, l.To, l.Mode, l.Corridor, l.Status, l.Service, l.Through, n.ShapeOf(l)})
	}
	for _, c := range n.Crossings() {
		v.Crossings = append(v.Crossings, crossingView{c.ID, c.Name, c.From, c.To, c.Mode, c.Gauge, c.Corridor, c.Status})
	}
	return v
}

// siteOptions tells the pages what they need of the network.
func siteOptions(n *network.Network, r network.Report, version string) web.Options {
	opt := web.Options{Version: version, Topics: topics(n.Programme()), Chokepoints: chokepoints(n), Scenarios: scenario.Builtin(), Summary: summary(n, r)}
	for _, c := range n.Corridors() {
		opt.Corridors = append(opt.Corridors, web.Corridor{ID: c.ID, Name: c.Name, Colour: c.Colour, Description: c.Description})
	}
	locs := n.Locations()
	for i := range locs {
		l := &locs[i]
		if l.Kind != "waypoint" {
			opt.Places = append(opt.Places, web.Place{Code: l.Code, Country: l.Country, Name: l.Name, Ask: askFor(n, l), Aliases: l.Aliases})
		}
	}
	return opt
}

// chokepoints are the passages that can be avoided, by the name of their waypoint where there is one.
func chokepoints(n *network.Network) []web.Choice {
	var out []web.Choice
	for t := range n.Names().Chokepoints {
		name := strings.ReplaceAll(t, "-", " ")
		if l, ok := n.Waypoint(t); ok {
			name = l.Name
		}
		out = append(out, web.Choice{Value: t, Text: strings.ToUpper(name[:1]) + name[1:]})
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Text < out[k].Text })
	return out
}

// summary counts the network and what its values rest on.
func summary(n *network.Network, r network.Report) web.Summary {
	s := web.Summary{Locations: r.Counts["locations"], Links: r.Counts["links"], Crossings: r.Counts["crossings"], Figures: r.Counts["figures"]}
	sourced, values := 0, 0
	for _, c := range r.ByCorridor {
		row := web.NamedShare{ID: c.Name, Name: c.Name, Arcs: c.Arcs, Values: c.Values, Sourced: c.Sourced + c.Observed, Factor: c.Factor, Estimate: c.Estimate, Share: c.Share}
		if k, ok := n.Corridor(c.Name); ok {
			row.Name, row.Description = k.Name, k.Description
		} else {
			row.ID, row.Name, row.Description = "common", "Common links", "Feeders and links that several corridors share."
		}
		sourced += row.Sourced
		values += row.Values
		s.Shares = append(s.Shares, row)
	}
	if values > 0 {
		s.SourcedShare = float64(sourced) / float64(values)
	}
	return s
}

// topicNames are the headings of the programme's topics.
var topicNames = map[string]string{
	"corridor": "Corridors", "energy": "Energy and climate", "dialogue": "Dialogue", "aid": "Aid and projects",
	"minerals": "Minerals", "security": "Security", "people": "People",
}

// topics groups the programme's figures in the order in which their topics first appear.
func topics(figures []network.ProgrammeFigure) []web.Topic {
	var out []web.Topic
	at := map[string]int{}
	for _, f := range figures {
		i, ok := at[f.Topic]
		if !ok {
			i = len(out)
			at[f.Topic] = i
			name := topicNames[f.Topic]
			if name == "" {
				name = f.Topic
			}
			out = append(out, web.Topic{ID: f.Topic, Name: name})
		}
		out[i].Figures = append(out[i].Figures, web.ProgrammeFigure{Subject: f.Subject, Metric: f.Metric, Value: f.Value, Unit: f.Unit, Year: f.Year, Note: f.Note, Source: f.Source})
	}
	return out
}

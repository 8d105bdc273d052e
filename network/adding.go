package network

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kairo-corridor/kairo/fault"
)

// Row is one row of a table by column, with the line it stands in for errors. Columns left out are empty.
type Row struct {
	Line    int               `json:"-"`
	Columns map[string]string `json:"columns"`
}

// Addition is what [Network.Adding] adds: rows of the tables by their columns, as docs/formats/network.md describes them.
type Addition struct {
	Name      string `json:"-"` // for errors, whose path is "name:line"
	Locations []Row  `json:"locations,omitempty"`
	Links     []Row  `json:"links,omitempty"`
	Crossings []Row  `json:"crossings,omitempty"`
	Figures   []Row  `json:"figures,omitempty"` // an empty id takes the next that is free, from F9001
}

// Columns gives the columns of a table, "locations", "links", "crossings" or "figures", in order; nil for any other.
func Columns(table string) []string {
	return slices.Clone(map[string][]string{"locations": locationColumns, "links": linkColumns, "crossings": crossingColumns, "figures": figureColumns}[table])
}

// Adding gives a copy of the network with more locations, links, crossings and claims, under the same rules as the tables;
// the network itself does not change. The error is a [fault.List] of every violation.
func (n *Network) Adding(a Addition) (*Network, error) {
	t := n.tables.clone()
	var faults fault.List
	t.loadLocations(rowsTable(a.Name, locationColumns, a.Locations, &faults))
	t.loadLinks(rowsTable(a.Name, linkColumns, a.Links, &faults))
	t.loadCrossings(rowsTable(a.Name, crossingColumns, a.Crossings, &faults))
	t.loadFigures(rowsTable(a.Name, figureColumns, n.numbered(a.Figures), &faults))
	if err := faults.OrNil(); err != nil {
		return nil, err
	}
	c := *n
	c.tables = t
	for i := range t.links {
		t.distanceOf[t.links[i].ID] = shapeKm(c.ShapeOf(&t.links[i]))
	}
	t.indexNames()
	t.locations = slices.Concat(n.locations, t.locations)
	t.links = slices.Concat(n.links, t.links)
	t.crossings = slices.Concat(n.crossings, t.crossings)
	t.figures = slices.Concat(n.figures, t.figures)
	c.eras = c.erasOf(c.changed)
	return &c, nil
}

// clone copies tables and their indexes, so that rows can be added to the copy; what the rows hold is shared.
func (t *tables) clone() *tables {
	c := *t
	c.location, c.link, c.crossing, c.figure = maps.Clone(t.location), maps.Clone(t.link), maps.Clone(t.crossing), maps.Clone(t.figure)
	c.waypoints, c.distanceOf = maps.Clone(t.waypoints), maps.Clone(t.distanceOf)
	c.names = slices.Clip(t.names)
	c.claims = make(map[string][]*Figure, len(t.claims))
	for k, v := range t.claims {
		c.claims[k] = slices.Clip(v)
	}
	c.byName = make(map[string][]string, len(t.byName))
	for k, v := range t.byName {
		c.byName[k] = slices.Clip(v)
	}
	return &c
}

// rowsTable lays rows by column out as a table.
func rowsTable(name string, columns []string, rows []Row, faults *fault.List) *table {
	t := &table{name: name, header: columns, faults: faults}
	for _, r := range rows {
		fields := make([]string, len(columns))
		for i, c := range columns {
			fields[i] = r.Columns[c]
		}
		t.rows, t.lines = append(t.rows, fields), append(t.lines, r.Line)
	}
	return t
}

// numbered gives claims without an id the next that is free.
func (n *Network) numbered(rows []Row) []Row {
	out, next := make([]Row, len(rows)), 9001
	for i, r := range rows {
		if r.Columns["id"] == "" {
			for n.figure[fmt.Sprintf("F%04d", next)] != nil {
				next++
			}
			r.Columns = maps.Clone(r.Columns)
			r.Columns["id"] = fmt.Sprintf("F%04d", next)
			next++
		}
		out[i] = r
	}
	return out
}

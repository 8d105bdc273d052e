package route

import (
	"github.com/kairo-corridor/kairo/fault"
)

// checkColumns reports what is wrong with values given by criterion: their number, their length, the first out of range.
func (g *Graph) checkColumns(list fault.List, field string, columns [][]int64, length int, least, most int64) fault.List {
	if columns != nil && len(columns) != g.criteria {
		return append(list, fault.New(fault.BadField, "%d columns", len(columns)).At("%s", field).Want("%d, one a criterion", g.criteria))
	}
	for k, column := range columns {
		if column == nil {
			continue
		}
		if len(column) != length {
			list = append(list, fault.New(fault.BadField, "%d values", len(column)).At("%s[%d]", field, k).Want("%d", length))
			continue
		}
		for i, c := range column {
			if c < least || c > most {
				list = append(list, fault.New(fault.BadField, "value %d", c).At("%s[%d][%d]", field, k, i).Want("%d to %d", least, most))
				break
			}
		}
	}
	return list
}

// price makes the arcs of a search: the graph's own, or a copy with the costs that the query brings.
func (s *search) price(cost [][]int64) {
	g := s.g
	s.fore = g.fore
	for k, b := range s.back {
		b.arcs = g.back[k]
	}
	clear(s.own)
	if cost == nil {
		return
	}
	if s.priced == nil {
		s.priced = make([]int64, len(g.fore))
	}
	copy(s.priced, g.fore)
	s.fore = s.priced
	for k, column := range cost {
		if column == nil {
			continue
		}
		for i := 0; i < len(s.fore); i += g.k + 1 {
			s.fore[i+1+k] = column[high(s.fore[i])]
		}
		s.own[k] = true
		s.back[k].price(g, k, column)
	}
}

// price lays a column of costs over the arcs of a backward search.
func (b *backward) price(g *Graph, k int, column []int64) {
	if b.own == nil {
		b.own = append([]backArc(nil), g.back[k]...)
	}
	b.arcs = b.own
	most := int64(0)
	for i := range b.own {
		c := column[g.inID[i]]
		b.own[i].cost = c
		most = max(most, c)
	}
	b.widen(most)
}

// row is what is stored of an arc in this search.
func (s *search) row(slot int32) []int64 {
	i := int(slot) * (s.g.k + 1)
	return s.fore[i : i+s.g.k+1 : i+s.g.k+1]
}

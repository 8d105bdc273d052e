package sea

import "github.com/kairo-corridor/kairo/network"

// LinkQuery is the way of a sea or ferry link of the network: past the chokepoints its column through names, and past none
// of the others that the network knows as waypoints.
func (l *Lanes) LinkQuery(n *network.Network, link *network.Link) (Query, error) {
	var q Query
	for i, code := range [2]string{link.From, link.To} {
		loc, ok := n.Location(code)
		if !ok {
			continue // the network refuses such a link
		}
		e, err := l.Port(loc)
		if err != nil {
			return Query{}, err
		}
		if i == 0 {
			q.From = e
		} else {
			q.To = e
		}
	}
	named := map[string]bool{}
	for _, word := range link.Through {
		named[word] = true
	}
	for _, c := range l.Chokepoints {
		switch _, known := n.Waypoint(c.Word); {
		case named[c.Word]:
			q.Via = append(q.Via, c.Word)
		case known:
			q.Avoid = append(q.Avoid, c.Word)
		}
	}
	return q, nil
}

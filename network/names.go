package network

// NameSets are the words by which parts of the network can be named, apart from places.
type NameSets struct {
	Countries   map[string]bool // ISO 3166-1 alpha-2, in capitals
	Modes       map[Mode]bool
	Chokepoints map[string]bool // words of [Link.Through]
	Corridors   map[string]bool // ids
	Arcs        map[string]bool // ids of links and crossings
}

// Names collects the words by which countries, modes, chokepoints, corridors and arcs of the network can be named.
func (n *Network) Names() NameSets {
	s := NameSets{map[string]bool{}, map[Mode]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, l := range n.locations {
		s.Countries[l.Country] = true
	}
	for _, m := range Modes {
		s.Modes[m] = true
	}
	for i := range n.links {
		l := &n.links[i]
		s.Arcs[l.ID] = true
		for _, t := range l.Through {
			s.Chokepoints[t] = true
		}
	}
	for i := range n.crossings {
		s.Arcs[n.crossings[i].ID] = true
	}
	for _, c := range n.corridors {
		s.Corridors[c.ID] = true
	}
	return s
}

// CorridorName names a journey after a corridor. km is the journey's kilometres by corridor id of its links and crossings;
// for a corridor on which it crosses a sea there is also a positive entry "id/crossed". A corridor named after its sea
// (Caspian, Black Sea) names every journey that crosses it, and no other; then the corridor of most kilometres names it.
// Ties go to the corridor of higher precedence; "regional" where there is none.
func (n *Network) CorridorName(km map[string]float64) string {
	name, most := "regional", 0.0
	for _, c := range n.corridors { // in order of precedence
		switch {
		case seaBound[c.ID] && km[c.ID+"/crossed"] > 0:
			return c.Name
		case !seaBound[c.ID] && km[c.ID] > most:
			name, most = c.Name, km[c.ID]
		}
	}
	return name
}

// seaBound are the corridors named after the sea they cross.
var seaBound = map[string]bool{"trans-caspian": true, "black-sea": true}

// Dated reports whether values depend on the date, as they do under an overlay.
func (n *Network) Dated() bool { return len(n.overlays) > 0 }

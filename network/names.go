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

// CorridorOf names a journey after a corridor: its id and name. km is the journey's kilometres by corridor id of its links
// and crossings; for a corridor on which it crosses a sea there is also a positive entry "id/crossed". A journey that crosses
// the Caspian is Trans-Caspian; every other takes the corridor of most kilometres, and Trans-Caspian or Black Sea only if it
// crosses that sea. Ties go to the corridor of higher precedence; "regional" where there is none.
func (n *Network) CorridorOf(km map[string]float64) (id, name string) {
	id, name = "regional", "Regional"
	most := 0.0
	for _, c := range n.corridors { // in order of precedence
		crossed := km[c.ID+"/crossed"] > 0
		switch {
		case c.ID == "trans-caspian" && crossed:
			return c.ID, c.Name
		case (c.ID == "trans-caspian" || c.ID == "black-sea") && !crossed:
		case km[c.ID] > most:
			id, name, most = c.ID, c.Name, km[c.ID]
		}
	}
	return id, name
}

// Dated reports whether values depend on the date, as they do under an overlay.
func (n *Network) Dated() bool { return len(n.overlays) > 0 || len(n.changes) > 0 }

// Package sea answers how far it is by sea: the shortest way over a graph of sea lanes between Japan and Europe, with the
// chokepoints it passes.
//
//	lanes, _ := sea.Default()
//	n, _ := network.Default()
//	from, _ := lanes.Place(n, "Yokohama")
//	to, _ := lanes.Place(n, "NLRTM")
//	way, err := lanes.Search(sea.Query{From: from, To: to, Avoid: []string{"suez"}})
//	// way.Km, way.NM(), way.Through: [singapore malacca cape dover]
//
// The tables are our own rows in sea/data: nodes.csv and lanes.csv (made by sea/lanes from hand-placed waypoints),
// chokepoints.csv (a gate from shore to shore each), ports.csv (ports beyond those of the network), published.csv
// (distances others print, for [Lanes.Check]).
//
// Invariants, held by tests: no lane meets the 10m coastline of world-atlas but those that give a reason in column overland;
// a lane carries the word of a chokepoint exactly if it passes that gate; every port of the network is within 15 km of a
// lane; a way is the shortest of all, the same in both directions, and the lengths keep the triangle inequality.
//
// Lanes cover the seas from Japan and the Russian Far East to the North Sea, round the Cape of Good Hope and through Suez,
// and the Caspian, which no lane leaves. There is no crossing of the Pacific, no Panama and no Magellan: a way that avoids
// Suez goes round the Cape.
package sea

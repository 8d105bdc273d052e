package sea

// Bounds of what is read and asked.
const (
	maxRows   = 20_000 // rows of one table: several times the lanes
	maxFaults = 100    // after that a person needs another file, not more lines
	maxWords  = 32     // chokepoints: one bit of a mask each
	maxVia    = 6      // chokepoints a way must pass: the search keeps a copy of the nodes for every set of them
	portKm    = 15     // a port farther than this from every lane is not served
	pointKm   = 100    // a position farther than this from every lane is refused: the program has no coastline and cannot tell land from sea
	maxText   = 200    // characters of a place asked for
)

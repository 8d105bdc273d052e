package scenario

// Bounds of what is read and compared. Each is far above what a person writes and keeps a broken file from filling memory.
const (
	maxBytes    = 1 << 20 // of a file: some 10,000 changes
	maxChanges  = 2_000   // entries of one scenario
	maxExpanded = 100_000 // single changes after conditions are expanded: each of some 1,000 subjects a hundred times
	maxText     = 4_000   // characters of one text, as in the tables of the network
	maxDepth    = 8       // scenarios a scenario starts from, one from another
	maxFaults   = 200     // violations reported of one file
	maxPairs    = 100_000 // pairs of one comparison: every answer is kept until the end
)

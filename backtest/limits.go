package backtest

// Bounds of what is read and tried, each with its reason.
const (
	maxFileBytes  = 4 << 20 // ten thousand rows at 400 characters
	maxRows       = 10_000  // a hundred times what is published about the corridors
	maxField      = 2_000   // characters of one field
	maxViolations = 200     // after that a person needs another file, not more lines
	maxPairs      = 12      // alternatives of a region tried for one row: four hubs by three ports
	maxVia        = 12      // places a row may name on the way
)

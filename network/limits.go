package network

// Bounds of what is read. Each is far above what the corridor needs and keeps a broken or hostile file from filling memory.
const (
	maxFileBytes  = 8 << 20 // the largest table, figures.csv, is under 300 kB
	maxRows       = 50_000  // rows of one table: a thousand times a small corridor
	maxField      = 4_000   // characters of one field: a shape of some 200 points
	maxViolations = 200     // after that a person needs another file, not more lines
	maxSearch     = 100     // suggestions in one answer of Search
	maxQuery      = 200     // characters of a place name asked for: edit distance is quadratic
	maxCandidates = 8       // names offered in an error
)

// departuresMax bounds a link's weekly timetable: more than one departure in four hours from both ends is no timetable to wait for.
const departuresMax = 84

package between

import (
	"github.com/kairo-corridor/kairo/internal/xmlscan"
	"github.com/kairo-corridor/kairo/message/ncts"
)

const (
	// MaxMessageBytes is twice the largest message of the procedure (2 MiB of JSON), for the tags around its values.
	MaxMessageBytes = 4 << 20
	// MaxNodes is 999 goods items, 999 containers and 9,999 seals with what stands in them, twice over.
	MaxNodes = 60_000
	// MaxFindings is what a person can still read of one message; what follows is not searched for.
	MaxFindings = ncts.MaxFindings
	// lineBytesMax and textBytesMax are the longest name and the longest text that the procedure takes.
	lineBytesMax = 560
	textBytesMax = 2048
	// digitsMax keeps whole numbers inside those that JSON carries exactly (below 2^53).
	digitsMax = 15
)

// scanLimits bound the scanner: the groups are four levels deep.
var scanLimits = xmlscan.Limits{Depth: 16, Items: 4 * MaxNodes, Text: 16 << 10}

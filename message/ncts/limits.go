package ncts

import "github.com/kairo-corridor/kairo/internal/xmlscan"

const (
	// MaxMessageBytes is three times the largest submission that gateways of administrations are known to take (5 MB).
	MaxMessageBytes = 16 << 20
	// MaxFindings is what a person can still read of one message; what follows is not searched for.
	MaxFindings = 100
	// MaxNodes bounds the tree of a message: 1,999 goods items of some three hundred elements each.
	MaxNodes = 600_000

	// arenaBlock and textBlock bound the elements and the bytes of values that memory is taken for at once; a usual declaration
	// has some two hundred elements and a kilobyte of values.
	arenaBlock = 1024
	textBlock  = 1 << 10
	// keptNodes and keptBuffer are the largest stack of elements and the largest document whose memory serves the next message.
	keptNodes  = 512
	keptBuffer = 1 << 20
)

// scanLimits bound the scanner: the tables are seven levels deep, a value has at most 512 characters; the rest leaves room
// for a finding that can still name the place.
var scanLimits = xmlscan.Limits{Depth: 32, Items: 4 * MaxNodes, Text: 64 << 10}

package answer

import "github.com/kairo-corridor/kairo/internal/xmlscan"

const (
	// ErrorsMax is the errors that one answer of the schemas holds.
	ErrorsMax = 9999
	// pointerMax and textMax are the characters of an error pointer, and of an error text or an original value.
	pointerMax = 512
	textMax    = 512
	// identifierMax is the characters of a sender, recipient or identification.
	identifierMax = 35
	// reasonMax is the characters of an error reason.
	reasonMax = 7
	// headingTokens is where the search for the heading of a broken message ends: header, transit operation and what stands
	// between them make some forty tokens.
	headingTokens = 2_000
)

// headingLimits bound the scanner over a broken message as decoding does.
var headingLimits = xmlscan.Limits{Depth: 32, Items: headingTokens, Text: 64 << 10}

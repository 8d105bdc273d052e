package web

// Limits of what pages read and show, each with its reason.
const (
	textMax     = 120  // longest text of a form field: longer than any place name; plan reads no more
	avoidMax    = 64   // entries to avoid; plan reads no more
	compareMax  = 2    // journeys side by side: what fits one screen
	scenarioMax = 32   // scenarios named in an address: more than are built in
	figuresPage = 50   // rows of the table of figures on one page: what a person scrolls through
	acceptMax   = 1000 // bytes of Accept-Language that are read: browsers send under 100
)

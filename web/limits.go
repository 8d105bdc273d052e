package web

// Limits of what pages read and show, each with its reason.
const (
	textMax     = 120 // longest text of a form field: longer than any place name; plan reads no more
	avoidMax    = 64  // entries to avoid; plan reads no more
	figuresPage = 50  // rows of the table of figures on one page: what a person scrolls through
)

package document

// The bounds of a chart.
const (
	// SeriesMax is the number of lines a reader can tell apart by colour and dash.
	SeriesMax = 4
	// StepsMax bounds the steps of one line: a journey of a hundred legs is already beyond any corridor.
	StepsMax = 1_000
	// labelRunes is the width of a label in characters; what is longer is cut, and whole in the tooltip.
	labelRunes = 34
)

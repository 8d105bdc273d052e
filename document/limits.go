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

// The bounds of a paper.
const (
	// ElementsMax bounds the elements of a paper: 999 goods items (the most of a transit declaration) of 20 elements each.
	ElementsMax = 20_000
	// TextBytesMax bounds one text of a paper; a description of goods has at most 512 characters in customs messages.
	TextBytesMax = 65_536
	// HeadBytesMax bounds what stands in the head (title, form, reference): three such texts leave room on the first page.
	HeadBytesMax = 400
	// PaperBytesMax bounds all texts of a paper together, so that a paper is laid out within a second or two.
	PaperBytesMax = 2 << 20
	// PagesMax bounds a paper: 999 goods items of 20 boxes each take about 450 pages (as a table of six columns, 25).
	PagesMax = 500
	// BarcodeBytesMax bounds the content of a barcode: a QR code of this size still prints modules of a third of a millimetre.
	BarcodeBytesMax = 1_000
	// columnsMax is how many columns of a table can be read on A4 upright.
	columnsMax = 7
	// missingShown bounds the list of characters without a font that is printed; the result has them all.
	missingShown = 60
)

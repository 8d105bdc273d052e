package projection

// ListMax bounds a list in a document's data: a declaration holds at most 9,999 of anything.
const ListMax = 9999

// ElementsMax bounds one document: 999 goods items take about 20,000 elements; every item in every one of 999 containers would
// take a million, which no declaration holds.
const ElementsMax = 60_000

// What a printed report shows of a long list before it says how many more there are.
const (
	namesShown = 6
	boxesShown = 8
)

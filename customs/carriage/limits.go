package carriage

const (
	// SectionsMax is the sections of one route: the longest rail route of the network crosses 12 railways; room for twice that.
	SectionsMax = 24
	// SealsMax is the seals ever put on one consignment: a block train of 100 wagons, each sealed twice, replaced at five borders.
	SealsMax = 1000
	// WagonsMax is the wagons or containers of one note: a block train carries about 100 of each.
	WagonsMax = 200
	// EndorsementsMax is the customs offices that endorse one note: three for each section.
	EndorsementsMax = 3 * SectionsMax
	// ReportsMax is the commercial reports of one carriage: one for each wagon of a block train.
	ReportsMax = 200
	// ClaimsMax is the claims of one carriage: each report may lead to one, and delay and charges to others.
	ClaimsMax = 250
	// EntriesMax is the entries of one carriage: those above, and ten acts for each section.
	EntriesMax = 2000
	// WaitingMax is the entries kept that came before an earlier one: all of them.
	WaitingMax = EntriesMax
	// KmMax is the length of one section: the longest railway of the field is under 12,000 km from end to end.
	KmMax = 12_000
	// AgreedDaysMax is the longest delivery period agreed upon: a year.
	AgreedDaysMax = 366
	// TextBytesMax bounds a remark: 512 characters of free text, in UTF-8 up to four bytes each.
	TextBytesMax = 2048
	// NameBytesMax bounds a key, number, code or name: 140 characters, the longest name of the WCO Data Model, times four.
	NameBytesMax = 560
	// MessageBytesMax bounds an encoded message: a note of 24 sections, 200 wagons, and what is around them.
	MessageBytesMax = 1 << 20
)

package transit

import "time"

const (
	// GoodsMax is the goods items of one declaration: 999, the limit of NCTS (group 8) and of the TIR-EPD messages.
	GoodsMax = 999
	// PassageMax is the declared offices of passage: 99, the limit of the TIR-EPD messages; NCTS sends 9.
	PassageMax = 99
	// ContainersMax is the containers of one declaration: a block train carries about 100; room for a ship's lot.
	ContainersMax = 999
	// SealsMax is the seals of one declaration: ten a container.
	SealsMax = 9999
	// PassedMax is the passages recorded: twice the declared offices, for the actual twin of each.
	PassedMax = 2 * PassageMax
	// IncidentsMax is the incidents recorded: 9 on one consignment in NCTS, eleven times over for a journey that goes wrong.
	IncidentsMax = 99
	// PartsMax is the parts delivered before the rest: one for each container of a block train.
	PartsMax = 99
	// DistanceKmMax is the longest declared way: once round the Earth.
	DistanceKmMax = 40_000
	// GuaranteesMax is the guarantee references of one declaration: 99, the limit of NCTS.
	GuaranteesMax = 99
	// ExitMax is the declared offices of exit for transit: 9, the limit of NCTS.
	ExitMax = 9
	// TextBytesMax bounds a remark or description: 512 characters of free text in NCTS, in UTF-8 up to four bytes each.
	TextBytesMax = 2048
	// NameBytesMax bounds a key, number, code or name: 140 characters, the longest name of the WCO Data Model, times four.
	NameBytesMax = 560
	// MessageBytesMax bounds an encoded message: 999 goods items of 1 kB and what is around them.
	MessageBytesMax = 2 << 20
	// LimitDaysMax is the longest time limit: a year; the longest of the field is China's, six months and three more.
	LimitDaysMax = 366
)

const day = 24 * time.Hour

package smgs

// Limits of one note. They bound what a message may ask of memory and screens.
const (
	BytesMax     = 4 << 20 // a note of 999 goods items is about 1.5 MB
	DepthMax     = 24      // the type is eleven deep
	ListMax      = 9999    // wagons and containers of a train with its list
	TextMax      = 4096    // characters of one text
	violationMax = 200     // more than that is no note
)

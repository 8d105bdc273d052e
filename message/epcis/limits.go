package epcis

// The bounds of a document.
const (
	// BytesMax bounds the document: 64 MiB is more than [EventsMax] events of the usual size.
	BytesMax = 64 << 20
	// DepthMax bounds the nesting: EPCIS itself needs nine levels, extensions get the rest.
	DepthMax = 64
	// ValuesMax bounds the JSON values: with [BytesMax] it holds a document under half a gigabyte of memory.
	ValuesMax = 2_000_000
	// EventsMax bounds the events of one document.
	EventsMax = 100_000
	// FaultsMax bounds the violations reported; one more says that there are others.
	FaultsMax = 1_000
)

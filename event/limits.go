package event

// The bounds of what is read.
const (
	// BytesMax bounds a CSV file: 64 MiB is half a million events, a year of a busy corridor.
	BytesMax = 64 << 20
	// EventsMax bounds the rows of one file, so that a file of empty cells cannot fill the memory either.
	EventsMax = 500_000
	// FieldMax bounds one cell in bytes: identifiers of the field, URIs among them, are shorter.
	FieldMax = 512
	// FaultsMax bounds the violations reported for one file; one more row says how many were left out.
	FaultsMax = 1_000
	// YearMin and YearMax bound the time of an event: outside them a year is a slip of the pen.
	YearMin = 1990
	YearMax = 2100
)

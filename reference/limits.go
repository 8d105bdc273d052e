package reference

// Limits of one set of reference data. They keep a wrong file from filling the memory, with room for the official lists.
const (
	FileBytesMax = 16 << 20 // the largest official list of offices is about 3 MB
	RowsMax      = 200_000  // a full tariff has about 15,000 lines, a full list of offices 10,000
	ViolationMax = 200      // beyond that a file is simply not what it should be
)

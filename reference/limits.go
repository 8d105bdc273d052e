package reference

// Limits of one set of reference data. They keep a wrong file from filling the memory, with room for the official lists.
const (
	FileBytesMax = 16 << 20 // the largest official list of offices is about 3 MB
	RowsMax      = 200_000  // a full tariff has about 15,000 lines, a full list of offices 10,000
	ViolationMax = 200      // beyond that a file is simply not what it should be

	// Imports. The largest files read so far: NCTS code lists 14 MB of JSON and 167,000 entries, the UN/LOCODE of 36
	// countries 2.9 MB and 36,000 rows (of the world: about 116,000).
	ImportBytesMax   = 64 << 20 // of one file, compressed or not
	UnpackedBytesMax = 96 << 20 // of one file after decompression: stops a bomb
	ArchiveFilesMax  = 400      // files in an archive: there are 249 countries
	ImportRowsMax    = 400_000  // rows of one import, over all its files
	LineBytesMax     = 64 << 10 // one stored row: the longest text read has 700 bytes
	TextBytesMax     = 4 << 10  // one field of a row
	SearchMax        = 200      // results of one search: nobody reads more while typing
	DetectBytes      = 4 << 10  // what Detect needs to see of a file

	MinorMax = 1_000_000_000_000_000 // of a declared value, so that every sum fits 64 bits
)

package fonts

const (
	// FaceBytesMax bounds a font file: the largest Chinese font of Debian has 17 MB.
	FaceBytesMax = 32 << 20
	// tablesMax bounds the table directory; real fonts have about twenty.
	tablesMax = 64
)

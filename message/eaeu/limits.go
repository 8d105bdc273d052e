package eaeu

// Limits of one declaration. They bound what a message may ask of memory.
const (
	BytesMax     = 8 << 20 // 999 items with documents are about 3 MB
	DepthMax     = 16      // the subset is seven deep
	RepeatMax    = 9999    // of one element in its parent: 999 items, 9,999 containers
	violationMax = 200     // more than that is another structure
)

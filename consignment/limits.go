package consignment

// Limits of one consignment. They bound what a file may ask of memory and screens.
const (
	BytesMax     = 1 << 20       // a thousand goods items in JSON are about 400 kB
	DepthMax     = 12            // the type is five deep
	GoodsMax     = 999           // as in an NCTS or EAEU declaration
	EquipmentMax = 999           // a block train carries about 100
	DocumentsMax = 999           //
	ListMax      = 99            // seals, identifiers, places to avoid
	TextMax      = 512           // characters of one text; the longest field of the notes is 350
	TEUMax       = 400           // as the planner's
	NumberMax    = 1<<53 - 1     // exact in every JSON reader
	violationMax = 200           // more than that is not a consignment
	kgMax        = 1_000_000_000 // a million tonnes
)

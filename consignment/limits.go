package consignment

// Limits of one consignment. They bound what a file may ask of memory and screens.
const (
	BytesMax     = 1 << 20       // a thousand goods items in JSON are about 400 kB
	DepthMax     = 12            // the type is seven deep: consignment, list, transport, carrier, list, identifier, value
	GoodsMax     = 999           // as in an NCTS or EAEU declaration
	EquipmentMax = 999           // a block train carries about 100
	DocumentsMax = 999           // a declaration names 99 a goods item, the whole rarely more than ten
	WagonsMax    = 999           // a block train has about 100 wagons
	PartiesMax   = 99            // a carrier, declarant and representative for each of thirty territories
	TransportMax = 99            // legs of a way: the longest of the network has about 20
	ListMax      = 99            // seals, identifiers, codes by country, guarantees, places to avoid
	TextMax      = 512           // characters of one text; the longest field of the notes is 350
	TEUMax       = 400           // as the planner's
	NumberMax    = 1<<53 - 1     // exact in every JSON reader
	violationMax = 200           // more than that is not a consignment
	kgMax        = 1_000_000_000 // a million tonnes
	tareKgMax    = 200_000       // the heaviest wagon weighs less empty
	coldestC     = -273          // absolute zero
	hottestC     = 2000          // molten steel travels at 1,600
)

// Limits of a spreadsheet.
const (
	CSVBytesMax   = 32 << 20 // a thousand rows of every plain column, each at its longest, are 25 MB
	CSVRowsMax    = 20_000   // some hundred consignments with their goods
	CSVColumnsMax = 16_384   // what a spreadsheet has; a consignment of every list at its longest needs 15,300
)

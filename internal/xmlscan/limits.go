package xmlscan

// Limits bound what one document may make the scanner hold. Zero in a field means the default.
type Limits struct {
	Depth int // elements open at once
	Items int // elements, text runs, comments and instructions in all
	Text  int // bytes of one text run or attribute value after entities are replaced
}

const (
	// MaxDepth holds the deepest message in use (about ten levels) many times over and bounds the stack of open elements.
	MaxDepth = 100
	// MaxItems is two for each value of the largest lawful customs message (1,999 goods items of some hundred values).
	MaxItems = 4_000_000
	// MaxText holds an embedded document of one megabyte; values of customs messages end at 512 characters.
	MaxText = 1 << 20
	// MaxAttributes bounds the pairwise search for attributes given twice.
	MaxAttributes = 64
	// MaxName is longer than any name of a published schema.
	MaxName = 256
	// keptBuffer is the largest buffer of text that Reset keeps; values of messages are much shorter.
	keptBuffer = 4 << 10
)

func (l Limits) orDefault() Limits {
	if l.Depth <= 0 {
		l.Depth = MaxDepth
	}
	if l.Items <= 0 {
		l.Items = MaxItems
	}
	if l.Text <= 0 {
		l.Text = MaxText
	}
	return l
}

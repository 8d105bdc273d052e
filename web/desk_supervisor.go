package web

// BarChart is a chart of horizontal bars, one a row, with the label above each. Coordinates are those of the view box.
type BarChart struct {
	W, H, Left, Right, Bottom float64
	Ticks                     []Tick
	Rows                      []BarShown
	Label, Unit               string
}

// BarRow is what one row of a chart shows: parts that follow each other, and a mark such as a target; less than 0 is none.
type BarRow struct {
	Label string
	Parts []BarPart
	Mark  float64
	Text  string // behind the bar
}

// BarPart is a part of a bar: its class names its colour and pattern.
type BarPart struct {
	Class string
	Value float64
}

// BarShown is a row laid out.
type BarShown struct {
	Label, Text         string
	TextY, BarY         float64
	Parts               []BarPiece
	End                 float64
	Marked              bool
	MarkX, MarkT, MarkB float64
}

// BarPiece is a part laid out.
type BarPiece struct {
	Class string
	X, W  float64
}

// The view box of a chart of bars.
const (
	barsW, barsRow, barsHigh = 640.0, 44.0, 16.0
	barsLeft, barsRight      = 8.0, 90.0
	barsFoot                 = 40.0
)

// Bars lays out a chart of bars; nil without rows.
func (s *Site) Bars(v Visit, labelKey, unitKey string, rows []BarRow) *BarChart {
	if len(rows) == 0 {
		return nil
	}
	t := s.tongue(v)
	c := &BarChart{W: barsW, Left: barsLeft, Right: barsW - barsRight, Label: t.say(labelKey), Unit: t.say(unitKey)}
	most := 0.0
	for _, r := range rows {
		sum := 0.0
		for _, p := range r.Parts {
			sum += p.Value
		}
		most = max(most, sum, r.Mark)
	}
	if most == 0 {
		most = 1
	}
	ticks := niceTicks(0, most, 6)
	x := func(v float64) float64 { return c.Left + v/ticks[len(ticks)-1]*(c.Right-c.Left) }
	for i, r := range rows {
		top := float64(i) * barsRow
		shown := BarShown{Label: r.Label, Text: r.Text, TextY: top + 16, BarY: top + 22, End: c.Left}
		sum := 0.0
		for _, p := range r.Parts {
			if p.Value > 0 {
				shown.Parts = append(shown.Parts, BarPiece{p.Class, x(sum), x(sum+p.Value) - x(sum)})
			}
			sum += p.Value
		}
		shown.End = x(max(sum, r.Mark, 0)) + 6
		if r.Mark > 0 {
			shown.Marked, shown.MarkX, shown.MarkT, shown.MarkB = true, x(r.Mark), shown.BarY-3, shown.BarY+barsHigh+3
		}
		c.Rows = append(c.Rows, shown)
	}
	c.Bottom = float64(len(rows))*barsRow + 4
	c.H = c.Bottom + barsFoot
	for _, v := range ticks {
		c.Ticks = append(c.Ticks, Tick{x(v), t.measure(v)})
	}
	return c
}

// Say is the text of a key of the catalogue in the language of a visit, for what a server composes.
func (s *Site) Say(v Visit, key string, pairs ...any) string { return s.tongue(v).say(key, pairs...) }

// Decimal writes a number with digits after the point in the language of a visit.
func (s *Site) Decimal(v Visit, x float64, digits int) string { return s.tongue(v).fixed(x, digits) }

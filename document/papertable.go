package document

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/projection"
)

// group is a stretch of elements that belong together: those outside of lists, or those of one list, item by item.
type group struct {
	prefix   string
	elements []projection.Element
	items    [][]field
	index    map[int]int      // number in the path to place in items
	columns  []string         // the paths below an item, in order of first meeting
	names    map[string]label // of columns
	mixed    bool             // a column has more than one name, or an item two elements of one path
	what     string           // what an item is called, where its fields' names say so
	total    int              // items of the list in the whole document; other stretches may hold some of them
	first    int              // place of the first item here, from 1
}

// field is an element within an item of a list.
type field struct {
	projection.Element
	below string // its path below the item
}

// label is the head of a column.
type label struct{ box, name string }

// lists gives the numbers that stand after each prefix of the paths of a document, each with its place, from 1.
type lists map[string]map[int]int

func listsOf(elements []projection.Element) lists {
	known := lists{}
	for _, e := range elements {
		numbers(e.Path, func(prefix string, n int, _ string) bool {
			if known[prefix] == nil {
				known[prefix] = map[int]int{}
			}
			known[prefix][n] = 0
			return true
		})
	}
	for _, places := range known {
		for i, n := range slices.Sorted(maps.Keys(places)) {
			places[n] = i + 1
		}
	}
	return known
}

// groups cuts the elements where a list of two or more items begins or ends; the order of the form is kept.
func groups(elements []projection.Element) []*group {
	known := listsOf(elements)
	var out []*group
	for _, e := range elements {
		prefix, place, below := known.item(e.Path)
		if len(out) == 0 || out[len(out)-1].prefix != prefix {
			out = append(out, &group{prefix: prefix, index: map[int]int{}, names: map[string]label{}, total: len(known[prefix]), first: place})
		}
		out[len(out)-1].add(e, place, below)
	}
	return out
}

// item takes a path apart at the first number that is one of several: "/goods/0/mass/0" is in the first place of "/goods", below
// it "mass/0". Without one the place is 0.
func (l lists) item(path string) (prefix string, place int, below string) {
	numbers(path, func(p string, n int, rest string) bool {
		if len(l[p]) < 2 {
			return true
		}
		prefix, place, below = p, l[p][n], rest
		return false
	})
	return prefix, place, below
}

// pathNumbersMax bounds how deep lists within lists are looked at.
const pathNumbersMax = 8

// numbers calls visit for each number of a path, "/goods/0/mass" or "Goods[0]/mass", until visit says no.
func numbers(path string, visit func(prefix string, n int, below string) bool) {
	found := 0
	for i := 0; i < len(path) && found < pathNumbersMax; i++ {
		if path[i] != '/' && path[i] != '[' {
			continue
		}
		j := i + 1
		for j < len(path) && path[j] >= '0' && path[j] <= '9' {
			j++
		}
		closed := j < len(path) && path[j] == ']'
		if j == i+1 || j > i+7 || path[i] == '[' && !closed || path[i] == '/' && j < len(path) && path[j] != '/' {
			continue
		}
		found++
		n, _ := strconv.Atoi(path[i+1 : j])
		if !visit(path[:i], n, strings.Trim(path[j:], "]/")) {
			return
		}
	}
}

// add takes an element in: that of an item at a place of the list, from 1, or one outside of lists, 0.
func (g *group) add(e projection.Element, place int, below string) {
	g.elements = append(g.elements, e)
	if place == 0 {
		return
	}
	i, known := g.index[place]
	if !known {
		i = len(g.items)
		g.index[place] = i
		g.items = append(g.items, nil)
	}
	what, name := plainName(e.Name, place)
	if g.what == "" {
		g.what = what
	}
	have, seen := g.names[below]
	if !seen {
		have = label{e.Box, name}
		g.names[below] = have
		g.columns = append(g.columns, below)
	}
	g.mixed = g.mixed || have.name != name || len(g.columns) > columnsMax
	if !g.mixed {
		g.mixed = slices.ContainsFunc(g.items[i], func(f field) bool { return f.below == below })
	}
	g.items[i] = append(g.items[i], field{e, below})
}

// plainName takes the number of its item out of the name of a field: of item 2 the "Goods item 2, gross mass" is the "Gross
// mass" of a "Goods item", and "Wagon 2" a "Wagon".
func plainName(name string, number int) (what, plain string) {
	before, after, found := strings.Cut(name, " "+strconv.Itoa(number))
	if !found || after != "" && !strings.ContainsRune(" ,:;(.", rune(after[0])) || before == "" {
		return "", name
	}
	if rest := strings.TrimLeft(after, " ,:;."); rest != "" && !strings.HasPrefix(rest, "(") {
		return before, capital(rest)
	}
	return before, before + after
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// tabular says whether the list can be read as a table.
func (g *group) tabular() bool {
	return !g.mixed && len(g.items) > 1 && len(g.columns) > 1 && len(g.columns) <= columnsMax
}

// itemFieldsMin is how many fields of one item, alone between other elements, are worth a title.
const itemFieldsMin = 4

// plain says whether the boxes stand like those outside of lists: every item is one box, or a small part of one item is here.
func (g *group) plain() bool {
	if len(g.items) == 1 {
		return len(g.elements) < itemFieldsMin
	}
	return !slices.ContainsFunc(g.items, func(item []field) bool { return len(item) > 1 })
}

// name is what the list holds, from its fields' names or from its path: "goodsItems" is "Goods items".
func (g *group) name() string {
	if g.what != "" {
		return g.what
	}
	last := strings.TrimSuffix(g.prefix[strings.LastIndexAny(g.prefix, "/.:")+1:], "Details")
	var b strings.Builder
	for i, r := range last {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	if text := strings.TrimSpace(b.String()); text != "" {
		return capital(text)
	}
	return "Item"
}

// table sets a list: a column a field, a row an item.
func (s *sheet) table(g *group) []row {
	widths := s.widths(g)
	head := &row{gap: 6}
	x := margin
	for i, path := range g.columns {
		c := s.box(projection.Element{Box: g.names[path].box, Name: g.names[path].name}, x, widths[i], tableSize)
		c.edge, c.lines = heading, nil
		head.cells = append(head.cells, c)
		x += widths[i]
	}
	head.keep = true
	out := []row{*head}
	for _, item := range g.items {
		out = append(out, s.tableRow(g, item, widths, head))
	}
	return append(out, air())
}

// air ends a list: what follows does not belong to its last item.
func air() row { return row{gap: 4, cells: []cell{{x: margin, w: inner}}} }

func (s *sheet) tableRow(g *group, item []field, widths []float64, head *row) row {
	r := row{head: head}
	x := margin
	marked := false
	for i, path := range g.columns {
		at := slices.IndexFunc(item, func(f field) bool { return f.below == path })
		c := cell{x: x, w: widths[i], edge: boxed}
		if at >= 0 {
			c = s.content(item[at].Element, x, widths[i], tableSize)
		}
		marked = marked || c.tag.size > 0
		r.cells = append(r.cells, c)
		x += widths[i]
	}
	for i := range r.cells { // where one cell of a row has a mark, all values begin below it
		if c := &r.cells[i]; marked && c.tag.size == 0 {
			c.tag = styled{nil, 5.5, grey}
		}
	}
	return r
}

// widths shares the width of the paper among columns by what they hold, none so narrow that its head cannot be read.
func (s *sheet) widths(g *group) []float64 {
	const narrow, wide = 44.0, 240.0
	want := make([]float64, len(g.columns))
	total := 0.0
	for i, path := range g.columns {
		w := max(narrow, s.longestWord(g.names[path].name, labelSize))
		for _, item := range g.items[:min(len(g.items), 200)] {
			for _, f := range item {
				if f.below == path {
					w = max(w, s.natural(f.Element))
				}
			}
		}
		want[i] = min(w, wide)
		total += want[i]
	}
	if total <= inner {
		for i := range want {
			want[i] *= inner / total
		}
		return want
	}
	over, spare := total-inner, 0.0
	for _, w := range want {
		spare += w - narrow
	}
	for i := range want {
		want[i] -= over * (want[i] - narrow) / spare
	}
	return want
}

func (s *sheet) longestWord(text string, size float64) float64 {
	w := 0.0
	for _, word := range strings.Fields(text) {
		w = max(w, float64(s.letters.glyphs(word, false).units())*size/1000)
	}
	return w + 2*pad + 2
}

// natural is the width of a value in one line.
func (s *sheet) natural(e projection.Element) float64 {
	if e.Origin == projection.Missing {
		return 90
	}
	text, _ := cutLine(e.Value)
	if len(text) > 400 {
		return 400
	}
	return float64(s.letters.glyphs(text, false).units())*tableSize/1000 + 2*pad + 2
}

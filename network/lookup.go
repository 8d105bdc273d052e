package network

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// Locations gives every location in the order of the table. The slice is a copy; the aliases in it are shared.
func (n *Network) Locations() []Location { return slices.Clone(n.locations) }

// Links gives every link in the order of the table.
func (n *Network) Links() []Link { return slices.Clone(n.links) }

// Crossings gives every land crossing in the order of the table.
func (n *Network) Crossings() []Crossing { return slices.Clone(n.crossings) }

// Figures gives every published claim in the order of ids.
func (n *Network) Figures() []Figure { return slices.Clone(n.figures) }

// Corridors gives every corridor in order of precedence.
func (n *Network) Corridors() []Corridor { return slices.Clone(n.corridors) }

// Classes gives every class in the order of the table.
func (n *Network) Classes() []Class { return slices.Clone(n.classes) }

// Programme gives the programme's own published figures, each with its source.
func (n *Network) Programme() []ProgrammeFigure { return slices.Clone(n.programme) }

// Location finds a location by its exact code.
func (n *Network) Location(code string) (*Location, bool) { l, ok := n.location[code]; return l, ok }

// Link finds a link by id.
func (n *Network) Link(id string) (*Link, bool) { l, ok := n.link[id]; return l, ok }

// CrossingByID finds a crossing by id.
func (n *Network) CrossingByID(id string) (*Crossing, bool) { c, ok := n.crossing[id]; return c, ok }

// Figure finds a claim by id.
func (n *Network) Figure(id string) (*Figure, bool) { f, ok := n.figure[id]; return f, ok }

// Corridor finds a corridor by id.
func (n *Network) Corridor(id string) (*Corridor, bool) { c, ok := n.corridor[id]; return c, ok }

// Class finds a class by id.
func (n *Network) Class(id string) (*Class, bool) { c, ok := n.class[id]; return c, ok }

// Waypoint finds the chokepoint a word of [Link.Through] names, such as "suez".
func (n *Network) Waypoint(through string) (*Location, bool) {
	l, ok := n.waypoints[through]
	return l, ok
}

// Knows reports whether a subject of an overlay or figure names something of this network: a link, a crossing, a location,
// a class, "transfer:CODE" or "transfer:CODE:sea-rail".
func (n *Network) Knows(subject string) bool { return n.knows(subject) }

// placeName is one way to write a place.
type placeName struct {
	folded string
	shown  string // as written in the table
	at     *Location
	main   bool // the usual name, no alias
}

func (t *tables) indexNames() {
	add := func(text string, l *Location, main bool) {
		f := Fold(text)
		if f == "" {
			return
		}
		t.names = append(t.names, placeName{f, text, l, main})
		if !slices.Contains(t.byName[f], l.Code) {
			t.byName[f] = append(t.byName[f], l.Code)
		}
	}
	for i := range t.locations {
		l := &t.locations[i]
		add(l.Name, l, true)
		for _, a := range l.Aliases {
			add(a, l, false)
		}
	}
}

// accents maps letters with marks to plain ones; letters of other scripts stay as they are.
var accents = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i", 'ə': "e", 'ё': "е", 'й': "и", 'ў': "у", 'қ': "к", 'ғ': "г", 'ң': "н", 'ә': "а", 'ө': "о", 'ұ': "у", 'ү': "у", 'һ': "х", 'і': "и"}
	for plain, marked := range map[string]string{
		"a": "áàâäãåāăą", "c": "çćčĉ", "d": "ď", "e": "éèêëēėęě", "g": "ğģĝ", "i": "íìîïīį", "k": "ķ", "l": "ĺľļ", "n": "ñńňņ",
		"o": "óòôöõōő", "r": "ŕř", "s": "śšşșŝ", "t": "ťţț", "u": "úùûüūůűų", "y": "ýÿ", "z": "źžż",
	} {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()

// Fold brings a name to the form in which names are compared: small letters without accents, spaces and punctuation;
// full-width letters become plain ones.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0xFF01 && r <= 0xFF5E { // full-width forms
			r -= 0xFEE0
		}
		r = unicode.ToLower(r)
		if plain, ok := accents[r]; ok {
			b.WriteString(plain)
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Label shows a location for a choice between several: "Alat (AZALA, AZ)".
func (l *Location) Label() string { return l.Name + " (" + l.Code + ", " + l.Country + ")" }

// Resolve finds the one location that a text names: its code, its name or an alias in any case, with or without accents and
// punctuation, also as shown by [Location.Label]. It fails with [fault.UnknownPlace] and the nearest names, or with
// [fault.Ambiguous] and every location that fits.
func (n *Network) Resolve(text string) (*Location, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, fault.New(fault.UnknownPlace, "no place is named").Want("a UN/LOCODE or a name, like JPNGO or Nagoya")
	}
	if utf8.RuneCountInString(text) > maxQuery {
		return nil, fault.New(fault.Limit, "the name of the place is too long").Want("at most %d characters", maxQuery)
	}
	if l := n.location[strings.ToUpper(text)]; l != nil {
		return l, nil
	}
	if l := n.labelled(text); l != nil {
		return l, nil
	}
	codes := n.byName[Fold(text)]
	switch len(codes) {
	case 1:
		return n.location[codes[0]], nil
	case 0:
		return nil, fault.New(fault.UnknownPlace, "no place is called %q", text).Want("a UN/LOCODE or a name of the network").Among(n.nearest(text)...)
	}
	labels := make([]string, len(codes))
	for i, c := range codes {
		labels[i] = n.location[c].Label()
	}
	sort.Strings(labels)
	return nil, fault.New(fault.Ambiguous, "several places are called %q", text).Want("one of their codes").Among(labels...)
}

// labelled reads the forms that name a place and say which: "Alat (AZALA, AZ)", "Alat, UZ", "Alat UZ".
func (n *Network) labelled(text string) *Location {
	name, rest, ok := strings.Cut(text, "(")
	if !ok {
		i := strings.LastIndexAny(text, ", ")
		if i < 0 {
			return nil
		}
		name, rest = text[:i], text[i+1:]
	}
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(",) ", r) }) {
		word = strings.ToUpper(word)
		if l := n.location[word]; l != nil && ok {
			return l
		}
		var only *Location
		count := 0
		for _, code := range n.byName[Fold(name)] {
			if l := n.location[code]; l.Country == word {
				only, count = l, count+1
			}
		}
		if count == 1 {
			return only
		}
	}
	return nil
}

// nearest gives the names of the network closest to a text, the best first.
func (n *Network) nearest(text string) []string {
	q := Fold(text)
	type hit struct {
		name  string
		score int
	}
	best := map[*Location]hit{}
	for _, p := range n.names {
		score := 10 * editDistance(q, p.folded)
		if len(q) >= 3 && strings.HasPrefix(p.folded, q) {
			score = min(score, 5)
		}
		if !p.main {
			score++
		}
		if h, ok := best[p.at]; !ok || score < h.score {
			best[p.at] = hit{p.at.Name, score}
		}
	}
	hits := make([]hit, 0, len(best))
	limit := 10*max(2, utf8.RuneCountInString(q)/2) + 1
	for _, h := range best {
		if h.score <= limit {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(a.score-b.score, strings.Compare(a.name, b.name)) })
	var out []string
	for _, h := range hits {
		if !slices.Contains(out, h.name) && len(out) < maxCandidates {
			out = append(out, h.name)
		}
	}
	return out
}

// editDistance counts insertions, deletions, replacements and swaps of neighbours between two texts.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}

// Search gives the locations that a text may mean while it is being typed, the best first, at most max of them: codes and
// names that begin with it, then words that do, then names that contain it, then near misses. Waypoints come last.
func (n *Network) Search(text string, max int) []*Location {
	q := Fold(text)
	if q == "" || max <= 0 || utf8.RuneCountInString(text) > maxQuery {
		return nil
	}
	max = min(max, maxSearch)
	best := map[*Location]int{}
	note := func(l *Location, score int) {
		if l.Kind == "waypoint" {
			score += 5
		}
		if s, ok := best[l]; !ok || score < s {
			best[l] = score
		}
	}
	for i := range n.locations {
		if strings.HasPrefix(Fold(n.locations[i].Code), q) {
			note(&n.locations[i], 12)
		}
	}
	for _, p := range n.names {
		if s := p.score(q); s >= 0 {
			note(p.at, s)
		}
	}
	out := make([]*Location, 0, len(best))
	for l := range best {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *Location) int {
		return cmp.Or(best[a]-best[b], strings.Compare(a.Name, b.Name), strings.Compare(a.Code, b.Code))
	})
	return out[:min(len(out), max)]
}

// score ranks a name for a typed text, small is good, -1 is no match.
func (p placeName) score(q string) int {
	s := -1
	switch {
	case p.folded == q:
		s = 0
	case strings.HasPrefix(p.folded, q):
		s = 10
	case wordPrefix(p.shown, q):
		s = 20
	case strings.Contains(p.folded, q) && utf8.RuneCountInString(q) >= 3:
		s = 30
	case utf8.RuneCountInString(q) >= 4 && editDistance(q, p.folded) <= 1+utf8.RuneCountInString(q)/6:
		s = 40
	default:
		return -1
	}
	if !p.main {
		s++
	}
	return s
}

func wordPrefix(name, q string) bool {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" -(/,", r) }) {
		if strings.HasPrefix(Fold(w), q) {
			return true
		}
	}
	return false
}

package document

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/kairo-corridor/kairo/document/fonts"
)

// glyph is one character to print: its face, or nil for a box in place of a character that no font here can print.
type glyph struct {
	text   string // one character, or a base with its marks
	first  rune
	face   *fonts.Face
	units  int  // advance in thousandths of the type size
	breaks bool // a line may end after it
}

// boxUnits is the advance of the box that stands for a character without a font.
const boxUnits = 700

// line is a row of glyphs.
type line []glyph

func (l line) units() int {
	n := 0
	for _, g := range l {
		n += g.units
	}
	return n
}

// typesetter turns texts into lines: it chooses a face for every character and remembers those that none has.
type typesetter struct {
	set      fonts.Set
	language string
	missing  map[rune]bool
	faces    map[faceKey]*fonts.Face
}

type faceKey struct {
	r    rune
	bold bool
}

func newTypesetter(set fonts.Set, language string) *typesetter {
	return &typesetter{set: set, language: language, missing: map[rune]bool{}, faces: map[faceKey]*fonts.Face{}}
}

// face is Set.Face with a memory.
func (t *typesetter) face(r rune, bold bool) *fonts.Face {
	k := faceKey{r, bold}
	f, known := t.faces[k]
	if !known {
		if !shaped(r) {
			f = t.set.Face(r, bold, t.language)
		}
		t.faces[k] = f
	}
	return f
}

// shaped says whether a character belongs to a script whose letters change with their neighbours or run from the right. Such
// a text, set letter by letter from the left, would be another text: it is shown as boxes instead.
func shaped(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF || r >= 0x0900 && r <= 0x109F && (r < 0x10A0) || r >= 0x1780 && r <= 0x18AF ||
		r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFE
}

// unseen says whether a character leaves no mark on paper by its nature: joiners, direction marks, variation selectors.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// glyphs sets one paragraph, without line feeds.
func (t *typesetter) glyphs(s string, bold bool) line {
	out := make(line, 0, len(s))
	for len(s) > 0 {
		cluster := s[:clusterLen(s)]
		s = s[len(cluster):]
		r, size := utf8.DecodeRuneInString(cluster)
		switch {
		case r == '\t' || r == 0x00A0 && t.face(r, bold) == nil:
			out = append(out, t.one(" ", ' ', bold))
		case unseen(r) && r != 0x00AD:
			t.missing[r] = true
		case r == 0x00AD: // soft hyphen: a place to break, printed nowhere
			if n := len(out); n > 0 {
				out[n-1].breaks = true
			}
		case size == len(cluster):
			out = append(out, t.one(cluster, r, bold))
		default:
			out = append(out, t.marked(cluster, bold)...)
		}
	}
	t.settleHan(out, bold)
	allowBreaks(out)
	return out
}

// clusterLen is the length of the first character with the marks that belong to it.
func clusterLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r < 0x0300 || !unicode.Is(unicode.M, r) || unseen(r) || n+size > 64 {
			break
		}
		n += size
	}
	return n
}

// one sets a single character; what no font has becomes a box and is remembered.
func (t *typesetter) one(text string, r rune, bold bool) glyph {
	f := t.face(r, bold)
	if f == nil || unicode.IsControl(r) {
		t.missing[r] = true
		return glyph{text: text, first: r, units: boxUnits}
	}
	return glyph{text: string(r), first: r, face: f, units: f.Advance(r)}
}

// marked sets a base with combining marks: as the composed letter where Unicode has one, else one over the other.
func (t *typesetter) marked(cluster string, bold bool) line {
	if composed := norm.NFC.String(cluster); utf8.RuneCountInString(composed) < utf8.RuneCountInString(cluster) {
		cluster = composed
	}
	var out line
	for i, r := range cluster {
		g := t.one(string(r), r, bold)
		if i > 0 && g.face != nil {
			g.units = 0
		}
		out = append(out, g)
	}
	return out
}

// settleHan gives a run of Chinese characters one face where one face has them all: a word in two designs is ugly.
func (t *typesetter) settleHan(l line, bold bool) {
	for i := 0; i < len(l); {
		j := i
		for j < len(l) && unicode.Is(unicode.Han, l[j].first) {
			j++
		}
		if j == i {
			i++
			continue
		}
		t.oneFace(l[i:j])
		i = j
	}
}

func (t *typesetter) oneFace(run line) {
	same := func(g glyph) bool { return g.face == run[0].face }
	if !slices.ContainsFunc(run, func(g glyph) bool { return !same(g) }) {
		return
	}
	for _, f := range t.set.Faces() {
		if slices.ContainsFunc(run, func(g glyph) bool { return g.face != nil && !f.Has(g.first) }) {
			continue
		}
		for i := range run {
			if run[i].face != nil {
				run[i].face, run[i].units = f, f.Advance(run[i].first)
			}
		}
		return
	}
}

// neverFirst may not begin a line in Japanese and Chinese (JIS X 4051, the common part); neverLast may not end one.
const (
	neverFirst = "、。，．・：；？！）」』】〕〉》］｝ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々゛゜,.:;?!)]}’”%"
	neverLast  = "（「『【〔〈《［｛([{‘“"
)

// allowBreaks marks where lines may end: after spaces, after hyphens and slashes within a word, between Chinese, Japanese
// characters.
func allowBreaks(l line) {
	for i := range l[:max(len(l)-1, 0)] {
		r, next := l[i].first, l[i+1].first
		switch {
		case r == ' ' || r == 0x3000 || r == 0x200B:
			l[i].breaks = true
		case next == ' ' || oneOf(neverFirst, next) || oneOf(neverLast, r) || l[i+1].units == 0:
			l[i].breaks = false
		case eastAsian(r) || eastAsian(next):
			l[i].breaks = true
		case r == '-' || r == '/' || r == '–' || r == '—': // within words of a text, never within a number or code
			l[i].breaks = i > 0 && unicode.IsLower(l[i-1].first) && unicode.IsLower(next)
		}
	}
}

func oneOf(set string, r rune) bool {
	for _, x := range set {
		if x == r {
			return true
		}
	}
	return false
}

func eastAsian(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7AF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF00 && r <= 0xFF60
}

// wrap sets a text in lines no wider than width at a size, both in points. Line feeds end lines; a word longer than a line is
// broken where the line ends. An empty text has no lines.
func (t *typesetter) wrap(s string, bold bool, size, width float64) []line {
	if s == "" {
		return nil
	}
	limit := int(width * 1000 / size)
	var out []line
	for s != "" {
		part, rest := cutLine(s)
		out = append(out, breakLines(t.glyphs(part, bold), limit)...)
		s = rest
	}
	return out
}

// cutLine splits at the first line feed, carriage return with or without it, or Unicode line or paragraph separator.
func cutLine(s string) (string, string) {
	for i, r := range s {
		switch r {
		case '\n', '\u0085', '\u2028', '\u2029', '\v', '\f':
			return s[:i], s[i+utf8.RuneLen(r):]
		case '\r':
			if i+1 < len(s) && s[i+1] == '\n' {
				return s[:i], s[i+2:]
			}
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// breakLines fills lines greedily.
func breakLines(l line, limit int) []line {
	if len(l) == 0 {
		return []line{nil}
	}
	var out []line
	start, width, last := 0, 0, -1 // last: index after which the line may end
	for i := 0; i < len(l); i++ {
		if width += l[i].units; width > limit && i > start && l[i].first != ' ' {
			end := i
			if last >= start {
				end = last + 1
			}
			out = append(out, trim(l[start:end]))
			for end < len(l) && l[end].first == ' ' { // a line does not begin with the space it was broken at
				end++
			}
			start, width, last = end, 0, -1
			i = end - 1
			continue
		}
		if l[i].breaks {
			last = i
		}
	}
	return append(out, trim(l[start:]))
}

// trim drops the spaces at the end of a line.
func trim(l line) line {
	for len(l) > 0 && l[len(l)-1].first == ' ' {
		l = l[:len(l)-1]
	}
	return l
}

// missed lists the characters that could not be printed, in order of their code.
func (t *typesetter) missed() []rune {
	var out []rune
	for r := range t.missing {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

package fonts

import (
	"fmt"
	"io/fs"
	"sync"
	"unicode"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	mplus "github.com/hajimehoshi/ebiten/v2/examples/resources/fonts"
)

// none marks a character that a face does not have.
const none = 0xFFFF

// Face is one font.
type Face struct {
	Name    string // as papers and notes call it: "DejaVu Sans Condensed"
	Licence string
	Source  string // the Go module or package it comes from
	Bold    bool
	Han     string // whose forms its Chinese characters have: "ja", "zh"; "" if it has none
	Data    []byte // the font file, not to be changed

	widths []uint16 // by character of the Basic Multilingual Plane
}

// Parse reads a TrueType font, or the first of a collection. The error says what a PDF cannot take: CFF outlines, a missing
// table, a licence bit that forbids embedding.
func Parse(name string, data []byte) (*Face, error) {
	if len(data) > FaceBytesMax {
		return nil, fmt.Errorf("font %s: %d bytes, more than %d", name, len(data), FaceBytesMax)
	}
	data, err := first(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	f, err := open(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	widths, err := f.characters()
	if err == nil {
		widths, err = f.advances(widths)
	}
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return &Face{Name: name, Data: data, widths: widths}, nil
}

// Has says whether the face can print a character. Characters beyond the Basic Multilingual Plane it cannot.
func (f *Face) Has(r rune) bool { return r >= 0 && int(r) < len(f.widths) && f.widths[r] != none }

// Advance is how far a character moves the pen, in thousandths of the type size; 0 where the face does not have it.
func (f *Face) Advance(r rune) int {
	if !f.Has(r) {
		return 0
	}
	return int(f.widths[r])
}

// Set is an ordered choice of faces.
type Set struct {
	faces []*Face
}

// Faces are the faces of the set in order of choice.
func (s Set) Faces() []*Face { return s.faces }

// With adds faces after those of the set.
func (s Set) With(faces ...*Face) Set {
	return Set{faces: append(append([]*Face(nil), s.faces...), faces...)}
}

// Face chooses the face that prints a character: the first of the weight that has it, else the first that has it at all. A
// Chinese character takes the forms of the language ("zh", "ja") where a face has them. nil: no face has it.
func (s Set) Face(r rune, bold bool, language string) *Face {
	var best *Face
	score := -1
	for _, f := range s.faces {
		if !f.Has(r) {
			continue
		}
		n := 0
		if f.Bold == bold {
			n++
		}
		if unicode.Is(unicode.Han, r) && f.Han != "" && f.Han == language {
			n += 2
		}
		if n > score {
			best, score = f, n
		}
	}
	return best
}

// Builtin is the set that is part of the program: DejaVu Sans Condensed in two weights (Latin with all European marks,
// Cyrillic with the letters of Central Asia, Greek, Georgian, Armenian) and M+ 1p (kana, the kanji of Japan).
var Builtin = sync.OnceValue(func() Set {
	const dejavu, free = "Go module github.com/go-fonts/dejavu v0.3.2", "Bitstream Vera and DejaVu licence (free)"
	return Set{faces: []*Face{
		must(Face{Name: "DejaVu Sans Condensed", Licence: free, Source: dejavu, Data: dejavusanscondensed.TTF}),
		must(Face{Name: "DejaVu Sans Condensed Bold", Licence: free, Source: dejavu, Bold: true, Data: dejavusanscondensedbold.TTF}),
		must(Face{Name: "M+ 1p Regular", Licence: "M+ FONTS licence (free)", Han: "ja", Data: mplus.MPlus1pRegular_ttf,
			Source: "Go module github.com/hajimehoshi/ebiten/v2 v2.8.8, package examples/resources/fonts"}),
	}}
})

// must reads a font that is part of the program.
func must(f Face) *Face {
	parsed, err := Parse(f.Name, f.Data)
	if err != nil {
		panic(err)
	}
	f.Data, f.widths = parsed.Data, parsed.widths
	return &f
}

// places are where Debian's packages keep fonts that add Chinese, best first; the paths are below /usr/share/fonts.
var places = []struct {
	path string
	face Face
}{
	{"truetype/droid/DroidSansFallbackFull.ttf", Face{Name: "Droid Sans Fallback", Licence: "Apache-2.0", Source: "Debian package fonts-droid-fallback", Han: "zh"}},
	{"truetype/wqy/wqy-microhei.ttc", Face{Name: "WenQuanYi Micro Hei", Licence: "Apache-2.0 or GPL-3 with font exception", Source: "Debian package fonts-wqy-microhei", Han: "zh"}},
	{"truetype/wqy/wqy-zenhei.ttc", Face{Name: "WenQuanYi Zen Hei", Licence: "GPL-2 with font exception", Source: "Debian package fonts-wqy-zenhei", Han: "zh"}},
	{"opentype/ipafont-gothic/ipag.ttf", Face{Name: "IPA Gothic", Licence: "IPA Font License 1.0", Source: "Debian package fonts-ipafont-gothic", Han: "ja"}},
}

// System reads the fonts that add Chinese, and more kanji, from a directory of fonts (on Debian that of /usr/share/fonts):
// at most one of each language, the best there is. What is not there or cannot be used is passed over.
func System(dir fs.FS) []*Face {
	var out []*Face
	have := map[string]bool{}
	for _, p := range places {
		info, err := fs.Stat(dir, p.path)
		if have[p.face.Han] || err != nil || info.Size() > FaceBytesMax {
			continue
		}
		data, err := fs.ReadFile(dir, p.path)
		if err != nil {
			continue
		}
		parsed, err := Parse(p.face.Name, data)
		if err != nil {
			continue
		}
		f := p.face
		f.Data, f.widths = parsed.Data, parsed.widths
		have[f.Han] = true
		out = append(out, &f)
	}
	return out
}

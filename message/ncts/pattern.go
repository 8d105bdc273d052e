package ncts

import (
	"encoding/binary"
	"fmt"
	"math"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pattern is a regular expression of XML Schema (part 2, appendix F), matched against a whole value by a deterministic
// automaton over classes of characters: characters that no part of the expression tells apart are one class.
//
//	         | accepts | class 1 | class 2 | …
//	dead     |    0    |    0    |    0    |
//	start    |   0/1   |  row    |  row    |      a row is the offset of its first cell in rows
//	…
type pattern struct {
	text      string
	expr      string // the expression as Go writes it
	low, high int    // counts, where it is any character so many times; else high is 0
	ascii     [utf8.RuneSelf]uint8
	bounds    []rune  // where the class of characters changes, ascending from 0
	classes   []uint8 // from each bound on
	rows      []uint16
	width     int // cells of a row
}

func compilePattern(text string) (*pattern, error) {
	p := &pattern{text: text, expr: goPattern(text)}
	p.low, p.high = anyCharacter(text)
	re, err := syntax.Parse(p.expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil, err
	}
	samples, err := p.classify(prog)
	if err != nil {
		return nil, err
	}
	return p, p.build(prog, samples)
}

// goPattern writes an expression of XML Schema as one of Go: there, \d is every decimal digit of Unicode, the dot leaves out
// both line ends, and blocks have names that Go does not know.
func goPattern(text string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], `\p{IsBasicLatin}`):
			b.WriteString(`[\x00-\x7F]`)
			i += len(`\p{IsBasicLatin}`) - 1
		case strings.HasPrefix(text[i:], `\d`):
			b.WriteString(`\p{Nd}`)
			i++
		case c == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i++
		case c == '.' && !class:
			b.WriteString(`[^\n\r]`)
		case c == '^' && !class || c == '$':
			b.WriteString(`\` + string(c))
		default:
			class = c == '[' || class && c != ']'
			b.WriteByte(c)
		}
	}
	return b.String()
}

// anyCharacter reads .{n} and .{n,m}.
func anyCharacter(text string) (low, high int) {
	body, dotted := strings.CutPrefix(text, ".{")
	body, closed := strings.CutSuffix(body, "}")
	from, to, two := strings.Cut(body, ",")
	if !two {
		to = from
	}
	low, err1 := strconv.Atoi(from)
	high, err2 := strconv.Atoi(to)
	if !dotted || !closed || err1 != nil || err2 != nil {
		return 0, 0
	}
	return low, high
}

// classify parts all characters into classes, those that every instruction of a program takes alike, and gives one
// character of each.
func (p *pattern) classify(prog *syntax.Prog) (samples []rune, err error) {
	p.bounds = bounds(prog)
	known := map[string]uint8{}
	for _, r := range p.bounds {
		var alike []byte
		for i := range prog.Inst {
			if in := &prog.Inst[i]; takesRune(in) && in.MatchRune(r) {
				alike = binary.AppendUvarint(alike, uint64(i))
			}
		}
		if _, ok := known[string(alike)]; !ok {
			if len(samples) == math.MaxUint8 {
				return nil, fmt.Errorf("pattern %s: too many classes of characters", p.text)
			}
			samples = append(samples, r)
			known[string(alike)] = uint8(len(samples))
		}
		p.classes = append(p.classes, known[string(alike)])
	}
	p.width = len(samples) + 1
	for r := range p.ascii {
		p.ascii[r] = p.class(rune(r))
	}
	return samples, nil
}

// bounds are the characters at which an instruction of a program begins or ends to take them.
func bounds(prog *syntax.Prog) []rune {
	out := []rune{0}
	for i := range prog.Inst {
		in := &prog.Inst[i]
		switch {
		case !takesRune(in):
		case len(in.Rune) == 1:
			out = append(out, in.Rune[0], in.Rune[0]+1)
		default:
			for k := 0; k < len(in.Rune); k += 2 {
				out = append(out, in.Rune[k], in.Rune[k+1]+1)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func takesRune(in *syntax.Inst) bool {
	return in.Op == syntax.InstRune || in.Op == syntax.InstRune1
}

// class gives the class of any character.
func (p *pattern) class(r rune) uint8 {
	at, found := slices.BinarySearch(p.bounds, r)
	if !found {
		at--
	}
	return p.classes[at]
}

// build makes a row of each set of instructions that a value can lead to, the set at the start first.
func (p *pattern) build(prog *syntax.Prog, samples []rune) error {
	b := builder{prog: prog, offset: map[string]uint16{}, rows: make([]uint16, p.width), width: p.width}
	if err := b.follow(uint32(prog.Start)); err != nil {
		return err
	}
	b.row()
	for n := 0; n < len(b.sets); n++ {
		for k, r := range samples {
			for _, pc := range b.sets[n] {
				if in := &prog.Inst[pc]; takesRune(in) && in.MatchRune(r) {
					if err := b.follow(in.Out); err != nil {
						return err
					}
				}
			}
			if len(b.rows)+p.width > math.MaxUint16 {
				return fmt.Errorf("pattern %s: too many states", p.text)
			}
			row := b.row()
			b.rows[(n+1)*p.width+k+1] = row
		}
	}
	p.rows = b.rows
	return nil
}

// builder collects the sets of instructions of an automaton.
type builder struct {
	prog   *syntax.Prog
	sets   [][]uint32
	offset map[string]uint16 // of the row of a set
	rows   []uint16
	width  int
	now    []uint32 // the set being collected
}

// follow adds the instruction at pc and those reached from it without a character.
func (b *builder) follow(pc uint32) error {
	if slices.Contains(b.now, pc) {
		return nil
	}
	b.now = append(b.now, pc)
	switch in := &b.prog.Inst[pc]; in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		if err := b.follow(in.Out); err != nil {
			return err
		}
		return b.follow(in.Arg)
	case syntax.InstCapture, syntax.InstNop:
		return b.follow(in.Out)
	case syntax.InstRune, syntax.InstRune1, syntax.InstMatch, syntax.InstFail:
		return nil
	default:
		return fmt.Errorf("an expression of a schema holds no %v", in.Op)
	}
}

// row gives the row of the set collected, a new one where the set is new; 0 for a set that takes nothing and ends nowhere.
func (b *builder) row() uint16 {
	set := slices.DeleteFunc(b.now, func(pc uint32) bool {
		in := &b.prog.Inst[pc]
		return !takesRune(in) && in.Op != syntax.InstMatch
	})
	b.now = nil
	if len(set) == 0 && len(b.sets) > 0 {
		return 0
	}
	slices.Sort(set)
	var key []byte
	accepts := uint16(0)
	for _, pc := range set {
		key = binary.AppendUvarint(key, uint64(pc))
		if b.prog.Inst[pc].Op == syntax.InstMatch {
			accepts = 1
		}
	}
	if at, ok := b.offset[string(key)]; ok {
		return at
	}
	at := uint16(len(b.rows))
	b.offset[string(key)], b.sets = at, append(b.sets, set)
	b.rows = append(append(b.rows, accepts), make([]uint16, b.width-1)...)
	return at
}

func (p *pattern) match(v string) bool {
	row := p.width
	for i := 0; i < len(v); {
		var class uint8
		if c := v[i]; c < utf8.RuneSelf {
			class = p.ascii[c]
			i++
		} else {
			r, size := utf8.DecodeRuneInString(v[i:])
			class = p.class(r)
			i += size
		}
		if row = int(p.rows[row+int(class)]); row == 0 {
			return false
		}
	}
	return p.rows[row] == 1
}

package xmlscan

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// classes of ASCII bytes; bytes of longer characters are looked up by their rune.
const (
	isStart byte = 1 << iota // may begin a name
	isName                   // may stand in a name
	isLocal                  // the same without the colon
	isSpace                  // white space of XML
	isBad                    // forbidden everywhere
	isStop                   // ends a plain stretch of text
	isQuote                  // needs a look in an attribute value
)

var class = func() (t [256]byte) {
	for c := range 0x20 {
		t[c] = isBad
	}
	for _, c := range " \t\r\n" {
		t[c] = isSpace
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-32] = isStart|isName|isLocal, isStart|isName|isLocal
	}
	t['_'], t[':'] = isStart|isName|isLocal, isStart|isName
	for _, c := range "0123456789-." {
		t[c] = isName | isLocal
	}
	for _, c := range "<&]\r" {
		t[c] |= isStop
	}
	for _, c := range "<&\r\n\t" {
		t[c] |= isQuote
	}
	return t
}()

// checkCharacters finds the first byte that is not UTF-8 or not a Char of XML 1.0 (production 2), else -1.
func checkCharacters(src []byte) int {
	control, ascii := findControl(src)
	if ascii {
		return control
	}
	if control >= 0 {
		src = src[:control]
	}
	if !utf8.Valid(src) || bytes.Contains(src, []byte("\uFFFE")) || bytes.Contains(src, []byte("\uFFFF")) {
		for i := 0; i < len(src); {
			r, n := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && n == 1 || r == 0xFFFE || r == 0xFFFF {
				return i
			}
			i += n
		}
	}
	return control
}

// findControl finds the first control character that XML forbids, else -1, and says whether all before it is
// ASCII.
func findControl(src []byte) (at int, ascii bool) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	seen, i := uint64(0), 0
	for ; i+8 <= len(src); i += 8 {
		x := binary.LittleEndian.Uint64(src[i:])
		seen |= x
		low := ^((x | tops) - 0x20*ones) &^ x & tops // a top bit for each byte below 0x20
		y := x ^ '\n'*ones
		feed := ^(((y &^ tops) + ^uint64(tops)) | y) & tops // and for each line feed
		for k := i; low&^feed != 0 && k < i+8; k++ {
			if class[src[k]]&isBad != 0 {
				return k, seen&tops == 0
			}
		}
	}
	for ; i < len(src); i++ {
		if class[src[i]]&isBad != 0 {
			return i, seen&tops == 0
		}
		seen |= uint64(src[i])
	}
	return -1, seen&tops == 0
}

func isChar(r rune) bool {
	return r == 9 || r == 10 || r == 13 || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// nameStart is NameStartChar beyond ASCII (production 4, fifth edition).
func nameStart(r rune) bool {
	switch {
	case r < 0xC0, r == 0xD7, r == 0xF7, r >= 0x300 && r <= 0x36F, r == 0x37E:
		return false
	case r <= 0x1FFF:
		return true
	}
	return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF || r >= 0x3001 && r <= 0xD7FF ||
		r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

func nameRune(r rune) bool {
	return nameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// name gives the end of the name at i; i itself where none begins.
func name(src []byte, i int) int {
	if i >= len(src) {
		return i
	}
	if c := src[i]; c < utf8.RuneSelf {
		if class[c]&isStart == 0 {
			return i
		}
		i++
	} else if r, n := utf8.DecodeRune(src[i:]); nameStart(r) {
		i += n
	} else {
		return i
	}
	for i < len(src) {
		if c := src[i]; c < utf8.RuneSelf {
			if class[c]&isName == 0 {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		if !nameRune(r) {
			return i
		}
		i += n
	}
	return i
}

func (s *Scanner) space(i int) int {
	for i < len(s.src) && class[s.src[i]]&isSpace != 0 {
		i++
	}
	return i
}

package fonts

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// file is a font file; every read is checked, a read outside it gives zero and is remembered.
type file struct {
	data   []byte
	tables map[string][2]int // offset and length
	broken bool
}

func (f *file) u16(at int) int {
	if at < 0 || at+2 > len(f.data) {
		f.broken = true
		return 0
	}
	return int(binary.BigEndian.Uint16(f.data[at:]))
}

func (f *file) u32(at int) int { return f.u16(at)<<16 | f.u16(at+2) }

var errBroken = errors.New("the font's tables point outside the file")

// needed are the tables a PDF library reads when it cuts a font down.
var needed = []string{"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "OS/2"}

// open reads the table directory of a single TrueType font.
func open(data []byte) (*file, error) {
	f := &file{data: data, tables: map[string][2]int{}}
	switch f.u32(0) {
	case 0x00010000, 0x74727565:
	case 0x4F54544F:
		return nil, errors.New("the font has CFF outlines; TrueType (glyf) is needed")
	default:
		return nil, errors.New("not a TrueType font")
	}
	n := f.u16(4)
	if n > tablesMax {
		return nil, fmt.Errorf("the font has %d tables, more than %d", n, tablesMax)
	}
	for i := range n {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil, errBroken
		}
		offset, length := f.u32(at+8), f.u32(at+12)
		if offset > len(data) || length > len(data)-offset {
			return nil, errBroken
		}
		f.tables[string(data[at:at+4])] = [2]int{offset, length}
	}
	for _, name := range needed {
		if f.tables[name][1] == 0 {
			return nil, fmt.Errorf("the font has no table %q", name)
		}
	}
	return f, nil
}

// first takes the first font out of a collection (ttcf); a single font is returned as it is. Tables keep their bytes.
func first(data []byte) ([]byte, error) {
	if len(data) < 16 || string(data[:4]) != "ttcf" {
		return data, nil
	}
	f := &file{data: data}
	head := f.u32(12)
	n := f.u16(head + 4)
	if n > tablesMax || head+12+16*n > len(data) {
		return nil, errBroken
	}
	out := append([]byte(nil), data[head:head+12+16*n]...)
	for i := range n {
		at := 12 + 16*i
		offset, length := int(binary.BigEndian.Uint32(out[at+8:])), int(binary.BigEndian.Uint32(out[at+12:]))
		if offset > len(data) || length > len(data)-offset {
			return nil, errBroken
		}
		binary.BigEndian.PutUint32(out[at+8:], uint32(len(out)))
		out = append(out, data[offset:offset+length]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out, nil
}

// characters reads the character map, format 4: the Basic Multilingual Plane.
func (f *file) characters() ([]uint16, error) {
	at := f.unicodeMap()
	if at == 0 {
		return nil, errors.New("the font has no Unicode character map of format 4")
	}
	glyphs := make([]uint16, 1<<16)
	n := f.u16(at+6) / 2
	for i := range n {
		last, start := f.u16(at+14+2*i), f.u16(at+16+2*n+2*i)
		delta, where := f.u16(at+16+4*n+2*i), at+16+6*n+2*i
		offset := f.u16(where)
		for c := start; c <= last && c < 0xFFFF && !f.broken; c++ {
			g := c
			if offset != 0 {
				if g = f.u16(where + offset + 2*(c-start)); g == 0 {
					continue
				}
			}
			glyphs[c] = uint16(g + delta)
		}
	}
	if f.broken {
		return nil, errBroken
	}
	return glyphs, nil
}

// unicodeMap is the offset of the first Unicode subtable of format 4, 0 for none.
func (f *file) unicodeMap() int {
	cmap := f.tables["cmap"][0]
	for i := range min(f.u16(cmap+2), tablesMax) {
		at := cmap + 4 + 8*i
		platform, encoding, sub := f.u16(at), f.u16(at+2), cmap+f.u32(at+4)
		if (platform == 0 || platform == 3 && encoding == 1) && f.u16(sub) == 4 {
			return sub
		}
	}
	return 0
}

// advances turns glyph numbers into widths in thousandths of an em; none marks characters the font does not have.
func (f *file) advances(glyphs []uint16) ([]uint16, error) {
	em, metrics := f.u16(f.tables["head"][0]+18), f.u16(f.tables["hhea"][0]+34)
	count := f.u16(f.tables["maxp"][0] + 4)
	if em == 0 || metrics == 0 || metrics*4 > f.tables["hmtx"][1] {
		return nil, errBroken
	}
	if f.u16(f.tables["name"][0]) != 0 {
		return nil, errors.New("the font's name table is not of format 0")
	}
	if rights := f.u16(f.tables["OS/2"][0] + 8); rights == 2 || rights&0x0300 != 0 {
		return nil, errors.New("the font's licence bits forbid embedding or cutting it down")
	}
	hmtx := f.tables["hmtx"][0]
	for c, g := range glyphs {
		switch {
		case g == 0 || int(g) >= count:
			glyphs[c] = none
		default:
			glyphs[c] = uint16(min(f.u16(hmtx+4*min(int(g), metrics-1))*1000/em, none-1))
		}
	}
	return glyphs, f.outlines(count)
}

// outlines checks that every glyph lies within the glyf table.
func (f *file) outlines(count int) error {
	long, loca, size := f.u16(f.tables["head"][0]+50) != 0, f.tables["loca"], f.tables["glyf"][1]
	width := 2
	if long {
		width = 4
	}
	if (count+1)*width > loca[1] {
		return errBroken
	}
	before := 0
	for i := range count + 1 {
		at := f.u16(loca[0]+2*i) * 2
		if long {
			at = f.u32(loca[0] + 4*i)
		}
		if at < before || at > size {
			return errBroken
		}
		before = at
	}
	if f.broken {
		return errBroken
	}
	return nil
}

package ncts

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"
)

// FuzzDecode reads any bytes as a message of the version they name and of each version: a refusal has findings; what is
// accepted is well-formed for encoding/xml too and is kept whole by encoding and decoding.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(notification))
	r := rand.New(rand.NewPCG(1, 2))
	for i, d := range standard().messages {
		if i%5 > 0 {
			continue
		}
		g := newGenerator(r.Uint64())
		g.budget = 20
		f.Add(render(g.message(d)))
	}
	f.Fuzz(holdsTogether)
}

// FuzzDecodeEdited puts other bytes into one place of a sound message: what stays around them leads deeper than bytes alone.
func FuzzDecodeEdited(f *testing.F) {
	var sound [][]byte
	for i, d := range standard().messages {
		g := newGenerator(uint64(i))
		g.budget = 40
		sound = append(sound, render(g.message(d)))
	}
	for i, put := range []string{"", "x", "<odd/>", "&#32;", "<![CDATA[1]]>", "</", " a='1'", "\u00e9", "99999999999"} {
		f.Add(uint8(i*7), uint16(i*97), uint8(i%3), []byte(put))
	}
	f.Fuzz(func(t *testing.T, which uint8, at uint16, cut uint8, put []byte) {
		text := sound[int(which)%len(sound)]
		from := int(at) % len(text)
		to := min(from+int(cut), len(text))
		holdsTogether(t, slices.Concat(text[:from], put, text[to:]))
	})
}

func holdsTogether(t *testing.T, src []byte) {
	for _, v := range []Version{"", P5, P6} {
		m, err := decodeAs(src, v)
		if err != nil {
			var r *Refused
			if !errors.As(err, &r) || len(r.Findings) == 0 {
				t.Fatalf("%s: refused without findings: %v", v, err)
			}
			continue
		}
		roundTrip(t, m)
		if err := wellFormed(src); err != nil {
			t.Fatalf("%s: accepted, but encoding/xml says %v", v, err)
		}
	}
}

// wellFormed asks encoding/xml. Documents beyond ASCII are left out: it takes names by the fourth edition of XML, not the fifth.
func wellFormed(src []byte) error {
	if bytes.ContainsFunc(src, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil
	}
	for d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, []byte("\uFEFF")))); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

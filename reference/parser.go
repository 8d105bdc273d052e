package reference

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// parser gathers the rows and violations of one import: each violation with its place, all limits in one hand.
type parser struct {
	name   string
	at     string // place of the current row
	rows   int
	faults fault.List
}

func newParser(name string) *parser { return &parser{name: name, at: name} }

// add keeps a violation and reports whether there was none.
func (p *parser) add(e *fault.Error) bool {
	if e == nil {
		return true
	}
	if len(p.faults) < ViolationMax {
		p.faults = append(p.faults, e)
	}
	return false
}

func (p *parser) wrong(c fault.Code, format string, args ...any) bool {
	return p.add(fault.New(c, format, args...).At("%s", p.at))
}

// once reports whether a key is new, and its repetition as a violation.
func (p *parser) once(seen map[string]string, key string) bool {
	if first, twice := seen[key]; twice {
		return p.wrong(fault.BadField, "%s stands already in %s", clip(key), first)
	}
	seen[key] = p.at
	return true
}

// more counts a row and reports whether to read on.
func (p *parser) more() bool {
	p.rows++
	if p.rows > ImportRowsMax {
		return p.wrong(fault.Limit, "more than %d rows", ImportRowsMax)
	}
	return len(p.faults) < ViolationMax
}

// unread turns an error of reading into a violation.
func (p *parser) unread(err error, kind string) {
	var e *fault.Error
	if errors.As(err, &e) {
		p.add(fault.New(e.Code, "%s", e.Message).At("%s", p.at))
		return
	}
	p.wrong(fault.BadFile, "is no %s: %v", kind, err)
}

// csv reads rows of as many fields as the header has; the file begins with the header. A nil header means twelve columns
// and no header (UN/LOCODE).
func (p *parser) csv(r io.Reader, file string, header []string, each func(row []string)) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	width, first := len(header), header != nil
	if header == nil {
		width = locodeColumns
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.unread(err, "CSV")
			return
		}
		line, _ := c.FieldPos(0)
		p.at = fmt.Sprintf("%s:%d", file, line)
		if first {
			if first = false; !slices.Equal(trimmed(row), header) {
				p.add(fault.New(fault.BadFile, "the header is %s", clip(strings.Join(row, ","))).At("%s", p.at).Want("%s", strings.Join(header, ",")))
				return
			}
			continue
		}
		if !p.more() {
			return
		}
		if len(row) != width {
			p.wrong(fault.BadField, "has %d fields, not %d", len(row), width)
		} else if p.sound(row) {
			each(row)
		}
	}
}

// trimmed drops a byte order mark.
func trimmed(row []string) []string {
	row = slices.Clone(row)
	row[0] = strings.TrimPrefix(row[0], "\ufeff")
	return row
}

// sound holds every field to its limit and to UTF-8.
func (p *parser) sound(row []string) bool {
	for i, f := range row {
		if len(f) > TextBytesMax {
			return p.wrong(fault.Limit, "field %d is longer than %d bytes", i+1, TextBytesMax)
		}
		if !utf8.ValidString(f) {
			return p.wrong(fault.BadField, "field %d is no UTF-8", i+1)
		}
	}
	return true
}

// bounded fails with Limit once more than max bytes are read.
type bounded struct {
	r    io.Reader
	left int64
	what string
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, fault.New(fault.Limit, "larger than allowed %s", b.what)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fault.New(fault.Limit, "larger than allowed %s", b.what)
	}
	return n, err
}

// unpack reads a file that may be compressed with gzip, within the limits before and after.
func unpack(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReader(&bounded{r, ImportBytesMax, fmt.Sprintf("(%d bytes)", ImportBytesMax)})
	if head, _ := in.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return in, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	return bufio.NewReader(&bounded{z, UnpackedBytesMax, fmt.Sprintf("(%d bytes unpacked)", UnpackedBytesMax)}), nil
}

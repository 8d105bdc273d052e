package consignment

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// ReadCSV reads consignments from a spreadsheet: one row a goods item, the first row the names of the columns, in any order;
// rows of one reference make one consignment. Commas, semicolons or tabs divide the cells; a byte order mark is tolerated. A
// column of the consignment may stand in its first row only; where it is repeated it must say the same. The error is a
// [fault.List] of every wrong cell in the order of the file, with paths "NAME:LINE, COLUMN". The format is drawn in
// docs/formats/consignment.md.
func ReadCSV(r io.Reader, name string) ([]Consignment, error) {
	raw, err := io.ReadAll(io.LimitReader(r, CSVBytesMax+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot be read").At("%s", name).Because(err)
	}
	if len(raw) > CSVBytesMax {
		return nil, fault.New(fault.Limit, "the file has more than %d bytes", CSVBytesMax).At("%s", name).Mend("divide it")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if i := badUTF8(raw); i >= 0 {
		return nil, fault.New(fault.BadFile, "%s is not UTF-8", lineCol(raw, i)).At("%s:%d", name, 1+bytes.Count(raw[:i], []byte{'\n'})).Mend("save it as CSV UTF-8")
	}
	rd := &sheetReader{name: name, byReference: map[string]*draft{}}
	if err := rd.read(raw); err != nil {
		return nil, err
	}
	return rd.finish()
}

// headCell is a column of the file that belongs to the consignment, rowCell one that belongs to the goods item.
type headCell struct {
	at  int // index in the row
	col column[Consignment]
}

type rowCell struct {
	at  int
	col column[GoodsItem]
}

// sheetReader reads one file.
type sheetReader struct {
	name        string
	width       int
	head        []headCell
	row         []rowCell
	reference   int // index of the column
	kind, seal  int // of the two columns that describe the container of a row; -1 where there is none
	drafts      []*draft
	byReference map[string]*draft
	last        *draft
	faults      []placed // by line
}

// draft is a consignment being read, with the line of each of its cells.
type draft struct {
	c     Consignment
	line  int
	lines []int          // of the goods items
	said  map[string]say // by column of the consignment
}

type say struct {
	text string
	line int
}

func (rd *sheetReader) wrong(line int, column string, e *fault.Error) {
	if len(rd.faults) >= violationMax {
		return
	}
	at := fmt.Sprintf("%s:%d", rd.name, line)
	if column != "" {
		at += ", " + column
	}
	e.Path = at
	rd.faults = append(rd.faults, placed{int64(line), e})
}

func (rd *sheetReader) read(raw []byte) error {
	raw, skipped, comma := separator(raw)
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	for n := 0; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			if n == 0 {
				return fault.New(fault.BadFile, "holds no row").At("%s", rd.name).Want("a row of column names")
			}
			return nil
		}
		if err != nil {
			return rd.broken(err, skipped)
		}
		if n > CSVRowsMax {
			return fault.New(fault.Limit, "the file has more than %d rows", CSVRowsMax).At("%s", rd.name).Mend("divide it")
		}
		line, _ := r.FieldPos(0)
		if n == 0 {
			if err := rd.columns(cells, line+skipped); err != nil {
				return err
			}
			continue
		}
		rd.take(cells, line+skipped)
	}
}

func (rd *sheetReader) broken(err error, skipped int) error {
	line := 1
	var p *csv.ParseError
	if errors.As(err, &p) {
		line, err = p.Line+skipped, p.Err
	}
	return fault.New(fault.BadFile, "the row is not understood: %v", err).At("%s:%d", rd.name, line).
		Want("cells divided by commas, semicolons or tabs; a cell that holds quotation marks stands in quotation marks, each doubled")
}

// take reads one row of goods.
func (rd *sheetReader) take(cells []string, line int) {
	if !slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return
	}
	for i := rd.width; i < len(cells); i++ {
		if strings.TrimSpace(cells[i]) != "" {
			rd.wrong(line, "", fault.New(fault.BadField, "the row has %d cells", len(cells)).Want("%d, as many as there are columns", rd.width).
				Mend("put a cell that holds the separator into quotation marks"))
			return
		}
	}
	d := rd.draft(cell(cells, rd.reference), line)
	if d == nil {
		rd.wrong(line, "reference", fault.New(fault.BadField, "is missing").Want("the reference of the consignment"))
		return
	}
	for _, h := range rd.head {
		rd.headCell(d, h, cell(cells, h.at), line)
	}
	var g GoodsItem
	for _, r := range rd.row {
		if s := cell(cells, r.at); s != "" {
			if err := r.col.set(&g, s); err != nil {
				rd.wrong(line, r.col.name, err)
			}
		}
	}
	d.c.Goods = append(d.c.Goods, g)
	d.lines = append(d.lines, line)
	rd.container(d, &d.c.Goods[len(d.c.Goods)-1], cells, line)
	if g.Temperature != nil {
		rd.bothEnds(cells, line)
	}
}

// bothEnds asks for both ends of a range of temperature.
func (rd *sheetReader) bothEnds(cells []string, line int) {
	for _, name := range []string{"temperature_min_c", "temperature_max_c"} {
		if !slices.ContainsFunc(rd.row, func(r rowCell) bool { return r.col.name == name && cell(cells, r.at) != "" }) {
			rd.wrong(line, name, fault.New(fault.BadField, "is missing").Want("both ends of the range, in degrees Celsius"))
		}
	}
}

// cell is a cell of a row, empty where the row is short or the cell is blank.
func cell(cells []string, i int) string {
	if i < 0 || i >= len(cells) || strings.TrimSpace(cells[i]) == "" {
		return ""
	}
	return cells[i]
}

// draft finds the consignment of a row; a row without a reference belongs to the row above it.
func (rd *sheetReader) draft(raw string, line int) *draft {
	if raw == "" {
		return rd.last
	}
	ref := unguard(raw)
	d := rd.byReference[ref]
	if d == nil {
		d = &draft{line: line, said: map[string]say{}, c: Consignment{Reference: ref}}
		rd.byReference[ref] = d
		rd.drafts = append(rd.drafts, d)
	}
	rd.last = d
	return d
}

// headCell reads a cell of the consignment once; later rows may leave it empty or say the same.
func (rd *sheetReader) headCell(d *draft, h headCell, s string, line int) {
	if s == "" {
		return
	}
	before, said := d.said[h.col.name]
	if said {
		if before.text != s {
			rd.wrong(line, h.col.name, fault.New(fault.BadField, "is %q, in line %d it is %q", clip(s), before.line, clip(before.text)).
				Want("the same in every row of the consignment %s", clip(d.c.Reference)).Mend("correct it or leave it empty"))
		}
		return
	}
	d.said[h.col.name] = say{strings.Clone(s), line}
	if err := h.col.set(&d.c, s); err != nil {
		rd.wrong(line, h.col.name, err)
	}
}

// container adds the container that a row names to the equipment, with the kind and seals that the row gives it.
func (rd *sheetReader) container(d *draft, g *GoodsItem, cells []string, line int) {
	kind, seals := unguard(cell(cells, rd.kind)), splitList(unguard(cell(cells, rd.seal)))
	if len(g.Equipment) != 1 && (kind != "" || len(seals) > 0) {
		rd.wrong(line, "container", fault.New(fault.BadField, "names %d containers", len(g.Equipment)).Want("the one that container_kind and seal describe"))
		return
	}
	for _, id := range g.Equipment {
		i := slices.IndexFunc(d.c.Equipment, func(e Equipment) bool { return e.ID == id })
		if i < 0 {
			if i = len(d.c.Equipment); i > EquipmentMax {
				return // one too many: the check says so
			}
			d.c.Equipment = append(d.c.Equipment, Equipment{ID: id})
		}
		e := &d.c.Equipment[i]
		switch {
		case kind != "" && e.Kind != "" && e.Kind != kind:
			rd.wrong(line, "container_kind", fault.New(fault.BadField, "is %s, before it was %s", clip(kind), clip(e.Kind)).Want("the same for every row of container %s", clip(id)))
		case kind != "":
			e.Kind = kind
		}
		for _, s := range seals {
			if !slices.Contains(e.Seals, s) {
				e.Seals = append(e.Seals, s)
			}
		}
	}
}

// finish checks every consignment and gives them, or every violation in the order of the file.
func (rd *sheetReader) finish() ([]Consignment, error) {
	if len(rd.drafts) == 0 && len(rd.faults) == 0 {
		return nil, fault.New(fault.BadFile, "holds no goods").At("%s", rd.name).Want("a row for each goods item")
	}
	reported := map[string]bool{}
	for _, f := range rd.faults {
		reported[f.err.Path] = true
	}
	out := make([]Consignment, 0, len(rd.drafts))
	for _, d := range rd.drafts {
		if len(rd.faults) >= violationMax {
			break
		}
		for _, e := range fault.All(d.c.Validate()) {
			line, column := d.locate(e.Path)
			before := len(rd.faults)
			if column == "goods_hs" && e.Hint == "" {
				e.Mend("keep the column as text: a spreadsheet drops the zeros that a number begins with")
			}
			rd.wrong(line, column, e)
			if len(rd.faults) > before && reported[e.Path] {
				rd.faults = rd.faults[:before] // the cell was wrong already
			}
		}
		if n := len(d.c.Encode()); n > BytesMax {
			rd.wrong(d.line, "", fault.New(fault.Limit, "consignment %s would have %d bytes as JSON", clip(d.c.Reference), n).Want("at most %d", BytesMax))
		}
		out = append(out, d.c)
	}
	if len(rd.faults) > 0 {
		return nil, rd.list()
	}
	return out, nil
}

func (rd *sheetReader) list() error {
	slices.SortStableFunc(rd.faults, func(a, b placed) int { return cmp.Compare(a.offset, b.offset) })
	var list fault.List
	for _, p := range rd.faults {
		list = append(list, p.err)
	}
	return list.OrNil()
}

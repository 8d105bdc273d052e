package consignment

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// separator finds what divides the cells: what a first line "sep=;" says, else the commonest of the three in the names.
func separator(raw []byte) (rest []byte, skipped int, comma rune) {
	first, after, _ := bytes.Cut(raw, []byte{'\n'})
	first = bytes.TrimSuffix(first, []byte{'\r'})
	if said, ok := bytes.CutPrefix(first, []byte("sep=")); ok && len(said) == 1 && strings.ContainsRune(",;\t", rune(said[0])) {
		return after, 1, rune(said[0])
	}
	comma = ','
	for _, other := range ";\t" {
		if bytes.Count(first, []byte(string(other))) > bytes.Count(first, []byte(string(comma))) {
			comma = other
		}
	}
	return raw, 0, comma
}

// columns reads the first row: what each column is. An unknown name is refused with the nearest.
func (rd *sheetReader) columns(cells []string, line int) error {
	if len(cells) > CSVColumnsMax {
		return fault.New(fault.Limit, "%d columns", len(cells)).At("%s:%d", rd.name, line).Want("at most %d", CSVColumnsMax)
	}
	rd.width, rd.reference, rd.kind, rd.seal = len(cells), -1, -1, -1
	seen := map[string]bool{}
	for i, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		switch {
		case name == "" || len(rd.faults) >= violationMax:
			continue
		case seen[name]:
			rd.wrong(line, clip(name), fault.New(fault.BadField, "stands twice"))
		case !rd.column(name, i):
			rd.wrong(line, clip(name), unknownColumn(name))
		}
		seen[name] = true
	}
	if rd.reference < 0 {
		rd.wrong(line, "reference", fault.New(fault.BadField, "is missing").Want("a column that names the consignment of each row"))
	}
	if len(rd.faults) > 0 {
		return rd.list()
	}
	slices.SortStableFunc(rd.head, func(a, b headCell) int {
		return cmp.Compare(rank(headColumns, a.col.name), rank(headColumns, b.col.name))
	})
	slices.SortStableFunc(rd.row, func(a, b rowCell) int { return cmp.Compare(rank(rowColumns, a.col.name), rank(rowColumns, b.col.name)) })
	rd.currencyFirst()
	return nil
}

// rank is the place of a column among those without a number; numbered ones come after, in the order of the file.
func rank[T any](list []column[T], name string) int {
	if i := slices.IndexFunc(list, func(c column[T]) bool { return c.name == name }); i >= 0 {
		return i
	}
	return len(list)
}

// currencyFirst puts the currency of a numbered security before its amount, whose decimals it decides.
func (rd *sheetReader) currencyFirst() {
	slices.SortStableFunc(rd.head, func(a, b headCell) int {
		x, y := strings.HasSuffix(a.col.name, "_amount"), strings.HasSuffix(b.col.name, "_amount")
		switch {
		case x == y:
			return 0
		case x:
			return 1
		}
		return -1
	})
}

// column finds what a name means; false where it means nothing.
func (rd *sheetReader) column(name string, at int) bool {
	switch name {
	case "reference":
		rd.reference = at
		return true
	case "container_kind":
		rd.kind = at
		return true
	case "seal":
		rd.seal = at
		return true
	}
	if i := rank(headColumns, name); i < len(headColumns) {
		rd.head = append(rd.head, headCell{at, headColumns[i]})
		return true
	}
	if i := rank(rowColumns, name); i < len(rowColumns) {
		rd.row = append(rd.row, rowCell{at, rowColumns[i]})
		return true
	}
	m := numberedForm.FindStringSubmatch(name)
	if m == nil {
		return false
	}
	for _, s := range series {
		number, _ := strconv.Atoi(m[2])
		if s.name != m[1] || number > s.max {
			continue
		}
		all := s.columns(number - 1)
		if i := rank(all, name); i < len(all) {
			rd.head = append(rd.head, headCell{at, all[i]})
			return true
		}
	}
	return false
}

// unknownColumn names the nearest columns there are.
func unknownColumn(name string) *fault.Error {
	e := fault.New(fault.BadField, "is no column")
	if len(name) > 60 {
		return e.Want("a name of docs/formats/consignment.md")
	}
	best := 4
	for _, known := range ColumnNames() {
		d := edits(name, known)
		if strings.Contains(known, name) || strings.Contains(name, known) {
			d = min(d, 3)
		}
		switch {
		case d < best:
			best, e.Candidates = d, []string{known}
		case d == best && best < 4 && len(e.Candidates) < 5:
			e.Candidates = append(e.Candidates, known)
		}
	}
	if len(e.Candidates) == 0 {
		e.Want("a name of docs/formats/consignment.md")
	}
	return e
}

// ColumnNames lists every column of a spreadsheet, numbered ones with the number 1.
func ColumnNames() []string {
	var out []string
	for _, c := range headColumns {
		out = append(out, c.name)
	}
	for _, c := range rowColumns {
		out = append(out, c.name)
	}
	out = append(out, "container_kind", "seal")
	for _, s := range series {
		for _, c := range s.columns(0) {
			out = append(out, c.name)
		}
	}
	return out
}

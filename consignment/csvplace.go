package consignment

import (
	"slices"
	"strconv"
	"strings"
)

// locate gives the line and column where the value of a JSON pointer stands, or should.
func (d *draft) locate(pointer string) (line int, name string) {
	for p := pointer; p != ""; p = p[:max(0, strings.LastIndexByte(p, '/'))] {
		if rest, ok := strings.CutPrefix(p, "/goods/"); ok {
			number, rest, _ := strings.Cut(rest, "/")
			i, err := strconv.Atoi(number)
			if err != nil || i >= len(d.lines) {
				return d.line, ""
			}
			line = d.lines[i]
			if c := slices.IndexFunc(rowColumns, func(c column[GoodsItem]) bool {
				return c.path == "/"+rest || rest != "" && strings.HasPrefix(c.path, "/"+rest+"/")
			}); c >= 0 {
				return line, rowColumns[c].name
			}
			continue
		}
		if line > 0 {
			break
		}
		if name := headName(p); name != "" {
			if s, said := d.said[name]; said {
				return s.line, name
			}
			return d.line, name
		}
	}
	if line == 0 {
		line = d.line
	}
	return line, ""
}

var seriesPath = regexpSeries()

// headName is the column of a JSON pointer outside the goods.
func headName(pointer string) string {
	for _, c := range headColumns {
		if c.path == pointer || strings.HasPrefix(c.path, pointer+"/") {
			return c.name
		}
	}
	m := seriesPath.FindStringSubmatch(pointer)
	if m == nil {
		return ""
	}
	number, err := strconv.Atoi(m[2])
	if err != nil {
		return ""
	}
	for _, s := range series {
		for _, c := range s.columns(number) {
			if c.path == pointer || strings.HasPrefix(c.path, pointer+"/") {
				return c.name
			}
		}
	}
	return ""
}

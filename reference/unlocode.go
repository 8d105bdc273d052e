package reference

import (
	"archive/tar"
	"bufio"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

// Location is a place of UN/LOCODE. Positions of the list are to the minute and sometimes wrong: the network has its own.
type Location struct {
	Code        string   `json:"code"` // five characters
	Name        string   `json:"name"`
	ASCII       string   `json:"ascii,omitempty"` // the name without diacritics, where it differs
	Also        []string `json:"also,omitempty"`  // names of further rows of the same code
	Subdivision string   `json:"subdivision,omitempty"`
	Function    string   `json:"function"` // as printed, "1234----": port, rail, road, airport, post, inland, fixed, border
	Status      string   `json:"status,omitempty"`
	Date        string   `json:"date,omitempty"` // YYMM of the last change
	IATA        string   `json:"iata,omitempty"`
	Position    string   `json:"position,omitempty"` // as printed, "4723N 01117E"
	Remarks     string   `json:"remarks,omitempty"`
	Change      string   `json:"change,omitempty"` // X: to be taken out of the next edition
}

// locodeColumns is the number of columns: change, country, location, name, name without diacritics, subdivision, function,
// status, date, IATA, coordinates, remarks.
const locodeColumns = 12

// Country is the territory of the place.
func (l Location) Country() string { return l.Code[:min(2, len(l.Code))] }

// Port, Rail and Border are functions 1, 2 and B of the place.
func (l Location) Port() bool { return strings.Contains(l.Function, "1") }

// Rail reports function 2.
func (l Location) Rail() bool { return strings.Contains(l.Function, "2") }

// Border reports function B.
func (l Location) Border() bool { return strings.Contains(l.Function, "B") }

// Doubt says what is wrong with a row of the list itself: some of its positions have more than 59 minutes. They are kept
// as printed, and have no degrees.
func (l Location) Doubt() string {
	if _, _, ok := l.Degrees(); l.Position != "" && !ok {
		return "position " + l.Position + " is none: expected such as 4723N 01117E"
	}
	return ""
}

// Degrees is the position in degrees north and east; ok is false where there is none that can be read.
func (l Location) Degrees() (lat, lon float64, ok bool) {
	a, b, found := strings.Cut(l.Position, " ")
	if !found || len(a) != 5 || len(b) != 6 {
		return 0, 0, false
	}
	lat, ok1 := degrees(a, 'N', 'S', 90)
	lon, ok2 := degrees(b, 'E', 'W', 180)
	return lat, lon, ok1 && ok2
}

func degrees(s string, plus, minus byte, most float64) (float64, bool) {
	n := len(s)
	d, err1 := strconv.ParseUint(s[:n-3], 10, 16)
	m, err2 := strconv.ParseUint(s[n-3:n-1], 10, 16)
	v := float64(d) + float64(m)/60
	if err1 != nil || err2 != nil || m > 59 || v > most || s[n-1] != plus && s[n-1] != minus {
		return 0, false
	}
	if s[n-1] == minus {
		v = -v
	}
	return v, true
}

// ParseLocations reads UN/LOCODE: one CSV file of twelve columns, or a tar archive (it may be compressed) with one file a
// country. Rows without a code (country headings, other names) are left out; rows of one code are joined. The error is a
// [fault.List] of every violation by file and line.
func ParseLocations(r io.Reader, name string) ([]Location, error) {
	p := &locodeParser{parser: newParser(name), at: map[string]int{}}
	in, err := unpack(r)
	if err != nil {
		p.unread(err, "UN/LOCODE file")
		return nil, p.faults
	}
	if isTar(in) {
		p.archive(tar.NewReader(in))
	} else {
		p.csv(in, name, nil, p.row)
	}
	if len(p.out) == 0 && len(p.faults) == 0 {
		p.wrong(fault.BadFile, "holds no location")
	}
	return p.out, p.faults.OrNil()
}

func isTar(in *bufio.Reader) bool {
	head, _ := in.Peek(262)
	return len(head) == 262 && string(head[257:262]) == "ustar"
}

type locodeParser struct {
	*parser
	out []Location
	at  map[string]int
}

func (p *locodeParser) archive(t *tar.Reader) {
	for files := 0; ; files++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.unread(err, "tar archive")
			return
		}
		if files > ArchiveFilesMax {
			p.wrong(fault.Limit, "more than %d files", ArchiveFilesMax)
			return
		}
		if h.Typeflag == tar.TypeReg && strings.HasSuffix(strings.ToLower(h.Name), ".csv") {
			p.parser.at = p.name + "/" + path.Base(h.Name)
			p.csv(t, p.parser.at, nil, p.row)
		}
	}
}

func (p *locodeParser) row(f []string) {
	if f[2] == "" {
		return
	}
	l := Location{Code: f[1] + f[2], Name: f[3], ASCII: f[4], Subdivision: f[5], Function: f[6], Status: f[7], Date: f[8], IATA: f[9], Position: f[10], Remarks: f[11], Change: strings.ToUpper(f[0])}
	if l.ASCII == l.Name {
		l.ASCII = ""
	}
	if !p.add(l.finish(p.parser.at)) {
		return
	}
	if i, again := p.at[l.Code]; again {
		p.out[i].Also = append(p.out[i].Also, l.Name)
		return
	}
	p.at[l.Code] = len(p.out)
	p.out = append(p.out, l)
}

func (l *Location) finish(where string) *fault.Error {
	if v, err := code.Parse("unlocode", l.Code); err != nil || !v.OK() || v.Text != l.Code {
		return fault.New(fault.BadField, "code %q: %s", clip(l.Code), v.Finding.Text).At("%s: location", where).Want("a country of two letters and 3 characters")
	}
	if strings.TrimSpace(l.Name) == "" {
		return fault.New(fault.BadField, "%s has no name", l.Code).At("%s: name", where)
	}
	return nil
}

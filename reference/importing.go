package reference

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// Kind is a kind of import.
type Kind string

// The kinds, in the order of documentation.
const (
	KindTariff    Kind = "tariff"     // lines of the Union's external tariff
	KindLocations Kind = "locations"  // UN/LOCODE
	KindHS        Kind = "hs"         // Harmonized System
	KindOffices   Kind = "offices"    // NCTS customs offices
	KindCodes     Kind = "code-lists" // NCTS code lists
)

// Kinds lists the kinds of import.
func Kinds() []Kind { return []Kind{KindTariff, KindLocations, KindHS, KindOffices, KindCodes} }

// Import is what was read from one file, and from where and when. Only the rows of its kind are filled.
type Import struct {
	Kind    Kind      `json:"kind"`
	Name    string    `json:"name"`              // of the file read
	At      time.Time `json:"at"`                // when it was read
	Edition string    `json:"edition,omitempty"` // of the list: a snapshot day, "HS2022"
	Lang    string    `json:"lang,omitempty"`    // of texts; empty is en
	Rows    int       `json:"rows"`
	Doubts  int       `json:"doubts,omitempty"` // rows kept although something in them cannot be: see [Location.Doubt]

	Tariff    []TariffLine   `json:"-"`
	Locations []Location     `json:"-"`
	HS        []HSLine       `json:"-"`
	Offices   []ListedOffice `json:"-"`
	Codes     []CodeEntry    `json:"-"`
}

// FileName is the name an import is stored under: one file a kind, and a language.
func (i Import) FileName() string {
	if i.Lang != "" {
		return string(i.Kind) + "." + i.Lang + ".jsonl"
	}
	return string(i.Kind) + ".jsonl"
}

// storedMark begins a stored import and names its form.
const storedMark = "kairo reference 1"

type storedHead struct {
	Form string `json:"form"`
	Import
}

// Detect tells the kind of a file from its name and its first [DetectBytes]; ok is false when it is none.
func Detect(name string, head []byte) (Kind, bool) {
	in, err := unpack(bytes.NewReader(head))
	if err != nil {
		return "", false
	}
	first := make([]byte, DetectBytes)
	n, _ := io.ReadFull(in, first) // the head is cut off somewhere: what there is must do
	text := strings.TrimPrefix(string(first[:n]), "\ufeff")
	line, _, _ := strings.Cut(text, "\n")
	switch line = strings.TrimRight(line, "\r"); {
	case len(text) > 262 && text[257:262] == "ustar" && (strings.Contains(strings.ToLower(name), "locode") || strings.Contains(text, ".csv")):
		return KindLocations, true
	case line == strings.Join(tariffColumns, ","):
		return KindTariff, true
	case line == strings.Join(hsColumns, ","):
		return KindHS, true
	case strings.HasPrefix(strings.TrimSpace(text), "{") && strings.Contains(text, `"lists"`):
		if strings.Contains(text, `"customsOffices"`) {
			return KindOffices, true
		}
		return KindCodes, true
	case strings.Count(line, ",") == locodeColumns-1 && strings.Contains(line, `".`):
		return KindLocations, true
	}
	return "", false
}

// IsStored reports whether a file begins as [Import.Write] writes it.
func IsStored(head []byte) bool {
	return bytes.HasPrefix(head, []byte(`{"form":"`+storedMark+`"`))
}

// ReadImport reads a file of a kind. The error is a [fault.List] of every violation; nothing is imported then.
func ReadImport(kind Kind, r io.Reader, name string, at time.Time) (Import, error) {
	i := Import{Kind: kind, Name: name, At: at}
	var err error
	switch kind {
	case KindTariff:
		in, bad := unpack(r)
		if bad != nil {
			return Import{}, fault.New(fault.BadFile, "cannot be read: %v", bad).At("%s", name)
		}
		i.Tariff, err = ParseTariff(in, name)
		i.Edition = newestEdition(i.Tariff)
	case KindLocations:
		i.Locations, err = ParseLocations(r, name)
	case KindHS:
		if i.HS, i.Edition, err = ParseHS(r, name); len(i.HS) > 0 {
			i.Lang = i.HS[0].Lang
		}
	case KindOffices:
		i.Offices, i.Edition, err = ParseOffices(r, name)
	case KindCodes:
		i.Codes, i.Edition, err = ParseCodeLists(r, name)
	default:
		return Import{}, noKind(kind)
	}
	if err != nil {
		return Import{}, err
	}
	if i.Rows = i.count(); i.Rows == 0 {
		return Import{}, fault.New(fault.BadFile, "holds no row").At("%s", name)
	}
	for _, l := range i.Locations {
		if l.Doubt() != "" {
			i.Doubts++
		}
	}
	return i, nil
}

func noKind(kind Kind) error {
	names := make([]string, len(Kinds()))
	for i, k := range Kinds() {
		names[i] = string(k)
	}
	return fault.New(fault.NotFound, "no import is called %q", clip(string(kind))).Among(names...)
}

func newestEdition(lines []TariffLine) string {
	var newest time.Time
	for _, l := range lines {
		if l.From.After(newest) {
			newest = l.From
		}
	}
	if newest.IsZero() {
		return ""
	}
	return newest.Format(time.DateOnly)
}

func (i Import) count() int {
	return len(i.Tariff) + len(i.Locations) + len(i.HS) + len(i.Offices) + len(i.Codes)
}

// Write stores an import: JSON lines, the first of them the summary.
func (i Import) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	err := e.Encode(storedHead{storedMark, i})
	for _, write := range []func() error{
		func() error { return writeRows(e, i.Tariff) }, func() error { return writeRows(e, i.Locations) }, func() error { return writeRows(e, i.HS) },
		func() error { return writeRows(e, i.Offices) }, func() error { return writeRows(e, i.Codes) }} {
		if err == nil {
			err = write()
		}
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

func writeRows[T any](e *json.Encoder, rows []T) error {
	for _, r := range rows {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// ReadStored reads what [Import.Write] wrote; a file cut off, or changed into nonsense, is refused by line.
func ReadStored(r io.Reader) (Import, error) {
	s := bufio.NewScanner(&bounded{r, UnpackedBytesMax, "(" + strconv.Itoa(UnpackedBytesMax) + " bytes)"})
	s.Buffer(nil, LineBytesMax)
	var head storedHead
	if !s.Scan() || json.Unmarshal(s.Bytes(), &head) != nil || head.Form != storedMark {
		return Import{}, fault.New(fault.BadFile, "is no stored import").At("line 1").Mend("import the original file again")
	}
	i := head.Import
	p := newParser("stored " + string(i.Kind))
	switch i.Kind {
	case KindTariff:
		i.Tariff = readRows(p, s, (*TariffLine).finish)
	case KindLocations:
		i.Locations = readRows(p, s, (*Location).finish)
	case KindHS:
		i.HS = readRows(p, s, (*HSLine).finish)
	case KindOffices:
		i.Offices = readRows(p, s, (*ListedOffice).finish)
	case KindCodes:
		i.Codes = readRows(p, s, (*CodeEntry).finish)
	default:
		return Import{}, noKind(i.Kind)
	}
	if n := i.count(); len(p.faults) == 0 && n != i.Rows {
		p.at = p.name
		p.wrong(fault.BadFile, "has %d rows and says %d", n, i.Rows)
	}
	if len(p.faults) > 0 {
		return Import{}, p.faults
	}
	return i, nil
}

func readRows[T any](p *parser, s *bufio.Scanner, finish func(*T, string) *fault.Error) []T {
	var out []T
	for line := 2; s.Scan(); line++ {
		p.at = p.name + ":" + strconv.Itoa(line)
		var row T
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			p.wrong(fault.BadFile, "is no row: %v", err)
		} else if p.add(finish(&row, p.at)) {
			out = append(out, row)
		}
		if !p.more() {
			return nil
		}
	}
	if err := s.Err(); errors.Is(err, bufio.ErrTooLong) {
		p.wrong(fault.Limit, "a row is longer than %d bytes", LineBytesMax)
	} else if err != nil {
		p.unread(err, "stored import")
	}
	return out
}

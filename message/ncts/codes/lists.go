package codes

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/reference"
)

// Lists answers what the code lists hold on a day: those imported into the reference data, and the demonstration set. It does
// not change and may be shared.
type Lists struct {
	data    *reference.Data
	entries map[string]int // entries of each list imported, by name
	codes   *snapshot
	offices *snapshot
	demo    map[string]demoList
}

// snapshot is an import and the first day of which it tells all; empty when it does not say its day.
type snapshot struct {
	reference.Import
	day string
}

// covers says whether the snapshot tells all of a day.
func (s *snapshot) covers(day string) bool { return s.day != "" && s.day <= day }

// New gives the lists of a set of reference data.
func New(data *reference.Data) *Lists {
	l := &Lists{data: data, entries: data.CodeLists(), demo: demo()}
	for _, i := range data.Imports() {
		s := &snapshot{Import: i}
		if _, err := time.Parse(time.DateOnly, i.Edition); err == nil {
			s.day = i.Edition
		}
		switch i.Kind {
		case reference.KindCodes:
			l.codes = s
		case reference.KindOffices:
			l.offices = s
		}
	}
	return l
}

// Source is where answers come from.
type Source struct {
	Kind    string `json:"kind"`              // code-lists, offices, demonstration
	Edition string `json:"edition,omitempty"` // day of the snapshot
	File    string `json:"file,omitempty"`    // that was imported
	Rows    int    `json:"rows"`
}

// Sources names the imports, and the demonstration set.
func (l *Lists) Sources() []Source {
	var out []Source
	for _, s := range []*snapshot{l.codes, l.offices} {
		if s != nil {
			out = append(out, Source{string(s.Kind), s.Edition, s.Name, s.Rows})
		}
	}
	rows := 0
	for _, d := range l.demo {
		for _, spans := range d.values {
			rows += len(spans)
		}
	}
	return append(out, Source{Kind: "demonstration", Rows: rows})
}

// Answer is what is known of a value on a day.
type Answer struct {
	In, Known bool
	Source    string // "edition 2025-02-12", "demonstration set"; empty where nothing is known
	Expected  string // for a value that is not in the list
	Reason    string // why nothing is known
	Edition   string // of the import that does not reach back to the day; empty otherwise
}

// Holds says whether a list, by its number, has a value on a day; known is false where the list is not to be had for it.
func (l *Lists) Holds(list, value string, on time.Time) (in, known bool) {
	a := l.Ask(list, value, on)
	return a.In, a.Known
}

// Ask is [Lists.Holds] with the source or the reason.
func (l *Lists) Ask(number, value string, on time.Time) Answer {
	list, ok := Known(number)
	if !ok {
		return Answer{Reason: "no list of this number is known"}
	}
	day := on.Format(time.DateOnly)
	a := l.imported(list, value, day, on)
	if !a.Known {
		if in, known := l.demonstrated(list, value, day, on); known {
			a = Answer{In: in, Known: true, Source: "demonstration set"}
		}
	}
	if a.Known && !a.In {
		a.Expected = "a code of the list in force on " + day
		if some := l.demo[number].expected(day); some != "" && a.Source == "demonstration set" {
			a.Expected = "one of " + some
		}
	}
	return a
}

// imported answers from the imports alone.
func (l *Lists) imported(list List, value, day string, on time.Time) Answer {
	var s *snapshot
	var in bool
	what := "the code lists"
	if list.Offices != "" {
		s, what = l.offices, "the customs offices"
		o, found := l.data.OfficeByCode("", value, on)
		in = found && fromImport(o) && hasRole(list, o.ListRoles)
	} else {
		s = l.codes
		name := list.Name
		if l.entries[name] == 0 {
			name = list.Also
		}
		if s != nil && (name == "" || l.entries[name] == 0) {
			return Answer{Reason: "the list is not among those imported (edition " + s.Edition + ")"}
		}
		_, in = l.data.CodeText(name, value, on)
	}
	switch {
	case s == nil:
		return Answer{Reason: what + " are not imported"}
	case in || s.covers(day):
		return Answer{In: in, Known: true, Source: "edition " + s.Edition}
	case s.day == "":
		return Answer{Reason: what + " imported do not say their day"}
	}
	return Answer{Reason: what + " imported are of " + s.day + " and do not tell what else held before", Edition: s.day}
}

// demonstrated answers from the demonstration set, and for offices from the built-in ones read in an official list: they say
// that an office is on a list, never that it is not.
func (l *Lists) demonstrated(list List, value, day string, on time.Time) (in, known bool) {
	if list.Offices == "" {
		return l.demo[list.Number].says(value, day)
	}
	o, ok := l.data.OfficeByCode("", value, on)
	in = ok && o.Official && !fromImport(o) && hasRole(list, rolesOf(o))
	return in, in
}

// fromImport tells an office of an imported list from a built-in one: only those have names by language.
func fromImport(o reference.Office) bool { return len(o.Names) > 0 }

func hasRole(list List, roles []string) bool {
	if list.Offices == "any" {
		return true
	}
	for role := range strings.FieldsSeq(list.Offices) {
		if slices.Contains(roles, role) {
			return true
		}
	}
	return false
}

// rolesOf gives the roles of a built-in office in the letters of the customs office list.
func rolesOf(o reference.Office) []string {
	letters := map[string]string{"departure": "DEP", "destination": "DES", "transit": "TRA", "exit": "EXT", "guarantee": "GUA"}
	var out []string
	for _, r := range o.Roles {
		if l := letters[r]; l != "" {
			out = append(out, l)
		}
	}
	return out
}

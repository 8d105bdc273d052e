package reference

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
)

// imported holds the rows of imports, each kind sorted by code, with the folded texts that searches read.
type imported struct {
	summaries []Import
	tariff    []TariffLine
	locations []Location
	hs        []HSLine
	hsFrom    time.Time
	offices   []ListedOffice
	source    string // of the offices
	codes     []CodeEntry

	hsFold, officeFold, locationFold []string
}

// With is a copy of the set that prefers the rows of an import; one of the same kind and language before it is replaced.
func (d *Data) With(i Import) *Data {
	c := *d
	x := &c.imported
	switch i.Kind {
	case KindTariff:
		x.tariff = successive(i.Tariff)
	case KindLocations:
		x.locations = sorted(i.Locations, func(l Location) string { return l.Code })
		x.locationFold = folds(x.locations, func(l Location) string {
			return l.Code + " " + l.Name + " " + l.ASCII + " " + strings.Join(l.Also, " ")
		})
	case KindHS:
		others := slices.DeleteFunc(slices.Clone(x.hs), func(l HSLine) bool { return l.Lang == i.Lang })
		x.hs, x.hsFrom = sorted(append(others, i.HS...), func(l HSLine) string { return l.Lang + "|" + l.Code }), hsDay(i.Edition)
		x.hsFold = folds(x.hs, func(l HSLine) string { return l.Code + " " + l.Text })
	case KindOffices:
		x.offices = sorted(i.Offices, func(o ListedOffice) string { return o.Code })
		x.source = "NCTS list of customs offices, snapshot " + i.Edition
		x.officeFold = folds(x.offices, func(o ListedOffice) string {
			return o.Code + " " + strings.Join(slices.Sorted(maps.Values(o.Names)), " ")
		})
	case KindCodes:
		x.codes = sorted(i.Codes, func(e CodeEntry) string { return e.List + "|" + e.Code + "|" + e.From })
	}
	i.Tariff, i.Locations, i.HS, i.Offices, i.Codes = nil, nil, nil, nil, nil
	x.summaries = append(slices.DeleteFunc(slices.Clone(x.summaries), func(s Import) bool { return s.Kind == i.Kind && s.Lang == i.Lang }), i)
	return &c
}

// Imports are the summaries of what was imported, without the rows.
func (d *Data) Imports() []Import { return slices.Clone(d.imported.summaries) }

func sorted[T any](rows []T, key func(T) string) []T {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return out
}

func folds[T any](rows []T, text func(T) string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = fold(text(r))
	}
	return out
}

// find is the row of a key among sorted rows.
func find[T any](rows []T, key string, of func(T) string) (T, bool) {
	i := sort.Search(len(rows), func(i int) bool { return of(rows[i]) >= key })
	if i < len(rows) && of(rows[i]) == key {
		return rows[i], true
	}
	var none T
	return none, false
}

// Location is a place of UN/LOCODE by its code; there is none without an import.
func (d *Data) Location(locode string) (Location, bool) {
	return find(d.imported.locations, strings.ToUpper(strings.ReplaceAll(locode, " ", "")), func(l Location) string { return l.Code })
}

// HSText is the text of a chapter, heading or subheading in a language (ISO 639-1; "" or "en" is English), of the edition
// in force on the day: an import of one edition tells nothing of days before it.
func (d *Data) HSText(hs, lang string, on time.Time) (HSLine, bool) {
	if on.Before(d.imported.hsFrom) {
		return HSLine{}, false
	}
	if lang == "en" {
		lang = ""
	}
	return find(d.imported.hs, lang+"|"+hs, func(l HSLine) string { return l.Lang + "|" + l.Code })
}

// CodeText is an entry of an NCTS code list as of a day.
func (d *Data) CodeText(list, entry string, on time.Time) (CodeEntry, bool) {
	key := list + "|" + entry + "|"
	rows := d.imported.codes
	at := func(e CodeEntry) string { return e.List + "|" + e.Code + "|" + e.From }
	i := sort.Search(len(rows), func(i int) bool { return at(rows[i]) > key+on.Format(time.DateOnly) }) - 1
	if i < 0 || !strings.HasPrefix(at(rows[i]), key) || rows[i].Off {
		return CodeEntry{}, false
	}
	return rows[i], true
}

// CodeLists are the names of the NCTS code lists imported, with the number of their entries.
func (d *Data) CodeLists() map[string]int {
	out := map[string]int{}
	for _, e := range d.imported.codes {
		out[e.List]++
	}
	return out
}

// listRoles are the roles of the NCTS list in the words of offices.csv.
var listRoles = map[string]string{"DEP": "departure", "DES": "destination", "TRA": "transit", "ENT": "entry", "EXT": "exit", "GUA": "guarantee", "EXP": "export", "IMP": "import"}

// Office of a listed office in the form of the built-in ones. The name is the English one where there is one.
func (o ListedOffice) office(source string) Office {
	out := Office{Country: o.Country, Code: o.Code, Classifier: o.Code, Names: o.Names, ListRoles: o.Roles, Official: true,
		Span: Span{FromText: o.From}, Origin: Origin{Status: Verified, Source: source, Where: "imported offices"}}
	out.From, _ = time.Parse(time.DateOnly, o.From)
	for _, r := range o.Roles {
		if word := listRoles[r]; word != "" {
			out.Roles = append(out.Roles, word)
		}
	}
	if out.Name = o.Names["EN"]; out.Name == "" {
		out.Name = o.Names[slices.Min(slices.Collect(maps.Keys(o.Names)))]
	}
	out.Places = []string{out.Name}
	return out
}

// OfficeByCode is an office in force on a day by its code in either form, printed or classifier, imported rows first. A
// printed code of 5 digits may be that of offices of several countries: name the country, or "" for any.
func (d *Data) OfficeByCode(country, officeCode string, on time.Time) (Office, bool) {
	if o, ok := find(d.imported.offices, officeCode, func(o ListedOffice) string { return o.Code }); ok && (country == "" || o.Country == country) {
		if out := o.office(d.imported.source); out.In(on) && !o.Off {
			return out, true
		}
	}
	for _, o := range d.Offices {
		if (country == "" || o.Country == country) && o.In(on) && officeCode != "" && (o.Code == officeCode || o.Classifier == officeCode || o.Demo == officeCode) {
			return o, true
		}
	}
	return Office{}, false
}

// forms fills the two forms of a built-in office and reports a classifier form that does not fit the printed one.
func (o *Office) forms() bool {
	if o.Code == "" {
		return o.Classifier == ""
	}
	classifier, printed, union := code.OfficeForms(o.Country, o.Code)
	if !union {
		return o.Classifier == ""
	}
	return o.Classifier == classifier && o.Code == printed
}

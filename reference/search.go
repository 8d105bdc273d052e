package reference

import (
	"slices"
	"strings"
)

// SearchHS finds lines of the Harmonized System for type-ahead: every word typed begins a word of the text, or the code.
// Codes that begin so come first, then shorter codes, then the order of the nomenclature.
func (d *Data) SearchHS(text, lang string, most int) []HSLine {
	if lang == "en" {
		lang = ""
	}
	return search(d.imported.hs, d.imported.hsFold, text, most, func(l HSLine) (bool, int) { return l.Lang == lang, len(l.Code) })
}

// SearchOffices finds offices of a country ("" any), imported and built in, by the beginning of the code or of words of a
// name.
func (d *Data) SearchOffices(text, country string, most int) []Office {
	var out []Office
	seen := map[string]bool{}
	for _, o := range search(d.imported.offices, d.imported.officeFold, text, most, func(o ListedOffice) (bool, int) {
		return (country == "" || o.Country == country) && !o.Off, 0
	}) {
		out = append(out, o.office(d.imported.source))
		seen[o.Code] = true
	}
	built := folds(d.Offices, func(o Office) string {
		return o.Code + " " + o.Classifier + " " + o.Name + " " + strings.Join(o.Places, " ")
	})
	for _, o := range search(d.Offices, built, text, most, func(o Office) (bool, int) { return country == "" || o.Country == country, 0 }) {
		if len(out) < bounds(most) && (o.Code == "" || !seen[o.Code]) {
			out = append(out, o)
		}
	}
	return out
}

// SearchLocations finds places of UN/LOCODE of a country ("" any) by the beginning of the code or of words of a name.
func (d *Data) SearchLocations(text, country string, most int) []Location {
	return search(d.imported.locations, d.imported.locationFold, text, most, func(l Location) (bool, int) {
		return (country == "" || l.Country() == country) && l.Change != "X", 0
	})
}

func bounds(most int) int { return min(max(most, 1), SearchMax) }

// search ranks the rows whose folded text holds every word typed as the beginning of a word. The folded text begins with
// the code; keep says whether a row counts and its weight, the smaller the earlier.
func search[T any](rows []T, folded []string, text string, most int, keep func(T) (bool, int)) []T {
	if len(text) > TextBytesMax {
		return nil
	}
	typed := splitWords(fold(text))
	if len(typed) == 0 {
		return nil
	}
	type hit struct{ at, rank int }
	var hits []hit
	for i, f := range folded {
		if !strings.Contains(f, typed[0]) { // most rows end here
			continue
		}
		ok, weight := keep(rows[i])
		if ok && beginsAll(f, typed) {
			if !strings.HasPrefix(f, typed[0]) {
				weight += 1000
			}
			hits = append(hits, hit{i, weight})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.rank - b.rank })
	out := make([]T, 0, min(len(hits), bounds(most)))
	for _, h := range hits[:min(len(hits), bounds(most))] {
		out = append(out, rows[h.at])
	}
	return out
}

func beginsAll(folded string, typed []string) bool {
	words := splitWords(folded)
	for _, t := range typed {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) }) {
			return false
		}
	}
	return true
}

func splitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,;:()/–-\"'„“”.&", r) })
}

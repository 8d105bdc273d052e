package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
)

//go:embed messages
var messageFiles embed.FS

// Lang is a language of the pages, as a tag of BCP 47.
type Lang string

// The languages of the pages.
const (
	English  Lang = "en"
	Japanese Lang = "ja"
	Russian  Lang = "ru"
	Kazakh   Lang = "kk"
)

// Langs lists the languages of the pages; the first is the one that anything else falls back to.
var Langs = []Lang{English, Japanese, Russian, Kazakh}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Japanese, language.Russian, language.Kazakh})

// ChooseLang is the language of a visit: the one asked for in the address, else that of the cookie, else the best of the
// browser's own wishes (Accept-Language), else English.
func ChooseLang(asked, cookie, accept string) Lang {
	for _, s := range []string{asked, cookie} {
		if l, ok := ParseLang(s); ok {
			return l
		}
	}
	if len(accept) > acceptMax {
		return English
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return English
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return English
	}
	return Langs[i]
}

// ParseLang reads a language of the pages.
func ParseLang(s string) (Lang, bool) {
	for _, l := range Langs {
		if string(l) == s {
			return l, true
		}
	}
	return "", false
}

// message is one text of the catalogue: forms by plural category (CLDR), "other" where there is one form only.
type message map[string]string

// UnmarshalJSON reads a text, or an object of its plural forms.
func (m *message) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		*m = message{"other": one}
		return nil
	}
	var forms map[string]string
	err := json.Unmarshal(data, &forms)
	*m = forms
	return err
}

// tongue says things in one language: the texts of the catalogue, numbers, dates, names of countries and places.
type tongue struct {
	lang     Lang
	messages map[string]message
	names    map[string]string // of places, by code
	plain    map[string]string // of places in English, by code
}

// readTongues reads messages/LANG.json and, for the areas of the desk, messages/AREA.LANG.json. No key stands in two files.
func readTongues() (map[Lang]*tongue, error) {
	out := map[Lang]*tongue{}
	for _, l := range Langs {
		t := &tongue{lang: l, names: map[string]string{}, plain: map[string]string{}, messages: map[string]message{}}
		files, err := fs.Glob(messageFiles, "messages/*."+string(l)+".json")
		if err != nil {
			return nil, err
		}
		for _, file := range append([]string{"messages/" + string(l) + ".json"}, files...) {
			if err := t.read(file); err != nil {
				return nil, err
			}
		}
		out[l] = t
	}
	return out, nil
}

// read adds the texts of one file.
func (t *tongue) read(file string) error {
	text, err := fs.ReadFile(messageFiles, file)
	if err != nil {
		return err
	}
	var more map[string]message
	if err := json.Unmarshal(text, &more); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for key, m := range more {
		if _, twice := t.messages[key]; twice {
			return fmt.Errorf("%s: %q stands in another file too", file, key)
		}
		t.messages[key] = m
	}
	return nil
}

// say is the text of a key; pairs are the names and values that stand in braces in it. A value under the name "n" chooses
// the plural form. Numbers are written in the language's way. What the catalogue has no text for is said as its key.
func (t *tongue) say(key string, pairs ...any) string {
	m, ok := t.messages[key]
	if !ok {
		return key
	}
	text := m["other"]
	for i := 0; i+1 < len(pairs); i += 2 {
		if n, ok := pairs[i+1].(int); ok && pairs[i] == "n" {
			if form, ok := m[t.lang.plural(n)]; ok {
				text = form
			}
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(pairs[i])+"}", t.value(pairs[i+1]))
	}
	return text
}

// known reports whether the catalogue has a text under a key.
func (t *tongue) known(key string) bool { _, ok := t.messages[key]; return ok }

// word is the text of a key made of a prefix and a value, or the value itself where there is none.
func (t *tongue) word(prefix string, value any) string {
	s := fmt.Sprint(value)
	if t.known(prefix + "." + s) {
		return t.say(prefix + "." + s)
	}
	return s
}

func (t *tongue) value(v any) string {
	switch v := v.(type) {
	case int:
		return t.whole(float64(v))
	case float64:
		return t.measure(v)
	}
	return fmt.Sprint(v)
}

// plural is the category of a whole number (CLDR).
func (l Lang) plural(n int) string {
	switch {
	case l == Japanese:
		return "other"
	case (l == English || l == Kazakh) && n == 1:
		return "one"
	case l == English || l == Kazakh:
		return "other"
	case n%10 == 1 && n%100 != 11:
		return "one"
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return "few"
	}
	return "many"
}

// local writes a number that has English separators in the language's way.
func (t *tongue) local(s string) string {
	if t.lang != Russian && t.lang != Kazakh {
		return s
	}
	return strings.NewReplacer(",", "\u00a0", ".", ",").Replace(s)
}

func (t *tongue) days(v float64) string    { return t.local(days(v)) }
func (t *tongue) whole(v float64) string   { return t.local(whole(v)) }
func (t *tongue) hours(v float64) string   { return t.local(hours(v)) }
func (t *tongue) measure(v float64) string { return t.local(measure(v)) }

// percent has a space before its sign but in Japanese and Kazakh (CLDR).
func (t *tongue) percent(share float64) string {
	s := strconv.Itoa(int(math.Round(share * 100)))
	if t.lang == Japanese || t.lang == Kazakh {
		return s + "%"
	}
	return s + "\u00a0%"
}

// signed is a difference with its sign (the minus sign, no hyphen); digits are those after the point.
func (t *tongue) signed(v float64, digits int) string {
	p := math.Pow(10, float64(digits))
	switch r := math.Round(v*p) / p; {
	case r == 0:
		return "±0"
	case r < 0:
		return "−" + t.fixed(-r, digits)
	default:
		return "+" + t.fixed(r, digits)
	}
}

// fixed is a number with a fixed number of digits after the point.
func (t *tongue) fixed(v float64, digits int) string {
	if digits == 0 {
		return t.whole(v)
	}
	return t.local(strconv.FormatFloat(v, 'f', digits, 64))
}

// monthsRu are in the genitive, as they stand in dates.
var monthsRu = [...]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"}

var monthsKk = [...]string{"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"}

// date is a day in the language's long form.
func (t *tongue) date(d time.Time) string {
	switch t.lang {
	case Japanese:
		return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Day())
	case Russian:
		return fmt.Sprintf("%d\u00a0%s %d\u00a0г.", d.Day(), monthsRu[d.Month()-1], d.Year())
	case Kazakh:
		return fmt.Sprintf("%d\u00a0ж. %d\u00a0%s", d.Year(), d.Day(), monthsKk[d.Month()-1])
	}
	return d.Format("2 January 2006")
}

// moment is a day and a time of it, in UTC. It stands in tables, where the long form has no room.
func (t *tongue) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.UTC()
	switch t.lang {
	case Japanese:
		return at.Format("2006/01/02 15:04") + " UTC"
	case Russian, Kazakh:
		return at.Format("02.01.2006 15:04") + " UTC"
	}
	return at.Format("2 Jan 2006 15:04") + " UTC"
}

// country is the name of a country.
func (t *tongue) country(code string) string { return t.lang.country(code) }

// place is the name of a place by its code, or the name given where the language has none of its own.
func (t *tongue) place(code, name string) string {
	if n, ok := t.names[code]; ok {
		return n
	}
	return name
}

// kazakh are the Cyrillic letters that Kazakh has and Russian has not.
const kazakh = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"

// nameIn chooses among the names of a place the one of a language: for Russian the first in Cyrillic letters, for Kazakh one
// with letters of its own, else the first in Cyrillic letters; for Japanese one with kana, else, in Japan, the first in kanji.
// "" where there is none.
func nameIn(l Lang, country string, aliases []string) string {
	han, cyrillic := "", ""
	for _, a := range aliases {
		switch {
		case l == Russian && consists(a, unicode.Cyrillic):
			return a
		case l == Kazakh && consists(a, unicode.Cyrillic):
			if strings.ContainsAny(a, kazakh) {
				return a
			}
			if cyrillic == "" {
				cyrillic = a
			}
		case l == Japanese && country != "JP" && has(a, unicode.Hiragana, unicode.Katakana):
			return a
		case l == Japanese && han == "" && country == "JP" && has(a, unicode.Han):
			han = a
		}
	}
	return han + cyrillic
}

func has(s string, scripts ...*unicode.RangeTable) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.In(r, scripts...) }) >= 0
}

// consists reports whether a text has letters of one script only.
func consists(s string, script *unicode.RangeTable) bool {
	return has(s, script) && strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(script, r) }) < 0
}

// withPrefix gives the texts of all keys with a prefix, for scripts.
func (t *tongue) withPrefix(prefix string) map[string]message {
	out := map[string]message{}
	for k, m := range t.messages {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			out[rest] = m
		}
	}
	return out
}

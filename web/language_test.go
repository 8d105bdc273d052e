package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
)

// onlyThere are keys that English need not have: it shows the network's own names.
var onlyThere = regexp.MustCompile(`^(place|scenario\.name|corridor)\.`)

func TestEveryTextIsInEveryLanguage(t *testing.T) {
	en := says(t, English)
	for _, l := range Langs[1:] {
		x := says(t, l)
		for key, forms := range en.messages {
			other, ok := x.messages[key]
			if !ok {
				t.Errorf("%s has no %q", l, key)
				continue
			}
			if diff := cmp.Diff(holes(forms), holes(other)); diff != "" {
				t.Errorf("%s %s: %s", l, key, diff)
			}
		}
		for key := range x.messages {
			if _, ok := en.messages[key]; !ok && !onlyThere.MatchString(key) {
				t.Errorf("%s has %q, English has not", l, key)
			}
		}
	}
}

// holes are the names in braces of a text, each once, over all its forms.
func holes(m message) []string {
	var out []string
	for _, form := range m {
		for _, h := range regexp.MustCompile(`\{[a-zA-Z0-9]+\}`).FindAllString(form, -1) {
			if !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	sort.Strings(out)
	return out
}

func TestPluralsHaveTheFormsOfTheirLanguage(t *testing.T) {
	want := map[Lang][]string{English: {"one", "other"}, Kazakh: {"one", "other"}, Russian: {"few", "many", "one", "other"}}
	for _, l := range Langs {
		for key, forms := range says(t, l).messages {
			if len(forms) == 1 {
				continue
			}
			var got []string
			for f := range forms {
				got = append(got, f)
			}
			sort.Strings(got)
			if diff := cmp.Diff(want[l], got); diff != "" {
				t.Errorf("%s %s: %s", l, key, diff)
			}
		}
	}
}

// Texts that look the same in every language.
var common = regexp.MustCompile(`^(USD|USD/t|№|TEU|km|kg CO₂e|P10|P50|P90|h|curl|JSON|[0-9.,、:。+±−–→·{}() /-]*)$`)

func TestTranslationsAreInTheirScript(t *testing.T) {
	for l, scripts := range map[Lang][]*unicode.RangeTable{Japanese: {unicode.Han, unicode.Hiragana, unicode.Katakana}, Russian: {unicode.Cyrillic}, Kazakh: {unicode.Cyrillic}} {
		en := says(t, English)
		for key, forms := range says(t, l).messages {
			for _, form := range forms {
				bare := regexp.MustCompile(`\{[a-zA-Z0-9]+\}`).ReplaceAllString(form, "")
				if !has(bare, scripts...) && en.messages[key]["other"] != form && !common.MatchString(strings.TrimSpace(bare)) {
					t.Errorf("%s %s: %q", l, key, form)
				}
			}
		}
	}
}

var (
	actions = regexp.MustCompile(`\{\{[^}]*\}\}`)
	tags    = regexp.MustCompile(`(?s)<[a-zA-Z/!][^>]*>`)
	spoken  = regexp.MustCompile(`\s(?:aria-label|title|placeholder|alt)="([^"]*)"`)
	// What needs no translation: names, units, percentiles, keys of the keyboard.
	universal = regexp.MustCompile(`Kairo|回廊|TEU|USD|CO₂e|kg|km|P10|P50|P90|curl|JSON|PDF|CSV|18t|&times;`)
)

// No template says anything but through the catalogue; the error's own English stands under lang="en".
func TestTemplatesHaveNoTextOfTheirOwn(t *testing.T) {
	names, _ := filepath.Glob("templates/*.html")
	more, _ := filepath.Glob("templates/desk/*.html")
	names = append(names, more...)
	if len(more) < 8 {
		t.Fatal(names)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		plain := actions.ReplaceAllString(string(text), "")
		for _, m := range spoken.FindAllStringSubmatch(plain, -1) {
			if left := universal.ReplaceAllString(m[1], ""); has(left, unicode.Letter) {
				t.Errorf("%s: attribute %s", name, m[0])
			}
		}
		plain = regexp.MustCompile(`(?s)<kbd>.*?</kbd>|<(?:span|p|dd)[^>]*\slang="en"[^>]*>.*?</(?:span|p|dd)>|<b></b>\. Expected: \. `).ReplaceAllString(plain, "")
		for _, piece := range tags.Split(plain, -1) {
			if left := universal.ReplaceAllString(piece, ""); has(left, unicode.Letter) {
				t.Errorf("%s: %q", name, strings.TrimSpace(piece))
			}
		}
	}
}

// Every key that templates and code name is there, and no key is left that nothing names.
func TestKeysAreKnownAndUsed(t *testing.T) {
	en := says(t, English)
	used := strings.Builder{}
	for _, pattern := range []string{"templates/*.html", "templates/desk/*.html", "*.go", "../server/*.go", "src/*.ts"} {
		names, _ := filepath.Glob(pattern)
		for _, n := range names {
			if strings.HasSuffix(n, "_test.go") {
				continue
			}
			text, err := os.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			used.Write(text)
		}
	}
	text := used.String()
	for _, m := range regexp.MustCompile(`(?:\bt|\.say\()\s?"([a-zA-Z0-9.]+)"`).FindAllStringSubmatch(text, -1) {
		if !en.known(m[1]) && !strings.HasSuffix(m[1], ".") && m[1] != "corridor" {
			t.Errorf("%q is not in the catalogue", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`\bsay\("([a-zA-Z]+)"`).FindAllStringSubmatch(text, -1) {
		if !en.known("js." + m[1]) {
			t.Errorf("%q is not in the catalogue for scripts", m[1])
		}
	}
	// Families of which a value chooses the text: "account.role.%s", "account.trail" by word, "field." and what follows.
	families := map[string]bool{}
	for _, m := range regexp.MustCompile(`"([a-z][a-zA-Z.-]*)\.(?:%[sdv])?"|word\(?\s?"([a-z][a-zA-Z.-]*)"`).FindAllStringSubmatch(text, -1) {
		families[m[1]+m[2]] = m[1]+m[2] != ""
	}
	chosen := func(key string) bool {
		for i, c := range key {
			if c == '.' && families[key[:i]] {
				return true
			}
		}
		return false
	}
	byValue := regexp.MustCompile(`^(mode|label|basis|kind|component|part|topic|fault|field|danger|passage|corridor|leg\.transfer|avoid\.arc|weights\.usd|js)\.?`)
	for key := range en.messages {
		if !strings.Contains(text, `"`+key+`"`) && !byValue.MatchString(key) && !chosen(key) {
			t.Errorf("nothing says %q", key)
		}
	}
}

// What the API says in fixed words has a text in every language.
func TestFixedWordsOfTheAPIAreKnown(t *testing.T) {
	var keys []string
	for _, m := range network.Modes {
		keys = append(keys, "mode."+string(m), "leg.transfer."+string(m))
	}
	for _, k := range network.Kinds {
		keys = append(keys, "kind."+string(k))
	}
	for _, b := range []network.Basis{network.Observed, network.Sourced, network.Factor, network.Estimate, network.Supposed} {
		keys = append(keys, "basis."+string(b))
	}
	for _, c := range network.Components {
		keys = append(keys, "component."+string(c))
	}
	for _, e := range fault.Table {
		keys = append(keys, "fault."+string(e.Code))
	}
	for _, c := range dangerClasses {
		keys = append(keys, "danger."+c)
	}
	for _, r := range auth.Roles {
		keys = append(keys, "account.role."+string(r))
	}
	keys = append(keys, "label."+plan.YourChoice, "label."+plan.Balanced, "label.fastest", "label.cheapest", "label.least CO2e", "label.steadiest")
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	for w := range n.Names().Chokepoints {
		keys = append(keys, "passage."+w)
	}
	for _, l := range Langs {
		x := says(t, l)
		for _, k := range keys {
			if !x.known(k) {
				t.Errorf("%s has no %q", l, k)
			}
		}
		if l == English {
			continue
		}
		for _, c := range n.Corridors() {
			if !x.known("corridor." + c.ID) {
				t.Errorf("%s has no name for the corridor %s", l, c.ID)
			}
		}
		for _, s := range scenario.Builtin() {
			if !x.known("scenario.name." + s.ID) {
				t.Errorf("%s has no name for the scenario %s (%s)", l, s.ID, s.Name)
			}
		}
	}
}

// Places have Japanese, Russian and Kazakh names; the few that have none yet are shown by the network's own, and listed here.
func TestPlacesHaveNames(t *testing.T) {
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range Langs[1:] {
		x, all, named := says(t, l), 0, 0
		for _, p := range n.Locations() {
			switch all++; {
			case p.Kind == "waypoint" || x.known("place."+p.Code) || nameIn(l, p.Country, p.Aliases) != "":
				named++
			default:
				t.Logf("%s has no name for %s %s %q", l, p.Code, p.Name, p.Aliases)
			}
		}
		if float64(named) < 0.95*float64(all) {
			t.Errorf("%s: %d of %d places have a name", l, named, all)
		}
	}
}

func TestLanguageOfAVisit(t *testing.T) {
	for _, c := range []struct {
		asked, cookie, accept string
		want                  Lang
	}{
		{"", "", "", English}, {"ru", "ja", "en", Russian}, {"xx", "ja", "en", Japanese}, {"", "", "ja-JP,ja;q=0.9,en;q=0.5", Japanese},
		{"", "", "de-DE,ru;q=0.8,en;q=0.2", Russian}, {"", "", "fr", English}, {"", "", "q=;;;", English}, {"", "", strings.Repeat("ja,", 400), English},
		{"JA", "", "", English}, {"", "", "kk-KZ,ru;q=0.8", Kazakh},
	} {
		if got := ChooseLang(c.asked, c.cookie, c.accept); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestNumbersAndDatesGoByTheLanguage(t *testing.T) {
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for l, want := range map[Lang][6]string{
		English:  {"12,346", "23.1", "10\u00a0%", "1 December 2026", "−1,200", "5 links"},
		Japanese: {"12,346", "23.1", "10%", "2026年12月1日", "−1,200", "5 区間"},
		Russian:  {"12\u00a0346", "23,1", "10\u00a0%", "1\u00a0декабря 2026\u00a0г.", "−1\u00a0200", "5 участков"},
		Kazakh:   {"12\u00a0346", "23,1", "10%", "2026\u00a0ж. 1\u00a0желтоқсан", "−1\u00a0200", "5 учаске"},
	} {
		x := says(t, l)
		got := [6]string{x.whole(12345.6), x.days(23.149), x.percent(0.104), x.date(day), x.signed(-1200.3, 0), x.say("n.links", "n", 5)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", l, diff)
		}
	}
	ru := says(t, Russian)
	for n, want := range map[int]string{1: "1 участок", 2: "2 участка", 11: "11 участков", 12: "12 участков", 21: "21 участок", 24: "24 участка", 25: "25 участков"} {
		if got := ru.say("n.links", "n", n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	if got := ru.signed(-0.04, 1); got != "±0" {
		t.Errorf("%q", got)
	}
}

func TestCountriesHaveOneCodeEach(t *testing.T) {
	seen := map[string]string{}
	for code, c := range countries {
		if other := seen[c.numeric]; other != "" || code != "XZ" && !regexp.MustCompile(`^\d{3}$`).MatchString(c.numeric) {
			t.Errorf("%s has the numeric code %q, as %q", code, c.numeric, other)
		}
		seen[c.numeric] = code
	}
}

// The catalogues are the only files of their folder: messages/LANG.json and messages/AREA.LANG.json, each area in every language.
func TestCatalogueFiles(t *testing.T) {
	names, err := fs.Glob(messageFiles, "messages/*")
	if err != nil {
		t.Fatal(err)
	}
	in := map[string][]string{}
	for _, name := range names {
		m := regexp.MustCompile(`^messages/(?:([a-z]+)\.)?([a-z]{2})\.json$`).FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is no catalogue", name)
			continue
		}
		in[m[1]] = append(in[m[1]], m[2])
	}
	for area, langs := range in {
		if diff := cmp.Diff([]string{"en", "ja", "kk", "ru"}, langs); diff != "" {
			t.Errorf("area %q: %s", area, diff)
		}
	}
	if len(in) < 3 {
		t.Errorf("only %d areas", len(in))
	}
}

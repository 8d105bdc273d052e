package reference

import (
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

// HSLine is a chapter, heading or subheading of the Harmonized System in one language.
type HSLine struct {
	Code    string `json:"code"` // 2, 4 or 6 digits
	Text    string `json:"text"`
	Section string `json:"section"`        // roman number
	Lang    string `json:"lang,omitempty"` // ISO 639-1; empty is en
}

var hsColumns = []string{"section", "hscode", "description", "parent", "level"}

var (
	hsEdition  = regexp.MustCompile(`HS((?:19|20)\d\d)`)
	hsLanguage = regexp.MustCompile(`\.([a-z]{2})\.csv(?:\.gz)?$`)
)

// ParseHS reads the Harmonized System from CSV with the columns section, hscode, description, parent, level; a name such
// as "hs.ru.csv" tells the language, else it is English. A row TOTAL tells the edition, "HS2022". The error is a
// [fault.List] of every violation by line.
func ParseHS(r io.Reader, name string) (lines []HSLine, edition string, err error) {
	p := newParser(name)
	in, err := unpack(r)
	if err != nil {
		p.unread(err, "CSV")
		return nil, "", p.faults
	}
	lang := ""
	if m := hsLanguage.FindStringSubmatch(name); m != nil && m[1] != "en" {
		lang = m[1]
	}
	seen := map[string]string{}
	p.csv(in, name, hsColumns, func(f []string) {
		if f[1] == "TOTAL" {
			edition = hsEdition.FindString(f[2])
			return
		}
		l := HSLine{Code: f[1], Text: f[2], Section: f[0], Lang: lang}
		if p.add(l.finish(p.at)) && p.add(l.parent(f[3], p.at)) && p.once(seen, l.Code) {
			lines = append(lines, l)
		}
	})
	if len(lines) == 0 && len(p.faults) == 0 {
		p.wrong(fault.BadFile, "holds no line of the Harmonized System")
	}
	return lines, edition, p.faults.OrNil()
}

func (l *HSLine) finish(where string) *fault.Error {
	if v, err := code.Parse("hs", l.Code); err != nil || !v.OK() || v.Text != l.Code {
		return fault.New(fault.BadField, "code %q: %s", clip(l.Code), v.Finding.Text).At("%s: hscode", where).Want("2, 4 or 6 digits")
	}
	if strings.TrimSpace(l.Text) == "" {
		return fault.New(fault.BadField, "%s has no text", l.Code).At("%s: description", where)
	}
	return nil
}

func (l *HSLine) parent(stated, where string) *fault.Error {
	want := "TOTAL"
	if len(l.Code) > 2 {
		want = l.Code[:len(l.Code)-2]
	}
	if stated != want {
		return fault.New(fault.BadField, "the parent of %s is %q", l.Code, clip(stated)).At("%s: parent", where).Want("%s", want)
	}
	return nil
}

// hsDay is the first day of an edition: each came into force on 1 January of its year.
func hsDay(edition string) time.Time {
	d, _ := time.Parse("HS2006", edition)
	return d
}

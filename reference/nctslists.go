package reference

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

// CodeEntry is one code of an NCTS code list.
type CodeEntry struct {
	List string `json:"list"` // "GuaranteeType"
	Code string `json:"code"`
	Text string `json:"text,omitempty"`
	From string `json:"from"` // YYYY-MM-DD
	Off  bool   `json:"off,omitempty"`
}

// ListedOffice is an office of the official NCTS list.
type ListedOffice struct {
	Code    string            `json:"code"` // country and 6 characters
	Country string            `json:"country"`
	Names   map[string]string `json:"names"` // by language, ISO 639-1 in capitals
	Phone   string            `json:"phone,omitempty"`
	Roles   []string          `json:"roles"` // of the list: DEP, DES, TRA, ENT, EXT, GUA …
	From    string            `json:"from"`
	Off     bool              `json:"off,omitempty"`
}

// nctsEntry is an entry of any list as NCTS writes it: each list has its own name for the code.
type nctsEntry struct {
	State        string `json:"state"`
	ActiveFrom   string `json:"activeFrom"`
	Description  string `json:"description"`
	Name         string `json:"name"`
	Code         string `json:"code"`
	DocumentType string `json:"documentType"`
	Role         string `json:"role"`
	Currency     string `json:"currency"`
	Qualifier    string `json:"qualifier"`
	Method       string `json:"method"`
	Type         string `json:"type"`
	Locode       string `json:"unLocodeExtendedCode"`

	ID       string `json:"id"`
	Country  string `json:"countryId"`
	Language string `json:"languageCode"`
	Phone    string `json:"phoneNumber"`
	Roles    []struct {
		Role string `json:"role"`
	} `json:"roles"`
}

func (e nctsEntry) key() string {
	for _, s := range []string{e.Code, e.DocumentType, e.Role, e.Currency, e.Qualifier, e.Method, e.Type, e.Locode} {
		if s != "" {
			return s
		}
	}
	return ""
}

// ParseCodeLists reads the NCTS code lists: a JSON object with messageInformation and lists, each with its entries; it may
// be compressed. The edition is the day of the snapshot. The error is a [fault.List] of every violation by list and entry.
func ParseCodeLists(r io.Reader, name string) (entries []CodeEntry, edition string, err error) {
	p := newParser(name)
	seen := map[string]string{}
	edition = p.lists(r, func(list string, e nctsEntry) {
		c := CodeEntry{List: list, Code: e.key(), Text: e.Description, From: e.ActiveFrom, Off: e.State != "valid"}
		if c.Text == "" {
			c.Text = e.Name
		}
		if p.add(c.finish(p.at)) && p.once(seen, list+"|"+c.Code+"|"+c.From) {
			entries = append(entries, c)
		}
	})
	return entries, edition, p.none(len(entries))
}

func (c *CodeEntry) finish(where string) *fault.Error {
	if c.List == "" || c.Code == "" {
		return fault.New(fault.BadField, "the entry has no code").At("%s", where)
	}
	if len(c.Text) > TextBytesMax || len(c.Code) > TextBytesMax {
		return fault.New(fault.Limit, "a text longer than %d bytes", TextBytesMax).At("%s", where)
	}
	return goodDay(c.From, where)
}

func goodDay(s, where string) *fault.Error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fault.New(fault.BadField, "%q is no date", clip(s)).At("%s: activeFrom", where).Want("YYYY-MM-DD")
	}
	return nil
}

// ParseOffices reads the NCTS list of customs offices, one entry an office and language; entries of one office are
// joined. Otherwise as [ParseCodeLists].
func ParseOffices(r io.Reader, name string) (offices []ListedOffice, edition string, err error) {
	p := newParser(name)
	at := map[string]int{}
	edition = p.lists(r, func(_ string, e nctsEntry) {
		o := ListedOffice{Code: e.ID, Country: e.Country, Names: map[string]string{e.Language: e.Name}, Phone: e.Phone, From: e.ActiveFrom, Off: e.State != "valid"}
		for _, x := range e.Roles {
			o.Roles = append(o.Roles, x.Role)
		}
		if !p.add(o.finish(p.at)) {
			return
		}
		if i, again := at[o.Code]; again {
			offices[i].join(o)
			return
		}
		at[o.Code] = len(offices)
		offices = append(offices, o)
	})
	return offices, edition, p.none(len(offices))
}

func (o *ListedOffice) join(more ListedOffice) {
	for lang, n := range more.Names {
		o.Names[lang] = n
	}
	for _, r := range more.Roles {
		if !slices.Contains(o.Roles, r) {
			o.Roles = append(o.Roles, r)
		}
	}
	o.From = min(o.From, more.From)
	o.Off = o.Off && more.Off
}

func (o *ListedOffice) finish(where string) *fault.Error {
	if v, err := code.Parse("NCTS-OFFICE", o.Code); err != nil || !v.OK() || v.Text != o.Code {
		return fault.New(fault.BadField, "office %q: %s", clip(o.Code), v.Finding.Text).At("%s: id", where).Want("a country of two letters and 6 characters")
	}
	if !strings.HasPrefix(o.Code, o.Country) || len(o.Country) != 2 {
		return fault.New(fault.BadField, "office %s is of country %q", o.Code, clip(o.Country)).At("%s: countryId", where)
	}
	for lang, n := range o.Names {
		if len(lang) != 2 || strings.TrimSpace(n) == "" || len(n) > TextBytesMax {
			return fault.New(fault.BadField, "office %s has no name in %q", o.Code, clip(lang)).At("%s: name", where)
		}
	}
	return goodDay(o.From, where)
}

// none is the violations, one of them that nothing was there.
func (p *parser) none(n int) error {
	if n == 0 && len(p.faults) == 0 {
		p.at = p.name
		p.wrong(fault.BadFile, "holds no entry")
	}
	return p.faults.OrNil()
}

// lists walks {"messageInformation":{"snapshotDate":…},"lists":{NAME:{"listEntries":[…]}}} without holding it whole.
func (p *parser) lists(r io.Reader, each func(list string, e nctsEntry)) (edition string) {
	in, err := unpack(r)
	if err != nil {
		p.unread(err, "list")
		return ""
	}
	d := json.NewDecoder(in)
	err = object(d, func(key string) error {
		switch key {
		case "messageInformation":
			var info struct {
				SnapshotDate string `json:"snapshotDate"`
			}
			err := d.Decode(&info)
			edition = info.SnapshotDate
			return err
		case "lists":
			return object(d, func(list string) error { return p.list(d, list, each) })
		}
		return skip(d)
	})
	if err != nil {
		p.unread(err, "JSON of NCTS lists")
	}
	return edition
}

// list walks one list.
func (p *parser) list(d *json.Decoder, list string, each func(string, nctsEntry)) error {
	return object(d, func(key string) error {
		if key != "listEntries" {
			return skip(d)
		}
		if err := expect(d, '['); err != nil {
			return err
		}
		for n := 1; d.More(); n++ {
			p.at = fmt.Sprintf("%s: lists/%s/%d", p.name, clip(list), n)
			var e nctsEntry
			if err := d.Decode(&e); err != nil {
				return err
			}
			if !p.more() {
				return nil
			}
			each(list, e)
		}
		_, err := d.Token()
		return err
	})
}

// object calls each for every key of the object that comes next; each reads the value.
func object(d *json.Decoder, each func(key string) error) error {
	if err := expect(d, '{'); err != nil {
		return err
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		if err := each(key); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func expect(d *json.Decoder, want json.Delim) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("byte %d is not %s", d.InputOffset(), want)
	}
	return nil
}

func skip(d *json.Decoder) error {
	var any json.RawMessage
	return d.Decode(&any)
}

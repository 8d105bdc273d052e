package carriage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// checker collects every violation in document order.
type checker struct{ list fault.List }

func (c *checker) wrong(path, want, format string, args ...any) {
	c.list.Wrong(path, want, format, args...)
}

func (c *checker) name(path, value string) {
	if value == "" || len(value) > NameBytesMax || strings.ContainsAny(value, "\n\r\x00") {
		c.wrong(path, "one line of 1 to 140 characters", "%q cannot stand here", fault.Clip(value))
	}
}

func (c *checker) names(path string, values []string, most int) {
	if len(values) > most {
		c.wrong(path, fmt.Sprintf("at most %d", most), "there are %d", len(values))
		return
	}
	seen := map[string]bool{}
	for i, v := range values {
		at := fmt.Sprintf("%s/%d", path, i)
		c.name(at, v)
		if seen[v] {
			c.wrong(at, "each once", "%q stands twice", fault.Clip(v))
		}
		seen[v] = true
	}
}

func (c *checker) text(path, value string, must bool) {
	if must && strings.TrimSpace(value) == "" {
		c.wrong(path, "1 to 512 characters", "nothing stands here")
	}
	if len(value) > TextBytesMax {
		c.wrong(path, "at most 512 characters", "the text has %d bytes", len(value))
	}
}

func (c *checker) country(path, value string) {
	if len(value) != 2 || strings.ToUpper(value) != value {
		c.wrong(path, "a country of two capitals", "%q is no country", fault.Clip(value))
	}
}

func (c *checker) party(path string, p Party) {
	c.name(path+"/id", p.ID)
	c.name(path+"/name", p.Name)
}

func (c *checker) station(path string, s Station) {
	c.name(path+"/code", s.Code)
	c.country(path+"/country", s.Country)
	if len(s.Name) > NameBytesMax {
		c.wrong(path+"/name", "at most 140 characters", "the name has %d bytes", len(s.Name))
	}
}

func (c *checker) office(path string, o Office) {
	c.country(path+"/country", o.Country)
	c.name(path+"/code", o.Code)
}

func oneOf[T ~string](c *checker, path string, value T, among ...T) {
	if !slices.Contains(among, value) {
		names := make([]string, len(among))
		for i, x := range among {
			names[i] = string(x)
		}
		c.wrong(path, strings.Join(names, ", "), "%q is none of them", fault.Clip(string(value)))
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// Check verifies a note that is drawn up; it returns every violation in document order.
func (n Note) Check() error {
	var c checker
	c.name("/note/key", n.Key)
	oneOf(&c, "/note/form", n.Form, NoteSMGS, NoteCIM, NoteCIMSMGS)
	if n.Number != "" {
		c.wrong("/note/number", "nothing: the carrier gives the number", "%q stands here", fault.Clip(n.Number))
	}
	c.party("/note/consignor", n.Consignor)
	c.party("/note/consignee", n.Consignee)
	c.sections("/note/sections", n.Sections)
	if len(n.Sections) > 0 && n.Form != NoteCIMSMGS && Form(n.Sections[0].Law) != n.Form {
		c.wrong("/note/sections/0/law", "the law of the note", "a carriage under %s cannot begin with a note %s", n.Sections[0].Law, fault.Clip(string(n.Form)))
	}
	c.text("/note/goods", n.Goods, true)
	if n.MassKg <= 0 || n.MassKg > unit.MassMax {
		c.wrong("/note/massKg", fmt.Sprintf("1 to %d", unit.MassMax), "a mass of %d kg", n.MassKg)
	}
	c.names("/note/wagons", n.Wagons, WagonsMax)
	c.names("/note/containers", n.Containers, WagonsMax)
	c.seals("/note/seals", n.Seals)
	c.endorsements("/note/customs", n)
	if n.AgreedDays < 0 || n.AgreedDays > AgreedDaysMax {
		c.wrong("/note/agreedDays", fmt.Sprintf("0 to %d", AgreedDaysMax), "%d days", n.AgreedDays)
	}
	return c.list.OrNil()
}

func (c *checker) seals(path string, seals []Seal) {
	var numbers []string
	for i, s := range seals {
		oneOf(c, fmt.Sprintf("%s/%d/by", path, i), s.By, SealConsignor, SealCarrier, SealCustoms)
		numbers = append(numbers, s.Number)
		if !s.RemovedAt.IsZero() {
			c.wrong(fmt.Sprintf("%s/%d/removedAt", path, i), "a seal that is on", "the seal has been removed")
		}
	}
	c.names(path, numbers, SealsMax)
}

func (c *checker) endorsements(path string, n Note) {
	if len(n.Customs) > EndorsementsMax {
		c.wrong(path, fmt.Sprintf("at most %d", EndorsementsMax), "there are %d offices", len(n.Customs))
		return
	}
	for i, e := range n.Customs {
		at := fmt.Sprintf("%s/%d", path, i)
		c.office(at+"/office", e.Office)
		if !onRoute(n.Sections, e.Station) {
			c.wrong(at+"/station", "a station of the route", "%q is none", fault.Clip(e.Station))
		}
		if !e.At.IsZero() {
			c.wrong(at+"/at", "nothing: the office stamps later", "the office has stamped")
		}
		for _, f := range n.Customs[:i] {
			if f.Office.Same(e.Office) {
				c.wrong(at+"/office", "each office once", "office %s stands twice", e.Office)
			}
		}
	}
}

func onRoute(sections []Section, station string) bool {
	return slices.ContainsFunc(sections, func(s Section) bool { return s.From.Code == station || s.To.Code == station })
}

// sections checks a route: every section begins where the last one ended, by a carrier that has no other.
func (c *checker) sections(path string, sections []Section) {
	if len(sections) == 0 || len(sections) > SectionsMax {
		c.wrong(path, fmt.Sprintf("1 to %d", SectionsMax), "there are %d sections", len(sections))
		return
	}
	for i, s := range sections {
		at := fmt.Sprintf("%s/%d", path, i)
		c.section(at, s)
		if i > 0 && s.From.Code != sections[i-1].To.Code {
			c.wrong(at+"/from", sections[i-1].To.Code, "the section begins at %s", fault.Clip(s.From.Code))
		}
		if slices.ContainsFunc(sections[:i], func(t Section) bool { return t.Carrier == s.Carrier }) {
			c.wrong(at+"/carrier", "each carrier once", "%s carries an earlier section", fault.Clip(s.Carrier))
		}
		if slices.ContainsFunc(sections[:i], func(t Section) bool { return t.From.Code == s.To.Code }) {
			c.wrong(at+"/to", "a station further on", "the route comes back to %s", fault.Clip(s.To.Code))
		}
	}
}

func (c *checker) section(at string, s Section) {
	c.name(at+"/carrier", s.Carrier)
	c.station(at+"/from", s.From)
	c.station(at+"/to", s.To)
	if s.Km < 0 || s.Km > KmMax {
		c.wrong(at+"/km", fmt.Sprintf("0 to %d", KmMax), "%d km", s.Km)
	}
	oneOf(c, at+"/law", s.Law, SMGS, CIM)
	oneOf(c, at+"/mode", s.Mode, Rail, Ferry)
	if (s.GaugeMm == 0 && s.Mode == Rail) || s.GaugeMm < 0 || s.GaugeMm > 2000 {
		c.wrong(at+"/gaugeMm", "the gauge in millimetres; 0 only on a ship", "a gauge of %d mm", s.GaugeMm)
	}
	if s.From.Code == s.To.Code {
		c.wrong(at+"/to", "another station", "the section ends where it begins")
	}
}

// check verifies the shape of an entry; its act is checked when its turn comes.
func (e Entry) check() error {
	var c checker
	c.name("/key", e.Key)
	if e.Seq < 1 || e.Seq > EntriesMax {
		c.wrong("/seq", fmt.Sprintf("1 to %d", EntriesMax), "entry %d", e.Seq)
	}
	c.name("/by", e.By)
	if e.At.IsZero() {
		c.wrong("/at", "when it happened", "no time stands here")
	}
	if len(e.Body) > MessageBytesMax {
		c.wrong("/body", fmt.Sprintf("at most %d bytes", MessageBytesMax), "the act has %d bytes", len(e.Body))
	}
	if _, known := handlers[e.Act]; !known {
		c.wrong("/act", "an act of a carriage", "%q is none", fault.Clip(string(e.Act)))
	}
	return c.list.OrNil()
}

package carriage

import (
	"fmt"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
)

// Cargo is what the delivery period depends on.
type Cargo string

// The kinds of cargo.
const (
	InContainers  Cargo = "containers"
	OtherCargo    Cargo = "other"
	WagonLoad     Cargo = "wagon load"
	LessThanWagon Cargo = "less than a wagon load"
)

// PeriodRule is the delivery period of a law for a cargo: so long for the dispatch, and a day for each distance begun.
type PeriodRule struct {
	Law           Law
	Cargo         Cargo
	DispatchHours int
	KmPerDay      int
	ChangeDays    int    // for each change of gauge
	FerryDays     int    // for each section by sea, whose distance does not count
	Distance      Status // how sure the distance of a day is
	Additions     Status // how sure the hours and days are
	Source        string
}

// PeriodRules are the delivery periods that hold where none was agreed upon.
var PeriodRules = []PeriodRule{
	{SMGS, InContainers, 24, 150, 2, 2, transit.Stated, transit.Recalled, smgsText + ", Art. 24; distance: npktrans.ru of 8.9.2015, after a letter of Russian Railways of 30.7.2015"},
	{SMGS, OtherCargo, 24, 200, 2, 2, transit.Stated, transit.Recalled, smgsText + ", Art. 24; distance: npktrans.ru of 8.9.2015, after a letter of Russian Railways of 30.7.2015"},
	{CIM, WagonLoad, 12, 400, 0, 0, transit.Recalled, transit.Recalled, cimText + ", Art. 16; each carrier publishes its own additions"},
	{CIM, LessThanWagon, 24, 200, 0, 0, transit.Recalled, transit.Recalled, cimText + ", Art. 16; each carrier publishes its own additions"},
}

// cargoOf is what the period of a law depends on in a note.
func cargoOf(n Note, law Law) Cargo {
	switch {
	case law == CIM && n.WagonLoad:
		return WagonLoad
	case law == CIM:
		return LessThanWagon
	case len(n.Containers) > 0:
		return InContainers
	}
	return OtherCargo
}

func periodRule(law Law, cargo Cargo) PeriodRule {
	for _, r := range PeriodRules {
		if r.Law == law && r.Cargo == cargo {
			return r
		}
	}
	return PeriodRule{Law: law, Cargo: cargo, KmPerDay: 1}
}

// Part is what one law adds to a delivery period.
type Part struct {
	Law     Law
	Cargo   Cargo
	Km      int
	Changes int // of gauge
	Ferries int
	Hours   int
}

// Period works out the delivery period of a note taken over at a time: when it begins and ends, and the part of each law.
// With a common note the distances under each law are counted apart, and the parts are added. A period agreed upon takes the
// place of all. Under SMGS it begins at 00:00 (UTC) of the day after the stamp, under CIM with the taking over.
func Period(n Note, accepted time.Time) (begin, end time.Time, parts []Part) {
	begin = accepted.UTC()
	if n.Sections[0].Law == SMGS {
		begin = time.Date(begin.Year(), begin.Month(), begin.Day()+1, 0, 0, 0, 0, time.UTC)
	}
	if n.AgreedDays > 0 {
		return begin, begin.AddDate(0, 0, n.AgreedDays), nil
	}
	hours := 0
	for _, law := range []Law{SMGS, CIM} {
		if p := partOf(n, law); p.Hours > 0 {
			parts, hours = append(parts, p), hours+p.Hours
		}
	}
	return begin, begin.Add(time.Duration(hours) * time.Hour), parts
}

func partOf(n Note, law Law) Part {
	p := Part{Law: law, Cargo: cargoOf(n, law)}
	found := false
	for i, s := range n.Sections {
		if s.Law != law {
			continue
		}
		found = true
		if s.Mode == Ferry {
			p.Ferries++
		} else {
			p.Km += s.Km
		}
		if i > 0 && n.Sections[i-1].GaugeMm != s.GaugeMm {
			p.Changes++
		}
	}
	if found {
		r := periodRule(law, p.Cargo)
		days := (p.Km+r.KmPerDay-1)/r.KmPerDay + p.Changes*r.ChangeDays + p.Ferries*r.FerryDays
		p.Hours = r.DispatchHours + 24*days
	}
	return p
}

// String is the reckoning: "smgs, containers: 3,400 km, 2 changes of gauge, 1 ferry: 31 days".
func (p Part) String() string {
	text := fmt.Sprintf("%s, %s: %d km", p.Law, p.Cargo, p.Km)
	if p.Changes > 0 {
		text += fmt.Sprintf(", changes of gauge: %d", p.Changes)
	}
	if p.Ferries > 0 {
		text += fmt.Sprintf(", ferries: %d", p.Ferries)
	}
	return fmt.Sprintf("%s: %d h", text, p.Hours)
}

// setLimit works out when the delivery period ends, with every extension.
func (a *act) setLimit() {
	begin, end, parts := Period(a.c.Note, a.c.Takeovers[0].At)
	for _, x := range a.c.Extensions {
		end = end.Add(max(0, x.To.Sub(x.From)))
	}
	a.c.Limit = end
	if a.c.Note.AgreedDays > 0 {
		a.read("delivery period agreed", fmt.Sprintf("%d days", a.c.Note.AgreedDays))
	}
	for _, p := range parts {
		a.read("delivery period", p.String())
		r := periodRule(p.Law, p.Cargo)
		a.read("rests on", "distance "+string(r.Distance)+", additions "+string(r.Additions))
	}
	a.read("begins", stamp(begin))
	a.read("ends", stamp(end))
}

// TimeBar is until when a claim may be lodged.
type TimeBar struct {
	Law    Law
	Kinds  []ClaimKind // nil: all others
	Months int
	Rule   Rule
}

// TimeBars are searched from the top.
var TimeBars = []TimeBar{
	{SMGS, []ClaimKind{ClaimDelay}, 2, Rule{ID: "SMGS-48", Text: "A claim for delay is barred two months after the delivery.", Status: transit.Recalled, Source: smgsText + ", Art. 48"}},
	{SMGS, nil, 9, Rule{ID: "SMGS-48", Text: "Other claims are barred after nine months.", Status: transit.Recalled, Source: smgsText + ", Art. 48"}},
	{CIM, nil, 12, Rule{ID: "CIM-48", Text: "The action is barred after one year.", Status: transit.Recalled, Source: cimText + ", Art. 48"}},
}

package transit

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages on the way that only common transit has.
const (
	KindIncident          Kind = "incident"
	KindIncidentNotified  Kind = "incident-notified"
	KindIncidentForwarded Kind = "incident-forwarded"
	KindLeaveArea         Kind = "leave-area"
	KindExitNotified      Kind = "exit-notified"
)

// IncidentCodes are the kinds of incident of the NCTS code list IncidentCode (state of October 2024), in our own words.
var IncidentCodes = map[string]string{
	"1": "the carrier had to leave the prescribed route", "2": "a seal was broken or tampered with",
	"3": "the goods were moved to another means of transport under supervision", "4": "danger made unloading necessary",
	"5": "something may keep the holder or the carrier from their obligations", "6": "a part of the means of transport was changed",
}

// Incident is what happened on the way, recorded at an office of this administration. ByCarrier says that the carrier
// announced it; otherwise the office found it.
type Incident struct {
	Code      string    `json:"code"` // of [IncidentCodes]
	Office    Office    `json:"office"`
	Place     string    `json:"place,omitempty"`
	Text      string    `json:"text"`
	ByCarrier bool      `json:"byCarrier,omitempty"`
	At        time.Time `json:"at,omitzero"`        // when it happened; zero: when it is recorded
	NewMeans  string    `json:"newMeans,omitempty"` // means of transport afterwards
	NewSeals  []string  `json:"newSeals,omitempty"`
}

// IncidentReport is an incident as a record keeps it.
type IncidentReport struct {
	Code       string    `json:"code"`
	Office     Office    `json:"office"`
	Place      string    `json:"place,omitempty"`
	Text       string    `json:"text"`
	ByCarrier  bool      `json:"byCarrier,omitempty"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recordedAt"`
	NewMeans   string    `json:"newMeans,omitempty"`
	NewSeals   string    `json:"newSeals,omitempty"` // separated by commas
}

// IncidentNotified tells the owner of an incident (NCTS 180).
type IncidentNotified struct {
	From   string         `json:"from"`
	Report IncidentReport `json:"report"`
}

// IncidentForwarded tells the next offices of an incident (NCTS 181).
type IncidentForwarded struct {
	From   string         `json:"from"`
	Report IncidentReport `json:"report"`
}

// LeaveArea records that the goods left the security area at an office of exit for transit. An empty office means the next
// declared one of the administration.
type LeaveArea struct {
	Office Office `json:"office,omitzero"`
}

// ExitNotified tells the owner that the goods left the security area (NCTS 168).
type ExitNotified struct {
	From   string `json:"from"`
	Passed Passed `json:"passed"`
}

// The names of the messages.
func (Incident) Kind() Kind          { return KindIncident }
func (IncidentNotified) Kind() Kind  { return KindIncidentNotified }
func (IncidentForwarded) Kind() Kind { return KindIncidentForwarded }
func (LeaveArea) Kind() Kind         { return KindLeaveArea }
func (ExitNotified) Kind() Kind      { return KindExitNotified }

func (r IncidentReport) check(c *checker, country string) {
	if IncidentCodes[r.Code] == "" {
		c.wrong("/code", "1 to 6", "%q is no kind of incident", fault.Clip(r.Code))
	}
	c.office("/office", r.Office)
	if r.Office.Country != country {
		c.wrong("/office/country", country, "the office is in %q", fault.Clip(r.Office.Country))
	}
	c.text("/place", r.Place)
	c.said("/text", r.Text)
	c.text("/newMeans", r.NewMeans)
	c.text("/newSeals", r.NewSeals)
}

// incident records it here; a copy tells the owner, the owner the next offices and the holder.
func (a *act) incident(v Incident) error {
	if v.At.IsZero() {
		v.At = a.now
	}
	r := IncidentReport{Code: v.Code, Office: v.Office, Place: v.Place, Text: v.Text, ByCarrier: v.ByCarrier, At: v.At.UTC(), RecordedAt: a.now,
		NewMeans: v.NewMeans, NewSeals: strings.Join(v.NewSeals, ", ")}
	var c checker
	r.check(&c, a.m.Administration)
	if has(eaeuAndNation, a.m.Declaration.Regime) && has([]string{"3", "6"}, v.Code) && v.NewMeans == "" {
		c.wrong("/newMeans", "the means of transport afterwards", "the goods were moved, and nothing says onto what")
	}
	if v.At.After(a.now) {
		c.wrong("/at", "not after "+stamp(a.now), "the incident is at %s", stamp(v.At))
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if err := a.report(r); err != nil {
		return err
	}
	if a.m.Role == Owner {
		a.forward(r, a.m.Owner)
	} else {
		a.send(a.m.Owner, IncidentNotified{From: a.m.Administration, Report: r})
	}
	return nil
}

func (a *act) report(r IncidentReport) error {
	if len(a.m.Incidents) >= IncidentsMax {
		return fault.New(fault.Limit, "%d incidents are recorded", len(a.m.Incidents)).Want("at most %d", IncidentsMax)
	}
	a.m.Incidents = append(a.m.Incidents, r)
	a.fact.Office, a.fact.At = r.Office, r.RecordedAt.UTC()
	a.read("incident", r.Code+": "+IncidentCodes[r.Code])
	a.read("found", r.Text)
	a.read("announced by the carrier", yes(r.ByCarrier))
	a.read("new means of transport", r.NewMeans)
	a.read("new seals", r.NewSeals)
	return nil
}

// forward tells the offices that the goods have still to reach.
func (a *act) forward(r IncidentReport, from string) {
	copies := a.m.Copies()
	next := slices.IndexFunc(copies, func(c Copy) bool { return c.Country == from }) + 1
	for _, c := range copies[next:] {
		a.send(c.Country, IncidentForwarded{From: a.m.Owner, Report: r})
	}
}

func (a *act) incidentNotified(v IncidentNotified) error {
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	var c checker
	v.Report.check(&c, v.From)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if err := a.report(v.Report); err != nil {
		return err
	}
	if a.m.Ended() {
		a.irregular("learned after the movement was " + string(a.fact.From))
	} else if a.m.Arrival == nil {
		a.forward(v.Report, v.From)
	}
	return nil
}

func (a *act) incidentForwarded(v IncidentForwarded) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	return a.report(v.Report)
}

// leaveArea records the exit from the security area, once an office; a copy tells the owner.
func (a *act) leaveArea(v LeaveArea) error {
	office, declared := v.Office, a.m.Declaration.Exit
	if office == (Office{}) {
		i := slices.IndexFunc(declared, func(o Office) bool { return o.Country == a.m.Administration && !a.left(o) })
		if i < 0 {
			return a.stop("no declared office of exit for transit of %s is left", a.m.Administration).Mend("name the office")
		}
		office = declared[i]
	}
	office, err := a.localOffice(office, declared)
	if err != nil {
		return err
	}
	p := Passed{Office: office, At: a.now, Declared: slices.ContainsFunc(declared, office.Same)}
	if err := a.exit(p); err != nil {
		return err
	}
	if a.m.Role != Owner {
		a.send(a.m.Owner, ExitNotified{From: a.m.Administration, Passed: p})
	}
	return nil
}

func (a *act) left(o Office) bool {
	return slices.ContainsFunc(a.m.Exits, func(p Passed) bool { return p.Office.Same(o) })
}

func (a *act) exit(p Passed) error {
	if a.left(p.Office) {
		return a.stop("the exit at %s is recorded already", p.Office)
	}
	if len(a.m.Exits) >= PassedMax {
		return fault.New(fault.Limit, "%d exits are recorded", len(a.m.Exits)).Want("at most %d", PassedMax)
	}
	a.m.Exits = append(a.m.Exits, p)
	a.fact.Office, a.fact.At = p.Office, p.At.UTC()
	a.read("office declared", yes(p.Declared))
	return nil
}

func (a *act) exitNotified(v ExitNotified) error {
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	if v.Passed.Office.Country != v.From {
		return fault.New(fault.BadField, "%s records no exit in %q", v.From, fault.Clip(v.Passed.Office.Country)).At("/passed/office/country")
	}
	return a.exit(v.Passed)
}

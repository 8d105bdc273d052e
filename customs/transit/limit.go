package transit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages of the time limit.
const (
	KindExtendLimit   Kind = "extend-limit"
	KindLimitExtended Kind = "limit-extended"
)

// ExtendLimit gives the goods more days on the way, within what the rules allow (EAEU: at any office that holds the record;
// national transit: at the office of departure).
type ExtendLimit struct {
	Office Office `json:"office"` // that extends
	Days   int    `json:"days"`   // added to the time limit held
	Reason string `json:"reason"`
}

// LimitExtended tells the owner, and the owner the others, of a longer limit. Where two cross, the later limit holds.
type LimitExtended struct {
	From   string    `json:"from"`
	Office Office    `json:"office"`
	Limit  time.Time `json:"limit"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// The names of the messages.
func (ExtendLimit) Kind() Kind   { return KindExtendLimit }
func (LimitExtended) Kind() Kind { return KindLimitExtended }

// The modes of transport that a declaration may name.
const (
	Road = "road"
	Rail = "rail"
	Sea  = "sea"
	Air  = "air"
)

// Modes lists the modes of transport.
var Modes = []string{Road, Rail, Sea, Air}

// TimeLimit is what a rule says about the time of a movement on the way. Days and Months add up; both 0: no length is known.
type TimeLimit struct {
	Months, Days       int // set at release where nothing else is
	MonthsMax, DaysMax int // with every extension; both 0: none known
	Rule               Rule
}

const (
	eaeuKmPerMonth  = 2000
	monthDays       = 30 // a month of the distance rule, as package reference counts it
	eaeuRailDaysMin = 7
)

// EAEUDays is the longest time limit of an EAEU transit in days: 2,000 km a month, by rail never less than 7 days; 0 for an
// unknown distance.
func EAEUDays(km int, mode string) int {
	if km <= 0 {
		return 0
	}
	days := (km*monthDays + eaeuKmPerMonth - 1) / eaeuKmPerMonth
	if mode == Rail {
		days = max(days, eaeuRailDaysMin)
	}
	return days
}

var eaeuLimitRule = Rule{"EAEU-144-LIMIT", "The limit is at most 2,000 km a month, by rail never less than 7 days.", Recalled,
	eaeuCode + " Art. 144 (the article is inferred); the agreement of 22.1.1998 Art. 2 had the same ceiling"}

// TimeLimit is what the regime says about the time of a declared movement on a day; false where nothing is known.
func (d Declaration) TimeLimit(at time.Time) (TimeLimit, bool) {
	switch d.Regime {
	case EAEUTransit:
		days := EAEUDays(d.DistanceKm, d.Mode)
		return TimeLimit{Days: days, DaysMax: days, Rule: eaeuLimitRule}, days > 0
	case NationalTransit:
		return nationalLimit(d, at)
	}
	return TimeLimit{}, false
}

// until is the time limit of a length from a day.
func until(from time.Time, months, days int) time.Time {
	return from.AddDate(0, months, 0).Add(time.Duration(days) * day)
}

// last is the latest time limit that the rules allow; zero where none is known.
func (a *act) last(releasedAt time.Time) (time.Time, Rule) {
	l, known := a.m.Declaration.TimeLimit(releasedAt)
	if !known || l.MonthsMax == 0 && l.DaysMax == 0 {
		return time.Time{}, l.Rule
	}
	return until(releasedAt, l.MonthsMax, l.DaysMax), l.Rule
}

// setLimit sets the time limit at release: what the officer says, else what the rule gives for distance and mode, else what was
// declared, else the country's own length; never beyond what the rule allows.
func (a *act) setLimit(said int) error {
	if said < 0 || said > LimitDaysMax {
		return fault.New(fault.BadField, "a limit of %d days", said).At("/limitDays").Want("0 to %d", LimitDaysMax)
	}
	rule, known := a.m.Declaration.TimeLimit(a.now)
	months, days := 0, said
	switch {
	case said > 0:
	case a.m.Declaration.Regime == EAEUTransit && known:
		days = rule.Days
	case a.m.Declaration.LimitDays > 0:
		days = a.m.Declaration.LimitDays
	case known:
		months, days = rule.Months, rule.Days
	}
	if months == 0 && days == 0 || a.m.Class() == Inward {
		return nil
	}
	a.m.Limit = until(a.now, months, days)
	length := plural(days, "day")
	if months > 0 {
		length = plural(months, "month")
	}
	if last, by := a.last(a.now); !last.IsZero() && a.m.Limit.After(last) {
		if said > 0 {
			return fault.New(fault.BadField, "a limit of %d days goes beyond %s (%s)", said, stamp(last), by.ID).At("/limitDays").
				Want("at most %d days", int(last.Sub(a.now)/day)).Mend("set a shorter one, or 0 for the longest")
		}
		a.m.Limit, length = last, "the longest that the rule allows"
	}
	a.read("time limit", stamp(a.m.Limit)+", "+length)
	if known {
		a.read("limit by", rule.Rule.ID+" ("+string(rule.Rule.Status)+"): "+rule.Rule.Text)
	}
	return nil
}

// extendLimit gives more time within the ceiling; a copy tells the owner, the owner the others.
func (a *act) extendLimit(v ExtendLimit) error {
	office, err := a.localOffice(v.Office, nil)
	if err != nil {
		return err
	}
	var c checker
	if v.Days < 1 || v.Days > LimitDaysMax {
		c.wrong("/days", fmt.Sprintf("1 to %d", LimitDaysMax), "%d days more", v.Days)
	}
	c.said("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if a.m.Limit.IsZero() {
		return a.stop("no time limit is set").Mend("nothing is to be extended")
	}
	to := a.m.Limit.Add(time.Duration(v.Days) * day)
	switch last, by := a.last(a.m.ReleasedAt); {
	case !last.IsZero() && to.After(last):
		return a.stop("a limit until %s goes beyond %s, the latest that %s allows", stamp(to), stamp(last), by.ID).
			Mend("extend it by fewer days; after the limit the goods are searched for")
	case last.IsZero() && to.After(until(a.m.ReleasedAt, 0, LimitDaysMax)):
		return a.stop("a limit until %s is more than %d days after the release", stamp(to), LimitDaysMax).Mend("extend it by fewer days")
	case last.IsZero():
		a.fact.Note = "how long the rules allow is not known: no distance is declared, or no text is at hand"
	}
	ext := LimitExtended{From: a.m.Administration, Office: office, Limit: to, Reason: v.Reason, At: a.now}
	_ = a.longer(ext)
	if a.m.Role == Owner {
		a.forwardLimit(ext, "")
	} else {
		a.send(a.m.Owner, ext)
	}
	return nil
}

// longer takes the later limit, for which the timer of the arrival is set anew; false where the limit held is as late.
func (a *act) longer(v LimitExtended) bool {
	a.fact.Office, a.fact.At = v.Office, v.At.UTC()
	a.read("limit before", stamp(a.m.Limit))
	a.read("time limit", stamp(v.Limit))
	a.read("reason", v.Reason)
	if !v.Limit.After(a.m.Limit) {
		a.fact.Note = "no later than the limit held: nothing changes"
		return false
	}
	a.m.Limit = v.Limit.UTC()
	a.m.Timers = slices.DeleteFunc(a.m.Timers, func(t Timer) bool { return t.Kind == TimerArrival })
	return true
}

func (a *act) forwardLimit(v LimitExtended, but string) {
	v.From = a.m.Owner
	for _, c := range a.m.Copies() {
		if c.Country != but {
			a.send(c.Country, v)
		}
	}
}

// limitExtended takes the longer limit; goods that were overdue by the old one are on the way again.
func (a *act) limitExtended(v LimitExtended) error {
	var c checker
	c.said("/reason", v.Reason)
	c.office("/office", v.Office)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.to(a.fact.From)
	if a.m.Role != Owner {
		if err := a.fromOwner(v.From); err != nil {
			return err
		}
		_ = a.longer(v)
		return nil
	}
	if err := a.from(v.From, anyCopy); err != nil {
		return err
	}
	if last, _ := a.last(a.m.ReleasedAt); !last.IsZero() && v.Limit.After(last) {
		return a.stop("a limit until %s goes beyond %s", stamp(v.Limit), stamp(last))
	}
	switch later := a.longer(v); {
	case a.m.Ended() || a.m.Arrival != nil:
		a.irregular("learned after the goods arrived, or the movement ended")
		return nil
	case !later:
		return nil
	}
	if a.fact.From == Overdue && a.now.Before(a.m.Limit) {
		a.to(a.underWay())
	}
	a.forwardLimit(v, v.From)
	return nil
}

// underWay is the owner's state of goods that have not arrived.
func (a *act) underWay() State {
	switch {
	case len(a.m.Parts) > 0:
		return PartlyDelivered
	case len(a.m.Passages) > 0:
		return InTransit
	}
	return Released
}

// Measures are what the office of departure imposes at release. An empty one imposes nothing.
type Measures struct {
	Route  string `json:"route,omitempty"`  // by which the goods have to go
	Escort bool   `json:"escort,omitempty"` // customs escort
	Seals  string `json:"seals,omitempty"`  // affixed by the office, separated by commas
}

func (a *act) setMeasures(v Release) error {
	var c checker
	c.text("/route", v.Route)
	if len(v.Seals) > SealsMax {
		c.wrong("/seals", "at most 9999", "%d seals", len(v.Seals))
	}
	for i, s := range v.Seals {
		c.name("/seals/"+itoa(i), s)
	}
	if a.m.Class() != Through && (v.Route != "" || v.Escort || len(v.Seals) > 0) {
		c.wrong("/route", "nothing but in transit", "regime %q knows no route, escort or seals at release", fault.Clip(string(a.m.Declaration.Regime)))
	}
	a.m.Measures = Measures{v.Route, v.Escort, strings.Join(v.Seals, ", ")}
	a.read("prescribed route", v.Route)
	if v.Escort {
		a.read("escort", "yes")
	}
	a.read("seals affixed", a.m.Measures.Seals)
	return c.list.OrNil()
}

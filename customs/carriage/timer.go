package carriage

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// TimerKind names a timer.
type TimerKind string

// The timers.
const (
	TimerDelivery     TimerKind = "delivery-period"
	TimerLoss         TimerKind = "presumed-loss"
	TimerInstructions TimerKind = "instructions"
	TimerCollection   TimerKind = "collection"
	TimerClaim        TimerKind = "claim-answer"
)

// Timer is a time by which something must have happened.
type Timer struct {
	Kind TimerKind `json:"kind"`
	Due  time.Time `json:"due"`
}

// TimerRule is one row of the timers: in which states it runs, from when, how long, and where it leads; an empty state
// leaves the carriage where it is.
type TimerRule struct {
	Kind   TimerKind
	States []State
	Base   string
	Days   int
	Leads  State
	Rule   Rule

	due func(c *Carriage, days int) time.Time // zero: it does not run
}

const (
	lossDays        = 30
	instructionDays = 8
	perishableDays  = 4
	collectionDays  = 5
	claimDays       = 180
)

var undelivered = []State{TakenOver, Junction, UnderWay, Presented, Arrived}

// TimerRules are the timers of a carriage.
var TimerRules = []TimerRule{
	{TimerDelivery, undelivered, "the delivery period", 0, "",
		Rule{ID: "DELIVERY-PERIOD", Text: "The delivery period has ended before the consignee was notified.", Status: transit.Recalled, Source: smgsText + ", Art. 24; " + cimText + ", Art. 16"},
		func(c *Carriage, days int) time.Time {
			if c.Late {
				return time.Time{}
			}
			return c.Limit
		}},
	{TimerLoss, undelivered, "the end of the delivery period", lossDays, Lost,
		Rule{ID: "PRESUMED-LOSS", Text: "Goods that are not delivered 30 days after the end of the delivery period are presumed lost.", Status: transit.Recalled, Source: smgsText + ", Art. 27; " + cimText + ", Art. 29"},
		func(c *Carriage, days int) time.Time { return c.Limit.AddDate(0, 0, days) }},
	{TimerInstructions, []State{Obstructed, Refused, Uncollected}, "the request for instructions; perishable goods: 4 days", instructionDays, Disposable,
		Rule{ID: "NO-INSTRUCTIONS", Text: "Without instructions in time the carrier disposes of the goods by the law of the place.", Status: transit.Recalled, Source: smgsText + ", Art. 28; " + cimText + ", Art. 22 names no days"},
		func(c *Carriage, days int) time.Time {
			if c.Note.Perishable {
				days = perishableDays
			}
			return c.Obstacle.Since.AddDate(0, 0, days)
		}},
	{TimerCollection, []State{Notified}, "the notice of arrival", collectionDays, Uncollected,
		Rule{ID: "COLLECTION", Text: "Goods that the consignee does not take are an obstacle to delivery.", Status: transit.Assumed, Source: "the days are set by the law of the place"},
		func(c *Carriage, days int) time.Time { return c.NotifiedAt.AddDate(0, 0, days) }},
	{TimerClaim, claimed, "the claim, under SMGS", claimDays, "",
		Rule{ID: "CLAIM-ANSWER", Text: "A claim that is not answered in 180 days may be taken to court.", Status: transit.Recalled, Source: smgsText + ", Art. 46, 47"},
		func(c *Carriage, days int) time.Time {
			i := c.oldestClaim()
			if i < 0 || c.Law() != SMGS {
				return time.Time{}
			}
			return c.Claims[i].At.AddDate(0, 0, days)
		}},
}

// oldestClaim is the index of the open claim that was lodged first, -1 for none.
func (c *Carriage) oldestClaim() int {
	oldest := -1
	for i, x := range c.Claims {
		if x.State == ClaimOpen && (oldest < 0 || x.At.Before(c.Claims[oldest].At)) {
			oldest = i
		}
	}
	return oldest
}

// setTimers works out the timers of the carriage as it stands.
func (c *Carriage) setTimers() {
	c.Timers = nil
	for i := range TimerRules {
		r := &TimerRules[i]
		if !slices.Contains(r.States, c.State) {
			continue
		}
		if due := r.due(c, r.Days); !due.IsZero() {
			c.Timers = append(c.Timers, Timer{r.Kind, due.UTC()})
		}
	}
}

// Due lists the timers that have elapsed; none in a copy, for only the carrier in charge acts on them.
func (c Carriage) Due(now time.Time) []TimerKind {
	var out []TimerKind
	for _, t := range c.Timers {
		if c.Role() == InCharge && !now.Before(t.Due) {
			out = append(out, t.Kind)
		}
	}
	return out
}

func timerRule(k TimerKind) *TimerRule {
	i := slices.IndexFunc(TimerRules, func(r TimerRule) bool { return r.Kind == k })
	return &TimerRules[i]
}

// elapsed goes where the timer leads.
func (a *act) elapsed(v Elapsed) error {
	i := slices.IndexFunc(a.c.Timers, func(t Timer) bool { return t.Kind == v.Timer })
	if i < 0 {
		return a.stop("no timer %q runs", fault.Clip(string(v.Timer)))
	}
	t := a.c.Timers[i]
	if a.now.Before(t.Due) {
		return fault.New(fault.WrongState, "timer %s is due on %s", t.Kind, stamp(t.Due)).At("%s", a.c.Note.Key)
	}
	rule := timerRule(t.Kind)
	a.fact.Rule = rule.Rule
	a.read("timer", string(t.Kind))
	a.read("due", stamp(t.Due))
	to := rule.Leads
	if to == "" {
		to = a.fact.From
	}
	a.to(to)
	switch t.Kind {
	case TimerDelivery:
		a.c.Late = true
	case TimerLoss: // goods that are presented are still those of the carrier that brought them
		a.c.Charge = a.c.Note.Sections[a.c.Section].Carrier
	case TimerCollection:
		a.c.Obstacle = &Obstacle{Reason: "the consignee does not come", Station: a.fact.Station, Since: a.now, Back: Notified}
	case TimerClaim:
		claim := &a.c.Claims[a.c.oldestClaim()]
		claim.State = ClaimUnanswered
		a.read("claim", claim.ID)
	}
	return nil
}

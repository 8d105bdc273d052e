package transit

import "github.com/kairo-corridor/kairo/fault"

// The messages at departure that only common transit has.
const (
	KindPresent             Kind = "present"
	KindRequestInvalidation Kind = "request-invalidation"
	KindDecideInvalidation  Kind = "decide-invalidation"
)

// Present presents the goods of a declaration lodged in advance (NCTS 170). LimitDays, unless 0, takes the place of the declared
// time limit.
type Present struct {
	Place     string `json:"place,omitempty"` // location of the goods
	LimitDays int    `json:"limitDays,omitempty"`
}

// RequestInvalidation asks the office of departure to invalidate the declaration (NCTS 014). Before the presentation it is
// granted at once.
type RequestInvalidation struct {
	Reason string `json:"reason"`
}

// DecideInvalidation grants or refuses what the holder asked (NCTS 009).
type DecideInvalidation struct {
	Granted bool   `json:"granted"`
	Reason  string `json:"reason,omitempty"`
}

// The names of the messages.
func (Present) Kind() Kind             { return KindPresent }
func (RequestInvalidation) Kind() Kind { return KindRequestInvalidation }
func (DecideInvalidation) Kind() Kind  { return KindDecideInvalidation }

func (a *act) present(v Present) error {
	if v.LimitDays < 0 || v.LimitDays > LimitDaysMax {
		return fault.New(fault.BadField, "a limit of %d days", v.LimitDays).At("/limitDays").Want("0 to %d", LimitDaysMax)
	}
	if v.LimitDays != 0 {
		a.m.Declaration.LimitDays = v.LimitDays
	}
	a.m.PresentedAt = a.now
	a.read("place", v.Place)
	a.read("lodged", stamp(a.m.LodgedAt))
	return a.remark("/place", v.Place)
}

// requestInvalidation waits for the office's decision, but where the goods were never presented.
func (a *act) requestInvalidation(v RequestInvalidation) error {
	var c checker
	c.said("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.read("reason", v.Reason)
	if a.fact.From == PreLodged {
		a.fact.Note = "granted at once: the goods were not presented"
		return nil
	}
	a.m.Back = a.fact.From
	return nil
}

func (a *act) decideInvalidation(v DecideInvalidation) error {
	a.read("granted", yes(v.Granted))
	a.read("reason", v.Reason)
	if !v.Granted {
		a.to(a.m.Back)
	}
	a.m.Back = ""
	return a.remark("/reason", v.Reason)
}

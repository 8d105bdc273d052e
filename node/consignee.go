package node

import (
	"context"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
)

// Destination is what a trader who is also the trader at destination knows of the office there: what it has recorded, and why it
// did not take the last message.
type Destination struct {
	Country string        `json:"country"`         // to which the arrival was announced
	State   transit.State `json:"state,omitempty"` // of its record; empty until it answers
	Refused string        `json:"refused,omitempty"`
}

// Announce sends the administration of a country a message of the trader at destination: the arrival of the goods, or the remarks
// about their unloading. The trader of the message is this one.
func (n *Trader) Announce(ctx context.Context, key, country string, msg transit.Message) error {
	if msg == nil || !among(ofConsignee, msg.Kind()) {
		return fault.New(fault.BadField, "this is no message of a trader at destination").At("/kind").Want("one of %v", ofConsignee)
	}
	return n.tell(ctx, key, country, "", msg)
}

// announced notes that something was told to the administration of a country at destination. It takes the place of another only
// where that has not answered: whoever has the number may announce the goods elsewhere.
func (f *Filing) announced(country string) {
	switch {
	case f.There != nil && f.There.Country == country:
		f.There = &Destination{Country: country, State: f.There.State}
	case f.There == nil || f.There.State == "":
		f.There = &Destination{Country: country}
	}
}

// stands notes the state of the record at destination.
func (f *Filing) stands(country string, s transit.State) {
	there := Destination{Country: country}
	if f.There != nil && f.There.Country == country {
		there = *f.There
	}
	there.State = s
	f.There = &there
}

// refusedThere notes why a message was not taken.
func (f *Filing) refusedThere(country, why string) {
	if f.There != nil && f.There.Country == country {
		f.There = &Destination{Country: country, State: f.There.State, Refused: why}
	}
}

// AtDestination is the state of the record at destination as far as it was told, empty where nothing was.
func (f *Filing) AtDestination() transit.State {
	switch {
	case f.There == nil:
		return ""
	case f.There.Country == f.Administration:
		return f.State
	}
	return f.There.State
}

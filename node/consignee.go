package node

import (
	"context"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
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
	switch v := msg.(type) {
	case transit.ArrivalNotification:
		v.Trader = n.party
		msg = v
	case transit.UnloadingRemarks:
	default:
		return fault.New(fault.BadField, "this is no message of a trader at destination").At("/kind").Want("arrival-notification or unloading-remarks")
	}
	if !isCountry(country) {
		return fault.New(fault.BadField, "%q is no country", country).At("/country").Want("two capitals, such as RO")
	}
	return retry(ctx, func() error {
		f, at, err := n.filing(ctx, key)
		if err != nil {
			return err
		}
		if f.TIR != nil {
			return fault.New(fault.WrongState, "under a TIR carnet no trader announces the arrival").At("%s", key)
		}
		if f.There == nil || f.There.Country != country {
			f.There = &Destination{Country: country}
		}
		f.There.Refused = ""
		tx := store.Tx{}
		if err := f.Ledger.send(&tx, n.party, key, country, msg); err != nil {
			return err
		}
		if err := put(&tx, filingPrefix+key, at, f); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
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

// followThere keeps what the administration at destination says; the state of the movement stays that of its owner.
func (f *Filing) followThere(msg transit.Message, entry Entry) Entry {
	switch v := msg.(type) {
	case transit.Notice:
		f.There.State, entry.Fact = v.Fact.To, v.Fact
	case transit.Refusal:
		f.There.Refused, entry.Refused, entry.Message = v.Text, v.Text, v.Of
	default:
		entry.Refused = "a trader is not sent " + string(msg.Kind())
	}
	return entry
}

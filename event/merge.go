package event

import "github.com/kairo-corridor/kairo/fault"

// Merged is what came of adding events to those already kept.
type Merged struct {
	Events    []Event    `json:"events"`              // kept and new, sorted
	Added     int        `json:"added"`               // new identities
	Skipped   int        `json:"skipped"`             // known already with the same content
	Conflicts []Conflict `json:"conflicts,omitempty"` // known already with other content; what was kept stays
}

// Conflict is one identity with two contents.
type Conflict struct {
	Kept    Event `json:"kept"`
	Refused Event `json:"refused"`
}

// Merge adds events to those kept, by identity. It is idempotent: adding the same events again only skips. Where an
// identity returns with other content, the first stays and the other is reported. Neither argument is changed.
func Merge(kept, add []Event) Merged {
	m := Merged{Events: make([]Event, 0, len(kept)+len(add))}
	at := make(map[string]int, len(kept)+len(add))
	for _, e := range kept {
		if _, twice := at[e.ID]; !twice {
			at[e.ID] = len(m.Events)
			m.Events = append(m.Events, e)
		}
	}
	for _, e := range add {
		i, known := at[e.ID]
		switch {
		case !known:
			at[e.ID] = len(m.Events)
			m.Events = append(m.Events, e)
			m.Added++
		case Same(m.Events[i], e):
			m.Skipped++
		default:
			m.Conflicts = append(m.Conflicts, Conflict{Kept: m.Events[i], Refused: e})
		}
	}
	Sort(m.Events)
	return m
}

// Err is nil without conflicts, else one violation for each.
func (m Merged) Err() error {
	var list fault.List
	for _, c := range m.Conflicts {
		list = append(list, fault.New(fault.Conflict, "event %q is kept already and says otherwise (%s)", c.Kept.ID, differences(c.Kept, c.Refused)).
			At("%s", c.Kept.ID).Mend("give a correction an event_id of its own, or leave the event out"))
	}
	return list.OrNil()
}

// differences names the columns in which two events differ.
func differences(a, b Event) string {
	text := ""
	for i, name := range Columns {
		if x, y := cell(a, name), cell(b, name); x != y {
			if text != "" {
				text += ", "
			}
			text += Columns[i] + " " + x + " against " + y
		}
	}
	return text
}

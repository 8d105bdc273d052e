package event

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// Modes are the modes of transport an event may name, as in room network; the empty one says nothing.
var Modes = []string{"sea", "ferry", "rail", "road", "air"}

// Border reports whether the kind is one of the pair around a border crossing.
func (k Kind) Border() bool { return k == BorderArrive || k == BorderDepart }

// Moving reports whether the kind is one of the pair around a link.
func (k Kind) Moving() bool { return k == Depart || k == Arrive }

// Customs reports whether the kind is a step of a customs movement.
func (k Kind) Customs() bool {
	switch k {
	case Lodged, Accepted, Controlled, Released, Passage, Arrival, Discharged:
		return true
	}
	return false
}

// numbered reports whether the movement must be named: lodging precedes the registration number, and a control may.
func (k Kind) numbered() bool { return k.Customs() && k != Lodged && k != Controlled }

// Known reports whether the kind is one of [Kinds].
func (k Kind) Known() bool { return slices.Contains(Kinds, k) }

// Known reports whether the source is observed or simulated.
func (s Source) Known() bool { return s == Observed || s == Simulated }

// field names a column with its value, in the order of [Columns].
type field struct {
	name     string
	value    string
	required bool
}

// Validate returns every rule the event breaks as a [fault.List] in the order of [Columns], or nil. The path of a
// violation is the name of the column.
func (e Event) Validate() error {
	var list fault.List
	for _, f := range e.fields() {
		if f.name == "time" {
			list = append(list, checkTime(e.At)...)
			continue
		}
		if v := checkField(f); v != nil {
			list = append(list, v)
		}
	}
	return list.OrNil()
}

func (e Event) fields() []field {
	return []field{
		{"event_id", e.ID, true},
		{"time", "", false},
		{"consignment", e.Consignment, true},
		{"kind", string(e.Kind), true},
		{"location", e.Location, true},
		{"crossing", e.Crossing, e.Kind.Border()},
		{"link", e.Link, e.Kind.Moving()},
		{"mode", e.Mode, false},
		{"movement", e.Movement, e.Kind.numbered()},
		{"source", string(e.Source), true},
		{"recorder", e.Recorder, false},
	}
}

// why says why a column must be filled.
var why = map[string]string{
	"event_id":    "every event has an identity, so that importing it twice changes nothing",
	"consignment": "an event happens to a consignment",
	"kind":        "the kind says what happened",
	"location":    "an event happens at a location of the network",
	"crossing":    "border-arrive and border-depart name the crossing",
	"link":        "depart and arrive name the link",
	"movement":    "from accepted to discharged an event names the registration number of the movement",
	"source":      "observed and simulated are never mixed",
}

// checkField holds one column to its rule.
func checkField(f field) *fault.Error {
	if f.value == "" {
		if !f.required {
			return nil
		}
		return fault.New(fault.BadField, "%s is empty", f.name).At("%s", f.name).Want("a value").Mend("%s", why[f.name])
	}
	if len(f.value) > FieldMax {
		return fault.New(fault.Limit, "%s has %d bytes", f.name, len(f.value)).At("%s", f.name).Want("at most %d", FieldMax)
	}
	if strings.TrimSpace(f.value) != f.value || !utf8.ValidString(f.value) || strings.ContainsFunc(f.value, unicode.IsControl) {
		return fault.New(fault.BadField, "%s %q has space around it, a control character or broken UTF-8", f.name, f.value).At("%s", f.name).Want("printable text")
	}
	switch f.name {
	case "kind":
		return oneOf(f, kindNames())
	case "mode":
		return oneOf(f, Modes)
	case "source":
		return oneOf(f, []string{string(Observed), string(Simulated)})
	}
	return nil
}

func oneOf(f field, allowed []string) *fault.Error {
	if slices.Contains(allowed, f.value) {
		return nil
	}
	e := fault.New(fault.BadField, "%s %q is unknown", f.name, f.value).At("%s", f.name).Want("one of %s", strings.Join(allowed, ", "))
	if slices.Contains(allowed, strings.ToLower(f.value)) {
		return e.Among(strings.ToLower(f.value))
	}
	return e
}

func kindNames() []string {
	names := make([]string, len(Kinds))
	for i, k := range Kinds {
		names[i] = string(k)
	}
	return names
}

// checkTime wants a UTC time to the second between [YearMin] and [YearMax].
func checkTime(at time.Time) fault.List {
	switch {
	case at.IsZero():
		return fault.List{fault.New(fault.BadField, "time is missing").At("time").Want("an RFC 3339 time such as 2026-10-05T08:00:00Z")}
	case at.Year() < YearMin || at.Year() > YearMax:
		return fault.List{fault.New(fault.BadField, "time %s is outside any year of trade", at.Format(time.RFC3339)).At("time").Want("a year from %d to %d", YearMin, YearMax)}
	case at.Location() != time.UTC || at.Nanosecond() != 0:
		return fault.List{fault.New(fault.BadField, "time %s is not UTC to the second", at.Format(time.RFC3339Nano)).At("time").Mend("normalise it with event.UTC")}
	}
	return nil
}

// UTC cuts a time to the second in UTC, the precision of an event.
func UTC(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

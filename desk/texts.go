package desk

import (
	"reflect"
	"strings"
	"unicode"

	"github.com/kairo-corridor/kairo/consignment"
)

// Text is one text of the desk in English with its key in the catalogue; {name} stands for an argument.
type Text struct{ Key, English string }

// sentences are the texts of steps and of what is waited for.
var sentences = []Text{
	{"next.complete", "Complete the consignment: {count} entries are missing or wrong. The first: {label}, {text}."},
	{"next.plan", "Choose a journey."},
	{"next.replan", "The journey was chosen for {for}. Choose one for what the consignment says now."},
	{"next.mend", "This journey cannot be filed: {text}. Mend the data or choose another journey."},
	{"next.ask", "Ask the {who} for {country} ({stretch}): {text}."},
	{"next.lodge", "Lodge {stretch} in {country}: nothing is missing."},
	{"next.code", "Lodge {stretch} in {country} with the access code of guarantee {text}."},
	{"next.guarantee", "Guarantee {grn} cannot secure {stretch} in {country}: {text}. Give another guarantee, or its access code, and lodge again."},
	{"next.tell", "The consignment was changed after version {version}. Tell those whom it concerns."},
	{"next.lodge-anew", "{country} ended {stretch}: {text}. Mend the data and lodge it anew."},
	{"next.unanswered", "{stretch} was sent to {country} and is not answered yet."},
	{"next.office", "{office} ({country}) has {stretch} {number} and decides."},
	{"next.present-goods", "{stretch} is lodged in advance: present the goods at {office} ({country}) and say so."},
	{"next.control", "{office} ({country}) controls {stretch} {number}: present the goods."},
	{"next.present", "Present the goods under {stretch} {number} at {destination}."},
	{"next.present-carnet", "Present carnet {number}, vehicle and goods for {stretch} at {office} ({country})."},
	{"next.present-by", "Present the goods under {stretch} {number} at {destination} by {limit}."},
	{"next.late", "The time limit of {stretch} {number} has passed: tell {office} and present the goods at {destination}."},
	{"next.answer", "{office} ({country}) asks where the goods of {stretch} {number} are. Answer it."},
	{"next.unload", "{destination} permits the unloading of {stretch} {number}. Unload, then send the unloading remarks."},
	{"next.differs", "{destination} found under {stretch} {number}: {text}. Settle it with {office} ({country})."},
	{"next.debt", "{office} ({country}) recovers the debt of {stretch} {number}. Settle it with the office."},
	{"next.result", "{destination} has the goods of {stretch} {number} and records what it finds."},
	{"next.discharge", "{office} ({country}) discharges {stretch} {number}."},
	{"next.wait", "{stretch} in {country} waits until {text}."},
	{"next.done", "Everything of {reference} is discharged. There is nothing to do."},
	{"wait.data", "{text}"},
	{"wait.identifier", "An identifier fails its check: {text}"},
	{"wait.code", "The access code of guarantee {text}, given when lodging"},
	{"wait.arrival", "Waits until {text}"},
	{"training.notice", "Training: no movement, party or number of these cases is real."},
}

// Texts lists every text of the desk, for the catalogue of a page: steps, waits, lanes, reasons, time-release steps, training
// cases and the labels of fields, whose English is made from their names.
func Texts() []Text {
	out := append([]Text(nil), sentences...)
	for _, r := range LaneRules() {
		out = append(out, Text{r.ID, r.Text})
	}
	for _, r := range Reasons() {
		out = append(out, Text{"reason." + r.Code, r.Text})
	}
	for _, s := range StepNames {
		out = append(out, Text{"step." + s.ID, s.Text})
	}
	for _, c := range Cases() {
		at := "training." + c.ID + "."
		out = append(out, Text{at + "title", c.Title}, Text{at + "situation", c.Situation}, Text{at + "question", c.Question})
		for _, o := range c.Options {
			out = append(out, Text{at + o.ID, o.Text})
		}
	}
	return append(out, labels(reflect.TypeFor[consignment.Consignment](), "field")...)
}

// labels are the labels of the fields of a type, in its order.
func labels(t reflect.Type, at string) []Text {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []Text
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		out = append(out, Text{at + "." + name, spoken(name)})
		out = append(out, labels(t.Field(i).Type, at+"."+name)...)
	}
	return out
}

// spoken makes words of a field's name: "grossKg" is "Gross kg".
func spoken(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			b.WriteString(" " + string(unicode.ToLower(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

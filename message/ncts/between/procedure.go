package between

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// Header is what a message says of itself, beyond what the procedure reads.
type Header struct {
	Movement       string    // key of the movement, the same in every administration
	Number         string    // registration number of the movement, empty where it is not told
	Sender         string    // administration, as the procedure names it
	Recipient      string    // administration
	PreparedAt     time.Time // written in UTC
	Identification string    // unique with its sender
	Sequence       int       // of the sender's messages on the movement to the recipient, 0 or more
	Correlation    string    // identification of the message that is answered, empty where none is
}

// Of makes the message that carries one of the procedure. The error is a fault: BadField where no number carries it, where
// the header contradicts it, or where it holds what the groups have no place for.
func Of(m transit.Message, h Header) (*Message, error) {
	body, err := jsonOf(m)
	if err != nil {
		return nil, err
	}
	with := mappingOf(m.Kind(), body)
	if with == nil {
		return nil, fault.New(fault.BadField, "no message between administrations carries %s", m.Kind()).At("kind")
	}
	w := writer{mapping: with, root: ncts.Node{Name: with.number, Kids: h.heading()}, constants: map[string]bool{}}
	for _, c := range with.constants {
		w.constants[c.field[0]] = true
	}
	w.at("TransitOperation/movementKey", nil, h.Movement)
	w.at("TransitOperation/registrationNumber", nil, h.Number)
	w.fields(nil, nil, body)
	if err := w.faults.OrNil(); err != nil {
		return nil, err
	}
	arrange(w.root.Kids, &standard().byNumber[with.number].root)
	out := &Message{Number: with.number, Kids: w.root.Kids}
	if _, err := Encode(out); err != nil {
		return nil, err
	}
	return out, kept(out, body)
}

// kept holds what is carried against what it was made of.
func kept(out *Message, body map[string]any) error {
	again, _, err := out.Procedure()
	if err != nil {
		return err
	}
	read, err := jsonOf(again)
	if err == nil && !reflect.DeepEqual(lean(read), lean(body)) {
		err = fault.New(fault.BadField, "%s cannot carry the message as it is", out.Number).Mend("leave out empty items of lists")
	}
	return err
}

// Procedure gives the message of the procedure that is carried, and the header. The error is a fault: BadField for a number
// that the procedure does not take, or an element that it has no place for.
func (m *Message) Procedure() (transit.Message, Header, error) {
	h := m.header()
	with := mappingTo(m.Number)
	if with == nil {
		return nil, h, fault.New(fault.BadField, "the procedure takes no %s", m.Number).At("/%s", m.Number)
	}
	body := map[string]any{}
	for _, c := range with.constants {
		body[c.field[0]] = c.element
	}
	r := reader{mapping: with, body: body}
	r.elements(nil, nil, m.Kids)
	if err := r.faults.OrNil(); err != nil {
		return nil, h, err
	}
	raw, err := json.Marshal(map[string]any{"kind": with.kind, "body": body})
	if err != nil {
		return nil, h, fault.New(fault.BadField, "a value of %s is not of its type", m.Number).Because(err)
	}
	msg, err := transit.Decode(raw)
	return msg, h, err
}

func (h Header) heading() []ncts.Node {
	var out []ncts.Node
	for _, v := range [][2]string{{"messageSender", h.Sender}, {"messageRecipient", h.Recipient},
		{"preparationDateAndTime", h.PreparedAt.UTC().Format(time.RFC3339Nano)}, {"messageIdentification", h.Identification},
		{"sequenceNumber", strconv.Itoa(h.Sequence)}, {"correlationIdentifier", h.Correlation}} {
		if v[1] != "" {
			out = append(out, ncts.Node{Name: v[0], Text: v[1]})
		}
	}
	return out
}

func (m *Message) header() Header {
	h := Header{Movement: m.Value("TransitOperation/movementKey"), Number: m.Value("TransitOperation/registrationNumber"),
		Sender: m.Value("messageSender"), Recipient: m.Value("messageRecipient"), Identification: m.Value("messageIdentification"),
		Correlation: m.Value("correlationIdentifier")}
	h.Sequence, _ = strconv.Atoi(m.Value("sequenceNumber"))
	h.PreparedAt, _ = time.Parse(time.RFC3339Nano, m.Value("preparationDateAndTime"))
	h.PreparedAt = h.PreparedAt.UTC()
	return h
}

// jsonOf gives the fields of a message as JSON has them, numbers as they are written.
func jsonOf(m transit.Message) (map[string]any, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fault.New(fault.BadField, "message %s is no JSON", m.Kind()).Because(err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var body map[string]any
	if err := d.Decode(&body); err != nil {
		return nil, fault.New(fault.BadField, "message %s is no JSON", m.Kind()).Because(err)
	}
	return body, nil
}

// lean leaves out of JSON what says nothing: null, false, 0, empty texts and lists.
func lean(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if y := lean(x); y != nil {
				out[k] = y
			}
		}
		if len(out) > 0 {
			return out
		}
	case []any:
		var out []any
		for _, x := range v {
			out = append(out, lean(x))
		}
		if out != nil {
			return out
		}
	case json.Number:
		if v != "0" {
			return v
		}
	case bool:
		if v {
			return v
		}
	case string:
		if v != "" {
			return v
		}
	}
	return nil
}

// writer puts fields of JSON into elements.
type writer struct {
	*mapping
	root      ncts.Node
	constants map[string]bool
	faults    fault.List
}

// fields goes through JSON; index counts the items of the lists on the way.
func (w *writer) fields(path []string, index []int, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range sortedKeys(v) {
			if len(path) > 0 || !w.constants[k] {
				w.fields(append(slices.Clone(path), k), index, v[k])
			}
		}
	case []any:
		for i, x := range v {
			w.fields(append(slices.Clone(path), "[]"), append(slices.Clone(index), i), x)
		}
	default:
		if text := textOf(v); text != "" {
			w.field(path, index, text, lean(v) == nil)
		}
	}
}

func (w *writer) field(path []string, index []int, text string, saysNothing bool) {
	if r := w.rowOf(path); r != nil {
		w.at(r.element, index, text)
	} else if !saysNothing {
		w.faults = append(w.faults, fault.New(fault.BadField, "%s has no place for %.60q", w.number, text).At("%s", strings.Join(path, ".")))
	}
}

// textOf writes a JSON value as an element holds it.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return ""
}

// at puts a text at a path of elements, making what is missing on the way; a text that stands there already must be the same.
func (w *writer) at(path string, index []int, text string) {
	if text == "" {
		return
	}
	n := &w.root
	for step := range strings.SplitSeq(path, "/") {
		i := 0
		if name, many := strings.CutSuffix(step, "[]"); many {
			step, i, index = name, index[0], index[1:]
		}
		n = item(n, step, i)
	}
	if n.Text != "" && n.Text != text {
		w.faults = append(w.faults, fault.New(fault.BadField, "the message says %.60q, its header %.60q", text, n.Text).At("%s", path))
	}
	n.Text = text
}

// item gives the element of a name at a place among its like, making those that are missing.
func item(parent *ncts.Node, name string, place int) *ncts.Node {
	for i := range parent.Kids {
		if parent.Kids[i].Name == name {
			if place--; place < 0 {
				return &parent.Kids[i]
			}
		}
	}
	for ; place >= 0; place-- {
		parent.Kids = append(parent.Kids, ncts.Node{Name: name})
	}
	return &parent.Kids[len(parent.Kids)-1]
}

// arrange puts elements into the order of their group.
func arrange(kids []ncts.Node, p *particle) {
	slices.SortStableFunc(kids, func(a, b ncts.Node) int { return p.place([]byte(a.Name)) - p.place([]byte(b.Name)) })
	for i := range kids {
		if at := p.place([]byte(kids[i].Name)); at >= 0 {
			arrange(kids[i].Kids, &p.group[at])
		}
	}
}

// reader puts elements into fields of JSON.
type reader struct {
	*mapping
	body   map[string]any
	faults fault.List
}

// heads are elements that the header holds, whether the message of the procedure repeats them or not.
var heads = []string{"messageSender", "messageRecipient", "preparationDateAndTime", "messageIdentification", "sequenceNumber",
	"correlationIdentifier", "TransitOperation/movementKey", "TransitOperation/registrationNumber"}

// elements goes through elements; index holds, for each step of the path, the place among siblings of the name.
func (r *reader) elements(path []string, index []int, kids []ncts.Node) {
	seen := map[string]int{}
	for i := range kids {
		k := &kids[i]
		p, x := append(slices.Clone(path), k.Name), append(slices.Clone(index), seen[k.Name])
		seen[k.Name]++
		if len(k.Kids) > 0 {
			r.elements(p, x, k.Kids)
			continue
		}
		at := r.rowAt(p)
		switch {
		case at != nil:
			r.set(at, x, k.Text)
		case !slices.Contains(heads, strings.Join(p, "/")):
			r.faults = append(r.faults, fault.New(fault.BadField, "the procedure has no place for what %s says here", r.number).At("/%s/%s", r.number, strings.Join(p, "/")))
		}
	}
}

// set puts a text into the field of a row.
func (r *reader) set(at *row, index []int, text string) {
	var places []int
	for i, step := range strings.Split(at.element, "/") {
		if strings.HasSuffix(step, "[]") {
			places = append(places, index[i])
		} else if index[i] > 0 {
			r.faults = append(r.faults, fault.New(fault.BadField, "the procedure takes one of these").At("/%s/%s", r.number, at.element))
			return
		}
	}
	r.body = put(r.body, at.field, places, at.value(text)).(map[string]any)
}

// value gives a text as JSON has it.
func (r *row) value(text string) any {
	switch r.form {
	case 'n':
		return json.Number(text)
	case 'b':
		return text == "1"
	}
	return text
}

// put sets a value at a path of JSON, making what is missing on the way.
func put(in any, path []string, places []int, value any) any {
	if len(path) == 0 {
		return value
	}
	if path[0] == "[]" {
		list, _ := in.([]any)
		for len(list) <= places[0] {
			list = append(list, nil)
		}
		list[places[0]] = put(list[places[0]], path[1:], places[1:], value)
		return list
	}
	object, _ := in.(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	object[path[0]] = put(object[path[0]], path[1:], places, value)
	return object
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

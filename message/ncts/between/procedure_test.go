package between

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// filled gives every field of a value one of its own, and lists two of them. The name of the field says what it may hold.
func filled(v reflect.Value, name string, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 12, 1, 9, *n%60, 0, *n*1000, time.UTC)))
			return
		}
		for i := range v.NumField() {
			filled(v.Field(i), v.Type().Field(i).Name, n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			filled(v.Index(i), name, n)
		}
	case reflect.String:
		switch name {
		case "Country", "Countries":
			v.SetString("KZ")
		case "Currency":
			v.SetString("EUR")
		default:
			v.SetString(fmt.Sprintf("value %d <&> ж", *n))
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

// messages are one for each mapping, with every field filled.
func messages(t *testing.T) (out []transit.Message) {
	t.Helper()
	n := 0
	for _, m := range mappings() {
		blank, err := transit.Decode([]byte(`{"kind":"` + string(m.kind) + `","body":{}}`))
		if err != nil {
			t.Fatal(err)
		}
		v := reflect.New(reflect.TypeOf(blank)).Elem()
		filled(v, "", &n)
		for _, c := range m.constants {
			v.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, c.field[0]) }).SetString(c.element)
		}
		out = append(out, v.Interface().(transit.Message))
	}
	return out
}

func headerOf(m transit.Message) Header {
	h := Header{Movement: "R1-S2", Number: "57507/011226/0000012", Sender: transit.Sender(m), Recipient: "KZ", PreparedAt: time.Date(2026, 12, 1, 9, 0, 0, 17, time.UTC),
		Identification: "RU-17", Sequence: 17, Correlation: "KZ-3"}
	for name, to := range map[string]*string{"Key": &h.Movement, "Number": &h.Number} {
		if f := reflect.ValueOf(m).FieldByName(name); f.IsValid() {
			*to = f.String()
		}
	}
	return h
}

// TestEveryFieldOfTheProcedureIsCarried sends messages whose every field is filled through bytes and back.
func TestEveryFieldOfTheProcedureIsCarried(t *testing.T) {
	numbers := map[string]bool{}
	for _, m := range messages(t) {
		h := headerOf(m)
		if h.Sender == "" {
			h.Sender = reflect.ValueOf(m).FieldByName("From").String()
		}
		out, err := Of(m, h)
		if err != nil {
			t.Errorf("%s: %v", m.Kind(), err)
			continue
		}
		numbers[out.Number] = true
		bytes, err := Encode(out)
		if err != nil {
			t.Fatal(err)
		}
		in, err := Decode(bytes)
		if err != nil {
			t.Fatal(err)
		}
		again, back, err := in.Procedure()
		if err != nil {
			t.Errorf("%s: %v", m.Kind(), err)
			continue
		}
		if !reflect.DeepEqual(again, m) || back != h {
			t.Errorf("%s comes back as\n%+v %+v\nwant\n%+v %+v", out.Number, again, back, m, h)
		}
	}
	if len(numbers) != len(mappings()) {
		t.Errorf("carried were %v; the table has %d mappings", numbers, len(mappings()))
	}
}

// TestEveryMessageOfAnAdministrationIsCarried asks of each message of the procedure that says which administration it is from
// that a number carries it.
func TestEveryMessageOfAnAdministrationIsCarried(t *testing.T) {
	carried := 0
	for _, k := range transit.Kinds {
		blank, err := transit.Decode([]byte(`{"kind":"` + string(k) + `","body":{}}`))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.ValueOf(blank).FieldByName("From").IsValid() {
			continue
		}
		carried++
		if !slices.ContainsFunc(mappings(), func(m *mapping) bool { return m.kind == k }) {
			t.Errorf("no number carries %s", k)
		}
	}
	if carried < 6 {
		t.Errorf("%d messages say which administration they are from", carried)
	}
}

// TestTheMappingFitsTheGroups asks of every row that its element stands in the group of its number, several times where it
// says so.
func TestTheMappingFitsTheGroups(t *testing.T) {
	for _, m := range mappings() {
		def := standard().byNumber[m.number]
		if def == nil {
			t.Errorf("%s carries %s and is no message", m.number, m.kind)
			continue
		}
		for _, r := range m.rows {
			p := &def.root
			for step := range strings.SplitSeq(r.element, "/") {
				name, many := strings.CutSuffix(step, "[]")
				at := p.place([]byte(name))
				if at < 0 {
					t.Fatalf("%s has no %s", m.number, r.element)
				}
				if p = &p.group[at]; many != (p.max > 1) && !slices.Contains([]string{"Guarantee"}, name) {
					t.Errorf("%s: %s stands at most %d times", m.number, r.element, p.max)
				}
			}
			if form := map[string]byte{"flag": 'b', "count": 'n'}[p.kind.name]; form != 0 && form != r.form || form == 0 && r.form != 's' {
				t.Errorf("%s: %s is a %s and carries %c", m.number, r.element, p.kind.name, r.form)
			}
		}
	}
}

// TestNothingIsLeftOutInSilence refuses messages and numbers that the other side has no place for.
func TestNothingIsLeftOutInSilence(t *testing.T) {
	passed := transit.PassageNotified{From: "RU", Passed: transit.Passed{Office: transit.Office{Country: "RU", Code: "10418010"}}}
	other := headerOf(passed)
	other.Sender = "KG"
	_, lodged := Of(transit.Lodge{}, other)
	_, contradicted := Of(passed, other)
	record := messages(t)[0].(transit.AnticipatedRecord)
	record.Role = transit.Owner
	_, role := Of(record, headerOf(record))
	record.Role = transit.Passing
	record.Declaration.Seals = []string{""}
	_, empty := Of(record, headerOf(record))
	m, err := Of(passed, headerOf(passed))
	if err != nil {
		t.Fatal(err)
	}
	m.Kids = append(slices.Clone(m.Kids), ncts.Node{Name: "CustomsOfficeOfDeparture", Kids: []ncts.Node{{Name: "country", Text: "KZ"}}})
	_, _, more := m.Procedure()
	_, _, untaken := (&Message{Number: "IE200"}).Procedure()
	for what, err := range map[string]error{"a message of a trader": lodged, "another sender than the header's": contradicted, "a role that no number has": role,
		"an empty seal": empty, "a group that the procedure has no place for": more, "a number that the procedure does not take": untaken} {
		if err == nil {
			t.Errorf("%s is taken", what)
		} else if c := fault.CodeOf(err); c != fault.BadField {
			t.Errorf("%s: code %s of %v", what, c, err)
		}
	}
}

// TestStepsOfUsesAreOfTheProcedure holds ncts.UseOf against the messages of the procedure.
func TestStepsOfUsesAreOfTheProcedure(t *testing.T) {
	steps := append([]transit.Kind{transit.KindNotice, transit.KindRefusal}, transit.Kinds...)
	used := 0
	for _, v := range []ncts.Version{ncts.P5, ncts.P6} {
		for _, name := range ncts.Types(v) {
			u := ncts.UseOf(v, name)
			if u.Step == "" {
				continue
			}
			used++
			if !slices.Contains(steps, transit.Kind(u.Step)) {
				t.Errorf("%s: the procedure has no message %q", name, u.Step)
			}
		}
	}
	if used < 30 {
		t.Errorf("%d messages have a step", used)
	}
}

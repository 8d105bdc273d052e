package smgs

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kairo-corridor/kairo/fault"
)

// filled is a note of a form with members chosen at random: every member that the form has may be there.
func filled(r *rand.Rand, f Form) Note {
	var n Note
	d := &decoder{}
	for _, g := range guidelines {
		if g.form == f {
			d.letter = g.letter
		}
	}
	fill(r, d, reflect.ValueOf(&n).Elem(), rule{listMax: 2}, "")
	n.Context.Guideline = []Parameter{{ID{Guideline(f)}}}
	return n
}

func fill(r *rand.Rand, d *decoder, v reflect.Value, at rule, unit string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, d, v.Elem(), at, unit)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(min(at.listMax, 3)), 3))
		for i := range v.Len() {
			fill(r, d, v.Index(i), at, unit)
		}
	case reflect.Struct:
		for _, m := range rules(v.Type()) {
			if d.has(m) && (m.need || r.IntN(3) > 0) {
				fill(r, d, v.Field(m.position), m, m.name)
			}
		}
	case reflect.String:
		switch v.Type() {
		case decimalType:
			v.SetString(strconv.Itoa(r.IntN(100000)) + []string{"", ".25"}[r.IntN(2)])
		case dateTimeType:
			v.SetString("2026-12-01T08:00:00Z")
		default:
			v.SetString([]string{"x", "Груз", "貨物", "\"<&>\\", "0", "a/b~c"}[r.IntN(6)])
		}
	}
}

func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		for _, g := range guidelines {
			n := filled(r, g.form)
			raw, err := n.Encode()
			if err != nil {
				t.Fatalf("%s %d: %v", g.form, i, err)
			}
			again, err := Decode(raw)
			if err != nil {
				t.Fatalf("%s %d: %v", g.form, i, err)
			}
			if diff := cmp.Diff(n, again); diff != "" {
				t.Fatalf("%s %d changed: %s", g.form, i, diff)
			}
			if twice, err := again.Encode(); err != nil || !bytes.Equal(raw, twice) {
				t.Fatalf("%s %d: other bytes the second time, %v", g.form, i, err)
			}
			if again.Form() != g.form {
				t.Fatalf("form is %q, want %q", again.Form(), g.form)
			}
		}
	}
}

const small = `{"exchangedDocumentContext":{"guidelineSpecifiedDocumentContextParameter":[{"id":{"content":"UNCEFACT:MMT:D23B:SMGS"}}]},
 "exchangedDocument":{"id":{"content":"N1"},"typeCode":{"content":"720"}},
 "specifiedConsignment":[{"grossWeight":[{"content":"18000","unitCode":"KGM"}],"consignor":{"name":[{"content":"A"}]}}]}`

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, from, to, path, says string }{
		{"unknown member", `"consignor":`, `"consigner":`, "/specifiedConsignment/0/consigner", "expected one of id, consignorAssignedId"},
		{"member of another form", `"consignor":`, `"netWeight":[{"content":"1","unitCode":"KGM"}],"consignor":`, "/specifiedConsignment/0/netWeight", "not a member"},
		{"number for a decimal text", `"18000"`, `18000`, "/specifiedConsignment/0/grossWeight/0/content", "is the number 18000; expected a text"},
		{"no decimal", `"18000"`, `"18 t"`, "/specifiedConsignment/0/grossWeight/0/content", "expected a decimal number"},
		{"two signs", `"18000"`, `"--1"`, "/specifiedConsignment/0/grossWeight/0/content", "expected a decimal number"},
		{"unit missing", `,"unitCode":"KGM"`, ``, "/specifiedConsignment/0/grossWeight/0/unitCode", "is missing"},
		{"object for a list", `[{"content":"A"}]`, `{"content":"A"}`, "/specifiedConsignment/0/consignor/name", "is an object; expected a list"},
		{"empty list", `[{"content":"A"}]`, `[]`, "/specifiedConsignment/0/consignor/name", "is an empty list"},
		{"empty text", `"A"`, `""`, "/specifiedConsignment/0/consignor/name/0/content", "is empty"},
		{"null", `"A"`, `null`, "/specifiedConsignment/0/consignor/name/0/content", "is null"},
		{"twice", `"id":{"content":"N1"}`, `"id":{"content":"N1"},"id":{"content":"N2"}`, "/exchangedDocument/id", "stands twice"},
		{"no date", `"id":{"content":"N1"}`, `"id":{"content":"N1"},"issueDateTime":"1.12.2026"`, "/exchangedDocument/issueDateTime", "RFC 3339"},
		{"two consignments", `"specifiedConsignment":[{`, `"specifiedConsignment":[{},{`, "/specifiedConsignment", "expected at most 1"},
		{"unknown form", `D23B:SMGS`, `D23B:X`, "/exchangedDocumentContext/guidelineSpecifiedDocumentContextParameter/0/id/content", "names no form"},
		{"required part missing", `"exchangedDocument":{"id":{"content":"N1"},"typeCode":{"content":"720"}},`, ``, "/exchangedDocument", "is missing"},
	} {
		raw := strings.Replace(small, c.from, c.to, 1)
		if raw == small {
			t.Fatalf("%s: nothing was changed", c.name)
		}
		_, err := Decode([]byte(raw))
		all := fault.All(err)
		if len(all) != 1 || all[0].Path != c.path || !strings.Contains(all[0].Error(), c.says) || all[0].Code != fault.BadField {
			t.Errorf("%s: got %v, want %s: … %s", c.name, err, c.path, c.says)
		}
	}
}

func TestLimits(t *testing.T) {
	for name, raw := range map[string]string{
		"too large": strings.Repeat(" ", BytesMax+1),
		"too deep":  strings.Repeat("[", DepthMax+3),
	} {
		var f *fault.Error
		if _, err := Decode([]byte(raw)); !errors.As(err, &f) || f.Code != fault.Limit {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, raw := range []string{"", "{", "{} {}", "\xff", `{"a"`, "[1,]", `{1:2}`} {
		if _, err := Decode([]byte(raw)); err == nil {
			t.Errorf("%q was taken", raw)
		}
	}
	var l *fault.Error
	long := strings.Replace(small, `"A"`, `"`+strings.Repeat("a", TextMax+1)+`"`, 1)
	if _, err := Decode([]byte(long)); !errors.As(fault.All(err)[0], &l) || !strings.Contains(l.Error(), "characters") {
		t.Errorf("a long text: %v", err)
	}
}

func TestEncodeRefusesWhatTheFormHasNot(t *testing.T) {
	n, err := Decode([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	n.Consignment[0].COD = &Amount{"1", "EUR"}
	if _, err := n.Encode(); err == nil || !strings.Contains(err.Error(), "/specifiedConsignment/0/codAmount") {
		t.Errorf("an SMGS note with cash on delivery: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(small))
	r := rand.New(rand.NewPCG(3, 4))
	for _, g := range guidelines {
		n := filled(r, g.form)
		if raw, err := n.Encode(); err == nil {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := Decode(raw)
		if err != nil {
			for _, e := range fault.All(err) {
				if e.Code == "" || e.Message == "" {
					t.Fatalf("an error that says nothing: %#v", e)
				}
			}
			return
		}
		out, err := n.Encode()
		if err != nil {
			t.Fatalf("taken but not written: %v", err)
		}
		again, err := Decode(out)
		if err != nil || !cmp.Equal(n, again) {
			t.Fatalf("changed on the way: %v", err)
		}
	})
}

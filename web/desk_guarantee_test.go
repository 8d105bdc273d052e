package web

import (
	"testing"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
)

// Every kind, state, account, message, act and reason that a guarantee can have is said in every language.
func TestTheWordsOfGuaranteesAreInEveryLanguage(t *testing.T) {
	var keys []string
	add := func(prefix string, values ...string) {
		for _, v := range values {
			keys = append(keys, prefix+v)
		}
	}
	for _, k := range guarantee.Kinds {
		add("guarantee.type.", string(k))
	}
	for _, s := range guarantee.OfficeStates {
		add("guarantee.state.", string(s))
	}
	for _, s := range guarantee.UseStates {
		add("guarantee.use.", string(s))
	}
	for _, s := range guarantee.AllotmentStates[1:] {
		add("guarantee.allotment.", string(s))
	}
	for _, a := range guarantee.Accounts {
		add("guarantee.account.", string(a), string(a)+".why")
	}
	for _, k := range guarantee.MessageKinds[:15] { // those of an office's record
		add("guarantee.did.", string(k))
	}
	for _, r := range guarantee.Reasons {
		add("guarantee.reason.", r.Code)
	}
	for _, k := range desk.GuaranteeActs() {
		add("guarantee.", "act."+string(k), "why."+string(k), "done."+string(k))
	}
	for _, l := range Langs {
		says := says(t, l)
		for _, key := range keys {
			if !says.known(key) {
				t.Errorf("%s has no %q", l, key)
			}
		}
	}
}

func TestSumsGoByTheLanguage(t *testing.T) {
	for l, want := range map[Lang][3]string{English: {"1,234,567.08", "−0.50", "+10.00"}, Japanese: {"1,234,567.08", "−0.50", "+10.00"}, Russian: {"1\u00a0234\u00a0567,08", "−0,50", "+10,00"}, Kazakh: {"1\u00a0234\u00a0567,08", "−0,50", "+10,00"}} {
		x := says(t, l)
		if got := [3]string{x.sum(123456708), x.sum(-50), x.gain(1000)}; got != want {
			t.Errorf("%s: %v", l, got)
		}
	}
}

// What is wrong with the second of several codes or countries is said of their field, in the language of the page.
func TestProblemsOfGuaranteesNameTheirFields(t *testing.T) {
	s := &Site{tongues: map[Lang]*tongue{English: says(t, English), Russian: says(t, Russian)}}
	err := fault.List{fault.New(fault.BadField, "too short").At("/codes/1/code"), fault.New(fault.BadField, "no country").At("/excluded/0"), fault.New(fault.BadField, "else").At("/act")}
	for l, local := range map[Lang]bool{English: false, Russian: true} {
		p := s.GuaranteeProblem(Visit{Lang: l}, err)
		for _, field := range []string{"terms.codes", "terms.excluded", "act"} {
			if v := p.Wrong(field); v == nil || (v.Local != "") != local {
				t.Errorf("%s: %s is %+v", l, field, v)
			}
		}
	}
	if s.GuaranteeProblem(Visit{}, nil) != nil {
		t.Error("no error is a problem")
	}
}

package web

import (
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
)

// Every text of the desk that officers, supervisors and trainees read is in every language; in English it is the desk's own.
func TestTheDesksTextsAreInEveryLanguage(t *testing.T) {
	n := 0
	for _, x := range desk.Texts() {
		prefix, _, _ := strings.Cut(x.Key, ".")
		if !strings.Contains(" lane reason step training ", " "+prefix+" ") {
			continue
		}
		n++
		for _, l := range Langs {
			says := says(t, l)
			switch text := says.messages[x.Key]["other"]; {
			case text == "":
				t.Errorf("%s has no %q", l, x.Key)
			case l == English && text != x.English:
				t.Errorf("%s: the page says %q, the desk %q", x.Key, text, x.English)
			case l != English && text == x.English:
				t.Errorf("%s %s is not translated", l, x.Key)
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d texts", n)
	}
}

// Every state, decision, message, regime, role and control that a movement can have is said in every language.
func TestTheWordsOfMovementsAreInEveryLanguage(t *testing.T) {
	for _, l := range Langs {
		says := says(t, l)
		for _, key := range movementWords() {
			if !says.known(key) {
				t.Errorf("%s has no %q", l, key)
			}
		}
	}
}

func movementWords() []string {
	var out []string
	for _, s := range transit.States {
		out = append(out, "officer.state."+string(s))
	}
	for _, k := range desk.Decisions() {
		out = append(out, "officer.act."+string(k))
	}
	for _, name := range desk.FieldNames() {
		out = append(out, "officer.field."+name)
	}
	for _, r := range transit.TimerRules {
		out = append(out, "officer.timer."+string(r.Kind), "officer.timer."+string(r.Kind)+".then", "officer.timer.status."+string(r.Status))
	}
	for _, k := range desk.Sayings() {
		out = append(out, "declarant.say."+string(k))
	}
	for _, k := range append([]transit.Kind{transit.KindNotice, transit.KindRefusal}, transit.Kinds...) {
		out = append(out, "officer.act."+string(k))
	}
	for _, c := range desk.Controls {
		out = append(out, "officer.control."+string(c))
	}
	for _, r := range []transit.Regime{transit.Export, transit.EAEUTransit, transit.CommonTransit, transit.NationalTransit, transit.TIR, transit.Import} {
		out = append(out, "officer.regime."+string(r))
	}
	for _, s := range desk.SortKeys {
		out = append(out, "officer.sort."+s)
	}
	for _, l := range desk.Lanes {
		out = append(out, "officer.lane."+string(l))
	}
	return out
}

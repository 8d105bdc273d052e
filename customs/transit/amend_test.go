package transit

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/fault"
)

// Every element of a declaration is compared, but the version and the hash, which name the whole consignment.
func TestDifferencesReachEveryElement(t *testing.T) {
	d := sampleDeclaration(EAEUTransit)
	typ := reflect.TypeOf(d)
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		e := d
		f := reflect.ValueOf(&e).Elem().Field(i)
		if f.Kind() == reflect.Slice && f.IsNil() {
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		} else if f.Kind() == reflect.String && f.IsZero() {
			f.SetString("x")
		} else if f.Kind() == reflect.Int && f.IsZero() {
			f.SetInt(1)
		} else {
			f.SetZero()
		}
		want := []string{name}
		if name == "version" || name == "hash" {
			want = nil
		}
		if got := d.Differences(e); !slices.Equal(got, want) {
			t.Errorf("without %s: %v", name, got)
		}
	}
	if got := d.Fixed(sampleDeclaration(CommonTransit)); !slices.Equal(got, []string{"regime"}) {
		t.Errorf("another regime: %v", got)
	}
	e := d
	e.Departure.Name = "another spelling"
	if got := d.Fixed(e); got != nil || !slices.Equal(d.Differences(e), []string{"departure"}) {
		t.Errorf("another spelling of the office: %v", got)
	}
}

func TestAnAmendmentThatMakesNoSense(t *testing.T) {
	m := standing(EAEUTransit, Owner, Accepted)
	d := m.Declaration
	d.Stretch, d.Regime, d.Departure.Code, d.Goods = "S9", "teleport", "DEMO-KZ-08", nil
	after, facts, sends, err := Apply(m, Amend{Declaration: d}, now)
	var paths []string
	for _, e := range fault.All(err) {
		paths = append(paths, e.Path)
	}
	want := []string{"/declaration/stretch", "/declaration/regime", "/declaration/departure", "/declaration/version", "/declaration/regime", "/declaration/goods"}
	if diff := cmp.Diff(want, paths); diff != "" || !reflect.DeepEqual(after, m) || facts != nil || sends != nil {
		t.Errorf("%s%v", diff, err)
	}
}

// A decision of no control was made on the data before: it falls, and the release says that none is decided.
func TestAnAmendmentVoidsTheDecisionOnTheControl(t *testing.T) {
	m, _, _, err := Apply(standing(CommonTransit, Owner, Accepted), DecideControl{Control: NoControl}, now)
	if err != nil {
		t.Fatal(err)
	}
	m, facts, sends, err := Apply(m, samples(KindAmend, m, CommonTransit, Owner)[0], now)
	if err != nil || m.Control != nil || facts[0].Note == "" || facts[0].Version != 2 || m.Declaration.Goods[0].Packages != 41 {
		t.Errorf("%v %+v %+v", err, facts, m)
	}
	if last := len(sends) - 1; last < 0 || sends[last].To != "trader" {
		t.Errorf("told: %+v", sends)
	}
}

// The refusal of an amendment names the rule of the regime and says what to do instead, in every state.
func TestTooLateNamesTheRule(t *testing.T) {
	for _, regime := range Regimes {
		for _, state := range States {
			m := standing(regime, Owner, state)
			if state == None || find(Owner, state, KindAmend, regime) != nil {
				continue
			}
			_, _, _, err := Apply(m, Amend{Declaration: m.Declaration}, now)
			all := fault.All(err)
			if fault.CodeOf(err) != fault.WrongState || len(all) != 1 || all[0].Hint == "" || !strings.Contains(all[0].Message, RuleOf(regime, KindAmend).ID) {
				t.Errorf("%s %s: %v", regime, state, err)
			}
		}
	}
}

package transit

import (
	"slices"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// What a regime has no place for is refused, with where it stands and what to do.
func TestARegimeNamesOnlyWhatItKnows(t *testing.T) {
	for _, regime := range Regimes {
		for name, change := range map[string]func(*Declaration){
			"/declaration/guarantees": func(d *Declaration) { d.Guarantees = grn },
			"/declaration/additional": func(d *Declaration) { d.Additional = PreLodgedType },
			"/declaration/exit":       func(d *Declaration) { d.Exit = []Office{{Country: "KZ", Code: "1"}} },
		} {
			d := sampleDeclaration(regime)
			change(&d)
			knows := map[string][]Regime{"/declaration/guarantees": {EAEUTransit, CommonTransit, NationalTransit},
				"/declaration/additional": {CommonTransit, NationalTransit}, "/declaration/exit": {CommonTransit}}[name]
			all := fault.All(d.Check())
			if slices.Contains(knows, regime) != (len(all) == 0) || len(all) > 0 && (all[0].Path != name || all[0].Code != fault.BadField) {
				t.Errorf("%s with %s: %v", regime, name, all)
			}
		}
	}
}

// Whoever answers for a guarantee is an administration or the office of guarantee: the one who declares cannot name itself.
func TestWhoMayAnswerForAGuarantee(t *testing.T) {
	for office, fits := range map[string]bool{"": true, "GE": true, OfficeOfGuarantee: true, "trader": false, "carrier-kz": false, "ge": false} {
		d := sampleDeclaration(CommonTransit)
		d.Guarantees = []GuaranteeReference{{Type: "1", GRN: "26GE00000000001X1", Amount: unit.Money{Minor: 100, Currency: "EUR"}}}
		d.GuaranteeOffice = office
		if err := d.Check(); (err == nil) != fits {
			t.Errorf("%q: %v", office, err)
		}
	}
	d := sampleDeclaration(CommonTransit)
	d.Regime = TIR
	if err := d.Check(); fault.CodeOf(err) != fault.BadField {
		t.Errorf("a TIR operation as a declaration: %v", err)
	}
}

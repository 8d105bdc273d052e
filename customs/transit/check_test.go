package transit

import (
	"slices"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
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

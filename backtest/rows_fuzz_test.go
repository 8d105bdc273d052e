package backtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
)

// FuzzRead reads any text as rows: a refusal names its place; rows that are taken lie within what the reader promises.
func FuzzRead(f *testing.F) {
	head := strings.Join(rowColumns, ",") + "\n"
	f.Add(head + "A1,days,9,10,guidance,2024,CNXAG,DEDUI,,rail,,china-land-bridge,terminal,fit,,,somebody\n")
	f.Add(head + "A1,weeks,,,fact,soon,,DEDUI,,train,,,door,maybe,,,\nA5,days,1\n")
	f.Add("\ufeff" + head + "\"A\n1\",usd_feu,,1e9")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := Read(strings.NewReader(text), "mine.csv")
		if err != nil {
			for _, e := range fault.All(err) {
				if !strings.HasPrefix(e.Path, "mine.csv") || e.Code == fault.Internal {
					t.Fatalf("%s at %q: %v", e.Code, e.Path, e)
				}
			}
			return
		}
		ids := map[string]bool{}
		for _, r := range rows {
			known := slices.Contains([]string{"days", "usd_teu", "usd_feu"}, r.Metric)
			if r.ID == "" || ids[r.ID] || !known || r.Low < 0 || r.High < 0 || r.High > 0 && r.Low > r.High {
				t.Fatalf("taken: %+v", r)
			}
			ids[r.ID] = true
		}
	})
}

package sea_test

import (
	"strconv"
	"testing"

	"github.com/kairo-corridor/kairo/sea"
)

func position(p sea.Point) string {
	return strconv.FormatFloat(p.Lat, 'f', -1, 64) + "," + strconv.FormatFloat(p.Lon, 'f', -1, 64)
}

// BenchmarkSearch answers twenty pairs over all seas in turn, places resolved beforehand.
func BenchmarkSearch(b *testing.B) {
	l, n := mustLoad(b)
	var qs []sea.Query
	for _, pair := range [][2]string{
		{"JPYOK", "NLRTM"}, {"CNSHG", "DEHAM"}, {"KRPUS", "NLRTM"}, {"JPKIJ", "RUVVO"}, {"SGSIN", "NLRTM"}, {"JPYOK", "IRZBR"},
		{"KZAAU", "AZALA"}, {"GEPTI", "ROCND"}, {"INNSA", "AEJEA"}, {"PKKHI", "TRMER"},
	} {
		from, to := mustPlace(b, l, n, pair[0]), mustPlace(b, l, n, pair[1])
		qs = append(qs, sea.Query{From: from, To: to}, sea.Query{From: from, To: to, Avoid: []string{"suez"}})
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		_, _ = l.Search(qs[i%len(qs)])
	}
}

// BenchmarkPlaceAndSearch resolves the names as well, as the command does.
func BenchmarkPlaceAndSearch(b *testing.B) {
	l, n := mustLoad(b)
	for range b.N {
		from, to := mustPlace(b, l, n, "横浜"), mustPlace(b, l, n, "36.2,-8.0")
		if _, err := l.Search(sea.Query{From: from, To: to}); err != nil {
			b.Fatal(err)
		}
	}
}

package network

import (
	"archive/tar"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// wrongPositions are UN/LOCODE entries whose position is wrong, or means another place of the same name.
var wrongPositions = map[string]string{
	"AFRKH": "the list puts Torkham 110 km away, in Konar; the border post is at 34.13 N 71.09 E",
}

// TestConformanceUNLOCODE holds our codes and positions against UN/LOCODE: every five-letter code of a country in the list is
// in it, and where the list has a position ours is within 60 km.
func TestConformanceUNLOCODE(t *testing.T) {
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = "../../shared/conformance"
	}
	f, err := os.Open(filepath.Join(dir, "reference", "unlocode.tar.gz"))
	if err != nil {
		t.Skip("skipped: no reference/unlocode.tar.gz in KAIRO_CONFORMANCE or ../shared/conformance")
	}
	defer f.Close()
	listed, countries := readUNLOCODE(t, f)
	cases, positioned := 0, 0
	for _, l := range load(t).Locations() {
		if l.Unofficial() || !countries[l.Country] {
			continue
		}
		cases++
		pos, ok := listed[l.Code]
		if !ok {
			t.Errorf("%s %s is not in UN/LOCODE", l.Code, l.Name)
			continue
		}
		lat, lon, ok := unlocodePosition(pos)
		if !ok {
			continue
		}
		positioned++
		if km := GreatCircleKm(l.Lat, l.Lon, lat, lon); km > 60 && wrongPositions[l.Code] == "" {
			t.Errorf("%s %s: ours is %.0f km from UN/LOCODE's %s", l.Code, l.Name, km, pos)
		}
	}
	t.Logf("conformance UN/LOCODE: %d codes, %d positions held", cases, positioned)
	if cases < 90 {
		t.Errorf("only %d codes were compared", cases)
	}
}

// readUNLOCODE gives the positions as printed by code, and the countries that the list covers.
func readUNLOCODE(t *testing.T, r io.Reader) (map[string]string, map[string]bool) {
	zr, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	listed, countries := map[string]string{}, map[string]bool{}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return listed, countries
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, ".csv") {
			continue
		}
		cr := csv.NewReader(tr)
		cr.FieldsPerRecord = -1
		cr.LazyQuotes = true
		rows, err := cr.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", h.Name, err)
		}
		takeUNLOCODE(rows, listed, countries)
	}
}

func takeUNLOCODE(rows [][]string, listed map[string]string, countries map[string]bool) {
	for _, r := range rows {
		country, code := "", ""
		for i := 0; i+1 < len(r) && i < 4; i++ {
			if len(r[i]) == 2 && len(r[i+1]) == 3 {
				country, code = r[i], r[i+1]
				break
			}
		}
		if code == "" {
			continue
		}
		countries[country] = true
		pos := ""
		for _, c := range r {
			if _, _, ok := unlocodePosition(c); ok {
				pos = c
			}
		}
		if listed[country+code] == "" {
			listed[country+code] = pos
		}
	}
}

// unlocodePosition reads "4315N 07657E", degrees and minutes.
func unlocodePosition(s string) (lat, lon float64, ok bool) {
	a, b, found := strings.Cut(strings.TrimSpace(s), " ")
	if !found || len(a) != 5 || len(b) != 6 {
		return 0, 0, false
	}
	lat, ok1 := degrees(a[:2], a[2:4], a[4:], "NS")
	lon, ok2 := degrees(b[:3], b[3:5], b[5:], "EW")
	return lat, lon, ok1 && ok2
}

func degrees(d, m, side, sides string) (float64, bool) {
	deg, err1 := strconv.Atoi(d)
	min, err2 := strconv.Atoi(m)
	i := strings.Index(sides, side)
	if err1 != nil || err2 != nil || i < 0 {
		return 0, false
	}
	v := float64(deg) + float64(min)/60
	if i == 1 {
		v = -v
	}
	return v, true
}

package document

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

func sheetOf(rows int) JourneySheet {
	j := JourneySheet{Language: "ja", Title: "輸送計画書 – План перевозки", Over: "Kairo", Under: "2026-12-01", Page: "{page}/{pages}",
		Facts: [][2]string{{"貨物", "2 TEU"}, {"Откуда", "Нагоя"}},
		Parts: []JourneyPart{{Title: "区間", Head: []string{"区間", "USD"}, Share: []float64{3, 1}, Lines: []string{"出典"}}}}
	for range rows {
		j.Parts[0].Rows = append(j.Parts[0].Rows, []string{"名古屋 → 連雲港", "1 200"})
	}
	return j
}

func TestThePlanOfAJourneyHoldsItsTexts(t *testing.T) {
	created := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	var a, b bytes.Buffer
	res, err := JourneyPDF(&a, sheetOf(80), PDFOptions{Created: created})
	if err != nil {
		t.Fatal(err)
	}
	if res.Pages < 2 || len(res.Missing) != 0 {
		t.Errorf("%d pages, missing %q", res.Pages, res.Missing)
	}
	if _, err := JourneyPDF(&b, sheetOf(80), PDFOptions{Created: created}); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("the same plan gives other bytes (%v)", err)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("skipped: pdftotext is missing (apt install poppler-utils)")
	}
	file := filepath.Join(t.TempDir(), "plan.pdf")
	if err := os.WriteFile(file, a.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"輸送計画書", "План перевозки", "名古屋 → 連雲港", fmt.Sprintf("%d/%d", res.Pages, res.Pages), "出典", "Нагоя"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in the text", want)
		}
	}
	if n := strings.Count(string(text), "名古屋"); n != 80 {
		t.Errorf("%d rows, want 80", n)
	}
}

func TestAPlanWhoseRowsDoNotFitIsRefused(t *testing.T) {
	j := sheetOf(1)
	j.Parts[0].Rows[0] = []string{"one"}
	var b bytes.Buffer
	if _, err := JourneyPDF(&b, j, PDFOptions{Created: time.Unix(1, 0)}); fault.CodeOf(err) != fault.Usage || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}

package code

import (
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"pgregory.net/rapid"
)

// The worked examples of the field notes, recomputed, and what is wrong with their neighbours.
func TestWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		scheme, raw string
		level       Level
		text        string // part of the finding
	}{
		{"mrn", "24GB000246J8NY33L7", Valid, ""},
		{"mrn", " 24gb000246j8ny33l7 ", Valid, ""},
		{"mrn", "24GB000246J8NY33L8", Wrong, "check digit is 8, the number gives 7"},
		{"mrn", "24GB000246J8NY33L", Wrong, "17 characters"},
		{"mrn", "2XGB000246J8NY33L7", Wrong, "begins with"},
		{"mrn", "24G1000246J8NY33L7", Wrong, "country"},
		{"mrn", "24GB000246J8-Y33L7", Wrong, "character 13"},
		{"grn", "20GB0000010000H72", Valid, ""},
		{"grn", "05DE3300BE0001067", Valid, ""},
		{"grn", "24GB0000010000HV5", Valid, ""},
		{"grn", "24GB0000010000HV5A001234", Valid, ""},
		{"grn", "24GB0000010000HV51001234", Wrong, "voucher"},
		{"grn", "24GB0000010000HV4", Wrong, "check digit"},
		{"eaeu", "10719110/240126/5011363", FormatOnly, ""},
		{"eaeu", "10719110/300526/5086483", FormatOnly, ""},
		{"eaeu", "55302/091026/0001234", FormatOnly, ""},
		{"eaeu", "DEMO-KZ-03/091026/0001234", Demonstration, "Kairo's own"},
		{"eaeu", "5530/091026/0001234", Wrong, "office"},
		{"eaeu", "55302/310226/0001234", Wrong, "date"},
		{"eaeu", "55302/091026/001234", Wrong, "serial"},
		{"container", "CSQU3054383", Valid, ""},
		{"container", "CSQU 305438-3", Valid, ""},
		{"container", "CSQU3054384", Wrong, "check digit is 4, the number gives 3"},
		{"container", "CSQX3054383", Wrong, "category"},
		{"container", "CSQU30543", Wrong, "characters"},
		{"national", "DEMO-TM-2026-0000012", Demonstration, ""},
		{"national", "TM-2026-0000012", Wrong, "no demonstration number"},
		{"national", "DEMO-TM-26-0000012", Wrong, "year"},
	} {
		v, err := Parse(c.scheme, c.raw)
		if err != nil {
			t.Fatal(err)
		}
		if v.Finding.Level != c.level || !strings.Contains(v.Finding.Text, c.text) {
			t.Errorf("%s %q: %+v, want %s %q", c.scheme, c.raw, v.Finding, c.level, c.text)
		}
		if v.Raw != c.raw {
			t.Errorf("%s: raw text became %q", c.raw, v.Raw)
		}
		if (v.Err() == nil) != v.OK() || v.Err() != nil && fault.CodeOf(v.Err()) != fault.BadIdent {
			t.Errorf("%s: error %v", c.raw, v.Err())
		}
	}
}

func TestEverySchemeAcceptsItsExample(t *testing.T) {
	for _, s := range Schemes() {
		if v, err := Parse(s.ID, s.Example); err != nil || !v.OK() {
			t.Errorf("%s: %q: %+v %v", s.ID, s.Example, v.Finding, err)
		}
		if s.Name == "" || s.Standard == "" {
			t.Errorf("%s lacks its name or standard", s.ID)
		}
	}
	if _, err := Parse("nothing", "1"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("unknown scheme: %v", err)
	}
}

func TestPartsAndMaking(t *testing.T) {
	m := ParseMRN("24GB000246J8NY33L7")
	if m.Year != 2024 || m.Country != "GB" || m.Body != "000246J8NY33" || m.Procedure != 'L' || m.Meaning != "transit with entry summary declaration" {
		t.Errorf("%+v", m)
	}
	made, err := MakeMRN(2024, "GB", "000246J8NY33", 'L')
	if err != nil || made.Text != m.Text {
		t.Errorf("%v %v", made.Text, err)
	}
	if _, err := MakeMRN(2026, "PL", "SHORT", 'J'); fault.CodeOf(err) != fault.BadIdent {
		t.Errorf("short body: %v", err)
	}
	if _, err := MakeMRN(2026, "PL", "DEMO00000012", 'Q'); fault.CodeOf(err) != fault.BadIdent {
		t.Errorf("letter: %v", err)
	}
	e, err := MakeEAEU("57507", time.Date(2026, 12, 1, 22, 0, 0, 0, time.UTC), 12)
	if err != nil || e.Text != "57507/011226/0000012" || e.Office != "57507" || e.Serial != "0000012" {
		t.Errorf("%+v %v", e, err)
	}
	if _, err := MakeEAEU("ALTYNKOL", time.Now(), 1); fault.CodeOf(err) != fault.BadIdent {
		t.Errorf("office: %v", err)
	}
	n, err := MakeNational("TM", 2026, 12)
	if err != nil || n.Text != "DEMO-TM-2026-0000012" || n.Country != "TM" {
		t.Errorf("%+v %v", n, err)
	}
	if c := ParseContainer("CSQU3054383"); c.Owner != "CSQ" || c.Category != 'U' || c.Serial != "305438" {
		t.Errorf("%+v", c)
	}
}

// A number made is never wrong, and changing one of its digits is found (modulo 11 finds every single change but where
// 10 became 0, which is why the check digit itself is left alone).
func TestMadeMRNsHoldAndSingleChangesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[A-Z0-9]{12}`).Draw(t, "body")
		m, err := MakeMRN(rapid.IntRange(2000, 2099).Draw(t, "year"), "KZ", body, 'J')
		if err != nil || m.Finding.Level != Valid {
			t.Fatalf("%v %v", m, err)
		}
		i := rapid.IntRange(4, 15).Draw(t, "at")
		c := rapid.StringMatching(`[0-9]`).Draw(t, "digit")
		changed := m.Text[:i] + c + m.Text[i+1:]
		residue := func(s string) int { return (letterValue(s[i]) - letterValue(m.Text[i])) % 11 }
		if residue(changed) != 0 && digit11(changed[:17]) == digit11(m.Text[:17]) && digit11(m.Text[:17]) != '0' {
			t.Fatalf("%s and %s share a check digit", m.Text, changed)
		}
	})
}

func FuzzParseNeverPanics(f *testing.F) {
	for _, s := range Schemes() {
		f.Add(s.ID, s.Example)
	}
	f.Add("mrn", strings.Repeat("é", 9))
	f.Fuzz(func(t *testing.T, scheme, raw string) {
		v, err := Parse(scheme, raw)
		if err == nil && v.Raw != raw {
			t.Fatalf("raw text lost: %q", v.Raw)
		}
		for _, s := range Schemes() {
			if v := s.parse(raw); v.Raw != raw || v.Finding.Level == "" || v.Check == "" {
				t.Fatalf("%s: %+v", s.ID, v)
			}
			if s.complete != nil {
				Complete(s.ID, raw)
			}
		}
		OfficeForms("KZ", raw)
		OfficeForms("AM", raw)
		ParseMRN(raw)
		ParseEAEU(raw)
		ParseContainer(raw)
		ParseNational(raw)
	})
}

package code

import (
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/fault"
	"pgregory.net/rapid"
)

// Every worked example of the field notes on numbers, recomputed: the body and the digit that the rule gives it.
func TestWorkedCheckDigits(t *testing.T) {
	for _, c := range []struct{ scheme, body, number string }{
		{"mrn", "24GB000246J8NY33L", "24GB000246J8NY33L7"},
		{"grn", "20GB0000010000H7", "20GB0000010000H72"}, {"grn", "05DE3300BE000106", "05DE3300BE0001067"}, {"grn", "24GB0000010000HV", "24GB0000010000HV5"},
		{"container", "CSQU305438", "CSQU3054383"},
		{"uic-wagon", "21812471217", "218124712173"}, {"uic-wagon", "31800691235", "318006912352"},
		{"wagon-1520", "2454888", "24548885"},
		{"JP-CN", "835678256246", "5835678256246"},
		{"CN-USCC", "91110000600037341", "91110000600037341L"},
		{"RU-INN", "770708389", "7707083893"}, {"RU-INN", "5001007322", "500100732259"},
		{"RU-OGRN", "102770013219", "1027700132195"},
		{"BY-UNP", "20098854", "200988541"},
		{"KZ-BIN", "02054000343", "020540003431"}, {"KZ-BIN", "15024000070", "150240000704"}, // the second pass
		{"AZ-VOEN", "14015550", "1401555071"},
		{"TR-VKN", "454053692", "4540536920"},
		{"TR-TCKN", "172917160", "17291716060"},
		{"RO-CUI", "1854729", "18547290"},
	} {
		v, err := Complete(c.scheme, c.body)
		if err != nil || v.Text != c.number || !v.OK() {
			t.Errorf("%s %s: %q %v, want %s", c.scheme, c.body, v.Text, err, c.number)
		}
	}
}

func TestIdentifiersOfTheCorridor(t *testing.T) {
	for _, c := range []struct {
		scheme, raw, country string
		level                Level
		text, meaning        string // parts of the finding and the meaning
	}{
		{"MRN", "24GB000246J8NY33L7", "GB", Valid, "", "transit with entry summary"}, // ids are found in capitals too
		{"grn", "24GB0000010000HV5A001234", "GB", Valid, "", "voucher"},
		{"eaeu", "11206532/011226/0000012", "BY", FormatOnly, "", "11206532"},
		{"eaeu", "10719110/300526/5086483", "RU", FormatOnly, "", "10719110"},
		{"eaeu", "55302/091026/0001234", "", FormatOnly, "", "55302"},
		{"lrn", "lrn/2026-1", "", FormatOnly, "new for this declarant", ""},
		{"lrn", "12345678901234567890123", "", Wrong, "23 characters", ""},
		{"lrn", "A B", "", Wrong, "character 2", ""},
		{"tir-carnet", "XC 70423156", "", FormatOnly, "no check is public", ""},
		{"tir-carnet", "XC70", "", FormatOnly, "R0990", ""},
		{"tir-carnet", "X704231567", "", Wrong, "character 2", ""},
		{"uic-wagon", "3180 0691 235-2", "DE", Valid, "", "recalled"},
		{"uic-wagon", "3180 0691 235-3", "", Wrong, "check digit is 3, the number gives 2", ""},
		{"wagon-1520", "24548885", "", Valid, "", "covered"},
		{"wagon-1520", "2454888", "", Wrong, "7 digits", ""},
		{"EORI", "pl123456789000000", "PL", FormatOnly, "", "PL"},
		{"EORI", "PL", "", Wrong, "2 characters", ""},
		{"EORI", "PL1234567890123456", "", Wrong, "18 characters", ""},
		{"EORI", "12345", "", Wrong, "country", ""},
		{"JP-CN", "5835678256246", "JP", Valid, "", ""},
		{"JP-CN", "4835678256246", "", Wrong, "check digit (the first) is 4, the number gives 5", ""},
		{"CN-USCC", "91110000600037341L", "CN", Valid, "", "110000"},
		{"CN-USCC", "9111000060003734IL", "", Wrong, "character 17", ""},
		{"KZ-BIN", "020540003431", "KZ", Valid, "", "resident legal person, head office, registered 2002-05"},
		{"KZ-BIN", "020540003432", "", Wrong, "check digit is 2, the number gives 1", ""},
		{"KZ-BIN", "021340003431", "", Wrong, "month", ""},
		{"KZ-BIN", "800101300016", "", Wrong, "natural person (KZ-IIN)", ""},
		{"KZ-BIN", "020570003431", "", Wrong, "kind is 7", ""},
		{"KZ-BIN", "020549003431", "", Wrong, "attribute is 9", ""},
		{"KZ-IIN", "800101300016", "KZ", Valid, "", "natural person"},
		{"KZ-IIN", "020540003431", "", Wrong, "business (KZ-BIN)", ""},
		{"RU-INN", "7707083893", "RU", Valid, "", "organisation"},
		{"RU-INN", "500100732259", "RU", Valid, "", "natural person"},
		{"RU-INN", "500100732269", "", Wrong, "check digit is 6, the number gives 5", ""},
		{"RU-INN", "0000000000", "", Wrong, "all zeros", ""},
		{"RU-OGRN", "1027700132195", "RU", Valid, "", "legal person"},
		{"RU-OGRN", "304500116000157", "RU", Valid, "", "sole proprietor"},
		{"BY-UNP", "200988541", "BY", Valid, "", ""},
		{"BY-UNP", "200988542", "", Wrong, "gives 1", ""},
		{"BY-UNP", "MA1953684", "BY", FormatOnly, "natural person", ""},
		{"AZ-VOEN", "140 155 5071", "AZ", Valid, "", "legal person"},
		{"AZ-VOEN", "1401555073", "", Wrong, "digit 10", ""},
		{"TR-VKN", "4540536920", "TR", Valid, "", ""},
		{"TR-VKN", "4540536921", "", Wrong, "gives 0", ""},
		{"TR-TCKN", "17291716060", "TR", Valid, "recalled", "natural person"},
		{"TR-TCKN", "17291716050", "TR", FormatOnly, "recalled", ""}, // a recalled rule doubts, it does not refuse
		{"TR-TCKN", "07291716060", "", Wrong, "begins with 0", ""},
		{"RO-CUI", "RO 18547290", "RO", Valid, "", ""},
		{"RO-CUI", "18547291", "", Wrong, "gives 0", ""},
		{"UZ-STIR", "201234567", "UZ", FormatOnly, "not public", "legal"},
		{"UZ-STIR", "101234567", "", Wrong, "begins with 1", ""},
		{"UZ-PINFL", "31234567890122", "UZ", FormatOnly, "recalled", ""},
		{"UZ-PINFL", "3123456789012", "", Wrong, "13 digits", ""},
		{"GE-ID", "204567890", "GE", FormatOnly, "", "organisation"},
		{"GE-ID", "01024567890", "GE", FormatOnly, "", "natural"},
		{"GE-ID", "2045678901", "", Wrong, "10 digits", ""},
		{"PK-CNIC", "42101-1234567-1", "PK", FormatOnly, "", ""},
		{"PK-NTN", "1234567-8", "PK", FormatOnly, "", ""},
		{"unlocode", "kz aau", "KZ", FormatOnly, "", ""},
		{"unlocode", "ITQ40", "IT", FormatOnly, "leaves out", ""},
		{"unlocode", "KZAA-", "", Wrong, "character 5", ""},
		{"hs", "8703.23", "", FormatOnly, "", "chapter 87, heading 8703"},
		{"hs", "770100", "", Wrong, "chapter 77", ""},
		{"hs", "0001", "", Wrong, "chapter 00", ""},
		{"hs", "870023", "", Wrong, "no heading 00", ""},
		{"hs", "87032", "", Wrong, "5 digits", ""},
		{"hs", "990100", "", FormatOnly, "own", ""},
		{"cn8", "8703 23 19", "EU", FormatOnly, "", "8703"},
		{"taric", "8703231900", "EU", FormatOnly, "", "8703"},
		{"tnved", "8703231981", "", FormatOnly, "", "8703"},
		{"tnved", "870323198", "", Wrong, "9 digits", ""},
		{"jp9", "8703.23-100", "JP", FormatOnly, "", "8703"},
		{"KZ-OFFICE", "55301", "KZ", FormatOnly, "", "printed form; classifier 39855301"},
		{"KZ-OFFICE", "39855301", "KZ", FormatOnly, "", "classifier form; printed 55301"},
		{"KZ-OFFICE", "11206532", "", Wrong, "no office of KZ", ""},
		{"BY-OFFICE", "06532", "BY", FormatOnly, "", "classifier 11206532"},
		{"RU-OFFICE", "10719110", "RU", FormatOnly, "", "the same"},
		{"RU-OFFICE", "19110", "", Wrong, "no office of RU", ""},
		{"AM-OFFICE", "05", "AM", FormatOnly, "", "not known"},
		{"AZ-OFFICE", "00118", "AZ", FormatOnly, "", ""},
		{"UZ-OFFICE", "2702", "", Wrong, "4 digits", ""},
		{"CN-OFFICE", "9403", "CN", FormatOnly, "", ""},
		{"GE-OFFICE", "69002", "GE", FormatOnly, "before NCTS", "before 1 February 2025"},
		{"GE-OFFICE", "GEBCP002", "GE", FormatOnly, "", "NCTS"},
		{"GE-OFFICE", "70002", "", Wrong, "no office of GE", ""},
		{"NCTS-OFFICE", "TR341200", "TR", FormatOnly, "", ""},
		{"NCTS-OFFICE", "TR34120", "", Wrong, "7 characters", ""},
	} {
		v, err := Parse(c.scheme, c.raw)
		if err != nil {
			t.Fatal(err)
		}
		if v.Finding.Level != c.level || !strings.Contains(v.Finding.Text, c.text) || v.Country != c.country || !strings.Contains(v.Meaning, c.meaning) {
			t.Errorf("%s %q: %q %q %+v", c.scheme, c.raw, v.Country, v.Meaning, v.Finding)
		}
		if v.Raw != c.raw || v.Check == "" {
			t.Errorf("%s %q: raw %q, check %q", c.scheme, c.raw, v.Raw, v.Check)
		}
	}
}

// bodies draw everything of a number but its check digits.
var bodies = map[string]string{"mrn": `[0-9]{2}[A-Z]{2}[A-Z0-9]{12}J`, "grn": `[0-9]{2}[A-Z]{2}[A-Z0-9]{12}`, "container": `[A-Z]{3}[UJZ][0-9]{6}`,
	"uic-wagon": `[1-9][0-9]{10}`, "wagon-1520": `[1-9][0-9]{6}`, "JP-CN": `[1-9][0-9]{11}`, "CN-USCC": `[19][1-9][1-9][0-9]{5}[0-9A-HJ-NPQRTUWXY]{9}`,
	"KZ-BIN": `[0-2][0-9]0[1-9][456][0-3][0-9]{5}`, "KZ-IIN": `[0-9]{2}0[1-9]1[0-9][0-6][0-9]{4}`, "RU-INN": `[1-9][0-9]{8,9}`, "RU-OGRN": `1[0-9]{11}|3[0-9]{13}`,
	"BY-UNP": `[1-7][0-9]{7}`, "AZ-VOEN": `[1-9][0-9]{7}`, "TR-VKN": `[1-9][0-9]{8}`, "TR-TCKN": `[1-9][0-9]{8}`, "RO-CUI": `[1-9][0-9]{1,8}`, "UZ-PINFL": `[1-6][0-9]{12}`}

// blind are the schemes whose rule misses some single changes, each with the reason; every other scheme finds all.
var blind = map[string]string{
	"mrn":       "remainders 0 and 10 share the digit 0",
	"grn":       "remainders 0 and 10 share the digit 0",
	"container": "remainders 0 and 10 share the digit 0",
	"JP-CN":     "modulo 9: 0 and 9 are one",
	"KZ-BIN":    "the eleventh weight is 11, and the two passes share digits",
	"KZ-IIN":    "the eleventh weight is 11, and the two passes share digits",
	"RU-INN":    "remainders 0 and 10 share the digit 0",
	"RU-OGRN":   "remainders 0 and 10 (0 to 2 and 10 to 12) share digits",
	"RO-CUI":    "remainders 0 and 10 share the digit 0",
	"AZ-VOEN":   "the tenth digit, 1 or 2, is under no check",
}

// A number made parses without a finding; a digit changed is found wherever the rule finds all, and most often elsewhere.
func TestMadeNumbersHoldAndChangedDigitsAreFound(t *testing.T) {
	for _, s := range Schemes() {
		if s.complete == nil {
			if _, err := Complete(s.ID, s.Example); fault.CodeOf(err) != fault.BadIdent {
				t.Errorf("%s: completing: %v", s.ID, err)
			}
			continue
		}
		tried, missed, swaps, missedSwaps := 0, 0, 0, 0
		rapid.Check(t, func(r *rapid.T) {
			v, err := Complete(s.ID, rapid.StringMatching(bodies[s.ID]).Draw(r, "body"))
			if v.Text == "" {
				return // the rule gives this body no digit
			}
			if err != nil || v.Finding.Level != Valid {
				r.Fatalf("%s: made %q: %+v %v", s.ID, v.Text, v.Finding, err)
			}
			i := rapid.IntRange(0, len(v.Text)-1).Draw(r, "at")
			d := byte('0' + rapid.IntRange(0, 9).Draw(r, "digit"))
			if isDigit(v.Text[i]) && v.Text[i] != d {
				tried++
				if found := s.parse(v.Text[:i] + string(d) + v.Text[i+1:]); found.Finding.Level == Valid {
					missed++
				}
			}
			if i > 0 && v.Text[i] != v.Text[i-1] {
				swaps++
				if s.parse(v.Text[:i-1]+string(v.Text[i])+string(v.Text[i-1])+v.Text[i+1:]).Finding.Level == Valid {
					missedSwaps++
				}
			}
		})
		t.Logf("%-12s changed digits missed %d of %d, swapped neighbours missed %d of %d", s.ID, missed, tried, missedSwaps, swaps)
		if _, may := blind[s.ID]; !may && missed > 0 || missed*4 > tried {
			t.Errorf("%s misses %d of %d changed digits", s.ID, missed, tried)
		}
		if missedSwaps*2 > swaps {
			t.Errorf("%s misses %d of %d swapped neighbours", s.ID, missedSwaps, swaps)
		}
	}
}

// Each digit of each worked example is changed to each other: what the rule finds all of, it finds here.
func TestEveryChangeOfTheExamples(t *testing.T) {
	for _, s := range Schemes() {
		if s.complete == nil {
			continue
		}
		text, missed := s.parse(s.Example).Text, 0
		for i := range len(text) {
			for d := byte('0'); d <= '9'; d++ {
				if isDigit(text[i]) && d != text[i] && s.parse(text[:i]+string(d)+text[i+1:]).Finding.Level == Valid {
					missed++
				}
			}
		}
		if _, may := blind[s.ID]; missed > 0 && !may {
			t.Errorf("%s: %d changes of %s are missed", s.ID, missed, text)
		}
	}
}

func TestOfficeForms(t *testing.T) {
	for _, c := range []struct {
		country, code, classifier, printed string
		ok                                 bool
	}{
		{"KZ", "55301", "39855301", "55301", true}, {"KZ", "39855301", "39855301", "55301", true}, {"BY", "06532", "11206532", "06532", true},
		{"BY", "11206532", "11206532", "06532", true}, {"RU", "10719110", "10719110", "10719110", true}, {"AM", "05", "", "05", true},
		{"KZ", "5530", "", "", false}, {"KZ", "DEMO-KZ-01", "", "", false}, {"RU", "39855301", "", "", false}, {"UZ", "27001", "", "", false},
	} {
		classifier, printed, ok := OfficeForms(c.country, c.code)
		if ok != c.ok || ok && (classifier != c.classifier || printed != c.printed) {
			t.Errorf("%s %s: %q %q %v", c.country, c.code, classifier, printed, ok)
		}
	}
}

func TestCompleteRefuses(t *testing.T) {
	for _, c := range [][2]string{{"BY-UNP", "1"}, {"RU-INN", "12345678"}, {"mrn", "24GB"}, {"JP-CN", "12345678901X"}, {"CN-USCC", "9111000060003734I"}, {"lrn", "1"}} {
		if _, err := Complete(c[0], c[1]); fault.CodeOf(err) != fault.BadIdent {
			t.Errorf("%v: %v", c, err)
		}
	}
	if _, err := Complete("nothing", "1"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("unknown scheme: %v", err)
	}
}

package code

import (
	"fmt"
	"strings"
)

// officeSchemes are the codes of customs offices. In the Eurasian Economic Union an office has two forms that are both in
// use: the classifier of EEC Board Decision 145 of 2.9.2019 has 8 digits (ISO numeric country and 5 national ones, or
// Russia's own 8), printed numbers carry the national part.
var officeSchemes = []Scheme{
	unionOffice("KZ", "57505", "EEC Board Decision 145: 398 and 5 digits; printed with 5"),
	unionOffice("BY", "06532", "EEC Board Decision 145: 112 and 5 digits; printed with 5"),
	unionOffice("RU", "10719110", "EEC Board Decision 145: 8 digits of Russia's own"),
	unionOffice("KG", "41712345", "EEC Board Decision 145: 417 and 5 digits (inferred); printed with 5"),
	unionOffice("AM", "05112345", "EEC Board Decision 145: 051 and 5 digits (inferred); printed with 2"),
	digitOffice("AZ", "00118", "public source code, unofficial: 5 digits", 5),
	digitOffice("UZ", "27021", "TD Regulation reg. 3382: 5 digits", 5),
	digitOffice("CN", "9403", "customs district code of 4 digits (public source code: check)", 4),
	{ID: "GE-OFFICE", Name: "Customs office of Georgia", Standard: "before 1.2.2025 69 and 3 digits (UNECE WP.30 inf. 18, 2012); since then the NCTS form", Example: "69002",
		Check: CheckFormat, Country: "GE", clean: dropMarks, check: checkGEOffice, describe: describeGEOffice},
	{ID: "NCTS-OFFICE", Name: "Customs office reference number", Standard: "UCC-IA Annex B: country and 6 characters", Example: "TR341200",
		Check: CheckFormat, clean: dropMarks, check: checkNCTSOffice, describe: func(t string) (string, string) { return t[:2], "office in " + t[:2] }},
}

// classifierPrefixes are the countries of the Union with their number in ISO 3166-1; Russia writes 8 digits of its own.
var classifierPrefixes = []struct{ country, prefix string }{{"AM", "051"}, {"BY", "112"}, {"KZ", "398"}, {"KG", "417"}}

// classifierCountry is the member whose office a code of 8 digits is; "RU" for 10…, else empty.
func classifierCountry(t string) string {
	for _, p := range classifierPrefixes {
		if strings.HasPrefix(t, p.prefix) {
			return p.country
		}
	}
	if strings.HasPrefix(t, "10") {
		return "RU"
	}
	return ""
}

func classifierPrefix(country string) string {
	for _, p := range classifierPrefixes {
		if p.country == country {
			return p.prefix
		}
	}
	return ""
}

// OfficeForms are the two forms of an office of a member of the Eurasian Economic Union, whichever is given: the
// classifier's 8 digits and the printed one. A form that cannot be told is empty (Armenia prints 2 digits, and how they
// stand in the classifier is not known). ok is false when the code is none of the country.
func OfficeForms(country, code string) (classifier, printed string, ok bool) {
	t := dropMarks(strings.TrimSpace(code))
	prefix := classifierPrefix(country)
	switch {
	case !allDigits(t):
		return "", "", false
	case country == "RU":
		return t, t, len(t) == 8 && classifierCountry(t) == "RU"
	case prefix == "":
		return "", "", false
	case len(t) == 8 && strings.HasPrefix(t, prefix):
		if country == "AM" {
			return t, "", true
		}
		return t, t[3:], true
	case country == "AM":
		return "", t, len(t) == 2
	}
	return prefix + t, t, len(t) == 5
}

func unionOffice(country, example, standard string) Scheme {
	want := fmt.Sprintf("5 digits, or 8 that begin with %s", classifierPrefix(country))
	switch country {
	case "RU":
		want = "8 digits that begin with 10"
	case "AM":
		want = "2 digits, or 8 that begin with 051"
	}
	return Scheme{ID: country + "-OFFICE", Name: "Customs office of " + country, Standard: standard, Example: example, Check: CheckFormat, Country: country, clean: dropMarks,
		check: func(t string) Finding {
			if _, _, ok := OfficeForms(country, t); !ok {
				return wrong(0, want, "is no office of %s", country)
			}
			return formatOnly("no check digit: the classifier tells whether the office is there")
		},
		describe: func(t string) (string, string) {
			classifier, printed, _ := OfficeForms(country, t)
			switch {
			case classifier == "" || printed == "":
				return "", "the other form is not known"
			case classifier == t && printed != t:
				return "", "classifier form; printed " + printed
			case printed == t && classifier != t:
				return "", "printed form; classifier " + classifier
			}
			return "", "classifier and printed form are the same"
		}}
}

func digitOffice(country, example, standard string, digits int) Scheme {
	return Scheme{ID: country + "-OFFICE", Name: "Customs office of " + country, Standard: standard, Example: example, Check: CheckFormat, Country: country, clean: dropMarks,
		check: func(t string) Finding {
			if f, ok := digitsOf(t, digits); !ok {
				return f
			}
			return formatOnly("no check digit")
		}}
}

func checkGEOffice(t string) Finding {
	if strings.HasPrefix(t, "GE") {
		return checkNCTSOffice(t)
	}
	if len(t) != 5 || !allDigits(t) || !strings.HasPrefix(t, "69") {
		return wrong(0, "69 and 3 digits, or GE and 6 characters", "is no office of GE")
	}
	return formatOnly("numbering before NCTS")
}

func describeGEOffice(t string) (country, meaning string) {
	if strings.HasPrefix(t, "69") {
		return "GE", "office before 1 February 2025"
	}
	return "GE", "office in NCTS"
}

func checkNCTSOffice(t string) Finding {
	if len(t) != 8 {
		return wrong(0, "a country of two letters and 6 characters", "has %d characters", len(t))
	}
	if !allUpper(t[:2]) {
		return wrong(1, "a country of two letters", "country is %q", t[:2])
	}
	if i := firstNot(t, isAlnum); i >= 0 {
		return wrong(i+1, "a capital or a digit", "character %d is %q", i+1, t[i])
	}
	return formatOnly("no check digit: the list of offices tells whether it is there")
}

package code

import "fmt"

// commoditySchemes are the commodity codes: the Harmonized System and what countries add to its six digits. Their check
// is the structure: a chapter that there is, a heading that there is a number for, the length.
var commoditySchemes = []Scheme{
	commodity("hs", "Harmonized System code", "WCO Harmonized System: chapter 2, heading 4, subheading 6 digits", "870323", "", 2, 4, 6),
	commodity("cn8", "Combined Nomenclature code of the EU", "Regulation (EEC) 2658/87: HS and two digits", "87032319", "EU", 8),
	commodity("taric", "TARIC code of the EU", "Combined Nomenclature and two digits", "8703231900", "EU", 10),
	commodity("tnved", "Commodity code of the Eurasian Economic Union (TN VED)", "HS and four digits", "8703231981", "", 10),
	commodity("jp9", "Statistical code of Japan", "HS and three digits; the import and export lists differ", "870323100", "JP", 9),
}

func commodity(id, name, standard, example, country string, lengths ...int) Scheme {
	return Scheme{ID: id, Name: name, Standard: standard, Example: example, Check: CheckFormat, Country: country, clean: dropMarks,
		check: func(t string) Finding { return checkCommodity(t, lengths) },
		describe: func(t string) (string, string) {
			if len(t) == 2 {
				return "", "chapter " + t
			}
			return "", fmt.Sprintf("chapter %s, heading %s", t[:2], t[:4])
		}}
}

func checkCommodity(t string, lengths []int) Finding {
	if f, ok := digitsOf(t, lengths...); !ok {
		return f
	}
	switch chapter := t[:2]; {
	case chapter == "00":
		return wrong(1, "a chapter from 01", "there is no chapter 00")
	case chapter == "77":
		return wrong(1, "a chapter of the Harmonized System", "chapter 77 is reserved and empty")
	case len(t) >= 4 && t[2:4] == "00":
		return wrong(3, "a heading from 01", "chapter %s has no heading 00", chapter)
	case chapter >= "98":
		return formatOnly("chapters 98 and 99 are each country's own")
	}
	return formatOnly("the structure holds: the nomenclature tells whether the code is there")
}

package code

import "strings"

var uicScheme = Scheme{ID: "uic-wagon", Name: "UIC wagon number", Standard: "UIC leaflet 438-2; doubled-digit check from the right",
	Example: "218124712173", Check: CheckFull, clean: dropMarks, check: checkUIC, describe: describeUIC, complete: completion(mod10, 11)}

// uicCountries are the countries of digits 3 and 4 (UIC leaflet 920-14), recalled: those of the corridor.
var uicCountries = map[string]string{"20": "RU", "21": "BY", "22": "UA", "23": "MD", "24": "LT", "25": "LV", "26": "EE", "27": "KZ", "28": "GE", "29": "UZ",
	"31": "MN", "33": "CN", "51": "PL", "52": "BG", "53": "RO", "54": "CZ", "55": "HU", "56": "SK", "57": "AZ", "58": "AM", "59": "KG", "66": "TJ", "67": "TM",
	"75": "TR", "80": "DE", "81": "AT", "84": "NL", "85": "CH", "87": "FR", "88": "BE", "96": "IR"}

func checkUIC(t string) Finding {
	if f, ok := digitsOf(t, 12); !ok {
		return f
	}
	return checkDigit(t, mod10)
}

func describeUIC(t string) (country, meaning string) {
	if c := uicCountries[t[2:4]]; c != "" {
		return c, "registered in " + c + " (table of countries recalled)"
	}
	return "", "registered in country " + strings.TrimSpace(t[2:4])
}

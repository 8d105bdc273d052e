package web

// countryNames are the usual English names of countries by ISO 3166-1 alpha-2 code, for the countries a corridor can touch.
var countryNames = map[string]string{
	"AE": "United Arab Emirates", "AF": "Afghanistan", "AM": "Armenia", "AT": "Austria", "AZ": "Azerbaijan", "BD": "Bangladesh",
	"BE": "Belgium", "BG": "Bulgaria", "BH": "Bahrain", "BY": "Belarus", "CH": "Switzerland", "CN": "China", "CZ": "Czechia",
	"DE": "Germany", "DJ": "Djibouti", "DK": "Denmark", "DZ": "Algeria", "EE": "Estonia", "EG": "Egypt", "ES": "Spain",
	"FI": "Finland", "FR": "France", "GB": "United Kingdom", "GE": "Georgia", "GR": "Greece", "HK": "Hong Kong", "HR": "Croatia",
	"HU": "Hungary", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel", "IN": "India", "IQ": "Iraq", "IR": "Iran", "IT": "Italy",
	"JO": "Jordan", "JP": "Japan", "KE": "Kenya", "KG": "Kyrgyzstan", "KH": "Cambodia", "KP": "North Korea", "KR": "South Korea",
	"KW": "Kuwait", "KZ": "Kazakhstan", "LA": "Laos", "LB": "Lebanon", "LK": "Sri Lanka", "LT": "Lithuania", "LV": "Latvia",
	"MA": "Morocco", "MD": "Moldova", "MM": "Myanmar", "MN": "Mongolia", "MT": "Malta", "MY": "Malaysia", "NL": "Netherlands",
	"NO": "Norway", "OM": "Oman", "PA": "Panama", "PH": "Philippines", "PK": "Pakistan", "PL": "Poland", "PT": "Portugal",
	"QA": "Qatar", "RO": "Romania", "RS": "Serbia", "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore",
	"SI": "Slovenia", "SK": "Slovakia", "SY": "Syria", "TH": "Thailand", "TJ": "Tajikistan", "TM": "Turkmenistan", "TR": "Türkiye",
	"TW": "Taiwan", "UA": "Ukraine", "US": "United States", "UZ": "Uzbekistan", "VN": "Viet Nam", "XZ": "High seas", "YE": "Yemen",
	"ZA": "South Africa",
}

// CountryName is the usual English name of a country, or its code where the name is not known here.
func CountryName(code string) string {
	if n, ok := countryNames[code]; ok {
		return n
	}
	return code
}

// dangerClasses are the classes and divisions of dangerous goods (UN Model Regulations, 2.0.1.1).
var dangerClasses = []Choice{
	{"", "None"}, {"1", "1 Explosives"}, {"2.1", "2.1 Flammable gases"}, {"2.2", "2.2 Non-flammable, non-toxic gases"},
	{"2.3", "2.3 Toxic gases"}, {"3", "3 Flammable liquids"}, {"4.1", "4.1 Flammable solids"},
	{"4.2", "4.2 Spontaneously combustible"}, {"4.3", "4.3 Dangerous when wet"}, {"5.1", "5.1 Oxidizing substances"},
	{"5.2", "5.2 Organic peroxides"}, {"6.1", "6.1 Toxic substances"}, {"6.2", "6.2 Infectious substances"},
	{"7", "7 Radioactive material"}, {"8", "8 Corrosive substances"}, {"9", "9 Miscellaneous"},
}

// Choice is one entry of a list to choose from.
type Choice struct{ Value, Text string }

package code

var geScheme = Scheme{ID: "GE-ID", Name: "Identification code of Georgia", Standard: "9 digits for organisations, 11 for persons (recalled); no check digit is public",
	Example: "204567890", Check: CheckFormat, Country: "GE", clean: dropMarks, check: checkGE,
	describe: func(t string) (string, string) {
		if len(t) == 9 {
			return "", "organisation"
		}
		return "", "natural person"
	}}

func checkGE(t string) Finding {
	if f, ok := digitsOf(t, 9, 11); !ok {
		return f
	}
	return formatOnly("no check digit is public")
}

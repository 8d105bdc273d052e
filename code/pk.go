package code

var cnicScheme = Scheme{ID: "PK-CNIC", Name: "National identity card number of Pakistan", Standard: "13 digits, 5-7-1 (recalled); no check digit",
	Example: "42101-1234567-1", Check: CheckFormat, Country: "PK", clean: dropMarks, check: func(t string) Finding {
		if f, ok := digitsOf(t, 13); !ok {
			return f
		}
		return formatOnly("this number has no check digit")
	}, describe: func(string) (string, string) { return "", "natural person" }}

var ntnScheme = Scheme{ID: "PK-NTN", Name: "National tax number of Pakistan", Standard: "7 digits and one more (recalled); the rule of the last is not public",
	Example: "1234567-8", Check: CheckFormat, Country: "PK", clean: dropMarks, check: func(t string) Finding {
		if f, ok := digitsOf(t, 7, 8); !ok {
			return f
		}
		return formatOnly("the rule of the last digit is not public")
	}}

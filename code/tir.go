package code

var tirScheme = Scheme{ID: "tir-carnet", Name: "TIR carnet number", Standard: "SafeTIR field an..12, [A-Z]{2}[0-9]+; NCTS rule R0990: 10 or 11 characters",
	Example: "XC70423156", Check: CheckFormat, clean: dropMarks, check: checkTIR}

func checkTIR(t string) Finding {
	if len(t) < 3 || len(t) > 12 {
		return wrong(0, "two letters and digits, at most 12 characters", "has %d characters", len(t))
	}
	if i := firstNot(t[:2], isUpper); i >= 0 {
		return wrong(i+1, "a letter of the series", "character %d is %q", i+1, t[i])
	}
	if i := firstNot(t[2:], isDigit); i >= 0 {
		return wrong(i+3, "a digit", "character %d is %q", i+3, t[i+2])
	}
	if len(t) != 10 && len(t) != 11 {
		return formatOnly("no check is public; NCTS takes carnet numbers of 10 or 11 characters only (R0990)")
	}
	return formatOnly("no check is public: the carnet holder query of the IRU tells")
}

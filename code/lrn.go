package code

var lrnScheme = Scheme{ID: "lrn", Name: "Local Reference Number", Standard: "UCC-IA Annex B, an..22",
	Example: "LRN2026-000123", Check: CheckFormat, keepCase: true, check: checkLRN}

// lrnMax is the length of an LRN: an..22.
const lrnMax = 22

func checkLRN(t string) Finding {
	if len(t) == 0 || len(t) > lrnMax {
		return wrong(0, "1 to 22 characters", "has %d characters", len(t))
	}
	if i := firstNot(t, isVisible); i >= 0 {
		return wrong(i+1, "a visible ASCII character", "character %d is %q", i+1, t[i])
	}
	return formatOnly("the trader's own number: it must be new for this declarant")
}

// isVisible is true of a printed ASCII character other than the blank.
func isVisible(c byte) bool { return c >= 0x21 && c <= 0x7e }

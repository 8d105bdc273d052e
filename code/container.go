package code

var containerScheme = Scheme{ID: "container", Name: "Container number", Standard: "ISO 6346:2022",
	Example: "CSQU3054383", Check: CheckFull, clean: dropMarks, check: checkContainer,
	describe: func(t string) (string, string) {
		return "", map[byte]string{'U': "freight container", 'J': "detachable equipment of a container", 'Z': "trailer or chassis"}[t[3]]
	},
	complete: func(body string) (string, bool) {
		ok := len(body) == 10 && firstNot(body, isAlnum) < 0
		return body + string(digit11Of(body, ok)), ok
	}}

// Container is a container number taken apart.
type Container struct {
	Value
	Owner    string // three letters registered with the BIC
	Category byte   // U freight container, J detachable equipment, Z trailer or chassis
	Serial   string // six digits
}

// ParseContainer reads a container number; blanks, dashes and dots are dropped.
func ParseContainer(raw string) Container {
	c := Container{Value: containerScheme.parse(raw)}
	if c.OK() {
		c.Owner, c.Category, c.Serial = c.Text[:3], c.Text[3], c.Text[4:10]
	}
	return c
}

func checkContainer(t string) Finding {
	if len(t) != 11 {
		return wrong(0, "11 characters", "has %d characters", len(t))
	}
	if i := firstNot(t[:3], isUpper); i >= 0 {
		return wrong(i+1, "a capital of the owner's code", "character %d is %q", i+1, t[i])
	}
	if c := t[3]; c != 'U' && c != 'J' && c != 'Z' {
		return wrong(4, "U, J or Z", "category is %q", c)
	}
	if i := firstNot(t[4:], isDigit); i >= 0 {
		return wrong(i+5, "a digit", "character %d is %q", i+5, t[i+4])
	}
	return checkDigit(t, digit11)
}

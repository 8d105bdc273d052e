package code

var wagonScheme = Scheme{ID: "wagon-1520", Name: "Wagon number of the 1520 mm network", Standard: "numbering of the 1520 mm space; weights 2,1,2,1,2,1,2",
	Example: "24548885", Check: CheckFull, clean: dropMarks, check: checkWagon, complete: completion(mod10, 7),
	describe: func(t string) (string, string) { return "", wagonKinds[t[0]] }}

// wagonKinds are the kinds of wagon by the first digit, recalled.
var wagonKinds = map[byte]string{'2': "covered wagon (recalled)", '4': "flat wagon (recalled)", '5': "privately owned wagon (recalled)", '6': "open wagon (recalled)",
	'7': "tank wagon (recalled)", '8': "refrigerated wagon (recalled)", '9': "other wagon (recalled)"}

func checkWagon(t string) Finding {
	if f, ok := digitsOf(t, 8); !ok {
		return f
	}
	return checkDigit(t, mod10)
}

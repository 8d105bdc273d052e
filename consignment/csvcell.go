package consignment

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/fault"
)

// formulas are the characters that make a spreadsheet take a cell for a formula, with their full-width twins, and the
// apostrophe that marks a text.
const formulas = "=+-@＝＋－＠'"

// guard writes a text so that a spreadsheet shows it and never runs it: an apostrophe stands before what would be a formula
// and before a text with blanks at its ends, which a reader would otherwise drop.
func guard(s string) string {
	if s == "" || !guarded(s) {
		return s
	}
	return "'" + s
}

func guarded(s string) bool {
	trimmed := strings.TrimSpace(s)
	first, _ := utf8.DecodeRuneInString(trimmed)
	return trimmed != s || strings.ContainsRune(formulas, first)
}

// unguard reads what guard wrote; a text typed by hand loses the blanks at its ends.
func unguard(s string) string {
	if rest, marked := strings.CutPrefix(s, "'"); marked && rest != "" && guarded(rest) {
		return rest
	}
	return strings.TrimSpace(s)
}

// joinList writes a list into one cell: items divided by semicolons, a backslash before a semicolon, an equals sign of a
// name, a backslash, or a blank at an item's end.
func joinList(items []string) string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = escapeItem(s, false)
	}
	return strings.Join(out, ";")
}

// joinPairs writes name=value items.
func joinPairs(pairs [][2]string) string {
	out := make([]string, len(pairs))
	for i, p := range pairs {
		out[i] = escapeItem(p[0], true) + "=" + escapeItem(p[1], false)
	}
	return strings.Join(out, ";")
}

func escapeItem(s string, name bool) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		edge := (i == 0 || i == len(runes)-1) && unicode.IsSpace(r)
		if r == '\\' || r == ';' || edge || name && r == '=' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// item is one item of a list cell; plain says which of its runes had no backslash before them.
type item struct {
	runes []rune
	plain []bool
}

func (x *item) add(r rune, plain bool) { x.runes, x.plain = append(x.runes, r), append(x.plain, plain) }

// trim drops the blanks at the ends that no backslash protects.
func (x item) trim() item {
	from, to := 0, len(x.runes)
	for from < to && x.plain[from] && unicode.IsSpace(x.runes[from]) {
		from++
	}
	for to > from && x.plain[to-1] && unicode.IsSpace(x.runes[to-1]) {
		to--
	}
	return item{x.runes[from:to], x.plain[from:to]}
}

// splitItems reads a list cell; empty items are passed over.
func splitItems(s string) []item {
	var out []item
	var cur item
	end := func() {
		if x := cur.trim(); len(x.runes) > 0 {
			out = append(out, x)
		}
		cur = item{}
	}
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			cur.add(r, false)
			escaped = false
		case r == '\\':
			escaped = true
		case r == ';':
			end()
		default:
			cur.add(r, true)
		}
	}
	if escaped {
		cur.add('\\', false)
	}
	end()
	return out
}

func splitList(s string) []string {
	var out []string
	for _, x := range splitItems(s) {
		out = append(out, string(x.runes))
	}
	return out
}

// splitPairs reads name=value items; the first equals sign without a backslash divides them.
func splitPairs(s string) ([][2]string, *fault.Error) {
	var out [][2]string
	for _, x := range splitItems(s) {
		at := -1
		for i, r := range x.runes {
			if r == '=' && x.plain[i] {
				at = i
				break
			}
		}
		if at < 0 {
			return nil, fault.New(fault.BadField, "%q has no equals sign", clip(string(x.runes)))
		}
		name, value := item{x.runes[:at], x.plain[:at]}.trim(), item{x.runes[at+1:], x.plain[at+1:]}.trim()
		out = append(out, [2]string{string(name.runes), string(value.runes)})
	}
	return out, nil
}

// Decimals is how many decimals a currency has by ISO 4217.
func Decimals(currency string) int {
	switch {
	case slices.Contains([]string{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}, currency):
		return 0
	case slices.Contains([]string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}, currency):
		return 3
	case currency == "CLF" || currency == "UYW":
		return 4
	}
	return 2
}

// formatAmount writes minor units as an amount, "96000.00".
func formatAmount(minor int64, currency string) string {
	n := Decimals(currency)
	digits := strconv.FormatInt(minor, 10)
	if n == 0 {
		return digits
	}
	if short := n + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	return digits[:len(digits)-n] + "." + digits[len(digits)-n:]
}

// parseAmount reads an amount with at most the decimals of its currency.
func parseAmount(s, currency string) (int64, bool) {
	whole, decimals, point := strings.Cut(s, ".")
	n := Decimals(currency)
	if whole == "" || point && decimals == "" || len(decimals) > n || len(whole) > 16 || strings.Trim(whole+decimals, "0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", n-len(decimals)), 10, 64)
	return v, err == nil && v <= NumberMax
}

package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/unit"
)

// How numbers are shown. Nothing is shown more exactly than it can be known: days to a tenth, money and emissions to whole
// units, hours to whole ones from ten upwards.

func days(v float64) string { return fmt.Sprintf("%.1f", v) }

func whole(v float64) string { return unit.Group(int64(math.Round(v))) }

func hours(v float64) string {
	if v > 0 && v < 9.95 {
		return fmt.Sprintf("%.1f", v)
	}
	return whole(v)
}

// measure shows a value with enough digits for its size.
func measure(v float64) string {
	switch a := math.Abs(v); {
	case a == 0:
		return "0"
	case a < 10:
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
	case a < 100:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	}
	return whole(v)
}

// printed splits a figure as its source prints it, "dwell: 57.2 hours", into what it measures and the value with its unit.
func printed(f network.Figure) (what [2]string) {
	metric, value, ok := strings.Cut(f.Printed, ": ")
	if !ok {
		return [2]string{f.Metric, strings.TrimSpace(measure(f.Value) + " " + f.Unit)}
	}
	value = strings.TrimSuffix(strings.TrimSuffix(value, " text"), " date")
	if number, rest, ok := strings.Cut(value, " "); ok {
		if n, err := strconv.ParseFloat(number, 64); err == nil && n >= 10000 && n < 1e15 && n == math.Trunc(n) {
			value = unit.Group(int64(n)) + " " + rest
		}
	}
	return [2]string{metric, value}
}

// wordless are units of the programme's figures that say nothing beside their value.
var wordless = map[string]bool{"year": true, "date": true, "count": true, "plan": true}

func shownUnit(u string) string {
	if wordless[u] {
		return ""
	}
	return u
}

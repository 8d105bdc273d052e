package reference

import (
	"math"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// Limit is the time limit of a movement: a fixed number of days, others for some headings, or a pace.
//
//	2000km/month min 7d      the distance at 2,000 km in 30 days, at least 7 days
//	20d; 8702 8703 45d       20 days, 45 for goods of 8702 and 8703
//	6m                       six months of 30 days
type Limit struct {
	Text       string
	KmPerMonth int
	MinDays    int
	FixedDays  int
	Special    map[string]int // HS prefix to days
}

const monthDays = 30

// ParseLimit reads a limit; "" is no limit.
func ParseLimit(s string) (Limit, error) {
	l := Limit{Text: s}
	for i, part := range strings.Split(s, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if err := l.part(i, words); err != nil {
			return Limit{}, err
		}
	}
	return l, nil
}

func (l *Limit) part(i int, words []string) error {
	if pace, ok := strings.CutSuffix(words[0], "km/month"); ok {
		km, err := strconv.Atoi(pace)
		if err != nil || km <= 0 || i > 0 {
			return limitFault(l.Text)
		}
		l.KmPerMonth = km
		if len(words) == 1 {
			return nil
		}
		if len(words) != 3 || words[1] != "min" || days(words[2]) == 0 {
			return limitFault(l.Text)
		}
		l.MinDays = days(words[2])
		return nil
	}
	n := days(words[len(words)-1])
	if n == 0 || i == 0 && len(words) > 1 || i > 0 && len(words) == 1 {
		return limitFault(l.Text)
	}
	if i == 0 {
		l.FixedDays = n
		return nil
	}
	for _, hs := range words[:len(words)-1] {
		if l.Special == nil {
			l.Special = map[string]int{}
		}
		l.Special[hs] = n
	}
	return nil
}

func limitFault(s string) error {
	return fault.New(fault.BadField, "time limit %q is not understood", s).Want("such as 20d, 6m, 20d; 8702 8703 45d or 2000km/month min 7d")
}

// days reads "20d" or "6m"; 0 when it is neither.
func days(s string) int {
	for suffix, scale := range map[string]int{"d": 1, "m": monthDays} {
		if n, err := strconv.Atoi(strings.TrimSuffix(s, suffix)); err == nil && strings.HasSuffix(s, suffix) && n > 0 {
			return n * scale
		}
	}
	return 0
}

// Days is the limit of a movement over a distance with goods of these HS codes; 0 when the rule gives none.
func (l Limit) Days(km float64, hs []string) int {
	if l.KmPerMonth > 0 {
		return max(int(math.Ceil(km*monthDays/float64(l.KmPerMonth))), l.MinDays, 1)
	}
	n := l.FixedDays
	for _, code := range hs {
		for prefix, special := range l.Special {
			if strings.HasPrefix(code, prefix) {
				n = max(n, special)
			}
		}
	}
	return n
}

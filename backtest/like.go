package backtest

import "github.com/kairo-corridor/kairo/network"

// Statistic is what of the planner's answer a claim is compared with.
type Statistic string

// The statistics of a time, and the planner's price.
const (
	AtP10   Statistic = "P10"
	AtP50   Statistic = "P50"
	AtMean  Statistic = "mean"
	AtP90   Statistic = "P90"
	AtPrice Statistic = "price"
)

// Likeness says how a claim is compared: with which statistic, which published figure, whether that figure is an average
// ("central": it should lie between P10 and P90), and its weight in the calibration.
type Likeness struct {
	Statistic Statistic
	Target    float64
	Central   bool
	Weight    float64
}

// Like is the rule that like is compared with like. P10, P50 and P90 are of one consignment.
//
//	kind       published as     compared with            weight   central
//	mean       any              mean                     1        yes
//	guidance   value or range   P50 with value, middle   1        yes
//	guidance   "from" only      P10                      0.5      no
//	guidance   "up to" only     P90                      0.5      no
//	plan       any              P50 with value, middle   1        no
//	single     any              P50                      0.5      no
//	best       any              P10 with the lower end   0.5      no
//	congested  any              P90 with the upper end   0.5      no
//	(price)    any              price with the middle    as above; best and congested 0.5
//
// Guidance is what customers are told to expect: half of them should do better. A timetable or target promises what happens
// when nothing is in the way; the middle consignment is the nearest to it, and a target "in at most 11 days" is a target of 11,
// but neither is an average: how many lie between P10 and P90 is counted apart.
// A lone upper end of guidance is one that a customer may rely on, hence P90. A single journey is one draw: compared with the
// middle, but no published average.
func Like(r *Row) Likeness {
	l := Likeness{Statistic: AtP50, Target: r.middle(), Weight: 1}
	switch r.Kind {
	case network.Mean:
		l.Statistic, l.Central = AtMean, true
	case network.Guidance:
		switch {
		case r.High == 0:
			l.Statistic, l.Weight = AtP10, 0.5
		case r.Low == 0:
			l.Statistic, l.Weight = AtP90, 0.5
		default:
			l.Central = true
		}
	case network.Plan:
	case network.Best:
		l.Statistic, l.Target, l.Weight = AtP10, r.lower(), 0.5
	case network.Congested:
		l.Statistic, l.Target, l.Weight = AtP90, r.upper(), 0.5
	default:
		l.Weight = 0.5
	}
	if r.Metric != Days {
		l.Statistic, l.Target, l.Central = AtPrice, r.middle(), false
	}
	return l
}

// middle is the middle of a range, or the one end that is published.
func (r *Row) middle() float64 {
	if r.Low == 0 || r.High == 0 {
		return r.Low + r.High
	}
	return (r.Low + r.High) / 2
}

func (r *Row) lower() float64 {
	if r.Low == 0 {
		return r.High
	}
	return r.Low
}

func (r *Row) upper() float64 { return max(r.Low, r.High) }

// Span is the distribution of a journey's time in days; for a price all four are the price in USD.
type Span struct {
	Mean float64 `json:"mean"`
	P10  float64 `json:"p10"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
}

// Of gives one statistic of a span.
func (s Span) Of(st Statistic) float64 {
	switch st {
	case AtP10:
		return s.P10
	case AtP50:
		return s.P50
	case AtP90:
		return s.P90
	}
	return s.Mean
}

package network

import (
	"math"
	"slices"
	"time"
)

// Season is how the months of a year differ for a link, crossing, location, class or shock group: a factor on the mean, a
// factor on the standard deviation, the share of days on which a service does not sail. What is published or estimated is
// taken as the mean of a year, so the months that are not listed take what keeps it: (12 − Σ factors) / (12 − months).
type Season struct {
	Subject  string     `json:"subject"`
	Quantity string     `json:"quantity"` // mean, sd, lostDays
	Months   [13]bool   `json:"-"`        // 1 to 12
	Value    ClassValue `json:"value"`
}

var seasonUnits = map[string]string{"mean": "x", "sd": "x", "lostDays": "x"}

func (t *tables) loadSeasons(tab *table) {
	t.seasons = map[string][]Season{}
	listed := map[string][13]bool{}
	factors := map[string]float64{}
	tab.each(func(r row) {
		s := r.need("subject")
		if t.link[s] == nil && t.crossing[s] == nil && t.location[s] == nil && t.class[s] == nil && !t.shockGroup(s) {
			r.bad("subject", "subject: a link, crossing, location, class or shock group")
			return
		}
		q := quantity(r, seasonUnits)
		in, count := months(r)
		v := t.quantityRow(r, "x")
		if q == "" || count == 0 {
			return
		}
		key := s + "|" + q
		was := listed[key]
		for m := range in {
			if in[m] && was[m] {
				r.bad("months", "months: each once for a subject and quantity")
			}
			was[m] = was[m] || in[m]
		}
		listed[key] = was
		if q == "lostDays" {
			if v.High > lostDaysMost {
				r.bad("high", "high: at most %g of the days", lostDaysMost)
			}
		} else if factors[key] += v.V * float64(count); factors[key] >= 12 || v.Low < 0.2 || v.High > 5 {
			r.bad("value", "value: factors from 0.2 to 5 whose sum over the months stays below 12, so that the year's mean can be kept")
		}
		t.seasons[s] = append(t.seasons[s], Season{Subject: s, Quantity: q, Months: in, Value: v})
	})
}

// seasonal is the factor of a quantity in a month for the first of the subjects that has rows, with the row that says so; the
// row is nil in the other months.
func (n *Network) seasonal(quantity string, m time.Month, subjects ...string) (float64, *Season) {
	for _, s := range subjects {
		rows, sum, listed := n.seasons[s], 0.0, 0.0
		has := false
		for i := range rows {
			if rows[i].Quantity != quantity {
				continue
			}
			has = true
			if rows[i].Months[m] {
				return rows[i].Value.V, &rows[i]
			}
			for k := 1; k <= 12; k++ {
				if rows[i].Months[k] {
					sum += rows[i].Value.V
					listed++
				}
			}
		}
		if has {
			return (12 - sum) / (12 - listed), nil
		}
	}
	return 1, nil
}

// monthly makes of the values of a year those of the month of a date: the base times the season, the shocks as likely as they
// are in that month. The zero date leaves the year's. subjects go from the nearest to the most general.
func (n *Network) monthly(v *Values, on time.Time, shocks []Shock, subjects ...string) {
	if on.IsZero() || v.Minutes.V <= 0 {
		return
	}
	f, row := n.seasonal("mean", on.Month(), subjects...)
	g := f
	if s, own := n.seasonal("sd", on.Month(), subjects...); own != nil || s != 1 {
		g = s
	}
	if f == 1 && g == 1 && len(shocks) == 0 {
		return
	}
	year := v.split(included(shocks), 0)
	mean, variance := year.Minutes*f, year.SD*g*year.SD*g
	base := len(v.Parts)
	if base == 0 {
		v.Parts = append(v.Parts, Part{Name: "running", Minutes: year.Minutes, SD: year.SD * g, Basis: v.Minutes.Basis, Method: "mean of the year without shocks"})
		base = 1
	} else {
		whole := Values{Minutes: Value{V: year.Minutes}, SD: Value{V: year.SD * g}, Parts: v.Parts}
		fit(&whole)
	}
	if f != 1 {
		p := Part{Name: "season", Minutes: mean - year.Minutes, Basis: Estimate, Method: on.Month().String() + " takes " + trim(f) + " of the mean of the year"}
		if row != nil {
			p.Method += ": " + row.Value.Method
			if len(row.Value.Figures) > 0 {
				p.Basis, p.Source = Factor, "figures "+joined(row.Value.Figures)
			}
		}
		v.Parts = append(v.Parts, p)
	}
	for i := range shocks {
		s := &shocks[i]
		p := s.in(on.Month())
		if p == 0 {
			continue
		}
		k := 1.0
		if s.Included {
			k = year.Scale
		}
		m, sq := p*k*s.DelayMin.V, k*k*s.variance(p)
		mean += m
		variance += sq
		part := Part{Name: s.Name, Minutes: m, SD: math.Sqrt(sq), Basis: Estimate,
			Method: trim(100*p) + " % of journeys in " + on.Month().String() + " meet it and lose " + hours(k*s.DelayMin.V) + ": " + s.DelayMin.Method}
		if len(s.DelayMin.Figures) > 0 {
			part.Basis, part.Source = Factor, "figures "+joined(s.DelayMin.Figures)
		}
		v.Parts = append(v.Parts, part)
	}
	v.rescale(mean, math.Sqrt(variance))
}

// included are the shocks that durations include.
func included(shocks []Shock) (in []Shock) {
	for _, s := range shocks {
		if s.Included {
			in = append(in, s)
		}
	}
	return in
}

// rescale sets the mean and standard deviation and carries their ranges along.
func (v *Values) rescale(mean, sd float64) {
	if v.Minutes.V > 0 {
		k := mean / v.Minutes.V
		v.Minutes.Low, v.Minutes.High = v.Minutes.Low*k, v.Minutes.High*k
	}
	if v.SD.V > 0 {
		k := sd / v.SD.V
		v.SD.Low, v.SD.High = v.SD.Low*k, v.SD.High*k
	}
	v.Minutes.V, v.SD.V = mean, sd
	v.Minutes.Figures = slices.Clip(v.Minutes.Figures)
}

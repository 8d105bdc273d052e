package plan

import (
	"math"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// weekMinutes are the minutes of a week; weeks begin on Monday 00:00 UTC.
const weekMinutes = 7 * 24 * 60

// epoch is a Monday; the search counts minutes from it.
var epoch = time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC)

// Weekly is a weekly timetable: minutes of the UTC week, Monday 00:00 being 0, rising.
type Weekly []int64

// Next is the first departure at or after a time; the time itself where nothing is timetabled.
func (w Weekly) Next(at time.Time) time.Time {
	t := int64(math.Ceil(at.Sub(epoch).Minutes()))
	if wait := w.wait(t); len(w) > 0 {
		return epoch.Add(time.Duration(t+wait) * time.Minute)
	}
	return at
}

// wait is how many minutes after t the next departure is. It is FIFO: t + wait(t) never falls as t rises.
func (w Weekly) wait(t int64) int64 {
	if len(w) == 0 {
		return 0
	}
	in := ((t % weekMinutes) + weekMinutes) % weekMinutes
	i, _ := slices.BinarySearch(w, in)
	if i < len(w) {
		return w[i] - in
	}
	return w[0] + weekMinutes - in
}

// weekly converts the departures from one end of a link into UTC, with the zone's offset on a day.
func weekly(departs []network.Departure, from *network.Location, on time.Time) (Weekly, error) {
	var w Weekly
	for _, d := range departs {
		if d.From != from.Code {
			continue
		}
		zone, err := time.LoadLocation(from.Zone)
		if err != nil {
			return nil, fault.New(fault.BadNetwork, "the time zone %q of %s is not known", from.Zone, from.Code).Because(err)
		}
		_, offset := on.In(zone).Zone()
		day := (int64(d.Weekday) + 6) % 7 // from Monday
		m := day*24*60 + int64(d.Minute) - int64(offset)/60
		w = append(w, ((m%weekMinutes)+weekMinutes)%weekMinutes)
	}
	slices.Sort(w)
	return slices.Compact(w), nil
}

// progress is the time since the start as a random variable: its mean, the variance of what is independent, and by shock
// group the sum of standard deviations that move together.
type progress struct {
	start  int64 // minutes of the search
	mean   float64
	own    float64
	shared map[string]float64
}

// variance is the whole variance, shared shocks included.
func (p *progress) variance() float64 {
	v := p.own
	for _, sd := range p.shared {
		v += SharedCorrelation * sd * sd
	}
	return v
}

// pass adds a duration with a mean and standard deviation in a shock group.
func (p *progress) pass(mean, sd float64, group string) {
	p.mean += mean
	if group == "" {
		p.own += sd * sd
		return
	}
	p.own += (1 - SharedCorrelation) * sd * sd
	if p.shared == nil {
		p.shared = map[string]float64{}
	}
	p.shared[group] += sd
}

// gridPoints are the quantiles by which a wait for a timetable is averaged.
const gridPoints = 64

// standardNormal are the mid-quantiles of the standard normal.
var standardNormal = func() (z [gridPoints]float64) {
	for i := range z {
		z[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/gridPoints-1)
	}
	return z
}()

// waitFor adds the wait for a timetable and gives its mean: averaged over the lognormal time of reaching the quay. The wait
// makes the time of leaving a lattice; its mean and variance are kept, the shares of the variance stay as they were.
func (p *progress) waitFor(w Weekly) float64 {
	v := p.variance()
	var sum, squares float64
	for _, z := range standardNormal {
		t := quantile(p.mean, v, z)
		d := t + float64(w.wait(p.start+int64(math.Ceil(t))))
		sum += d
		squares += d * d
	}
	mean := sum / gridPoints
	after := max(0, squares/gridPoints-mean*mean)
	wait := mean - p.mean
	p.mean = mean
	if v <= 0 {
		p.own = after
		return wait
	}
	scale := math.Sqrt(after / v)
	p.own *= scale * scale
	for g := range p.shared {
		p.shared[g] *= scale
	}
	return wait
}

func (a *arcMeta) wait() wait {
	if a.kind != Move || a.link.PerWeek <= 0 || len(a.departs) > 0 {
		return wait{}
	}
	interval := 7 * 24 * 60 / a.link.PerWeek
	return wait{mean: interval / 2, variance: interval * interval / 12}
}

// wait is the waiting for a departure whose frequency is published but whose day is not: uniform over the interval.
type wait struct{ mean, variance float64 } // minutes, square minutes

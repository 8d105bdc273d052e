package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The metrics of [Values] as an [Overlay] and a [Report] name them.
const (
	MetricDistance = "distance"
	MetricMinutes  = "minutes"
	MetricSD       = "sd"
	MetricUSD      = "usd"
	MetricGPerTKm  = "gPerTKm"
	MetricGPerTEU  = "gPerTEU"
)

// rank orders the kinds of claim: the smaller the nearer to a mean. Best is no mean and ranks apart.
var rank = map[Kind]int{Fact: 1, Mean: 1, Guidance: 2, Plan: 2, Single: 3, Estimated: 4, Congested: 5, Best: 6}

// claimsFor gives the figures of a subject and metric that may drive a value: none that is suspect or has no number.
func (n *Network) claimsFor(subject, metric string, keep func(*Figure) bool) []*Figure {
	var out []*Figure
	for _, f := range n.claims[subject+"|"+metric] {
		if !f.Suspect && f.Text == "" && (keep == nil || keep(f)) {
			out = append(out, f)
		}
	}
	return out
}

// year is the year a claim speaks of, 0 where it has none.
func (f *Figure) year() int {
	if len(f.Year) < 4 {
		return 0
	}
	y, _ := strconv.Atoi(f.Year[:4])
	return y
}

// month orders claims within a year: "2025-12" is later than "2025".
func (f *Figure) month() int {
	if len(f.Year) < 7 || f.Year[4] != '-' {
		return 0
	}
	m, _ := strconv.Atoi(f.Year[5:7])
	return m
}

// choose picks the claims that drive a value: of the best rank, and of these the latest. With fresh the latest year comes
// before the rank, as a rate of four years ago says little. Only "best" and "congested" claims leave nothing to choose.
func choose(claims []*Figure, fresh bool) []*Figure {
	var usable []*Figure
	for _, f := range claims {
		if f.Kind != Best && f.Kind != Congested {
			usable = append(usable, f)
		}
	}
	if len(usable) == 0 {
		return nil
	}
	better := func(a, b *Figure) int {
		byRank, byDate := rank[a.Kind]-rank[b.Kind], cmp.Or(b.year()-a.year(), b.month()-a.month())
		if fresh {
			return cmp.Or(byDate, byRank)
		}
		return cmp.Or(byRank, byDate)
	}
	first := slices.MinFunc(usable, better)
	var chosen []*Figure
	for _, f := range usable {
		if better(first, f) == 0 {
			chosen = append(chosen, f)
		}
	}
	return chosen
}

// fold makes one value of claims: the one chosen group gives the value (the middle of its range; of several means their
// average; of several measures the first), all together give the range. ok is false where nothing may be chosen.
func fold(claims []*Figure, unit string, fresh bool, convert func(*Figure) float64) (Value, bool) {
	chosen := choose(claims, fresh)
	if len(chosen) == 0 {
		return Value{}, false
	}
	v := Value{Unit: unit, Basis: Sourced, Kind: chosen[0].Kind, Year: chosen[0].Year, Source: chosen[0].Source, Low: math.Inf(1), High: math.Inf(-1)}
	lo, hi, sum := math.Inf(1), math.Inf(-1), 0.0
	for _, f := range chosen {
		x := convert(f)
		lo, hi, sum = math.Min(lo, x), math.Max(hi, x), sum+x
		v.Figures = append(v.Figures, f.ID)
	}
	switch {
	case chosen[0].Kind == Mean:
		v.V = sum / float64(len(chosen))
	case chosen[0].Kind == Fact || chosen[0].Kind == Estimated && chosen[0].Metric == "distance_km":
		v.V = convert(chosen[0])
	default:
		v.V = (lo + hi) / 2
		if lo < hi {
			v.Method = "middle of the range claimed"
		} else if chosen[0].Bound == "max" {
			v.Method = "claimed as a maximum and taken as it is"
		}
	}
	if chosen[0].Kind == Estimated {
		v.Basis = Factor
		v.Method = "computed for this arc, not observed: " + chosen[0].Note
	}
	for _, f := range claims {
		x := convert(f)
		v.Low, v.High = math.Min(v.Low, x), math.Max(v.High, x)
		if !slices.Contains(v.Figures, f.ID) {
			v.Figures = append(v.Figures, f.ID)
		}
	}
	return v, true
}

func plain(f *Figure) float64 { return f.Value }

// classValue looks a quantity of a class up; the basis is Factor where published figures stand behind it.
func (n *Network) classValue(class, quantity string) (ClassValue, Basis) {
	c := n.class[class]
	if c == nil {
		return ClassValue{}, Estimate
	}
	v, ok := c.Values[quantity]
	if !ok && quantity == "circuity" {
		return ClassValue{V: 1, Low: 1, High: 1}, Estimate
	}
	if v.Basis != "" {
		return v, v.Basis
	}
	if len(v.Figures) > 0 {
		return v, Factor
	}
	return v, Estimate
}

func (v ClassValue) as(unit string, factor float64, basis Basis) Value {
	return Value{V: v.V * factor, Low: v.Low * factor, High: v.High * factor, Unit: unit, Basis: basis, Figures: slices.Clip(v.Figures), Method: v.Method}
}

// LinkValues resolves what is known of a link on a date. The link must be of this network.
func (n *Network) LinkValues(l *Link, on time.Time) Values {
	return n.LinkValuesFrom(l, "", on)
}

// LinkValuesFrom is LinkValues in one direction: claims made for the other direction only (a westbound tariff) do not count.
func (n *Network) LinkValuesFrom(l *Link, fromCode string, on time.Time) Values {
	n = n.on(on)
	along := func(f *Figure) bool { return f.Direction == "" || fromCode == "" || f.Direction == fromCode }
	var v Values
	v.Distance = n.distance(l)
	v.Minutes = n.linkMinutes(l, v.Distance, along)
	v.SD = n.spread(v.Minutes, l.Class)
	n.monthly(&v, on, n.LinkShocks(l), l.ID, l.Class, l.Shock)
	v.USD = n.linkUSD(l, v.Distance, along)
	v.Activity = n.linkActivity(l, v.Distance)
	v.GPerTKm = n.linkGPerTKm(l, on)
	v.GPerTEU = Value{Unit: "g/TEU", Basis: Estimate, Scope: WTW, Method: "handling is counted at transfers"}
	before := v.Distance.V
	subjects := append(slices.Clone(l.Through), l.ID)
	if fromCode != "" {
		subjects = append(subjects, l.ID+":"+fromCode)
	}
	was := v
	n.change(&v, on, subjects...)
	n.scatter(&v, was, on, subjects...)
	v.follow(before)
	v.Charges = n.linkCharges(l, fromCode, v.Distance.V, on)
	n.overlay(&v, on, l.ID)
	if fromCode != "" {
		n.overlay(&v, on, l.ID+":"+fromCode)
	}
	fit(&v)
	return v
}

func (n *Network) distance(l *Link) Value {
	if v, ok := fold(n.claimsFor(l.ID, "distance_km", nil), "km", false, plain); ok {
		return v
	}
	c, _ := n.classValue(l.Class, "circuity")
	v := c.as("km", n.distanceOf[l.ID], Estimate)
	v.Figures = nil
	v.Method = "great circle times " + trim(c.V)
	if l.Shape != "" {
		v.Method = "great circles along the way drawn times " + trim(c.V)
	}
	return v
}

// linkMinutes is the mean duration of a link: the claims about it, else distance over the speed of its class. Where only the
// best is claimed the class estimate holds, but is never faster than the best.
func (n *Network) linkMinutes(l *Link, km Value, keep func(*Figure) bool) Value {
	claims := n.claimsFor(l.ID, "duration_min", keep)
	if v, ok := fold(claims, "min", false, plain); ok {
		return v
	}
	speed, basis := n.classValue(l.Class, "kmh")
	fixed, _ := n.classValue(l.Class, "hours")
	v := Value{
		V: km.V/speed.V*60 + fixed.V*60, Low: km.V/speed.High*60 + fixed.Low*60, High: km.V/speed.Low*60 + fixed.High*60,
		Unit: "min", Basis: basis, Figures: slices.Clip(speed.Figures),
		Method: "distance at " + trim(speed.V) + " km/h: " + speed.Method,
	}
	if fixed.V > 0 {
		v.Method += "; and " + trim(fixed.V) + " h: " + fixed.Method
	}
	return bound(v, claims)
}

// bound keeps an estimate above the best that is claimed and widens its range to all claims.
func bound(v Value, claims []*Figure) Value {
	for _, f := range claims {
		if f.Kind == Best && v.V < f.Value {
			v.V = f.Value
			v.Method += "; not below the best claimed (" + f.ID + ")"
		} else if f.Kind == Best {
			v.Method += "; only a best time is claimed (" + f.ID + "), which is no mean"
		}
		v.Low, v.High = math.Min(v.Low, f.Value), math.Max(v.High, f.Value)
		v.Figures = append(v.Figures, f.ID)
	}
	v.High = math.Max(v.High, v.V)
	return v
}

// spread is the standard deviation of a duration: a quarter of the range claimed, but not less than the variation usual in
// the class.
func (n *Network) spread(minutes Value, class string) Value {
	cv, basis := n.classValue(class, "cv")
	v := Value{V: cv.V * minutes.V, Low: cv.Low * minutes.V, High: cv.High * minutes.V, Unit: "min", Basis: basis, Figures: slices.Clip(cv.Figures),
		Method: "coefficient of variation " + trim(cv.V) + " of " + class + ": " + cv.Method}
	if quarter := (minutes.High - minutes.Low) / 4; minutes.Basis == Sourced && quarter > v.V {
		v.V, v.High = quarter, math.Max(v.High, quarter)
		v.Basis, v.Figures, v.Kind, v.Year, v.Source = Sourced, minutes.Figures, minutes.Kind, minutes.Year, minutes.Source
		v.Method = "a quarter of the range claimed"
	}
	return v
}

// scatter makes the standard deviation follow a duration that changes set or scale, unless it is changed itself: twice as
// long scatters twice as much. Minutes that are added leave it.
func (n *Network) scatter(v *Values, was Values, on time.Time, subjects ...string) {
	if len(n.changes) == 0 || v.Minutes.V == was.Minutes.V || was.Minutes.V <= 0 || v.SD.V != was.SD.V {
		return
	}
	f := 1.0
	for _, s := range subjects {
		for i := range n.changes[s+"|"+QMinutes] {
			if c := &n.changes[s+"|"+QMinutes][i]; c.Holds(on) && c.Op != Add {
				f = v.Minutes.V / was.Minutes.V
			}
		}
	}
	if f != 1 {
		v.SD.V, v.SD.Low, v.SD.High, v.SD.Before, v.SD.Basis = v.SD.V*f, v.SD.Low*f, v.SD.High*f, &was.SD.V, v.Minutes.Basis
		v.SD.Method = "in proportion to the duration that is changed"
	}
}

// linkUSD is the cost of a link for a TEU: the latest claims about it, else the rate of its class.
func (n *Network) linkUSD(l *Link, km Value, keep func(*Figure) bool) Value {
	if v, ok := n.claimedUSD(l.ID, keep); ok {
		return v
	}
	per, basis := n.classValue(l.Class, "usd_km")
	fixed, _ := n.classValue(l.Class, "usd")
	v := Value{V: km.V*per.V + fixed.V, Low: km.V*per.Low + fixed.Low, High: km.V*per.High + fixed.High, Unit: "USD/TEU", Basis: basis, Figures: slices.Clip(per.Figures),
		Method: trim(per.V) + " USD a TEU-km: " + per.Method}
	if fixed.V > 0 {
		v.Method += "; and " + trim(fixed.V) + " USD: " + fixed.Method
	}
	return n.ratedIn(v)
}

// claimedUSD folds claims for a TEU; where only a FEU is priced it counts half.
func (n *Network) claimedUSD(subject string, keep func(*Figure) bool) (Value, bool) {
	if v, ok := fold(n.claimsFor(subject, "usd_teu", keep), "USD/TEU", true, plain); ok {
		return v, true
	}
	v, ok := fold(n.claimsFor(subject, "usd_feu", keep), "USD/TEU", true, func(f *Figure) float64 { return f.Value / 2 })
	if ok {
		v.Method = strings.TrimPrefix(v.Method+"; half of the rate for a FEU", "; ")
	}
	return v, ok
}

// CrossingValues resolves a crossing from one of its sides (fromCode; "" is its From) on a date. Its duration is the sum of
// leaving one country and entering the other where claims speak of sides.
func (n *Network) CrossingValues(c *Crossing, fromCode string, on time.Time) Values {
	n = n.on(on)
	out, in := c.From, c.To
	if fromCode == c.To {
		out, in = c.To, c.From
	}
	var v Values
	circuity, _ := n.classValue(c.Class, "circuity")
	if d, ok := fold(n.claimsFor(c.ID, "distance_km", nil), "km", false, plain); ok {
		v.Distance = d
	} else {
		a, b := n.location[out], n.location[in]
		v.Distance = circuity.as("km", GreatCircleKm(a.Lat, a.Lon, b.Lat, b.Lon), Estimate)
		v.Distance.Figures, v.Distance.Method = nil, "great circle between the two stations or gates times "+trim(circuity.V)
	}
	v.Minutes = n.crossingMinutes(c, out, in)
	v.SD = n.spread(v.Minutes, c.Class)
	n.queue(&v, c, out, on)
	n.monthly(&v, on, n.CrossingShocks(c), c.ID, c.Class, c.Shock)
	if usd, ok := n.claimedUSD(c.ID, nil); ok {
		v.USD = usd
	} else {
		usd, basis := n.classValue(c.Class, "usd")
		v.USD = n.ratedIn(usd.as("USD/TEU", 1, basis))
	}
	g, basis := n.classValue(c.Class, "g_tkm")
	v.GPerTKm = g.wtw("g/tkm", basis)
	teu, basis := n.classValue(c.Class, "g_teu")
	v.GPerTEU = teu.wtw("g/TEU", basis)
	v.Activity = v.Distance
	before := v.Distance.V
	if v.GPerTEU.Method == "" {
		v.GPerTEU.Method = "nothing is handled"
	}
	was := v
	n.change(&v, on, c.ID, c.ID+":"+out)
	n.scatter(&v, was, on, c.ID, c.ID+":"+out)
	v.follow(before)
	v.Charges = n.entry(nil, n.location[out].Country, n.location[in].Country, c.Mode, on)
	n.overlay(&v, on, c.ID)
	n.overlay(&v, on, c.ID+":"+out)
	fit(&v)
	return v
}

// crossingMinutes prefers claims about the whole crossing, then adds its two sides.
func (n *Network) crossingMinutes(c *Crossing, out, in string) Value {
	whole := n.claimsFor(c.ID, "dwell_min", func(f *Figure) bool { return f.Side == "" })
	if v, ok := fold(whole, "min", false, plain); ok {
		return v
	}
	a, aClaimed := n.sideMinutes(c, out, "out")
	b, bClaimed := n.sideMinutes(c, in, "in")
	v := Value{V: a.V + b.V, Low: a.Low + b.Low, High: a.High + b.High, Unit: "min", Figures: append(slices.Clone(a.Figures), b.Figures...)}
	lead := a
	if bClaimed && (!aClaimed || b.V > a.V) {
		lead = b
	}
	claimed := 0.0
	if aClaimed {
		claimed += a.V
	}
	if bClaimed {
		claimed += b.V
	}
	switch {
	case claimed > 0 && claimed*2 >= v.V:
		v.Basis, v.Kind, v.Year, v.Source = Sourced, lead.Kind, lead.Year, lead.Source
	case a.Basis == Factor && b.Basis == Factor || a.Basis == Factor && a.V > b.V || b.Basis == Factor && b.V > a.V:
		v.Basis = Factor
	default:
		v.Basis = Estimate
	}
	v.Method = "leaving " + n.location[out].Country + " " + hours(a.V) + " (" + a.Method + ") and entering " + n.location[in].Country + " " + hours(b.V) + " (" + b.Method + ")"
	return bound(v, whole)
}

// sideMinutes is the time at one side of a crossing in one direction: claimed there, else usual in that country by that mode,
// else in the class of the crossing.
func (n *Network) sideMinutes(c *Crossing, side, direction string) (Value, bool) {
	claims := n.claimsFor(c.ID, "dwell_min", func(f *Figure) bool {
		return f.Side == side && (f.Direction == "" || f.Direction == direction)
	})
	if v, ok := fold(claims, "min", false, plain); ok {
		if v.Method == "" {
			v.Method = "claimed, " + string(v.Kind) + " " + v.Year
		}
		return v, v.Basis == Sourced
	}
	class := "side-" + string(c.Mode) + "-" + n.location[side].Country
	if cl := n.class[class]; cl != nil && !strings.HasPrefix(c.Class, "x-rail-union") {
		for _, q := range []string{"hours:" + direction, "hours"} {
			if _, ok := cl.Values[q]; ok {
				v, basis := n.classValue(class, q)
				return bound(v.as("min", 60, basis), claims), false
			}
		}
	}
	v, basis := n.classValue(c.Class, "hours")
	return bound(v.as("min", 60, basis), claims), false
}

// TransferValues resolves the change of means in one place on a date, procedures of the place included. from "" is loading
// at the gate, to "" is unloading. In a waypoint, and from rail to rail or road to road in one place, nothing is transferred
// and every value is zero.
func (n *Network) TransferValues(loc *Location, from, to Mode, on time.Time) Values {
	n = n.on(on)
	pair := TransferPair(from, to)
	zero := func(method string) Values {
		v := Value{Basis: Estimate, Method: method}
		unit := func(u string) Value { v.Unit = u; return v }
		return Values{Distance: unit("km"), Minutes: unit("min"), SD: unit("min"), USD: unit("USD/TEU"), GPerTKm: unit("g/tkm"), GPerTEU: unit("g/TEU"), Activity: unit("km")}
	}
	if loc.Kind == "waypoint" {
		return zero("passing a waypoint is no transfer")
	}
	if from == to && (from == Rail || from == Road || from == "") {
		return zero("staying on " + cmp.Or(string(from), "the ground") + " in one place is no transfer")
	}
	class := n.transferClass(from, to)
	v := zero("a transfer covers no distance")
	specific, general := "transfer:"+loc.Code+":"+pair, "transfer:"+loc.Code
	v.Minutes = n.transferMinutes(class, []string{specific, general})
	n.withoutBoarding(&v.Minutes, loc, to)
	v.SD = n.spread(v.Minutes, class)
	n.filling(&v, class, on, general, specific)
	n.monthly(&v, on, nil, loc.Code, class)
	usd, basis := n.classValue(class, "usd")
	v.USD = n.ratedIn(usd.as("USD/TEU", 1, basis))
	for _, s := range []string{specific, general} {
		if claimed, ok := n.claimedUSD(s, nil); ok {
			v.USD = claimed
			break
		}
	}
	g, basis := n.classValue(class, "g_teu")
	v.GPerTEU = g.wtw("g/TEU", basis)
	was := v
	n.change(&v, on, general, specific)
	n.scatter(&v, was, on, general, specific)
	v.Charges = n.transferCharges(loc, from, to, on)
	n.overlay(&v, on, general)
	n.overlay(&v, on, specific)
	fit(&v)
	return v
}

func (n *Network) transferMinutes(class string, subjects []string) Value {
	var claims []*Figure
	for _, s := range subjects {
		if claims = n.claimsFor(s, "dwell_min", nil); len(claims) > 0 {
			break
		}
	}
	if v, ok := fold(claims, "min", false, plain); ok {
		return v
	}
	h, basis := n.classValue(class, "hours")
	return bound(h.as("min", 60, basis), claims)
}

// TransferPair names a change of means: "sea-rail", "gate-rail" for loading, "rail-gate" for unloading.
func TransferPair(from, to Mode) string {
	return cmp.Or(string(from), "gate") + "-" + cmp.Or(string(to), "gate")
}

// transferClass finds the class of a change of means: for this direction, else for the other one.
func (n *Network) transferClass(from, to Mode) string {
	if id := "t-" + TransferPair(from, to); n.class[id] != nil {
		return id
	}
	if id := "t-" + TransferPair(to, from); n.class[id] != nil {
		return id
	}
	return "t-other"
}

func trim(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

func hours(minutes float64) string { return fmt.Sprintf("%.1f h", minutes/60) }

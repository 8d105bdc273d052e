package network

import (
	"math"
	"slices"
	"time"
)

// A crossing is a queue with procedures. queues.csv gives, for a crossing or the class of it, what arrives a day, what can be
// handled a day by how many servers (tracks for lifting, lanes), how irregular both are, and the hours of procedure,
// inspection, change of gauge and waiting for wagons. The model makes shares and ratios of it: what is published or usual for
// the crossing stays its whole duration, the parts are the model's shares of it, and under a [Change] of one of the
// quantities the whole is multiplied by model(changed) / model(unchanged).
//
//	wait in the queue   C(c,a)·(ca²+cs²)/2 / (cµ−λ)          Allen–Cunneen, C being Erlang's delay probability
//	inspection          share × hours
//	waiting for wagons  (1 − at hand) × hours
//
// The time in the server itself (lifting the train, driving through the lane) is part of the change of gauge or the procedure.
type queueModel struct {
	arrivals, capacity, servers, ca, cs                             float64 // a day; numbers; coefficients of variation
	procedure, inspectionShare, inspection, gauge, atHand, wagonAdd float64 // hours; shares
}

// The parts of a crossing in the order of [Values.Parts].
var crossingParts = [...]string{"queue", "procedure", "inspection", "gauge change", "wagon wait"}

// moments are the mean and the standard deviation of a duration in hours.
type moments struct{ mean, sd float64 }

const (
	rhoMost       = 0.97 // utilisation beyond which the steady state says little: a queue does not live long enough to reach it
	overloadDays  = 15   // mean backlog in days for each whole capacity arriving too much: 30 days of overload, on average half over
	queueMostH    = 960  // hours a queue is at most: 40 days, the longest published at a border of this region (Upper Lars, 2022)
	procedureCV   = 0.5  // our estimate: papers scatter by half of their mean
	inspectionCV  = 0.5  // our estimate: so do inspections
	gaugeCV       = 0.25 // our estimate: lifting is work of a known length
	saturatedNote = "saturated: arrivals near or above capacity, the wait is bounded"
)

// queueWait is the wait in a G/G/c queue by Allen and Cunneen: mean and standard deviation in hours for rates a day. The wait
// of those who wait at all is taken as exponential, which is exact for M/M/c. Near and over saturation it grows linearly with
// the overload and is bounded.
func queueWait(arrivals, capacity, servers, ca, cs float64) (w moments, saturated bool) {
	if arrivals <= 0 || capacity <= 0 || servers <= 0 {
		return moments{}, false
	}
	rho := arrivals / capacity
	use := math.Min(rho, rhoMost)
	p := erlangC(servers, use*servers)
	given := 24 * (ca*ca + cs*cs) / 2 / (capacity * (1 - use))
	w = moments{p * given, given * math.Sqrt(p*(2-p))}
	if rho > rhoMost {
		w.mean += (rho - rhoMost) * overloadDays * 24
	}
	w.mean = math.Min(w.mean, queueMostH)
	w.sd = math.Min(w.sd, queueMostH)
	return w, rho > rhoMost
}

// erlangC is Erlang's probability that an arrival has to wait at c servers offered a erlangs. c need not be whole: between
// two whole numbers it is interpolated.
func erlangC(c, a float64) float64 {
	if c < 1 {
		return math.Min(1, a/c)
	}
	low := math.Floor(c)
	if c > low {
		scaled := a / c // the utilisation is held
		return (low+1-c)*erlangC(low, scaled*low) + (c-low)*erlangC(low+1, scaled*(low+1))
	}
	b := 1.0 // Erlang B by its recursion
	for k := 1.0; k <= low; k++ {
		b = a * b / (k + a*b)
	}
	rho := a / c
	return math.Min(1, b/(1-rho*(1-b)))
}

// parts are the mean and standard deviation of each part, in the order of crossingParts.
func (q *queueModel) parts() (p [len(crossingParts)]moments, saturated bool) {
	p[0], saturated = queueWait(q.arrivals, q.capacity, q.servers, q.ca, q.cs)
	p[1] = moments{q.procedure, procedureCV * q.procedure}
	p[2] = sometimes(q.inspectionShare, q.inspection, inspectionCV)
	p[3] = moments{q.gauge, gaugeCV * q.gauge}
	p[4] = sometimes(1-q.atHand, q.wagonAdd, 1) // exponential where one waits
	return p, saturated
}

// sometimes are the moments of something that takes hours with probability p and nothing otherwise.
func sometimes(p, hours, cv float64) moments {
	p = math.Max(0, math.Min(1, p))
	return moments{p * hours, hours * math.Sqrt(math.Max(0, p*(1+cv*cv)-p*p))}
}

// queueOf is the model of a crossing on a date, with the changes that hold then or without any. ok is false where the tables
// say nothing of it.
func (n *Network) queueOf(c *Crossing, out string, on time.Time, changed bool) (q queueModel, ok bool) {
	var rows [2]map[string]ClassValue
	rows[0], rows[1] = n.queues[c.ID], n.queues[c.Class]
	if rows[0] == nil && rows[1] == nil {
		return q, false
	}
	get := func(quantity string, otherwise, perUnit float64) float64 {
		v := otherwise
		for _, r := range rows {
			if x, has := r[quantity]; has {
				v = x.V
				break
			}
		}
		if !changed {
			return v
		}
		return n.supposed(Value{V: v * perUnit}, quantity, on, c.Class, c.ID, c.ID+":"+out).V / perUnit
	}
	q = queueModel{
		arrivals: get(QArrivals, 0, 1), capacity: get(QCapacity, 1, 1), servers: get("servers", 1, 1), ca: get("arrivalCV", 1, 1), cs: get("serviceCV", 1, 1),
		procedure: get(QProcedure, 0, 60), inspectionShare: get(QInspection, 0, 1), inspection: get("inspection", 0, 1),
		gauge: get(QGauge, 0, 60), atHand: get(QWagons, 1, 1), wagonAdd: get("wagonWait", 0, 1),
	}
	if !c.Gauge {
		q.gauge, q.wagonAdd = 0, 0
	}
	return q, true
}

// queueQuantities are the quantities a change of which acts on the queue of a crossing.
var queueQuantities = []string{QArrivals, QCapacity, QProcedure, QInspection, QGauge, QWagons}

// queue multiplies the duration of a crossing by what its queue becomes under changes, and names its parts. It runs before
// the month, the changes of the whole duration and the overlays; [fit] scales the parts to what these leave.
func (n *Network) queue(v *Values, c *Crossing, out string, on time.Time) {
	base, ok := n.queueOf(c, out, on, false)
	if !ok || v.Minutes.V <= 0 {
		return
	}
	was, sat := base.parts()
	is := was
	if n.anyChange(queueQuantities, c.Class, c.ID, c.ID+":"+out) {
		q, _ := n.queueOf(c, out, on, true)
		is, sat = q.parts()
		if q != base {
			n.scaleByModel(v, total(was[:]), total(is[:]), c, out, on)
		}
	}
	sum := total(is[:])
	if sum.mean <= 0 {
		return
	}
	method := "share of the model of the queue, scaled to the whole"
	for i, p := range is {
		if p.mean <= 0 {
			continue
		}
		part := Part{Name: crossingParts[i], Minutes: p.mean * 60, SD: p.sd * 60, Basis: Estimate, Method: method}
		if figures := n.figuresOfQueue(c, partQuantities[i]); len(figures) > 0 {
			part.Basis, part.Source = Factor, "figures "+joined(figures)
		}
		if i == 0 && sat {
			part.Method = saturatedNote
		}
		v.Parts = append(v.Parts, part)
	}
}

// total adds the moments of independent parts.
func total(parts []moments) (t moments) {
	for _, p := range parts {
		t.mean += p.mean
		t.sd = math.Hypot(t.sd, p.sd)
	}
	return t
}

// scaleByModel multiplies the duration by the ratio of the models.
func (n *Network) scaleByModel(v *Values, was, is moments, c *Crossing, out string, on time.Time) {
	if was.mean <= 0 || was.sd <= 0 {
		return
	}
	before := v.Minutes.V
	f, g := is.mean/was.mean, is.sd/was.sd
	v.Minutes.V, v.Minutes.Low, v.Minutes.High = v.Minutes.V*f, v.Minutes.Low*f, v.Minutes.High*f
	v.SD.V, v.SD.Low, v.SD.High = v.SD.V*g, v.SD.Low*g, v.SD.High*g
	v.Minutes.Before, v.Minutes.Basis, v.Minutes.Kind, v.Minutes.Year, v.Minutes.Source = &before, Supposed, "", "", ""
	said := ""
	for _, s := range []string{c.Class, c.ID, c.ID + ":" + out} {
		for _, q := range queueQuantities {
			for i := range n.changes[s+"|"+q] {
				if ch := &n.changes[s+"|"+q][i]; ch.Holds(on) {
					said += "; " + ch.Quantity + ": " + ch.said()
				}
			}
		}
	}
	v.Minutes.Method = "times " + trim(f) + " by the model of the queue" + said
	v.SD.Basis, v.SD.Kind, v.SD.Year, v.SD.Source, v.SD.Method = Supposed, "", "", "", v.Minutes.Method
}

// anyChange reports whether a change of one of the quantities is laid for one of the subjects.
func (n *Network) anyChange(quantities []string, subjects ...string) bool {
	if len(n.changes) == 0 {
		return false
	}
	for _, s := range subjects {
		for _, q := range quantities {
			if len(n.changes[s+"|"+q]) > 0 {
				return true
			}
		}
	}
	return false
}

// partQuantities are the quantities each part rests on, in the order of crossingParts.
var partQuantities = [...][]string{{QArrivals, QCapacity, "servers", "arrivalCV", "serviceCV"}, {QProcedure}, {QInspection, "inspection"}, {QGauge}, {QWagons, "wagonWait"}}

// figuresOfQueue are the claims behind some quantities of the queue of a crossing, those of its class where it has no row.
func (n *Network) figuresOfQueue(c *Crossing, quantities []string) (figures []string) {
	for _, q := range quantities {
		v, own := n.queues[c.ID][q]
		if !own {
			v = n.queues[c.Class][q]
		}
		figures = append(figures, v.Figures...)
	}
	slices.Sort(figures)
	return slices.Compact(figures)
}

func joined(ids []string) string {
	out := ""
	for i, id := range ids {
		if i > 0 {
			out += ", "
		}
		out += id
	}
	return out
}

// fit scales the parts so that they sum to the duration and their squares to its variance.
func fit(v *Values) {
	mean, squares := 0.0, 0.0
	for _, p := range v.Parts {
		mean += p.Minutes
		squares += p.SD * p.SD
	}
	if mean <= 0 {
		v.Parts = nil
		return
	}
	f, g := v.Minutes.V/mean, 0.0
	if squares > 0 {
		g = v.SD.V / math.Sqrt(squares)
	}
	for i := range v.Parts {
		v.Parts[i].Minutes *= f
		v.Parts[i].SD *= g
	}
}

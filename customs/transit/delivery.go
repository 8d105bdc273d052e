package transit

import (
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// The messages about the place of delivery.
const (
	KindChangeDelivery  Kind = "change-delivery"
	KindDeliveryChanged Kind = "delivery-changed"
	KindReachDelivery   Kind = "reach-delivery"
	KindDeliverPart     Kind = "deliver-part"
	KindPartDelivered   Kind = "part-delivered"
)

// ChangeDelivery permits another place of delivery; the office of departure decides. In national transit it lies in the same
// country.
type ChangeDelivery struct {
	Office Office `json:"office"`
	Reason string `json:"reason"`
}

// DeliveryChanged tells the other administrations where the goods are to end now.
type DeliveryChanged struct {
	From   string    `json:"from"`
	Office Office    `json:"office"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// ReachDelivery records that the means of transport has reached the place of delivery: from then on the carrier has hours to
// present the papers. A zero time means now.
type ReachDelivery struct {
	Office Office    `json:"office,omitzero"` // empty: the place of delivery of this administration
	At     time.Time `json:"at,omitzero"`
}

// DeliverPart completes the transit for a part of the goods; the rest stays under it.
type DeliverPart struct {
	Office   Office  `json:"office,omitzero"` // empty: the place of delivery of this administration
	Packages int     `json:"packages,omitempty"`
	GrossKg  unit.Kg `json:"grossKg,omitempty"`
	Text     string  `json:"text,omitempty"`
}

// Part is a part of the goods that was delivered.
type Part struct {
	Office   Office    `json:"office"`
	At       time.Time `json:"at"`
	Packages int       `json:"packages,omitempty"`
	GrossKg  unit.Kg   `json:"grossKg,omitempty"`
	Text     string    `json:"text,omitempty"`
}

// PartDelivered tells the owner of a part delivered.
type PartDelivered struct {
	From string `json:"from"`
	Part Part   `json:"part"`
}

// The names of the messages.
func (ChangeDelivery) Kind() Kind  { return KindChangeDelivery }
func (DeliveryChanged) Kind() Kind { return KindDeliveryChanged }
func (ReachDelivery) Kind() Kind   { return KindReachDelivery }
func (DeliverPart) Kind() Kind     { return KindDeliverPart }
func (PartDelivered) Kind() Kind   { return KindPartDelivered }

// place is where the goods are to end, as far as this administration knows.
func (m Movement) place() Office {
	if m.Delivery != (Office{}) {
		return m.Delivery
	}
	return m.Declaration.Destination
}

// isPlace is true of the declared office of destination and of the one permitted in its place.
func (m Movement) isPlace(o Office) bool {
	return o.Same(m.Declaration.Destination) || m.Delivery != (Office{}) && o.Same(m.Delivery)
}

// changeDelivery has the record sent to an administration that had no part yet, and tells the others.
func (a *act) changeDelivery(v ChangeDelivery) error {
	var c checker
	c.office("/office", v.Office)
	c.said("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	before := a.m.place()
	switch {
	case v.Office.Same(before):
		return a.stop("%s is the place of delivery already", before)
	case a.m.Arrival != nil:
		return a.stop("the goods arrived at %s", a.m.Arrival.Office)
	case a.m.Declaration.Regime == NationalTransit && v.Office.Country != before.Country:
		return a.stop("national transit ends in %s", before.Country).Mend("lodge the transit of the other country where the goods leave this one")
	case len(a.m.Actual) >= PassageMax:
		return fault.New(fault.Limit, "the record was given to %d offices", len(a.m.Actual)).Want("at most %d", PassageMax)
	}
	a.m.Delivery = v.Office
	a.read("place of delivery before", before.String())
	a.read("place of delivery", v.Office.String())
	a.read("reason", v.Reason)
	known := slices.IndexFunc(a.m.Copies(), func(c Copy) bool { return c.Country == v.Office.Country }) >= 0
	if to := (Copy{v.Office.Country, Destination}); v.Office.Country != a.m.Owner && !has(a.m.Copies(), to) {
		a.m.Actual = append(a.m.Actual, to)
	}
	for _, x := range a.m.Copies() {
		if !known && x.Country == v.Office.Country {
			a.announce(x)
			continue
		}
		a.send(x.Country, DeliveryChanged{From: a.m.Owner, Office: v.Office, Reason: v.Reason, At: a.now})
	}
	return nil
}

// announce sends the record to an administration on the way.
func (a *act) announce(c Copy) {
	a.send(c.Country, AnticipatedRecord{Key: a.m.Key, From: a.m.Owner, Role: c.Role, Number: a.m.Number, Declaration: a.m.Declaration,
		ReleasedAt: a.m.ReleasedAt, Limit: a.m.Limit, Measures: a.m.Measures, Delivery: a.m.Delivery})
}

// deliveryChanged makes an office of passage whose administration is to have the goods one of destination.
func (a *act) deliveryChanged(v DeliveryChanged) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	var c checker
	c.office("/office", v.Office)
	c.text("/reason", v.Reason)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.m.Delivery = v.Office
	if v.Office.Country == a.m.Administration {
		a.m.Role = Destination
	}
	a.sent(v.At)
	a.read("place of delivery", v.Office.String())
	a.read("reason", v.Reason)
	return nil
}

// deliveryOffice completes an office of delivery of this administration.
func (a *act) deliveryOffice(o Office) (Office, error) {
	if o == (Office{}) {
		o = a.m.place()
		if err := a.hereOf(o); err != nil {
			return o, err
		}
	}
	return a.localOffice(o, []Office{a.m.Delivery, a.m.Declaration.Destination})
}

// reachDelivery starts the hours for the papers.
func (a *act) reachDelivery(v ReachDelivery) error {
	office, err := a.deliveryOffice(v.Office)
	if err != nil {
		return err
	}
	if v.At.IsZero() {
		v.At = a.now
	}
	if v.At.After(a.now) || v.At.Before(a.m.ReleasedAt) {
		return fault.New(fault.BadField, "the place was reached at %s", stamp(v.At)).At("/at").Want("between the release and now")
	}
	if !a.m.ReachedAt.IsZero() {
		return a.stop("the place of delivery was reached at %s", stamp(a.m.ReachedAt))
	}
	a.m.ReachedAt = v.At.UTC()
	a.fact.Office, a.fact.At = office, a.m.ReachedAt
	a.read("office declared", yes(a.m.isPlace(office)))
	a.readLimit(v.At)
	return nil
}

// deliverPart records a part; what remains must be more than nothing, for the last part is an arrival.
func (a *act) deliverPart(v DeliverPart) error {
	office, err := a.deliveryOffice(v.Office)
	if err != nil {
		return err
	}
	p := Part{Office: office, At: a.now, Packages: v.Packages, GrossKg: v.GrossKg, Text: v.Text}
	if err := a.addPart(p); err != nil {
		return err
	}
	if packages, kg := a.m.rest(); packages <= 0 && v.Packages > 0 || kg <= 0 && v.GrossKg > 0 {
		return a.stop("nothing would remain under transit").Mend("record the arrival of the rest instead")
	}
	a.m.ReachedAt, a.m.Late = time.Time{}, slices.DeleteFunc(a.m.Late, func(k TimerKind) bool { return k == TimerPapersRoad || k == TimerPapersRail })
	if a.m.Role != Owner {
		a.send(a.m.Owner, PartDelivered{From: a.m.Administration, Part: p})
	}
	return nil
}

// rest is what was not delivered in parts.
func (m Movement) rest() (packages int, kg unit.Kg) {
	for _, g := range m.Declaration.Goods {
		packages, kg = packages+g.Packages, kg+g.GrossKg
	}
	for _, p := range m.Parts {
		packages, kg = packages-p.Packages, kg-p.GrossKg
	}
	return packages, kg
}

func (a *act) addPart(p Part) error {
	var c checker
	if p.Packages < 0 || p.GrossKg < 0 || p.Packages == 0 && p.GrossKg == 0 {
		c.wrong("/packages", "packages or kilograms, more than 0", "a part of %d packages, %d kg", p.Packages, p.GrossKg)
	}
	c.text("/text", p.Text)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if len(a.m.Parts) >= PartsMax {
		return fault.New(fault.Limit, "%d parts are recorded", len(a.m.Parts)).Want("at most %d", PartsMax)
	}
	a.m.Parts = append(a.m.Parts, p)
	a.fact.Office, a.fact.At = p.Office, p.At.UTC()
	packages, kg := a.m.rest()
	a.read("delivered", plural(p.Packages, "package")+", "+unit.Group(int64(p.GrossKg))+" kg")
	a.read("text", p.Text)
	a.read("not delivered in parts", plural(packages, "package")+", "+unit.Group(int64(kg))+" kg")
	a.readLimit(p.At)
	if has(inTime, a.fact.From) {
		a.to(PartlyDelivered)
	}
	return nil
}

// inTime are the owner's states of goods on the way that are not overdue.
var inTime = []State{Released, InTransit, PartlyDelivered}

func (a *act) partDelivered(v PartDelivered) error {
	if err := a.from(v.From, isDestination); err != nil {
		return err
	}
	if v.Part.Office.Country != v.From {
		return fault.New(fault.BadField, "%s records no delivery in %q", v.From, fault.Clip(v.Part.Office.Country)).At("/part/office/country")
	}
	a.to(a.fact.From)
	if err := a.addPart(v.Part); err != nil {
		return err
	}
	if !has(inTime, a.fact.From) && !has(overdueStates, a.fact.From) {
		a.irregular("learned after the movement was " + string(a.fact.From))
	}
	return nil
}

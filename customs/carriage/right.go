package carriage

import (
	"slices"

	"github.com/kairo-corridor/kairo/fault"
)

// obstacle asks the consignor for instructions.
func (a *act) obstacle(v ReportObstacle) error {
	if v.Station != (Station{}) {
		var c checker
		c.station("/station", v.Station)
		if err := c.list.OrNil(); err != nil {
			return err
		}
		a.fact.Station = v.Station
	}
	a.c.Obstacle = &Obstacle{Reason: v.Reason, Station: a.fact.Station, Since: a.now, Back: a.fact.From}
	return a.reason("/reason", v.Reason)
}

// resume goes back to where the obstacle was met; the delivery period is longer by the time it took.
func (a *act) resume() {
	o := a.c.Obstacle
	a.c.Extensions = append(a.c.Extensions, Extension{o.Reason, o.Since, a.now})
	a.to(o.Back)
	a.setLimit()
}

func (a *act) clearObstacle(v ClearObstacle) error {
	var c checker
	c.text("/text", v.Text, false)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.read("text", v.Text)
	a.resume()
	return nil
}

// reroute keeps the destination.
func (a *act) reroute(v Reroute) error {
	if err := a.reason("/reason", v.Reason); err != nil {
		return err
	}
	if err := a.checkRoute(v.Sections); err != nil {
		return err
	}
	if to := v.Sections[len(v.Sections)-1].To; to.Code != a.c.Note.Destination().Code {
		return fault.New(fault.BadField, "the route ends at %s", fault.Clip(to.Code)).At("/sections").Want("%s", a.c.Note.Destination().Code).Mend("another destination is an amendment")
	}
	a.setRoute(v.Sections)
	if a.fact.From == Obstructed {
		a.resume()
		return nil
	}
	a.setLimit()
	return nil
}

// checkRoute holds where a new route keeps what lies behind and the section the goods are on, but for its end.
func (a *act) checkRoute(sections []Section) error {
	var c checker
	c.sections("/sections", sections)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	old, at := a.c.Note.Sections, a.c.Section
	if len(sections) <= at || !slices.Equal(sections[:at], old[:at]) {
		c.wrong("/sections", "the sections behind as they were", "the new route changes them")
		return c.list.OrNil()
	}
	was, is := old[at], sections[at]
	if was.Carrier != is.Carrier || was.From != is.From || was.Law != is.Law || was.GaugeMm != is.GaugeMm || was.Mode != is.Mode {
		c.wrong("/sections", "the section the goods are on, but for its end", "the new route changes it")
	}
	for _, e := range a.c.Note.Customs {
		if e.At.IsZero() && !onRoute(sections, e.Station) {
			a.read("no longer on the route", e.Office.String())
		}
	}
	return c.list.OrNil()
}

// setRoute puts a new route in place; customs offices that are no longer on it need not stamp.
func (a *act) setRoute(sections []Section) {
	a.c.Note.Sections = slices.Clone(sections)
	a.c.Note.Customs = slices.DeleteFunc(a.c.Note.Customs, func(e Endorsement) bool { return e.At.IsZero() && !onRoute(sections, e.Station) })
	a.c.addParties(sections)
	a.read("route", routeText(sections))
}

// amend changes the consignee, the destination or both, by whoever has the right to.
func (a *act) amend(v Amend) error {
	var c checker
	c.name("/reference", v.Reference)
	oneOf(&c, "/by", v.By, ByConsignor, ByConsignee)
	if v.Consignee != nil {
		c.party("/consignee", *v.Consignee)
	}
	if v.Consignee == nil && len(v.Sections) == 0 {
		c.wrong("/consignee", "another consignee or another route", "nothing changes")
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if slices.ContainsFunc(a.c.Amendments, func(x Amendment) bool { return x.Reference == v.Reference }) {
		return a.stop("application %s was carried out", fault.Clip(v.Reference))
	}
	if err := a.mayAmend(v.By); err != nil {
		return err
	}
	done := Amendment{Reference: v.Reference, By: v.By, At: a.now}
	a.read("application", v.Reference+" of the "+string(v.By))
	if len(v.Sections) > 0 {
		if err := a.amendRoute(v, &done); err != nil {
			return err
		}
	}
	if v.Consignee != nil {
		done.Consignee = v.Consignee.Name
		a.read("consignee", a.c.Note.Consignee.Name+" → "+v.Consignee.Name)
		a.c.Note.Consignee = *v.Consignee
	}
	a.c.Amendments = append(a.c.Amendments, done)
	return nil
}

func (a *act) amendRoute(v Amend, done *Amendment) error {
	if !a.c.ArrivedAt.IsZero() {
		return a.stop("the goods are at the station of destination").Mend("change the consignee only, or deliver and consign anew")
	}
	if err := a.checkRoute(v.Sections); err != nil {
		return err
	}
	to := v.Sections[len(v.Sections)-1].To
	if v.By == ByConsignee && a.c.Law() == SMGS && to.Country != a.c.Note.Destination().Country {
		return a.barred(amendRule(SMGS, v.By), "the consignee would send the goods on to %s", to.Country)
	}
	done.Destination = to.Code
	a.read("destination", a.c.Note.Destination().String()+" → "+to.String())
	a.setRoute(v.Sections)
	a.setLimit()
	return nil
}

// mayAmend says who may amend at this point, under the law of the section.
func (a *act) mayAmend(by Claimant) error {
	rule := amendRule(a.c.Law(), by)
	a.fact.Rule = rule
	if a.c.Law() == CIM {
		if (by == ByConsignor) != a.c.Note.ConsignorDisposes {
			return a.barred(rule, "the %s has not the right of disposal", by)
		}
		return nil
	}
	entered := a.c.Section >= a.c.Note.entryOfDestination() && a.c.Note.entryOfDestination() > 0
	applied := slices.ContainsFunc(a.c.Amendments, func(x Amendment) bool { return x.By == ByConsignee })
	left := entered && (a.c.Section > a.c.Note.entryOfDestination() || (a.fact.From != TakenOver && a.fact.From != Junction))
	switch {
	case by == ByConsignor && entered && applied:
		return a.barred(rule, "the consignee has applied, and the goods have reached its country")
	case by == ByConsignee && (left || !a.c.ArrivedAt.IsZero()):
		return a.barred(rule, "the goods have left the entry border station of the country of destination")
	}
	return nil
}

// instruct is what the consignor orders.
func (a *act) instruct(v Instruct) error {
	var c checker
	c.name("/reference", v.Reference)
	oneOf(&c, "/action", v.Action, Continue, Return, Sell, Destroy, Abandon)
	c.text("/text", v.Text, false)
	if v.Consignee != nil {
		c.party("/consignee", *v.Consignee)
		if v.Action != Continue {
			c.wrong("/consignee", "nobody: the goods are not offered again", "a consignee stands here")
		}
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	if slices.Contains(a.c.Instructions, v.Reference) {
		return a.stop("instruction %s was carried out", fault.Clip(v.Reference))
	}
	a.c.Obstacle.Orders = v.Action
	a.c.Instructions = append(a.c.Instructions, v.Reference)
	a.read("instruction", v.Reference+": "+string(v.Action))
	a.read("text", v.Text)
	if v.Action != Continue {
		a.to(Disposable)
		return nil
	}
	if v.Consignee != nil {
		a.read("consignee", a.c.Note.Consignee.Name+" → "+v.Consignee.Name)
		a.c.Note.Consignee = *v.Consignee
	}
	a.resume()
	if a.c.State == Notified {
		a.c.NotifiedAt = a.now
	}
	return nil
}

func (a *act) dispose(v Dispose) error {
	var c checker
	oneOf(&c, "/how", v.How, Return, Sell, Destroy, Abandon)
	c.text("/text", v.Text, false)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	o := a.c.Obstacle
	if o.Orders != "" && o.Orders != v.How {
		return a.stop("the consignor instructed: %s", o.Orders).Mend("do as instructed, or ask again")
	}
	o.Outcome = v.How
	a.read("obstacle", o.Reason)
	a.read("instructed", string(o.Orders))
	a.read("disposed of", string(v.How))
	a.read("text", v.Text)
	return nil
}

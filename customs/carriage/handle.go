package carriage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

// handlers fill in what a message changes; the table has already said that it fits the state.
var handlers = map[Kind]func(*act, Message) error{
	KindDrawUp: on((*act).drawUp), KindAccept: on((*act).accept), KindRefuseAcceptance: on((*act).refuseAcceptance),
	KindWithdraw: on((*act).withdraw), KindDepart: on((*act).depart), KindPresent: on((*act).present), KindTakeOver: on((*act).takeOver),
	KindRefuseTakeOver: on((*act).refuseTakeOver), KindReconsign: on((*act).reconsign), KindTransship: on((*act).transship),
	KindReport: on((*act).report), KindReplaceSeals: on((*act).replaceSeals), KindEndorse: on((*act).endorse),
	KindObstacle: on((*act).obstacle), KindClearObstacle: on((*act).clearObstacle), KindReroute: on((*act).reroute),
	KindAmend: on((*act).amend), KindInstruct: on((*act).instruct), KindArrive: on((*act).arrive), KindNotify: on((*act).notify),
	KindDeliver: on((*act).deliver), KindRefuse: on((*act).refuse), KindDispose: on((*act).dispose), KindClaim: on((*act).claim),
	KindAnswerClaim: on((*act).answerClaim), KindElapsed: on((*act).elapsed),
}

// on gives a handler of one message type the shape of all.
func on[T Message](f func(*act, T) error) func(*act, Message) error {
	return wire.Handler[*act, Message](f)
}

// reason reads a text that must stand.
func (a *act) reason(path, value string) error {
	var c checker
	c.text(path, value, true)
	a.read(strings.TrimPrefix(path, "/"), value)
	return c.list.OrNil()
}

func (a *act) drawUp(v DrawUp) error {
	if err := v.Note.Check(); err != nil {
		return err
	}
	n := v.Note
	if n.Sections[0].Carrier != a.by {
		return fault.New(fault.BadField, "the note is presented to %s", a.by).At("/note/sections/0/carrier").Want("%s, the first carrier", fault.Clip(n.Sections[0].Carrier))
	}
	a.c.Note = n
	a.c.Note.Sections, a.c.Note.Seals = slices.Clone(n.Sections), slices.Clone(n.Seals)
	a.c.Note.Customs, a.c.Note.Wagons = slices.Clone(n.Customs), slices.Clone(n.Wagons)
	for i := range a.c.Note.Seals {
		a.c.Note.Seals[i].PutOnAt = a.now
	}
	a.c.Charge = n.Sections[0].Carrier
	a.c.addParties(n.Sections)
	a.read("note", string(n.Form))
	a.read("goods", n.Goods+", "+unit.Group(int64(n.MassKg))+" kg")
	a.read("route", routeText(n.Sections))
	a.readWagons(n.Wagons)
	a.read("seals", strings.Join(a.c.OnIt(), ", "))
	for _, e := range n.Customs {
		if e.Declaration {
			a.read("note serves as declaration at", e.Office.String())
		}
	}
	return nil
}

// addParties keeps every carrier that is ever on the route.
func (c *Carriage) addParties(sections []Section) {
	for _, s := range sections {
		if !slices.Contains(c.Parties, s.Carrier) {
			c.Parties = append(c.Parties, s.Carrier)
		}
	}
}

func routeText(sections []Section) string {
	text := sections[0].From.String()
	for _, s := range sections {
		text += " – " + s.Carrier + " – " + s.To.String()
	}
	return text
}

// readWagons reads the wagon numbers and how far each could be checked; a wrong one is evidence, not an error.
func (a *act) readWagons(wagons []string) {
	for _, w := range wagons {
		scheme := "wagon-1520"
		if len(w) > 8 {
			scheme = "uic-wagon"
		}
		level := "no such scheme"
		if v, err := code.Parse(scheme, w); err == nil {
			level = string(v.Finding.Level)
		}
		a.read("wagon", w+" ("+level+")")
	}
}

// accept is the stamp that concludes the contract.
func (a *act) accept(v Accept) error {
	var c checker
	c.name("/number", v.Number)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.c.Note.Number = v.Number
	a.stampTakeover("")
	a.read("number", v.Number)
	a.setLimit()
	return nil
}

func (a *act) stampTakeover(list string) {
	a.c.Takeovers = append(a.c.Takeovers, Takeover{Carrier: a.by, Section: a.c.Section, Station: a.c.Station(), At: a.now, List: list})
}

func (a *act) refuseAcceptance(v RefuseAcceptance) error { return a.reason("/reason", v.Reason) }
func (a *act) withdraw(v Withdraw) error                 { return a.reason("/reason", v.Reason) }

// depart needs the stamps of customs at the station.
func (a *act) depart(Depart) error {
	if err := a.endorsed(a.c.Station(), "before the goods leave"); err != nil {
		return err
	}
	a.read("limit", stamp(a.c.Limit))
	a.read("seals", strings.Join(a.c.OnIt(), ", "))
	return nil
}

// endorsed holds where every customs office of a station has stamped the note.
func (a *act) endorsed(at Station, when string) error {
	missing := a.c.Unendorsed(at.Code)
	if len(missing) == 0 {
		return nil
	}
	names := make([]string, len(missing))
	for i, o := range missing {
		names[i] = o.String()
	}
	return a.stop("customs has not endorsed the note: %s", strings.Join(names, ", ")).Want("their stamps %s %s", when, at).Mend("send endorse when the office has stamped")
}

// present passes the charge to the next carrier, which takes over or refuses.
func (a *act) present(v Present) error {
	next := a.c.Section + 1
	if next >= len(a.c.Note.Sections) {
		return a.stop("no carrier follows %s", a.by).Mend("send arrive at the station of destination")
	}
	var c checker
	c.name("/list", v.List)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.c.List = v.List
	a.c.Charge = a.c.Note.Sections[next].Carrier
	a.fact.Station = a.c.Note.Sections[next].From
	a.read("transmission list", v.List)
	a.read("to", a.c.Charge)
	a.read("seals", strings.Join(a.c.OnIt(), ", "))
	return nil
}

// takeOver is the stamp of the next carrier. What the junction asks for is then outstanding.
func (a *act) takeOver(v TakeOver) error {
	var c checker
	if v.Found != "" {
		oneOf(&c, "/found", v.Found, Damage, Shortage, Mismatch, SealBroken)
	}
	c.text("/text", v.Text, v.Found != "")
	if err := c.list.OrNil(); err != nil {
		return err
	}
	before := a.c.Note.Sections[a.c.Section]
	a.c.Section++
	here := a.c.Note.Sections[a.c.Section]
	a.stampTakeover(a.c.List)
	a.c.Outstanding = nil
	a.outstanding(before.Law != here.Law, KindReconsign)
	a.outstanding(before.GaugeMm != here.GaugeMm, KindTransship)
	a.outstanding(v.Found != "", KindReport)
	a.fact.Station, a.fact.Rule = here.From, RuleOf(here.Law, KindTakeOver)
	a.read("transmission list", a.c.List)
	a.read("found", strings.TrimSpace(string(v.Found)+" "+v.Text))
	a.settleJunction()
	return nil
}

func (a *act) outstanding(is bool, k Kind) {
	if is {
		a.c.Outstanding = append(a.c.Outstanding, k)
		a.read("outstanding", string(k))
	}
}

// settleJunction says whether anything is outstanding at the junction.
func (a *act) settleJunction() {
	if len(a.c.Outstanding) > 0 {
		a.to(Junction)
		return
	}
	a.c.Outstanding = nil
	a.to(TakenOver)
}

// done strikes an act off what the junction waits for.
func (a *act) done(k Kind) {
	a.c.Outstanding = slices.DeleteFunc(a.c.Outstanding, func(o Kind) bool { return o == k })
	a.settleJunction()
}

func (a *act) refuseTakeOver(v RefuseTakeOver) error {
	a.c.Charge = a.c.Note.Sections[a.c.Section].Carrier
	a.fact.Station = a.c.Note.Sections[a.c.Section].To
	a.read("back to", a.c.Charge)
	return a.reason("/reason", v.Reason)
}

// reconsign changes the law: a common note goes on, another is replaced by a new one.
func (a *act) reconsign(v Reconsign) error {
	if !slices.Contains(a.c.Outstanding, KindReconsign) {
		return a.stop("the law does not change at %s", a.c.Station())
	}
	from, to := a.c.Note.Sections[a.c.Section-1].Law, a.c.Law()
	old := a.c.Note.Number
	switch common := a.c.Note.Form == NoteCIMSMGS; {
	case common && v.Number != "" && v.Number != old:
		return fault.New(fault.BadField, "a common note keeps its number").At("/number").Want("%s, or nothing", old)
	case !common:
		var c checker
		c.name("/number", v.Number)
		if v.Number == old {
			c.wrong("/number", "another number than "+old, "the new note has the number of the old one")
		}
		if err := c.list.OrNil(); err != nil {
			return err
		}
		a.c.Note.Number, a.c.Note.Form = v.Number, Form(to)
		a.read("new note", v.Number)
		a.read("attached", old)
	default:
		a.read("common note", old)
	}
	a.c.Reconsignments = append(a.c.Reconsignments, Reconsignment{a.c.Station(), a.now, from, to, a.c.Note.Number})
	a.read("law", string(from)+" → "+string(to))
	a.done(KindReconsign)
	return nil
}

// transship changes the gauge: by bogies under the same wagons, or by reloading.
func (a *act) transship(v Transship) error {
	if !slices.Contains(a.c.Outstanding, KindTransship) {
		return a.stop("the gauge does not change at %s", a.c.Station())
	}
	before, here := a.c.Note.Sections[a.c.Section-1].GaugeMm, a.c.Note.Sections[a.c.Section].GaugeMm
	var c checker
	c.names("/wagons", v.Wagons, WagonsMax)
	switch {
	case v.Bogies && (before == 0 || here == 0):
		c.wrong("/bogies", "wagons on both sides", "bogies cannot be changed for a ship")
	case v.Bogies && len(v.Wagons) > 0, here == 0 && len(v.Wagons) > 0:
		c.wrong("/wagons", "none", "%d wagons stand here", len(v.Wagons))
	case !v.Bogies && here != 0 && len(v.Wagons) == 0:
		c.wrong("/wagons", "the wagons onto which the goods are reloaded", "there are none")
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	t := Transshipment{Station: a.c.Station(), At: a.now, Bogies: v.Bogies}
	a.read("gauge", gaugeText(before)+" → "+gaugeText(here))
	if v.Bogies {
		a.read("bogies", "changed")
	} else {
		t.Struck, t.Wagons = a.c.Note.Wagons, slices.Clone(v.Wagons)
		a.c.Note.Wagons = slices.Clone(v.Wagons)
		a.read("wagons struck out", strings.Join(t.Struck, ", "))
		a.readWagons(t.Wagons)
	}
	a.c.Transshipments = append(a.c.Transshipments, t)
	a.done(KindTransship)
	return nil
}

func gaugeText(mm int) string {
	if mm == 0 {
		return "ship"
	}
	return strconv.Itoa(mm) + " mm"
}

func (a *act) report(v MakeReport) error {
	var c checker
	c.name("/number", v.Number)
	oneOf(&c, "/finding", v.Finding, Damage, Shortage, Mismatch, SealBroken)
	c.text("/text", v.Text, true)
	if slices.ContainsFunc(a.c.Reports, func(r Report) bool { return r.Number == v.Number }) {
		c.wrong("/number", "another number", "report %s stands already", fault.Clip(v.Number))
	}
	if len(a.c.Reports) >= ReportsMax {
		c.wrong("/number", "at most "+strconv.Itoa(ReportsMax), "there are %d reports", len(a.c.Reports))
	}
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.c.Reports = append(a.c.Reports, Report{v.Number, v.Finding, v.Text, a.c.Station(), a.by, a.now})
	a.read("report", v.Number)
	a.read("finding", string(v.Finding)+": "+v.Text)
	if a.fact.From == Junction {
		a.done(KindReport)
	}
	return nil
}

// checkSeals holds where what is taken off is on, and what is put on is new.
func (a *act) checkSeals(v ReplaceSeals) error {
	var c checker
	oneOf(&c, "/by", v.By, SealCarrier, SealCustoms)
	if v.By == SealCustoms {
		c.office("/office", v.Office)
	}
	c.names("/removed", v.Removed, SealsMax)
	c.names("/applied", v.Applied, SealsMax)
	c.text("/reason", v.Reason, true)
	if len(v.Removed)+len(v.Applied) == 0 {
		c.wrong("/applied", "a seal taken off or put on", "nothing changes")
	}
	if len(a.c.Note.Seals)+len(v.Applied) > SealsMax {
		c.wrong("/applied", "at most "+strconv.Itoa(SealsMax), "the list would have %d seals", len(a.c.Note.Seals)+len(v.Applied))
	}
	for i, number := range v.Removed {
		if !slices.Contains(a.c.OnIt(), number) {
			c.wrong("/removed/"+strconv.Itoa(i), strings.Join(a.c.OnIt(), ", "), "seal %q is not on", fault.Clip(number))
		}
	}
	for i, number := range v.Applied {
		if slices.ContainsFunc(a.c.Note.Seals, func(s Seal) bool { return s.Number == number }) {
			c.wrong("/applied/"+strconv.Itoa(i), "a new seal", "seal %q was on already", fault.Clip(number))
		}
	}
	return c.list.OrNil()
}

// replaceSeals strikes seals off the list and adds others.
func (a *act) replaceSeals(v ReplaceSeals) error {
	if err := a.checkSeals(v); err != nil {
		return err
	}
	for i := range a.c.Note.Seals {
		if s := &a.c.Note.Seals[i]; s.RemovedAt.IsZero() && slices.Contains(v.Removed, s.Number) {
			s.RemovedAt, s.Reason = a.now, v.Reason
		}
	}
	for _, number := range v.Applied {
		a.c.Note.Seals = append(a.c.Note.Seals, Seal{Number: number, By: v.By, Office: v.Office.Code, PutOnAt: a.now})
	}
	a.read("by", strings.TrimSpace(string(v.By)+" "+v.Office.String()))
	a.read("removed", strings.Join(v.Removed, ", "))
	a.read("applied", strings.Join(v.Applied, ", "))
	a.read("reason", v.Reason)
	return nil
}

// endorse is the stamp of a customs office; one that the note does not name is added at the station of the goods.
func (a *act) endorse(v Endorse) error {
	var c checker
	c.office("/office", v.Office)
	c.text("/text", v.Text, true)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	i := slices.IndexFunc(a.c.Note.Customs, func(e Endorsement) bool { return e.Office.Same(v.Office) })
	if i < 0 {
		if len(a.c.Note.Customs) >= EndorsementsMax {
			return fault.New(fault.Limit, "%d offices have endorsed the note", len(a.c.Note.Customs)).At("/office").Want("at most %d", EndorsementsMax)
		}
		i = len(a.c.Note.Customs)
		a.c.Note.Customs = append(a.c.Note.Customs, Endorsement{Office: v.Office, Station: a.c.Station().Code})
		a.fact.Note = "an office that the note did not name"
	}
	e := &a.c.Note.Customs[i]
	if !e.At.IsZero() {
		return a.stop("office %s endorsed the note on %s", e.Office, stamp(e.At))
	}
	e.At, e.Text = a.now, v.Text
	a.read("office", e.Office.String())
	a.read("endorsement", v.Text)
	if e.Declaration {
		a.read("note serves as declaration", "yes")
	}
	return nil
}

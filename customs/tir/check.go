package tir

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// checker collects every violation in document order.
type checker struct{ list fault.List }

func (c *checker) wrong(path, want, format string, args ...any) {
	c.list.Wrong(path, want, format, args...)
}

func (c *checker) name(path, value string) {
	if value == "" || len(value) > transit.NameBytesMax || strings.ContainsAny(value, "\n\r\x00") {
		c.wrong(path, "one line of 1 to 140 characters", "%q cannot stand here", fault.Clip(value))
	}
}

func (c *checker) text(path, value string) {
	if len(value) > transit.TextBytesMax {
		c.wrong(path, "at most 512 characters", "the text has %d bytes", len(value))
	}
}

func (c *checker) said(path, value string) {
	if value == "" {
		c.wrong(path, "1 to 512 characters", "nothing stands here")
	}
	c.text(path, value)
}

func (c *checker) office(path string, o Office) {
	if len(o.Country) != 2 || strings.ToUpper(o.Country) != o.Country {
		c.wrong(path+"/country", "a country of two capitals", "%q is no country", fault.Clip(o.Country))
	}
	c.name(path+"/code", o.Code)
}

func (c *checker) amount(path string, m unit.Money) {
	if m.Minor <= 0 || m.Minor > MinorMax || len(m.Currency) != 3 {
		c.wrong(path, "more than 0 of a currency", "an amount of %d %q", m.Minor, fault.Clip(m.Currency))
	}
}

func (c *checker) seals(path string, seals []string) {
	if len(seals) > SealsMax {
		c.wrong(path, "at most "+itoa(SealsMax), "%d seals", len(seals))
		return
	}
	for i, s := range seals {
		c.name(path+"/"+itoa(i), s)
	}
}

func (c *checker) days(path string, days int) {
	if days < 1 || days > LimitDaysMax {
		c.wrong(path, "1 to "+itoa(LimitDaysMax), "a time limit of %d days", days)
	}
}

// said is the error of a text that must be there.
func mustSay(path, value string) error {
	var c checker
	c.said(path, value)
	return c.list.OrNil()
}

// checkOpening verifies what begins a record.
func checkOpening(key, administration, here string, operation int, t Transport, on time.Time) error {
	var c checker
	c.name("/key", key)
	if len(administration) != 2 || here != "" && administration != here {
		c.wrong("/administration", here, "the message is for %q", fault.Clip(administration))
	}
	if operation < 1 || operation > len(t.Operations) {
		c.wrong("/operation", "1 to "+itoa(len(t.Operations)), "the transport has no operation %d", operation)
	} else if o := t.Operations[operation-1]; o.Owner() != administration {
		c.wrong("/operation", "an operation that starts in "+administration, "operation %d starts in %q", operation, fault.Clip(o.Owner()))
	}
	return append(c.list, fault.All(t.Check(on))...).OrNil()
}

// checkNotified verifies a notification that begins a record.
func checkNotified(v OperationNotified, here string) error {
	var c checker
	c.name("/key", v.Key)
	n := len(v.Transport.Operations)
	if v.Operation < 1 || v.Operation > n || v.For < v.Operation || v.For > n {
		c.wrong("/for", "an operation of the transport, not before the one told of", "operation %d tells operation %d", v.Operation, v.For)
		return append(c.list, fault.All(v.Transport.Check(v.AcceptedAt))...).OrNil()
	}
	told, mine := v.Transport.Operations[v.Operation-1], v.Transport.Operations[v.For-1]
	if v.From != told.Owner() {
		c.wrong("/from", told.Owner(), "%q does not own operation %d", fault.Clip(v.From), v.Operation)
	}
	if v.For == v.Operation && !slices.Contains(told.Ends(), here) || v.For != v.Operation && mine.Owner() != here {
		c.wrong("/for", "an operation with an office of "+here, "operation %d has none", v.For)
	}
	v.checkBooks(&c)
	return append(c.list, fault.All(v.Transport.Check(v.AcceptedAt))...).OrNil()
}

// checkBooks verifies what the notification says of the operation: terminations by page, reports by number.
func (v OperationNotified) checkBooks(c *checker) {
	if !slices.Contains(afterStart, v.State) || v.Serial < 1 {
		c.wrong("/state", "a state after the start, and a serial from 1", "state %q, serial %d", fault.Clip(string(v.State)), v.Serial)
	}
	c.seals("/seals", v.Seals)
	if len(v.Terminations) > TerminationsMax || len(v.Incidents) > IncidentsMax {
		c.wrong("/terminations", "at most "+itoa(TerminationsMax)+" terminations and "+itoa(IncidentsMax)+" reports", "there are %d and %d", len(v.Terminations), len(v.Incidents))
		return
	}
	for i, t := range v.Terminations {
		at := "/terminations/" + itoa(i)
		c.termination(at, t)
		if i > 0 && v.Terminations[i-1].Page >= t.Page {
			c.wrong(at+"/page", "pages in order", "page %d follows page %d", t.Page, v.Terminations[i-1].Page)
		}
	}
	for i, r := range v.Incidents {
		at := "/incidents/" + itoa(i)
		c.report(at, r)
		if i > 0 && v.Incidents[i-1].Report >= r.Report {
			c.wrong(at+"/report", "numbers in order", "%q follows %q", fault.Clip(r.Report), fault.Clip(v.Incidents[i-1].Report))
		}
	}
}

// Check verifies a transport as of a day; it returns every violation in document order.
func (t Transport) Check(on time.Time) error {
	var c checker
	c.name("/transport/consignment", t.Consignment)
	if t.Version < 1 {
		c.wrong("/transport/version", "1 or more", "version %d is none", t.Version)
	}
	if len(t.Hash) != 64 {
		c.wrong("/transport/hash", "64 hexadecimal digits", "the hash has %d characters", len(t.Hash))
	}
	t.checkCarnet(&c)
	c.name("/transport/holder", t.Holder)
	if !holderID(t.HolderID) {
		c.wrong("/transport/holderID", "three letters, three digits and up to ten digits with strokes between: KAZ/071/0000001", "%q is no holder's number", fault.Clip(t.HolderID))
	}
	transit.CheckGoods(&c.list, "/transport/goods", t.Goods)
	t.checkRoute(&c)
	if l := officeLimit(on); t.Offices() > l.Max {
		c.wrong("/transport/operations", "at most "+itoa(l.Max)+" ("+l.Source+")", "%d offices of departure and destination", t.Offices())
	}
	return c.list.OrNil()
}

func (t Transport) checkCarnet(c *checker) {
	if t.ETIR {
		c.name("/transport/carnet", t.Carnet)
		if t.Vouchers != 0 {
			c.wrong("/transport/vouchers", "0: eTIR has no vouchers", "%d vouchers", t.Vouchers)
		}
		return
	}
	if v, err := code.Parse("tir-carnet", t.Carnet); err == nil && !v.OK() {
		for _, e := range fault.All(v.Err()) {
			c.list = append(c.list, e.At("/transport/carnet"))
		}
	}
	if !slices.Contains([]int{4, 6, 14, 20}, t.Vouchers) {
		c.wrong("/transport/vouchers", "4, 6, 14 or 20", "carnets of %d vouchers are not issued", t.Vouchers)
		return
	}
	if n := 2 * t.pairsFrom(1); n > t.Vouchers {
		c.wrong("/transport/vouchers", "at least "+itoa(n), "%d vouchers do not suffice", t.Vouchers)
	}
}

// pairsFrom is the pairs of vouchers that the operations from one on use as declared.
func (t Transport) pairsFrom(operation int) int {
	n := 0
	for i := operation - 1; i < len(t.Operations); i++ {
		n += t.Operations[i].Pairs()
	}
	return n
}

func (t Transport) checkRoute(c *checker) {
	if len(t.Operations) == 0 || len(t.Operations) > OperationsMax {
		c.wrong("/transport/operations", "1 to "+itoa(OperationsMax), "%d operations", len(t.Operations))
		return
	}
	if t.Offices() > OfficesMax {
		c.wrong("/transport/operations", "at most "+itoa(OfficesMax), "%d offices", t.Offices())
		return
	}
	unloaded := false
	for i, o := range t.Operations {
		at := "/transport/operations/" + itoa(i)
		c.name(at+"/territory", o.Territory)
		c.office(at+"/start", o.Start)
		for j, x := range o.Loading {
			c.office(at+"/loading/"+itoa(j), x)
			if x.Country != o.Owner() {
				c.wrong(at+"/loading/"+itoa(j), "an office of "+o.Owner(), "it lies in %s", fault.Clip(x.Country))
			}
		}
		if unloaded && len(o.Loading) > 0 {
			c.wrong(at+"/loading", "every office of departure before the first of destination", "goods are loaded after others were unloaded")
		}
		for j, x := range o.Unloading {
			c.office(at+"/unloading/"+itoa(j), x)
			unloaded = true
		}
		c.office(at+"/end", o.End)
		if i > 0 && t.Operations[i-1].Territory == o.Territory {
			c.wrong(at+"/territory", "another than before: a territory is one operation", "%s follows itself", fault.Clip(o.Territory))
		}
	}
}

// holderID is true of a number of the harmonized format AAA/BBB/XX…X (Transit Manual IX.8.3).
func holderID(s string) bool {
	p := strings.Split(s, "/")
	return len(p) == 3 && len(p[0]) == 3 && strings.Trim(p[0], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" &&
		len(p[1]) == 3 && strings.Trim(p[1], "0123456789") == "" && len(p[2]) >= 1 && len(p[2]) <= HolderIDDigitsMax && strings.Trim(p[2], "0123456789") == ""
}

// checkTermination verifies a certified voucher No. 2.
func (c *checker) termination(path string, t Termination) {
	if t.Page < 2 || t.Page%2 != 0 || t.Page > 2*TerminationsMax {
		c.wrong(path+"/page", "an even page, 2 to 20", "page %d holds no voucher No. 2", t.Page)
	}
	if !slices.Contains([]Certified{Final, Partial, Loaded, Suspension}, t.As) {
		c.wrong(path+"/as", "final, partial, loading or suspension", "%q is no termination", fault.Clip(string(t.As)))
	}
	c.office(path+"/office", t.Office)
	c.text(path+"/reservation", t.Reservation)
	if t.Packages < 0 {
		c.wrong(path+"/packages", "0 or more", "%d packages", t.Packages)
	}
	c.seals(path+"/seals", t.Seals)
}

func (c *checker) report(path string, r IncidentReport) {
	c.name(path+"/report", r.Report)
	c.office(path+"/office", r.Office)
	c.said(path+"/text", r.Text)
	if r.Lost < 0 {
		c.wrong(path+"/lost", "0 or more", "%d packages", r.Lost)
	}
	c.seals(path+"/seals", r.Seals)
	if len(r.Vehicles) > VehiclesMax {
		c.wrong(path+"/vehicles", "at most "+itoa(VehiclesMax), "%d vehicles", len(r.Vehicles))
	}
}

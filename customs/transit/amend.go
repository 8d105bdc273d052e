package transit

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// Differences names the elements of two declarations that differ, in the order of the type. Version and hash are left out:
// a new version of the consignment concerns an administration only where one of these changed.
func (d Declaration) Differences(e Declaration) []string {
	var out []string
	add := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	add("consignment", d.Consignment == e.Consignment)
	add("stretch", d.Stretch == e.Stretch)
	add("regime", d.Regime == e.Regime)
	add("numberFormat", d.NumberFormat == e.NumberFormat)
	add("declarant", d.Declarant == e.Declarant)
	add("goods", slices.Equal(d.Goods, e.Goods))
	add("departure", d.Departure == e.Departure)
	add("passage", slices.Equal(d.Passage, e.Passage))
	add("destination", d.Destination == e.Destination)
	add("containers", slices.Equal(d.Containers, e.Containers))
	add("seals", slices.Equal(d.Seals, e.Seals))
	add("limitDays", d.LimitDays == e.LimitDays)
	add("distanceKm", d.DistanceKm == e.DistanceKm)
	add("mode", d.Mode == e.Mode)
	add("additional", d.Additional == e.Additional)
	add("guarantees", slices.Equal(d.Guarantees, e.Guarantees))
	add("guaranteeOffice", d.GuaranteeOffice == e.GuaranteeOffice)
	add("holder", d.Holder == e.Holder)
	add("exit", slices.Equal(d.Exit, e.Exit))
	return out
}

// Fixed names the elements that differ and that no amendment may change: with another of these it is another declaration.
func (d Declaration) Fixed(e Declaration) []string {
	var out []string
	for _, name := range d.Differences(e) {
		switch name {
		case "consignment", "stretch", "regime", "numberFormat", "additional":
			out = append(out, name)
		case "departure":
			if !d.Departure.Same(e.Departure) {
				out = append(out, name)
			}
		}
	}
	return out
}

// amend replaces the declaration. Nobody else is told: before the release there is no copy, and the records sent at the
// release carry what was amended.
func (a *act) amend(v Amend) error {
	before, d := a.m.Declaration, v.Declaration
	var c checker
	for _, name := range before.Fixed(d) {
		c.list.Wrong("/declaration/"+name, "what was lodged", "an amendment cannot change it").Mend("cancel the declaration and lodge the new version anew")
	}
	if d.Version <= before.Version {
		c.wrong("/declaration/version", "more than "+itoa(before.Version), "version %d is not newer than what was declared", d.Version)
	}
	if err := append(c.list, fault.All(d.Check())...).OrNil(); err != nil {
		return err
	}
	a.m.Declaration = d
	a.m.Amendments++
	if a.m.Control != nil {
		a.m.Control = nil
		a.fact.Note = "the decision on the control was made on the version before and falls"
	}
	a.read("consignment", d.Consignment+" version "+itoa(d.Version))
	a.read("hash", d.Hash)
	a.read("version before", itoa(before.Version))
	a.read("changed", strings.Join(before.Differences(d), ", "))
	if has(secured, d.Regime) && a.m.Number != "" {
		a.to(Accepted)
		if a.askGuarantee() {
			a.to(GuaranteeAsked)
		}
	}
	return nil
}

// tooLate completes the refusal of an amendment with its rule and what to do instead.
func (a *act) tooLate(e *fault.Error) *fault.Error {
	r := RuleOf(a.m.Declaration.Regime, KindAmend)
	if r.ID != "" {
		e.Message += " (" + r.ID + ": " + strings.TrimSuffix(r.Text, ".") + ")"
	}
	e.Want("a declaration that is lodged or accepted, with no control decided")
	switch a.m.State {
	case UnderControl, Controlled:
		return e.Mend("tell the officer; when the release is refused, lodge the new version anew")
	case InvalidationAsked:
		return e.Mend("wait for the decision on the invalidation")
	case Released:
		return e.Mend("cancel the declaration and lodge the new version anew, or tell the office of destination, which records what it finds")
	case InTransit, PartlyDelivered, Arrived, Checked, Unloading, Unloaded, Overdue, HolderAsked, UnderEnquiry:
		return e.Mend("tell the office of destination: it records what it finds, and the office of departure settles it")
	case None, "":
		return e.Mend("lodge it")
	}
	return e.Mend("the movement has ended: lodge the new version anew where it is still needed")
}

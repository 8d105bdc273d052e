package desk

import (
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

// A code that is of no guarantee of the way, or that cannot be one, is refused before anything is lodged.
func TestAccessCodesAreThoseOfTheWay(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "CODES-1")
	_, err := r.LodgeWith(ctx, me, x.ID, AccessCodes{"26GE0000DEMO00040": "AB12", "DEPOSIT-3-CODES-1": guarantee.Secret(strings.Repeat("x", guarantee.CodeBytesMax+1))})
	var paths []string
	for _, e := range fault.All(err) {
		paths = append(paths, e.Path)
	}
	if fault.CodeOf(err) != fault.BadField || !slices.Equal(paths, []string{"/accessCodes/26GE0000DEMO00040", "/accessCodes/DEPOSIT-3-CODES-1"}) || strings.Contains(err.Error(), "AB12") {
		t.Errorf("%v", err)
	}
	if filings, err := r.filings(ctx, "CODES-1"); err != nil || len(filings) > 0 {
		t.Errorf("lodged %v, %v", filings, err)
	}
}

// A guarantee in a currency of which no rate is known secures nothing: the stretch waits, and what is missing says so.
func TestAGuaranteeInACurrencyWithoutARate(t *testing.T) {
	r := newRig(t, "")
	me := declarant("me")
	x := r.prepared(me, "NOK-1")
	c := x.Consignment
	c.Securities[2].Amount.Currency = "NOK"
	x, err := r.SaveDraft(ctx, me, x.ID, x.Version, c)
	must(t, err)
	const path = "/securities/2/amount"
	m, err := r.Missing(ctx, me, x.ID)
	must(t, err)
	if !slices.ContainsFunc(m.Groups, func(g MissingGroup) bool {
		return g.Who == "guarantor" && slices.ContainsFunc(g.Items, func(i MissingItem) bool { return i.Path == path && i.Required && i.Rule == "ctc-guarantee" })
	}) {
		t.Errorf("%+v", m.Groups)
	}
	l, err := r.Lodge(ctx, me, x.ID)
	must(t, err)
	if s := l.Stretches[3]; s.Outcome != "waits" || len(s.Waits) != 1 || s.Waits[0].Key != "wait.data" || s.Waits[0].Path != path || s.Waits[0].Who != "guarantor" {
		t.Errorf("%+v", s)
	}
}

// Where a guarantee stands follows from what its administration of departure told.
func TestWhereAGuaranteeStands(t *testing.T) {
	told := func(kind transit.Kind, read ...string) node.Entry {
		e := node.Entry{Fact: transit.Fact{Message: kind}}
		for i := 0; i+1 < len(read); i += 2 {
			e.Read = append(e.Read, transit.Datum{Name: read[i], Value: read[i+1]})
		}
		return e
	}
	lodge, asked := told(transit.KindLodge), told(transit.KindAccept, transit.ReadGuaranteesAsked+"GE", "G")
	valid := told(transit.KindGuaranteeAnswer, transit.ReadGuaranteeValid, "yes")
	invalid := told(transit.KindGuaranteeAnswer, transit.ReadGuaranteeValid, "no", transit.ReadGuaranteeReasons, "G03 G: wrong; G09 G: little")
	amended, release := told(transit.KindAmend, transit.ReadGuaranteesAsked+"GE", "H"), told(transit.KindRelease)
	refused := told(transit.KindRelease)
	refused.Refused = "not now"
	called := told(transit.KindCloseRecovery, transit.ReadGuaranteeCalled, "yes")
	for _, c := range []struct {
		want    GuaranteeState
		reasons int
		now     transit.State
		history []node.Entry
	}{
		{GuaranteeNamed, 0, transit.Lodged, []node.Entry{lodge}},
		{GuaranteeAsked, 0, transit.GuaranteeAsked, []node.Entry{lodge, asked}},
		{GuaranteeInvalid, 2, transit.GuaranteeInvalid, []node.Entry{lodge, asked, invalid}},
		{GuaranteeInvalid, 2, transit.Invalidated, []node.Entry{lodge, asked, invalid}},
		{GuaranteeAsked, 0, transit.GuaranteeAsked, []node.Entry{lodge, asked, invalid, amended}},
		{GuaranteeReserved, 0, transit.Accepted, []node.Entry{lodge, asked, invalid, amended, valid}},
		{GuaranteeReserved, 0, transit.Accepted, []node.Entry{lodge, asked, valid, refused}},
		{GuaranteeEngaged, 0, transit.Released, []node.Entry{lodge, asked, valid, release}},
		{GuaranteeReleased, 0, transit.Discharged, []node.Entry{lodge, asked, valid, release}},
		{GuaranteeReleased, 0, transit.NotReleased, []node.Entry{lodge, asked, valid}},
		{GuaranteeCalled, 0, transit.Recovered, []node.Entry{lodge, asked, valid, release, called}},
	} {
		if got, reasons := guaranteeState(c.history, c.now); got != c.want || len(reasons) != c.reasons {
			t.Errorf("%d notices, %s: %s %q, want %s", len(c.history), c.now, got, reasons, c.want)
		}
	}
}

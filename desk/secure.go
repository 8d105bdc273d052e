package desk

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// AccessCodes are the access codes of guarantees by their reference number, as they are given when a consignment is lodged. They are
// sealed to the office of guarantee at once; nothing keeps them.
type AccessCodes map[string]guarantee.Secret

// CodesOf are access codes as they came in a request; a blank one is none.
func CodesOf(given map[string]string) AccessCodes {
	out := AccessCodes{}
	for grn, code := range given {
		if code = strings.TrimSpace(code); code != "" {
			out[grn] = guarantee.Secret(code)
		}
	}
	return out
}

// check holds the codes against the guarantees that a filing plan names; the error lists every violation.
func (codes AccessCodes) check(p *filing.Plan) error {
	var bad fault.List
	if len(codes) > guarantee.CodesMax {
		return fault.New(fault.Limit, "%d access codes", len(codes)).At("/accessCodes").Want("at most %d", guarantee.CodesMax)
	}
	var named []string
	for _, g := range p.Guarantee {
		for _, c := range g.Cover {
			named = append(named, c.GRN)
		}
	}
	for grn, code := range codes {
		at := "/accessCodes/" + pointerToken(fault.Clip(grn))
		if !slices.Contains(named, grn) {
			bad = append(bad, fault.New(fault.BadField, "no stretch of the way is secured by this guarantee").At("%s", at).Among(named...))
		}
		if code == "" || len(code) > guarantee.CodeBytesMax {
			bad = append(bad, fault.New(fault.BadField, "an access code of %d bytes", len(code)).At("%s", at).Want("1 to %d", guarantee.CodeBytesMax))
		}
	}
	slices.SortStableFunc(bad, func(a, b *fault.Error) int { return strings.Compare(a.Path, b.Path) })
	return bad.OrNil()
}

// pointerToken writes a name as a part of a JSON pointer (RFC 6901).
func pointerToken(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// converses is true of a regime under which an office of guarantee is asked.
func converses(regime string) bool {
	return transit.Declaration{Regime: transit.Regime(regime), Guarantees: make([]transit.GuaranteeReference, 1)}.GuaranteeParty() != ""
}

// secure gives the guarantees of a stretch as they can be named now, and what they wait for. f is its newest filing, nil where it is
// lodged anew: codes that were sealed for it need not be given again.
func (d *Desk) secure(p *filing.Plan, s *filing.Stretch, f *node.Filing, codes AccessCodes) (cover node.Cover, wait []Waiting) {
	g := p.OfStretch(s.ID)
	if g == nil || !converses(s.Regime) {
		return cover, nil
	}
	lacks := func(path, text string) {
		wait = append(wait, Waiting{Key: "wait.data", On: g.ID, Who: "guarantor", Path: path, Text: text})
	}
	switch {
	case g.Lacks != "" && g.Needed:
		lacks(g.Lacks, whatLacks(g, s))
		return cover, wait
	case g.Lacks != "" || len(g.Cover) == 0:
		return cover, nil
	case !slices.Contains(d.Corridor.Countries(), g.Office):
		lacks(g.Cover[0].Path+"/reference", "guarantee "+fault.Clip(g.Cover[0].GRN)+" is kept in "+g.Office+", whose office of guarantee takes no part in this corridor")
		return cover, wait
	}
	cover = node.Cover{Office: g.Office, Holder: g.Holder, Codes: map[string]guarantee.Secret{}}
	for _, c := range g.Cover {
		cover.References = append(cover.References, transit.GuaranteeReference{Type: c.Type, GRN: c.GRN, Amount: c.Amount})
		if code, given := codes[c.GRN]; given && c.Accessed {
			cover.Codes[c.GRN] = code
		}
	}
	for _, c := range g.Cover {
		if c.Accessed && cover.Codes[c.GRN] == "" && (len(cover.Codes) > 0 || !sealed(f, c.GRN)) {
			wait = append(wait, Waiting{Key: "wait.code", On: c.GRN, Who: "guarantor", Path: c.Path + "/reference", Text: c.GRN})
		}
	}
	return cover, wait
}

// whatLacks says what a stretch that must be secured has not.
func whatLacks(g *filing.Guarantee, s *filing.Stretch) string {
	switch {
	case strings.HasSuffix(g.Lacks, "/amount"):
		return "the guarantee is in another currency than the goods, and no exchange rate of the day is known"
	case strings.HasSuffix(g.Lacks, "/reference"):
		return "the reference number of the guarantee that secures " + s.ID + " " + s.Name
	}
	return "a guarantee with its reference number that secures " + s.ID + " " + s.Name
}

// sealed is true of a guarantee whose access code the administration was given with a declaration that still stands.
func sealed(f *node.Filing, grn string) bool {
	return f != nil && !again(f) && f.Told() != nil && slices.Contains(f.Told().Sealed, grn)
}

// GuaranteeState is where a guarantee of a stretch stands, as the declarant was told.
type GuaranteeState string

// The states, in the order of a life.
const (
	GuaranteePlanned  GuaranteeState = "planned"  // nothing is lodged
	GuaranteeNamed    GuaranteeState = "named"    // in a declaration; its office is not asked yet
	GuaranteeAsked    GuaranteeState = "asked"    // its office has not answered
	GuaranteeInvalid  GuaranteeState = "invalid"  // its office refused: another guarantee or code is to be given
	GuaranteeReserved GuaranteeState = "reserved" // the amount is reserved
	GuaranteeEngaged  GuaranteeState = "engaged"  // the goods are released under it
	GuaranteeReleased GuaranteeState = "released" // it is free of the movement
	GuaranteeCalled   GuaranteeState = "called"   // a debt is claimed from it
)

// GuaranteeStates lists them.
var GuaranteeStates = []GuaranteeState{GuaranteePlanned, GuaranteeNamed, GuaranteeAsked, GuaranteeInvalid, GuaranteeReserved, GuaranteeEngaged, GuaranteeReleased, GuaranteeCalled}

// StretchGuarantee is one guarantee of a stretch.
type StretchGuarantee struct {
	GRN      string         `json:"grn"`
	Type     string         `json:"type"` // NCTS code list GuaranteeType (CL251)
	Office   string         `json:"office"`
	Holder   string         `json:"holder"` // for whom it is registered there
	Amount   unit.Money     `json:"amount"`
	State    GuaranteeState `json:"state"`
	Reasons  []string       `json:"reasons,omitempty"` // why it is not valid, with the codes of list CL252
	AsksCode bool           `json:"asksCode"`          // an access code goes with the next lodgement
}

// guarantees tells where the guarantees of a stretch stand: those of its declaration, else those planned.
func (t *Territory) guarantees(p *filing.Plan, f *node.Filing) {
	state, reasons := GuaranteePlanned, []string(nil)
	accessed := map[string]bool{}
	if g := p.OfStretch(t.Stretch.ID); g != nil && converses(t.Stretch.Regime) {
		for _, c := range g.Cover {
			accessed[c.GRN] = c.Accessed
			if f == nil || again(f) {
				t.Guarantees = append(t.Guarantees, StretchGuarantee{c.GRN, c.Type, g.Office, g.Holder, c.Amount, state, nil, c.Accessed})
			}
		}
	}
	if f == nil || again(f) || f.Told() == nil {
		return
	}
	state, reasons = guaranteeState(t.History, f.State)
	for _, r := range f.Told().References {
		t.Guarantees = append(t.Guarantees, StretchGuarantee{r.GRN, r.Type, f.Told().Office, f.Told().Holder, r.Amount, state, reasons, accessed[r.GRN] && state == GuaranteeInvalid})
		delete(accessed, r.GRN)
	}
	if !slices.Contains([]GuaranteeState{GuaranteeNamed, GuaranteeAsked, GuaranteeInvalid, GuaranteeReserved}, state) {
		return
	}
	if g := p.OfStretch(t.Stretch.ID); g != nil { // in the place of those named before, once it is told
		for _, c := range g.Cover {
			if _, other := accessed[c.GRN]; other {
				t.Guarantees = append(t.Guarantees, StretchGuarantee{c.GRN, c.Type, g.Office, g.Holder, c.Amount, GuaranteePlanned, nil, c.Accessed})
			}
		}
	}
}

// guaranteeState follows the conversation with the office of guarantee by the notices of the administration of departure.
func guaranteeState(history []node.Entry, now transit.State) (state GuaranteeState, reasons []string) {
	state = GuaranteeNamed
	for _, e := range history {
		if e.Refused != "" {
			continue
		}
		read, asked := map[string]string{}, false
		for _, r := range e.Read {
			read[r.Name] = r.Value
			asked = asked || strings.HasPrefix(r.Name, transit.ReadGuaranteesAsked)
		}
		switch {
		case asked:
			state, reasons = GuaranteeAsked, nil
		case e.Message == transit.KindGuaranteeAnswer && state == GuaranteeAsked:
			state, reasons = GuaranteeReserved, nil
			if read[transit.ReadGuaranteeValid] != "yes" {
				state, reasons = GuaranteeInvalid, strings.Split(read[transit.ReadGuaranteeReasons], "; ")
			}
		case e.Message == transit.KindRelease && state == GuaranteeReserved:
			state = GuaranteeEngaged
		case read[transit.ReadGuaranteeCalled] == "yes":
			state = GuaranteeCalled
		}
	}
	if (transit.Movement{State: now}).Ended() && slices.Contains([]GuaranteeState{GuaranteeAsked, GuaranteeReserved, GuaranteeEngaged}, state) {
		state = GuaranteeReleased
	}
	return state, reasons
}

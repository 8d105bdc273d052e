package desk

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/reference"
)

// Judgement is what a rule asks for in a case.
type Judgement struct {
	Option string
	Rule   transit.Rule
	Read   []transit.Datum
}

// judges are the rules that decide cases. Each runs the rule itself: the check of an identifier, the machine of package
// transit, the reference data. None reads what the case says is right.
var judges = map[string]func(c *Case, ref *reference.Data) (Judgement, error){
	"identifier": judgeIdentifier,
	"permit":     judgePermit,
	"limit":      judgeLimit,
	"office":     judgeOffice,
	"seals":      judgeSeals,
	"regime":     judgeRegime,
	"amendment":  judgeAmendment,
	"discharge":  judgeDischarge,
}

// Judge runs the rule of a case on it and gives the option it asks for.
func Judge(c Case, ref *reference.Data) (Judgement, error) {
	run, ok := judges[c.Rule]
	if !ok {
		return Judgement{}, fault.New(fault.Internal, "case %s names the rule %q", c.ID, c.Rule)
	}
	return run(&c, ref)
}

// judgeIdentifier runs the check of the MRN on the paper.
func judgeIdentifier(c *Case, _ *reference.Data) (Judgement, error) {
	v := code.ParseMRN(c.Found.Number)
	j := Judgement{Option: "accept", Read: read("number", c.Found.Number, "finding", v.Finding.Text),
		Rule: transit.Rule{ID: RuleIdentifier, Text: "The last character of an MRN is a check digit over the seventeen before it; a declaration with a number that fails is not accepted.",
			Status: transit.Verified, Source: "UCC-IA Annex B; DDNTA R0410"}}
	if !v.OK() {
		j.Option = "reject"
	}
	return j, nil
}

// judgePermit asks the reference data what the goods bring on the way, and looks for it among the papers.
func judgePermit(c *Case, ref *reference.Data) (Judgement, error) {
	var hs, classes []string
	for _, g := range c.Movement.Declaration.Goods {
		hs = append(hs, g.HS)
	}
	for _, g := range c.Goods {
		classes = append(classes, g.Class)
	}
	country := c.Movement.Administration
	j := Judgement{Option: "release"}
	for _, need := range ref.ControlsAt([]string{country}, "passage", "rail", hs, classes, c.Found.At) {
		rule, ok := transit.Rule{}, false
		if len(need.Rules) > 0 {
			rule, ok = citation(ref, need.Rules[0], c)
		}
		if need.Kind != "permit" || !ok {
			continue
		}
		j.Rule = rule
		j.Read = read("classes", strings.Join(classes, ", "), "asked", need.Name)
		shown := false
		for _, p := range c.Papers {
			shown = shown || strings.Contains(p.Kind, "permit") && p.Country == country && (p.Until == "" || p.Until >= c.Found.At.Format("2006-01-02"))
		}
		if !shown {
			j.Option = "control"
			j.Read = append(j.Read, transit.Datum{Name: "permit of " + country, Value: "not among the papers shown"})
		}
	}
	if j.Rule.ID == "" {
		return j, fault.New(fault.Internal, "no rule asks a permit for case %s", c.ID)
	}
	return j, nil
}

func citation(ref *reference.Data, id string, c *Case) (transit.Rule, bool) {
	r, ok := ref.Rule(id, c.Found.At)
	return transit.Rule{ID: r.ID, Text: r.Text, Status: transit.Status(r.Status), Source: r.Source}, ok
}

// judgeLimit lets the machine record the arrival.
func judgeLimit(c *Case, _ *reference.Data) (Judgement, error) {
	_, facts, _, err := transit.Apply(c.Movement, transit.Arrival{}, c.Found.At)
	if err != nil {
		return Judgement{}, err
	}
	f := facts[0]
	j := Judgement{Option: "record", Rule: f.Rule, Read: f.Read}
	if f.Note == "after the time limit" {
		j.Option, j.Read = "record-late", append(j.Read, transit.Datum{Name: "noted", Value: f.Note})
	}
	return j, nil
}

// judgeOffice lets the machine record the passage where the goods are, and reads whether the office was declared.
func judgeOffice(c *Case, _ *reference.Data) (Judgement, error) {
	m, facts, _, err := transit.Apply(c.Movement, transit.Passage{Office: c.Found.Office}, c.Found.At)
	if err != nil {
		return Judgement{}, err
	}
	j := Judgement{Option: "record", Rule: facts[0].Rule, Read: facts[0].Read}
	if !m.Passages[len(m.Passages)-1].Declared {
		j.Option = "record-undeclared"
	}
	return j, nil
}

// judgeSeals compares the seals with those declared, and lets the machine take the result.
func judgeSeals(c *Case, _ *reference.Data) (Judgement, error) {
	declared, found := slices.Sorted(slices.Values(c.Movement.Declaration.Seals)), slices.Sorted(slices.Values(c.Found.Seals))
	same := slices.Equal(declared, found)
	_, facts, _, err := transit.Apply(c.Movement, transit.DestinationControl{Satisfactory: same, Text: "seals"}, c.Found.At)
	if err != nil {
		return Judgement{}, err
	}
	j := Judgement{Option: "unsatisfactory", Rule: facts[0].Rule, Read: read("seals declared", strings.Join(declared, ", "), "seals found", strings.Join(found, ", "))}
	if same {
		j.Option = "satisfactory"
	}
	return j, nil
}

// judgeRegime asks the reference data whether the territory is a party to the convention on the day.
func judgeRegime(c *Case, ref *reference.Data) (Judgement, error) {
	country := c.Movement.Administration
	m, party := ref.Party(country, c.Found.Regime, c.Found.At)
	rule, ok := citation(ref, strings.ToLower(c.Found.Regime), c)
	if !ok {
		return Judgement{}, fault.New(fault.Internal, "no rule is called %q", c.Found.Regime)
	}
	j := Judgement{Option: "accept", Rule: rule, Read: read("territory", ref.Name(country), "convention", c.Found.Regime, "part", string(m.Degree), "source", m.Source)}
	if !party {
		j.Option = "reject"
	}
	return j, nil
}

// judgeAmendment lets the machine take the newer declaration.
func judgeAmendment(c *Case, _ *reference.Data) (Judgement, error) {
	if c.Found.Version == nil {
		return Judgement{}, fault.New(fault.Internal, "case %s has no newer declaration", c.ID)
	}
	_, _, _, err := transit.Apply(c.Movement, transit.Amend{Declaration: *c.Found.Version}, c.Found.At)
	j := Judgement{Option: "take", Rule: transit.RuleOf(c.Movement.Declaration.Regime, transit.KindAmend), Read: read("state", string(c.Movement.State))}
	switch {
	case err != nil && fault.CodeOf(err) != fault.WrongState:
		return j, err
	case err != nil:
		j.Option = "refuse-amendment"
	}
	return j, nil
}

// judgeDischarge lets the machine discharge without a settlement.
func judgeDischarge(c *Case, _ *reference.Data) (Judgement, error) {
	if c.Movement.Result == nil {
		return Judgement{}, fault.New(fault.Internal, "case %s has no result", c.ID)
	}
	_, _, _, err := transit.Apply(c.Movement, transit.Discharge{}, c.Found.At)
	j := Judgement{Option: "discharge", Rule: transit.RuleOf(c.Movement.Declaration.Regime, transit.KindDischarge), Read: read("found at destination", c.Movement.Result.Text)}
	switch {
	case err != nil && fault.CodeOf(err) != fault.WrongState:
		return j, err
	case err != nil:
		j.Option = "settle-first"
	}
	return j, nil
}

package desk

import (
	"slices"
	"strings"
	"testing"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/reference"
)

// The right decision of each case is what the rule gives when it is run on the case.
func TestEachCaseIsDecidedByItsRule(t *testing.T) {
	ref := reference.Default()
	rules := map[string]bool{}
	for _, c := range Cases() {
		j, err := Judge(c, ref)
		must(t, err)
		if j.Option != c.Right {
			t.Errorf("%s: the rule asks for %s, the file says %s", c.ID, j.Option, c.Right)
		}
		if j.Rule.ID == "" || j.Rule.Text == "" || len(j.Read) == 0 {
			t.Errorf("%s: marked by %+v, read %v", c.ID, j.Rule, j.Read)
		}
		if len(c.Options) < 3 || !slices.ContainsFunc(c.Options, func(o Option) bool { return o.ID == j.Option }) {
			t.Errorf("%s: options %+v", c.ID, c.Options)
		}
		if !strings.HasPrefix(c.Movement.Key, TrainingMark) || !strings.Contains(c.Movement.Declaration.Declarant, TrainingMark) || !strings.Contains(c.Movement.Declaration.Declarant, "not real") {
			t.Errorf("%s does not say that it is training", c.ID)
		}
		d := c.Movement.Declaration
		if d.Regime == transit.TIR { // shown as a movement, but taken by another machine
			d.Regime = transit.NationalTransit
		}
		if err := d.Check(); err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
		if n := c.Movement.Number; c.Movement.Declaration.NumberFormat == "mrn" && n != "" && !code.ParseMRN(n).OK() {
			t.Errorf("%s: the MRN %s fails its check, which is not the question", c.ID, n)
		}
		rules[c.Rule] = true
	}
	if len(Cases()) != 8 || len(rules) != len(judges) {
		t.Errorf("%d cases by %d rules of %d", len(Cases()), len(rules), len(judges))
	}
}

// Where what the rule reads is put right, the right decision is another: no rule gives the same answer whatever it reads.
func TestTheRulesReadTheCases(t *testing.T) {
	ref := reference.Default()
	mend := map[string]func(*Case){
		"identifier": func(c *Case) { c.Found.Number = "24GB000246J8NY33L7" },
		"permit": func(c *Case) {
			c.Goods = []TrainingGoods{{Class: "7"}}
			c.Papers[0].Kind = "permit of class 7 carriage"
		},
		"limit":     func(c *Case) { c.Movement.Limit = c.Found.At },
		"office":    func(c *Case) { c.Found.Office = c.Movement.Declaration.Passage[0] },
		"seals":     func(c *Case) { c.Found.Seals = c.Movement.Declaration.Seals },
		"regime":    func(c *Case) { c.Movement.Administration = "KZ" },
		"amendment": func(c *Case) { c.Movement.State = transit.Accepted },
		"discharge": func(c *Case) { c.Movement.Result = &transit.Result{Satisfactory: true} },
	}
	for _, c := range Cases() {
		c.Papers = slices.Clone(c.Papers)
		mend[c.Rule](&c)
		j, err := Judge(c, ref)
		must(t, err)
		if j.Option == c.Right || !slices.ContainsFunc(c.Options, func(o Option) bool { return o.ID == j.Option }) {
			t.Errorf("%s, put right: %s", c.ID, j.Option)
		}
	}
}

func TestATraineeIsMarkedAndKept(t *testing.T) {
	dir := t.TempDir()
	r := newRig(t, dir)
	a := account("t", auth.Grant{Role: auth.Trainee})
	first, err := r.Answer(ctx, a, "case-1", "accept")
	must(t, err)
	if first.Right || first.Best != "reject" || first.Rule.ID != RuleIdentifier {
		t.Errorf("marked %+v", first)
	}
	for _, c := range Cases() {
		m, err := r.Answer(ctx, a, c.ID, c.Right)
		must(t, err)
		if !m.Right {
			t.Errorf("%s is marked wrong", c.ID)
		}
	}
	if _, err := r.Answer(ctx, a, "case-1", "dance"); fault.CodeOf(err) != fault.BadField {
		t.Errorf("dance: %v", err)
	}
	if _, err := r.Answer(ctx, a, "case-99", "accept"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("case 99: %v", err)
	}
	r.close()
	r = openRig(t, dir, r.clock)
	defer r.close()
	p, err := r.Training(ctx, a)
	must(t, err)
	if p.Solved != 8 || len(p.Attempts) != 9 || p.Right != 8 || p.FirstTry != 7 || p.Cases[0].Attempts != 2 || !strings.Contains(p.Training, TrainingMark) {
		t.Errorf("progress %+v", p)
	}
	if o, _ := r.Training(ctx, account("u", auth.Grant{Role: auth.Trainee})); len(o.Attempts) != 0 {
		t.Error("another trainee has attempts")
	}
}

package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// TrainingMark stands in every key, party and number of a training case: none of it is real.
const TrainingMark = "TRAINING"

// Case is one training case: what lies on the desk, a question, and what can be decided. Title, Situation, Question and the
// texts of options are English; their keys in the catalogue are "training.ID.title" and so on.
type Case struct {
	ID        string                 `json:"id"`
	Title     string                 `json:"title"`
	Role      auth.Role              `json:"role"` // in which the trainee decides
	Situation string                 `json:"situation"`
	Question  string                 `json:"question"`
	Movement  transit.Movement       `json:"movement"`
	Goods     []TrainingGoods        `json:"goods,omitempty"`  // what the declaration does not hold
	Papers    []consignment.Document `json:"papers,omitempty"` // that were shown
	Found     Found                  `json:"found"`
	Options   []Option               `json:"options"`
	Rule      string                 `json:"rule"` // which rule decides, see [Judge]
	Right     string                 `json:"-"`    // option that the file says is right: the rule decides, a test holds them together
}

// TrainingGoods is what a case says of goods beyond the declaration.
type TrainingGoods struct {
	UN    string `json:"un"`
	Class string `json:"class"`
}

// Found is what the officer of a case sees.
type Found struct {
	At       time.Time            `json:"at,omitzero"`
	Number   string               `json:"number,omitempty"` // on the paper shown
	Office   transit.Office       `json:"office,omitzero"`  // where the goods are
	Seals    []string             `json:"seals,omitempty"`
	Packages int                  `json:"packages,omitempty"`
	Regime   string               `json:"regime,omitempty"`  // asked for
	Version  *transit.Declaration `json:"version,omitempty"` // a newer declaration
}

// Option is one decision that can be chosen.
type Option struct {
	ID   string       `json:"id"`
	Act  transit.Kind `json:"act,omitempty"`
	Text string       `json:"text"`
}

type caseFile struct {
	Case
	Right string `json:"right"`
}

// Cases are the training cases, in order.
func Cases() []Case { return allCases() }

var allCases = sync.OnceValue(func() []Case {
	names, err := fs.Glob(data, "data/training/*.json")
	if err != nil {
		panic(err)
	}
	var out []Case
	for _, name := range names {
		raw, err := data.ReadFile(name)
		if err != nil {
			panic(err)
		}
		var f caseFile
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&f); err != nil {
			panic(name + ": " + err.Error())
		}
		f.Case.Right = f.Right
		out = append(out, f.Case)
	}
	return out
})

// Attempt is one decision of a trainee, marked.
type Attempt struct {
	Case   string          `json:"case"`
	Option string          `json:"option"`
	Best   string          `json:"best"` // the option that the rule asks for
	Right  bool            `json:"right"`
	Rule   transit.Rule    `json:"rule"`
	Read   []transit.Datum `json:"read,omitempty"` // what the rule read
	At     time.Time       `json:"at"`
}

// CaseRow is a case in the list, with how the trainee stands.
type CaseRow struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Role     auth.Role `json:"role"`
	Attempts int       `json:"attempts"`
	Solved   bool      `json:"solved"` // the last decision was right
}

// Progress is how far a trainee has come, and the record for printing.
type Progress struct {
	Name     string    `json:"name"`
	Cases    []CaseRow `json:"cases"`
	Solved   int       `json:"solved"`
	Attempts []Attempt `json:"attempts"` // oldest first
	Right    int       `json:"right"`    // of the attempts
	FirstTry int       `json:"firstTry"` // cases whose first decision was right
	Begun    time.Time `json:"begun,omitzero"`
	Until    time.Time `json:"until,omitzero"` // day of the last decision
	Training string    `json:"training"`       // says that nothing of it is real
}

type trainingRecord struct {
	Attempts []Attempt `json:"attempts"`
}

func trainingKey(account string) string { return "training/" + account }

// Case gives one training case.
func (d *Desk) Case(_ context.Context, a *auth.Account, id string) (Case, error) {
	if err := d.mayTrain(a); err != nil {
		return Case{}, err
	}
	return caseOf(id)
}

func (d *Desk) mayTrain(a *auth.Account) error {
	id := ""
	if a != nil {
		id = a.ID
	}
	return allow(a, auth.Train, auth.Resource{Owner: id})
}

func caseOf(id string) (Case, error) {
	var ids []string
	for _, c := range Cases() {
		if c.ID == id {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	return Case{}, fault.New(fault.NotFound, "no training case is %q", fault.Clip(id)).At("/case").Among(ids...)
}

// Answer marks a trainee's decision by running the rule on the case, and keeps it.
func (d *Desk) Answer(ctx context.Context, a *auth.Account, id, option string) (Attempt, error) {
	c, err := d.Case(ctx, a, id)
	if err != nil {
		return Attempt{}, err
	}
	if !slices.ContainsFunc(c.Options, func(o Option) bool { return o.ID == option }) {
		return Attempt{}, fault.New(fault.BadField, "%q cannot be decided here", fault.Clip(option)).At("/option").Want("one of %s", optionIDs(c))
	}
	best, err := Judge(c, d.Reference)
	if err != nil {
		return Attempt{}, err
	}
	out := Attempt{Case: id, Option: option, Best: best.Option, Right: option == best.Option, Rule: best.Rule, Read: best.Read, At: d.now()}
	for {
		var rec trainingRecord
		version, err := d.read(ctx, trainingKey(a.ID), &rec)
		if err != nil {
			return out, err
		}
		if rec.Attempts = append(rec.Attempts, out); len(rec.Attempts) > TrainingRecords {
			rec.Attempts = rec.Attempts[len(rec.Attempts)-TrainingRecords:]
		}
		var tx store.Tx
		if err := put(&tx, trainingKey(a.ID), version, rec); err != nil {
			return out, err
		}
		if err = d.Store.Commit(ctx, tx); err == nil || fault.CodeOf(err) != fault.Conflict || ctx.Err() != nil {
			return out, err
		}
	}
}

func optionIDs(c Case) string {
	var ids []string
	for _, o := range c.Options {
		ids = append(ids, o.ID)
	}
	return strings.Join(ids, ", ")
}

// Training tells how a trainee stands.
func (d *Desk) Training(ctx context.Context, a *auth.Account) (Progress, error) {
	if err := d.mayTrain(a); err != nil {
		return Progress{}, err
	}
	var rec trainingRecord
	if _, err := d.read(ctx, trainingKey(a.ID), &rec); err != nil {
		return Progress{}, err
	}
	out := Progress{Name: a.Name, Attempts: rec.Attempts, Training: TrainingMark + ": no movement, party or number of these cases is real"}
	for _, c := range Cases() {
		row := CaseRow{ID: c.ID, Title: c.Title, Role: c.Role}
		for _, t := range rec.Attempts {
			if t.Case != c.ID {
				continue
			}
			if row.Attempts++; row.Attempts == 1 && t.Right {
				out.FirstTry++
			}
			row.Solved = t.Right
		}
		if row.Solved {
			out.Solved++
		}
		out.Cases = append(out.Cases, row)
	}
	for _, t := range rec.Attempts {
		if t.Right {
			out.Right++
		}
	}
	if n := len(rec.Attempts); n > 0 {
		out.Begun, out.Until = rec.Attempts[0].At, rec.Attempts[n-1].At
	}
	return out, nil
}

package server

import (
	"net/http"
	"strconv"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/web"
)

// trainingRoutes are the routes of the desk for training pages.
func (s *server) trainingRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/training", auth.Train, (*call).training},
		{"GET", "/training/record", auth.Train, (*call).trainingRecord},
		{"GET", "/training/{n}", auth.Train, (*call).trainingCase},
		{"POST", "/training/{n}", auth.Train, (*call).trainingAnswer},
	}
}

// training shows the cases and how the trainee stands.
func (c *call) training() error { return c.progress("training", "training.title") }

// trainingRecord shows the record for printing.
func (c *call) trainingRecord() error { return c.progress("record", "training.record.title") }

func (c *call) progress(name, title string) error {
	p, err := c.desk().Training(c.Context(), c.account)
	if err != nil {
		return err
	}
	return c.page(name, title, web.DeskBody{Account: c.account, Data: p})
}

// caseView is one case as an officer would see it.
type caseView struct {
	desk.Case
	N, Of      int
	Prev, Next int // 0: none
	Chosen     string
	Marked     *desk.Attempt
	Attempts   int
	Base       string // of the keys of its texts
}

// trainingCase shows a case; after a decision also how it was marked.
func (c *call) trainingCase() error {
	v, err := c.caseView()
	if err != nil {
		return err
	}
	p, err := c.desk().Training(c.Context(), c.account)
	if err != nil {
		return err
	}
	for i := range p.Attempts {
		if a := &p.Attempts[i]; a.Case == v.ID {
			v.Attempts++
			if c.URL.Query().Get("marked") != "" {
				v.Marked, v.Chosen = a, a.Option
			}
		}
	}
	return c.page("case", "training.case.title", web.DeskBody{Account: c.account, Data: v})
}

func (c *call) caseView() (caseView, error) {
	all := desk.Cases()
	n, err := strconv.Atoi(c.at("n"))
	if err != nil || n < 1 || n > len(all) {
		return caseView{}, fault.New(fault.NotFound, "there is no training case %q", plainName(c.at("n"))).Want("1 to %d", len(all))
	}
	x, err := c.desk().Case(c.Context(), c.account, all[n-1].ID)
	v := caseView{Case: x, N: n, Of: len(all), Prev: n - 1, Next: n + 1, Base: "training." + x.ID + "."}
	if n == len(all) {
		v.Next = 0
	}
	return v, err
}

// trainingAnswer marks a decision.
func (c *call) trainingAnswer() error {
	v, err := c.caseView()
	if err != nil {
		return err
	}
	form, err := c.form()
	if err != nil {
		return err
	}
	if _, err = c.desk().Answer(c.Context(), c.account, v.ID, form.Get("option")); fault.CodeOf(err) == fault.BadField {
		body := web.DeskBody{Account: c.account, Problem: c.s.site.FormProblem(c.visit, err), Data: v}
		return c.pageAs(http.StatusUnprocessableEntity, "case", "training.case.title", body)
	}
	if err != nil {
		return err
	}
	return c.see("/training/" + strconv.Itoa(v.N) + "?marked=1#marked")
}

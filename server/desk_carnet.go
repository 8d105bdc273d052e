package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/web"
)

// carnetRoutes are the routes of the page on which carnets are registered.
func (s *server) carnetRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/carnets", auth.ManageAccounts, func(c *call) error {
			return c.carnetPage(http.StatusOK, carnetView{Done: c.URL.Query().Get("done")}, nil)
		}},
		{"POST", "/carnets", auth.ManageAccounts, (*call).makeCarnet},
	}
}

// carnetView is the form of a carnet as typed; Done is the number of the one just registered.
type carnetView struct {
	CarnetIssue
	Countries []string
	Done      string
}

func (c *call) carnetPage(status int, v carnetView, problem error) error {
	v.Countries = c.desk().Corridor.Countries()
	return c.pageAs(status, "carnet", "officer.carnet.title", web.DeskBody{Account: c.account, Problem: c.s.site.FormProblem(c.visit, problem), Data: v})
}

// makeCarnet registers the issue of a carnet.
func (c *call) makeCarnet() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	line := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	x := CarnetIssue{Number: line("number"), Holder: line("holder"), Until: line("until"), Country: form.Get("country"), Invalidated: form.Get("invalidated") != ""}
	if !slices.Contains(c.desk().Corridor.Countries(), x.Country) {
		x.Country = c.desk().Corridor.Countries()[0]
	}
	until, _ := time.Parse(time.DateOnly, x.Until) // which none is told of as missing
	err = c.desk().RegisterCarnet(c.Context(), c.account, node.Carnet{Number: x.Number, HolderID: x.Holder, ValidUntil: until, Association: tir.Association(x.Country), Invalidated: x.Invalidated})
	if err != nil {
		return c.carnetPage(c.s.problem(err).Status, carnetView{CarnetIssue: x}, err)
	}
	return c.see("/carnets?" + url.Values{"done": {x.Number}}.Encode())
}

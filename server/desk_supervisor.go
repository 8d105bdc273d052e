package server

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/web"
)

// supervisorRoutes are the routes of the desk for supervisor pages.
func (s *server) supervisorRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/supervisor", auth.ReadOffice, (*call).supervisor},
		{"GET", "/supervisor/{file}", auth.ReadOffice, (*call).supervisorCSV},
	}
}

// supervisorView is what a supervisor sees.
type supervisorView struct {
	desk.Supervision
	From, Until, At             string // of the filter, as typed
	Offices                     []transit.Office
	Query                       string // of the filter, for the tables as files
	WorkBars, DwellBars, Shares *web.BarChart
	ReleaseBars                 *web.BarChart
	Controlled                  []desk.Share
}

// periodOf reads the filter of a supervisor: days from and until, both included.
func periodOf(q url.Values) (desk.Period, error) {
	var p desk.Period
	p.Country, p.Office, _ = strings.Cut(q.Get("office"), "/")
	var bad fault.List
	for _, x := range []struct {
		name string
		to   *time.Time
	}{{"from", &p.From}, {"until", &p.Until}} {
		text := strings.TrimSpace(q.Get(x.name))
		if text == "" {
			continue
		}
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			bad = append(bad, fault.New(fault.BadField, "%q is no day", text[:min(len(text), 20)]).At("/%s", x.name).Want("a day as 2026-12-01"))
			continue
		}
		*x.to = at
	}
	if !p.Until.IsZero() {
		p.Until = p.Until.AddDate(0, 0, 1)
	}
	return p, bad.OrNil()
}

// supervisor shows the figures of the offices supervised.
func (c *call) supervisor() error {
	q := c.URL.Query()
	v := supervisorView{From: q.Get("from"), Until: q.Get("until"), At: q.Get("office"), Query: with(q, "page", "")}
	every, err := c.desk().Supervise(c.Context(), c.account, desk.Period{})
	if err != nil {
		return err
	}
	v.Offices = officesIn(&every)
	p, err := periodOf(q)
	if err == nil {
		v.Supervision, err = c.desk().Supervise(c.Context(), c.account, p)
	}
	body, status := web.DeskBody{Account: c.account}, http.StatusOK
	if err != nil {
		if fault.CodeOf(err) != fault.BadField {
			return err
		}
		body.Problem, status = c.s.site.FormProblem(c.visit, err), c.s.problem(err).Status
	}
	v.charts(c)
	body.Data = v
	return c.pageAs(status, "supervisor", "supervisor.title", body)
}

// officesIn are the offices that have figures.
func officesIn(s *desk.Supervision) []transit.Office {
	var out []transit.Office
	add := func(o transit.Office) {
		if !slices.ContainsFunc(out, o.Same) {
			out = append(out, o)
		}
	}
	for _, w := range s.Work {
		add(w.Office)
	}
	for _, x := range s.Shares {
		add(x.Office)
	}
	for _, x := range s.Dwell {
		add(x.Office)
	}
	slices.SortFunc(out, func(a, b transit.Office) int { return strings.Compare(a.Country+a.Code, b.Country+b.Code) })
	return out
}

// charts lays out the charts that stand beside the tables.
func (v *supervisorView) charts(c *call) {
	site := c.s.site
	named := func(o transit.Office) string {
		if o.Name == "" {
			return o.Country + " " + o.Code
		}
		return o.Name + " (" + o.Country + ")"
	}
	v.WorkBars = site.Bars(c.visit, "supervisor.work.chart", "supervisor.movements", v.workRows(named))
	var rows []web.BarRow
	for _, d := range v.Dwell {
		if d.Hours.N == 0 {
			continue
		}
		r := web.BarRow{Label: named(d.Office) + ": " + site.Say(c.visit, "step."+d.Step), Text: site.Decimal(c.visit, d.Hours.P50, 2) + " / " + site.Decimal(c.visit, d.Hours.P90, 2), Mark: -1,
			Parts: []web.BarPart{{Class: "fill-main", Value: d.Hours.P50}, {Class: "fill-rest", Value: d.Hours.P90 - d.Hours.P50}}}
		if d.Target != nil {
			r.Mark = d.Target.Hours
		}
		rows = append(rows, r)
	}
	v.DwellBars = site.Bars(c.visit, "supervisor.dwell.chart", "supervisor.hours", rows)
	rows = nil
	for _, s := range v.Supervision.Shares {
		if s.Accepted > 0 {
			rows = append(rows, web.BarRow{Label: named(s.Office), Mark: -1, Text: fmt.Sprintf("%d / %d", s.Controlled, s.Accepted),
				Parts: []web.BarPart{{Class: "fill-main", Value: 100 * float64(s.Controlled) / float64(s.Accepted)}, {Class: "fill-rest", Value: 100 * float64(s.Accepted-s.Controlled) / float64(s.Accepted)}}})
		}
	}
	v.Controlled = v.Supervision.Shares
	v.Shares = site.Bars(c.visit, "supervisor.share.chart", "supervisor.percent", rows)
	rows = nil
	for _, r := range v.Release {
		if r.Hours.N > 0 {
			rows = append(rows, web.BarRow{Label: site.Say(c.visit, "step."+r.Step.ID), Mark: -1, Text: site.Decimal(c.visit, r.Hours.P50, 2) + " / " + site.Decimal(c.visit, r.Hours.P90, 2),
				Parts: []web.BarPart{{Class: "fill-main", Value: r.Hours.P50}, {Class: "fill-rest", Value: r.Hours.P90 - r.Hours.P50}}})
		}
	}
	v.ReleaseBars = site.Bars(c.visit, "supervisor.release.chart", "supervisor.hours", rows)
}

// workRows are the movements in hand of each office, by lane.
func (v *supervisorView) workRows(named func(transit.Office) string) []web.BarRow {
	var rows []web.BarRow
	var last transit.Office
	for _, w := range v.Work {
		if len(rows) == 0 || !last.Same(w.Office) {
			last = w.Office
			rows = append(rows, web.BarRow{Label: named(w.Office), Mark: -1, Parts: []web.BarPart{{Class: "fill-red"}, {Class: "fill-yellow"}, {Class: "fill-green"}}})
		}
		p := rows[len(rows)-1].Parts
		p[0].Value += float64(w.Red)
		p[1].Value += float64(w.Yellow)
		p[2].Value += float64(w.N - w.Red - w.Yellow)
	}
	for i := range rows {
		n := 0.0
		for _, p := range rows[i].Parts {
			n += p.Value
		}
		rows[i].Text = fmt.Sprintf("%.0f", n)
	}
	return rows
}

// supervisorCSV gives one table as a file.
func (c *call) supervisorCSV() error {
	table, ok := strings.CutSuffix(c.at("file"), ".csv")
	if !ok || !slices.Contains(desk.Tables, table) {
		return fault.New(fault.NotFound, "there is no table %q", c.at("file")).Among(desk.Tables...)
	}
	p, err := periodOf(c.URL.Query())
	if err != nil {
		return err
	}
	s, err := c.desk().Supervise(c.Context(), c.account, p)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.WriteCSV(&b, table); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="kairo-`+table+`.csv"`)
	_, _ = c.w.Write(b.Bytes())
	return nil
}

package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
	"github.com/kairo-corridor/kairo/web"
)

const (
	guaranteeCodesForm = 3  // access codes that one form sets; more are set over the API
	guaranteeHistory   = 50 // facts on one page of history
)

// guaranteeRoutes are the pages of guarantees. Whether somebody may see or change this very one is asked by the desk.
func (s *server) guaranteeRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/guarantees", auth.ReadGuarantee, (*call).guarantees},
		{"POST", "/guarantees", auth.RegisterGuarantee, (*call).registerGuarantee},
		{"GET", "/guarantees/new", auth.RegisterGuarantee, func(c *call) error { return c.showRegister(http.StatusOK, guaranteeBlank(), nil) }},
		{"GET", "/guarantees/query", auth.QueryGuarantee, func(c *call) error { return c.showQuery(http.StatusOK, guaranteeBlank(), nil, nil) }},
		{"POST", "/guarantees/query", auth.QueryGuarantee, (*call).queryGuarantee},
		{"GET", "/guarantees/{country}/{grn}", auth.ReadGuarantee, (*call).guarantee},
		{"POST", "/guarantees/{country}/{grn}", auth.ReadGuarantee, (*call).changeGuarantee},
	}
}

// guaranteesView is the list of guarantees.
type guaranteesView struct {
	Rows           []desk.Guarantee
	Filter         desk.GuaranteeFilter
	Countries      []string // of the account's offices of guarantee
	States         []guarantee.State
	Kinds          []guarantee.Kind
	Next           string
	Narrowed, Part bool // Part: this is not the beginning
	Officer, Asks  bool
}

func (c *call) guarantees() error {
	q := c.URL.Query()
	f := desk.GuaranteeFilter{Country: q.Get("country"), State: guarantee.State(q.Get("state")), Kind: guarantee.Kind(q.Get("type")), Text: strings.TrimSpace(q.Get("q"))}
	if !slices.Contains(guarantee.OfficeStates, f.State) {
		f.State = ""
	}
	if !slices.Contains(guarantee.Kinds, f.Kind) {
		f.Kind = ""
	}
	after, err := fromCursor(q.Get("after"), 2)
	if err != nil {
		return err
	}
	v := guaranteesView{Filter: f, Countries: guaranteeOffices(c.account), States: guarantee.OfficeStates[1:], Kinds: guarantee.Kinds, Part: after[0] != "",
		Narrowed: f != desk.GuaranteeFilter{}, Officer: auth.May(c.account, auth.RegisterGuarantee), Asks: auth.May(c.account, auth.QueryGuarantee)}
	rows, next, err := c.desk().GuaranteesAfter(c.Context(), c.account, f, after[0], after[1], 0)
	if err != nil {
		return err
	}
	if v.Rows = rows; next != nil {
		v.Next = "/guarantees" + with(q, "after", cursor(next...))
	}
	return c.page("guarantees", "guarantee.list.title", web.DeskBody{Account: c.account, Data: v})
}

// guaranteeOffices are the countries at whose office of guarantee an account serves.
func guaranteeOffices(a *auth.Account) (out []string) {
	for _, g := range a.Grants {
		if g.Role == auth.GuaranteeOfficer && !slices.Contains(out, g.Country) {
			out = append(out, g.Country)
		}
	}
	slices.Sort(out)
	return out
}

// guaranteeTyped is what was typed in a form; access codes are never shown again.
type guaranteeTyped url.Values

func guaranteeBlank() guaranteeTyped { return guaranteeTyped{"currency": {"EUR"}, "percent": {"100"}} }

func (f guaranteeTyped) get(name string) string {
	return strings.TrimSpace(url.Values(f).Get(name))
}

// number is the reference number: letters are capitals, but in an office's own number of a deposit.
func (f guaranteeTyped) number() string {
	if f.get("type") == string(guarantee.Cash) {
		return f.get("grn")
	}
	return strings.ToUpper(f.get("grn"))
}

// list is a field of words between blanks and commas.
func (f guaranteeTyped) list(name string) []string {
	return strings.FieldsFunc(strings.ToUpper(f.get(name)), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\n' || r == '\r' })
}

// money is an amount as typed with its currency; nothing typed is nothing.
func (f guaranteeTyped) money(name string) (unit.Money, error) {
	text := f.get(name)
	if text == "" {
		return unit.Money{}, nil
	}
	minor, err := minorUnits(text)
	if err != nil {
		return unit.Money{}, fault.New(fault.BadField, "%q is no amount", fault.Clip(text)).At("/%s", name).Want("an amount such as 10500.00")
	}
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		return unit.Money{}, fault.New(fault.BadField, "%q is too much", fault.Clip(text)).At("/%s", name)
	}
	return unit.Money{Minor: n, Currency: strings.ToUpper(f.get("currency"))}, nil
}

// codes are the access codes of a form, without the rows that were left empty.
func (f guaranteeTyped) codes() (out []desk.AccessCode) {
	for i, code := range f["code"] {
		label := ""
		if i < len(f["label"]) {
			label = strings.TrimSpace(f["label"][i])
		}
		if code != "" || label != "" {
			out = append(out, desk.AccessCode{Label: label, Code: guarantee.Secret(code)})
		}
	}
	return out
}

// typedForm reads a form of guarantees.
func (c *call) typedForm() (guaranteeTyped, error) {
	form, err := c.form()
	return guaranteeTyped(form), err
}

// inputs prepares a form: each input with what was typed and what is wrong with it.
func (f guaranteeTyped) inputs(form string, p *web.Problem, list ...web.Input) []web.Input {
	for i := range list {
		x := &list[i]
		x.Form, x.Wrong = form, p.Wrong("terms."+x.Name)
		if x.Value == "" && x.Kind != "code" { // a code that was typed is not shown again
			x.Value = f.get(x.Name)
		}
	}
	return list
}

func chosen[T ~string](list []T) (out []web.Choice) {
	for _, x := range list {
		out = append(out, web.Choice{Value: string(x)})
	}
	return out
}

// registerView is the form of a guarantee to be entered.
type registerView struct {
	Inputs []web.Input
	Codes  []string // labels of the rows for access codes
	Wrong  *web.Violation
}

func (c *call) showRegister(status int, f guaranteeTyped, err error) error {
	c.on("/guarantees/new")
	p := c.s.site.GuaranteeProblem(c.visit, err)
	percents := []web.Choice{{Value: "100", Text: "100 %"}, {Value: "50", Text: "50 %"}, {Value: "30", Text: "30 %"}, {Value: "0", Text: "0 %"}}
	v := registerView{Wrong: p.Wrong("terms.codes"), Codes: codeRows(f)}
	v.Inputs = f.inputs("new", p,
		web.Input{Name: "country", Kind: "select", Words: "country", Options: chosen(guaranteeOffices(c.account)), Required: true},
		web.Input{Name: "type", Kind: "select", Words: "guarantee.type", Options: chosen(guarantee.Kinds), Required: true},
		web.Input{Name: "grn", Kind: "text", Required: true, Max: 140},
		web.Input{Name: "holder", Kind: "text", Required: true, Max: 140},
		web.Input{Name: "guarantor", Kind: "text", Max: 512},
		web.Input{Name: "limit", Kind: "text", Required: true, Max: 24},
		web.Input{Name: "currency", Kind: "text", Required: true, Max: 3},
		web.Input{Name: "percent", Kind: "select", Options: percents},
		web.Input{Name: "from", Kind: "date", Required: true},
		web.Input{Name: "until", Kind: "date"},
		web.Input{Name: "countries", Kind: "text", Max: 400},
		web.Input{Name: "excluded", Kind: "text", Max: 400},
		web.Input{Name: "departure", Kind: "text", Max: 140},
		web.Input{Name: "destination", Kind: "text", Max: 140},
		web.Input{Name: "commodities", Kind: "text", Max: 2000},
		web.Input{Name: "account", Kind: "text", Max: 64},
		web.Input{Name: "noSuspended", Kind: "check"})
	return c.pageAs(status, "guarantee-new", "guarantee.new.title", web.DeskBody{Account: c.account, Problem: p, Data: v})
}

// codeRows are the labels typed of a form's rows for access codes.
func codeRows(f guaranteeTyped) []string {
	out := make([]string, guaranteeCodesForm)
	copy(out, f["label"])
	return out
}

// registerGuarantee enters a guarantee. Terms are read as the API reads them, so that both say the same of a wrong field.
func (c *call) registerGuarantee() error {
	f, err := c.typedForm()
	if err != nil {
		return err
	}
	limit, err := f.money("limit")
	percent, percentErr := strconv.Atoi(f.get("percent"))
	if percentErr != nil || f.get("type") != string(guarantee.Comprehensive) {
		percent = 0 // only a comprehensive guarantee is reduced
	}
	asked := GuaranteeTerms{GRN: f.number(), Type: f.get("type"), Holder: f.get("holder"), Guarantor: f.get("guarantor"), Limit: limit, Percent: percent, From: f.get("from"), Until: f.get("until"),
		Countries: f.list("countries"), Excluded: f.list("excluded"), Departure: f.get("departure"), Destination: f.get("destination"), Commodities: f.list("commodities"), NoSuspended: f.get("noSuspended") != ""}
	var bad fault.List
	terms, termsErr := asked.terms()
	owner, ownerErr := c.s.holderAccount(c.Context(), f.get("account"))
	for _, e := range []error{err, termsErr, ownerErr} {
		if e != nil {
			bad = append(bad, fault.All(e)...)
		}
	}
	var g desk.Guarantee
	if err = bad.OrNil(); err == nil {
		g, err = c.desk().RegisterGuarantee(c.Context(), c.account, desk.GuaranteeEntered{Country: f.get("country"), Terms: terms, Codes: f.codes(), Owner: owner})
	}
	if err != nil {
		return c.guaranteeAgain(err, func(status int) error { return c.showRegister(status, f, err) })
	}
	return c.see(guaranteeURL(g.Country, g.Terms.GRN) + "?done=register")
}

// guaranteeAgain shows a form again where the one who filled it in can mend it; else the error.
func (c *call) guaranteeAgain(err error, again func(status int) error) error {
	if errors.Is(err, desk.ErrNotAllowed) {
		return err
	}
	switch fault.CodeOf(err) {
	case fault.BadField, fault.BadIdent, fault.WrongState, fault.Conflict, fault.Usage, fault.Busy, fault.Limit:
		return again(c.s.problem(err).Status)
	}
	return err
}

// guaranteeURL is the page of a guarantee.
func guaranteeURL(country, grn string) string {
	return "/guarantees/" + url.PathEscape(country) + "/" + url.PathEscape(grn)
}

// guaranteeView is the page of a guarantee.
type guaranteeView struct {
	desk.Guarantee
	URL      string
	Holder   string // sign-in name of the account that reads it as its holder
	Currency string
	Secured  int64
	Sum      int64 // of the ledger
	Accounts []guarantee.Account
	Uses     []guarantee.Use // that engage something first
	More     int             // further ones that are not shown
	Forms    []guaranteeForm
	Done     string
	History  []guaranteeEntry
	Earlier  string
	Later    string
}

// guaranteeForm is the form of one act.
type guaranteeForm struct {
	Act     guarantee.MessageKind
	Action  string
	Version int64
	Typed   bool // this is the one that was sent
	Inputs  []web.Input
	Codes   []string // labels of rows for access codes, none where the act sets none
	Wrong   *web.Violation
}

// guaranteeEntry is one fact with what its use is about.
type guaranteeEntry struct {
	node.GuaranteeEntry
	Movement, Party string
}

func (c *call) guarantee() error {
	done := c.URL.Query().Get("done")
	if done != "register" && !slices.Contains(desk.GuaranteeActs(), guarantee.MessageKind(done)) {
		done = ""
	}
	return c.showGuarantee(http.StatusOK, nil, nil, done)
}

// showGuarantee shows a guarantee as it stands now; typed is an act that was not done, and err why.
func (c *call) showGuarantee(status int, typed guaranteeTyped, err error, done string) error {
	g, readErr := c.desk().Guarantee(c.Context(), c.account, c.at("country"), c.at("grn"))
	if readErr != nil {
		return readErr
	}
	p := c.s.site.GuaranteeProblem(c.visit, err)
	v := guaranteeView{Guarantee: g, URL: guaranteeURL(g.Country, g.Terms.GRN), Currency: g.Terms.Limit.Currency, Secured: g.Terms.Secured(), Accounts: guarantee.Accounts, Done: done}
	for _, minor := range g.Balances {
		v.Sum += minor
	}
	v.Uses = latestUses(&g.Guarantee)
	if v.More = len(v.Uses) - usesShown; v.More > 0 {
		v.Uses = v.Uses[:usesShown]
	}
	if g.Owner != "" && c.account.Has(auth.GuaranteeOfficer) {
		if l, err := c.book().Get(c.Context(), g.Owner); err == nil {
			v.Holder = l.Login
		}
	}
	v.Forms = guaranteeForms(&g, v.URL, typed, p)
	if err := c.guaranteePast(&v); err != nil {
		return err
	}
	return c.pageAs(status, "guarantee", "guarantee.title", web.DeskBody{Account: c.account, Problem: p, Data: v})
}

// guaranteePast reads a page of history, the latest where the address names none, newest first.
func (c *call) guaranteePast(v *guaranteeView) error {
	end, err := strconv.ParseInt(c.URL.Query().Get("until"), 10, 64)
	if err != nil || end < 1 || end > v.Facts {
		end = v.Facts
	}
	after := max(0, end-guaranteeHistory)
	list, err := c.desk().GuaranteeFacts(c.Context(), c.account, v.Country, v.Terms.GRN, after, int(end-after))
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(list) {
		x := guaranteeEntry{GuaranteeEntry: e}
		if u, ok := v.Guarantee.Use(e.Name); ok && e.Subject == guarantee.OfUse {
			x.Movement, x.Party = u.Movement, u.From
		}
		for _, d := range e.Read {
			if d.Name == "movement" {
				x.Movement = d.Value
			}
		}
		v.History = append(v.History, x)
	}
	if after > 0 {
		v.Earlier = v.URL + "?until=" + strconv.FormatInt(after, 10) + "#history"
	}
	if end < v.Facts {
		v.Later = v.URL + "?until=" + strconv.FormatInt(min(end+guaranteeHistory, v.Facts), 10) + "#history"
	}
	return nil
}

// guaranteeForms makes a form of each act that is open.
func guaranteeForms(g *desk.Guarantee, action string, typed guaranteeTyped, p *web.Problem) (out []guaranteeForm) {
	reason := web.Input{Name: "reason", Kind: "area", Max: 512, Wide: true}
	for _, k := range g.Open {
		f := guaranteeForm{Act: k, Action: action, Version: g.Acts, Typed: typed.get("act") == string(k)}
		was, wrong := guaranteeTyped{}, (*web.Problem)(nil)
		if f.Typed {
			was, wrong = typed, p
		}
		switch k {
		case guarantee.KindVary:
			if !f.Typed {
				was["limit"] = []string{typedAmount(g.Terms.Limit.Minor)}
			}
			f.Inputs = []web.Input{{Name: "limit", Kind: "text", Required: true, Max: 24}, reason}
		case guarantee.KindSetCodes:
			f.Codes, f.Wrong = codeRows(was), wrong.Wrong("terms.codes")
		case guarantee.KindRevoke:
			f.Inputs = []web.Input{reason}
		case guarantee.KindSettle:
			f.Inputs = []web.Input{{Name: "use", Kind: "select", Options: calledUses(&g.Guarantee), Required: true}, {Name: "paid", Kind: "text", Max: 24}, {Name: "withdrawn", Kind: "check"}, reason}
		}
		f.Inputs = was.inputs(string(k), wrong, f.Inputs...)
		out = append(out, f)
	}
	return out
}

// typedAmount is an amount as somebody would type it.
func typedAmount(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }

// calledUses are the uses of which a claim is open, by movement and what is open.
func calledUses(g *guarantee.Guarantee) (out []web.Choice) {
	for i := range g.Uses {
		if u := &g.Uses[i]; u.State == guarantee.Called {
			out = append(out, web.Choice{Value: u.ID, Text: u.Movement + ", " + unit.Money{Minor: u.Engaged(), Currency: g.Terms.Limit.Currency}.String()})
		}
	}
	return out
}

// changeGuarantee does an act and shows the guarantee as it stands then.
func (c *call) changeGuarantee() error {
	f, err := c.typedForm()
	if err != nil {
		return err
	}
	x := desk.GuaranteeChange{Country: c.at("country"), GRN: c.at("grn"), Act: guarantee.MessageKind(f.get("act")), Codes: f.codes(), Use: f.get("use"), Withdrawn: f.get("withdrawn") != "", Reason: f.get("reason")}
	g, err := c.desk().Guarantee(c.Context(), c.account, x.Country, x.GRN)
	if err != nil {
		return err
	}
	f["currency"] = []string{g.Terms.Limit.Currency}
	x.Version, _ = strconv.ParseInt(f.get("version"), 10, 64) // one that is none fits no guarantee
	var bad fault.List
	for name, to := range map[string]*unit.Money{"limit": &x.Limit, "paid": &x.Paid} {
		if *to, err = f.money(name); err != nil {
			bad = append(bad, fault.All(err)...)
		}
	}
	if err = bad.OrNil(); err == nil {
		_, err = c.desk().ChangeGuarantee(c.Context(), c.account, x)
	}
	if err != nil {
		return c.guaranteeAgain(err, func(status int) error { return c.showGuarantee(status, f, err, "") })
	}
	return c.see(guaranteeURL(x.Country, x.GRN) + "?done=" + url.QueryEscape(string(x.Act)))
}

// queryView is the form of a question about a guarantee, and its answer.
type queryView struct {
	Inputs []web.Input
	Answer *guarantee.CheckResult
}

func (c *call) showQuery(status int, f guaranteeTyped, answer *guarantee.CheckResult, err error) error {
	c.on("/guarantees/query")
	p := c.s.site.GuaranteeProblem(c.visit, err)
	v := queryView{Answer: answer, Inputs: f.inputs("query", p,
		web.Input{Name: "country", Kind: "select", Words: "country", Options: chosen(c.desk().Corridor.Countries()), Required: true},
		web.Input{Name: "type", Kind: "select", Words: "guarantee.type", Options: chosen(guarantee.Kinds), Required: true},
		web.Input{Name: "grn", Kind: "text", Required: true, Max: 140},
		web.Input{Name: "holder", Kind: "text", Required: true, Max: 140},
		web.Input{Name: "accessCode", Kind: "code", Max: guarantee.CodeBytesMax},
		web.Input{Name: "amount", Kind: "text", Max: 24},
		web.Input{Name: "currency", Kind: "text", Max: 3},
		web.Input{Name: "countries", Label: "through", Kind: "text", Max: 400},
		web.Input{Name: "suspended", Kind: "check"})}
	return c.pageAs(status, "guarantee-query", "guarantee.query.title", web.DeskBody{Account: c.account, Problem: p, Data: v})
}

// queryGuarantee answers a question in the page itself: its address must not hold an access code.
func (c *call) queryGuarantee() error {
	f, err := c.typedForm()
	if err != nil {
		return err
	}
	amount, err := f.money("amount")
	var answer guarantee.CheckResult
	if err == nil {
		answer, err = c.desk().AskGuarantee(c.Context(), c.account, f.get("country"), guarantee.Question{GRN: f.number(), Type: guarantee.Kind(f.get("type")), Holder: f.get("holder"),
			AccessCode: guarantee.Secret(f.get("accessCode")), Amount: amount, Countries: f.list("countries"), Suspended: f.get("suspended") != ""})
	}
	var waits *node.Waits
	switch {
	case errors.As(err, &waits):
		return c.showQuery(http.StatusTooManyRequests, f, nil, err)
	case err != nil:
		return c.guaranteeAgain(err, func(status int) error { return c.showQuery(status, f, nil, err) })
	}
	return c.showQuery(http.StatusOK, f, &answer, nil)
}

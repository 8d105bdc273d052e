package server

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/projection"
	"github.com/kairo-corridor/kairo/unit"
	"github.com/kairo-corridor/kairo/web"
)

// officerRoutes are the routes of the desk for officer pages. Whether somebody may decide is asked by the desk.
func (s *server) officerRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/office", auth.ReadMovement, (*call).office},
		{"GET", "/office/presented", auth.ReadMovement, (*call).presentedPage},
		{"POST", "/office/presented", auth.ReadMovement, (*call).presentedDecide},
		{"GET", "/office/{country}/{key}", auth.ReadMovement, (*call).movement},
		{"POST", "/office/{country}/{key}/decide", auth.ReadMovement, (*call).decide},
		{"GET", "/office/{country}/{key}/documents/{id}", auth.ReadMovement, (*call).movementDocument},
		{"GET", "/office/{country}/{key}/documents/{id}/pdf", auth.ReadMovement, (*call).movementPDF},
	}
}

// queueView is the queue of an officer as shown.
type queueView struct {
	Queue      desk.Queue
	Filter     desk.Filter
	At         string // office chosen, "KZ/57507"
	Lanes      []queueChoice
	States     []transit.State // that occur
	Acts       []actChoice     // that are waited for
	Roles      []transit.Role
	Sorts      []string
	Todo, All  string // addresses
	Prev, Next string
	Narrowed   bool
	Presents   bool // goods may be presented at offices of the account that were not declared
	First      int  // number of the first row shown
}

// actChoice leads to the movements on which a decision is waited for.
type actChoice struct {
	Kind transit.Kind
	N    int
	URL  string
	Now  bool
}

// queueChoice leads to a lane.
type queueChoice struct {
	Value desk.Lane
	N     int
	URL   string
	Now   bool
}

// office shows the queue.
func (c *call) office() error {
	q := c.URL.Query()
	f := filterOf(q)
	queue, err := c.desk().Queue(c.Context(), c.account, f)
	if err != nil {
		return err
	}
	v := queueView{Queue: queue, Filter: f, At: q.Get("office"), Roles: []transit.Role{transit.Owner, transit.Passing, transit.Destination}, Sorts: desk.SortKeys,
		Narrowed: f.Lane != "" || f.State != "" || f.Office != "" || f.Role != "" || f.Text != "" || f.Act != "" || f.Todo || f.Ended, Presents: len(presentedAt(c.account)) > 0,
		First: (queue.Page.Page-1)*queue.Size + 1}
	at := func(name, value string) string { return "/office" + with(q, name, value) }
	for i := len(desk.Lanes) - 1; i >= 0; i-- {
		l := desk.Lanes[i]
		to := string(l)
		if f.Lane == l {
			to = ""
		}
		v.Lanes = append(v.Lanes, queueChoice{l, queue.Counts.Lanes[l], at("lane", to), f.Lane == l})
	}
	for _, s := range desk.States() {
		if queue.Counts.States[s] > 0 || s == f.State {
			v.States = append(v.States, s)
		}
	}
	for _, k := range desk.Decisions() {
		if n := queue.Counts.Acts[k]; n > 0 || k == f.Act {
			to := string(k)
			if k == f.Act {
				to = ""
			}
			v.Acts = append(v.Acts, actChoice{k, n, at("act", to), k == f.Act})
		}
	}
	v.Todo, v.All = at("todo", "1"), at("todo", "")
	if n := queue.Page.Page; n > 1 {
		v.Prev = at("page", strconv.Itoa(n-1))
	}
	if n := queue.Page.Page; n < queue.Pages() {
		v.Next = at("page", strconv.Itoa(n+1))
	}
	return c.page("office", "officer.title", web.DeskBody{Account: c.account, Data: v})
}

// filterOf reads the filter of a queue; values that mean nothing narrow nothing.
func filterOf(q url.Values) desk.Filter {
	f := desk.Filter{Text: strings.TrimSpace(q.Get("q")), Sort: q.Get("sort"), Todo: q.Get("todo") != "", Ended: q.Get("ended") != ""}
	f.Country, f.Office, _ = strings.Cut(q.Get("office"), "/")
	if l := desk.Lane(q.Get("lane")); slices.Contains(desk.Lanes, l) {
		f.Lane = l
	}
	if s := transit.State(q.Get("state")); slices.Contains(desk.States(), s) {
		f.State = s
	}
	if r := transit.Role(q.Get("role")); slices.Contains([]transit.Role{transit.Owner, transit.Passing, transit.Destination}, r) {
		f.Role = r
	}
	if k := transit.Kind(q.Get("act")); slices.Contains(desk.Decisions(), k) {
		f.Act = k
	}
	f.Page, _ = strconv.Atoi(q.Get("page"))
	return f
}

// with is a query with one value set, or taken out where it is empty; but for the page itself it begins at the first page.
func with(q url.Values, name, value string) string {
	out := url.Values{}
	for k, vs := range q {
		if k != name && k != "lang" && (k != "page" || name == "page") && len(vs) > 0 && vs[0] != "" {
			out.Set(k, vs[0])
		}
	}
	if value != "" {
		out.Set(name, value)
	}
	if len(out) == 0 {
		return ""
	}
	return "?" + out.Encode()
}

// actForm is the form of one decision.
type actForm struct {
	desk.Act
	Action   string // where it is sent
	Shortcut string // of the keyboard, "" for what is rare
	Country  string
	Movement,
	Number string // registration number, of an office that was not declared
	Version int64
	Typed   desk.Decision // what was typed before
	Problem *web.Problem
	Days    string // limit as typed
	When    string // time as typed
	Choose  bool   // among several offices
}

// Value is a field as it was typed.
func (f actForm) Value(name string) string {
	switch name {
	case "limitDays":
		return f.Days
	case "at":
		return f.When
	}
	return f.Typed.Value(name)
}

// movementView is the page of a movement.
type movementView struct {
	desk.MovementView
	URL       string
	Way       *web.WayView
	Forms     []actForm
	Rare      []actForm    // possible, and nothing waits for them
	Done      transit.Kind // that was just decided
	Waiting   bool         // messages are still on their way
	Overtaken *node.Overtaken
	Typed     *desk.Decision
	Lost      bool           // what was typed belongs to a decision that is no longer open
	Queue     bool           // the account has a queue to go back to
	Here      []desk.PartyIn // parties of the whole consignment and of this country
	Elsewhere []desk.PartyIn // those of other countries only
}

// movementURL is the page of a movement.
func movementURL(country, key string) string {
	return "/office/" + url.PathEscape(country) + "/" + url.PathEscape(key)
}

// movement shows one movement.
func (c *call) movement() error {
	q := c.URL.Query()
	done := transit.Kind(q.Get("done"))
	if !slices.Contains(desk.Decisions(), done) {
		done = ""
	}
	return c.showMovement(http.StatusOK, nil, nil, func(v *movementView) { v.Done, v.Waiting = done, q.Get("waiting") != "" })
}

// showMovement shows a movement as it stands now; typed is a decision that was not taken, and err why.
func (c *call) showMovement(status int, typed *desk.Decision, err error, more func(*movementView)) error {
	view, readErr := c.desk().Movement(c.Context(), c.account, c.at("country"), c.at("key"))
	if readErr != nil {
		return readErr
	}
	v := movementView{MovementView: view, URL: movementURL(view.Country, view.Key), Typed: typed, Queue: servesOffice(c.account)}
	for _, p := range view.Parties {
		if p.For == "" || slices.Contains(strings.Split(p.For, ", "), view.Country) {
			v.Here = append(v.Here, p)
		} else {
			v.Elsewhere = append(v.Elsewhere, p)
		}
	}
	first, last := 0, -1
	if view.Stretch != nil {
		first, last = view.Stretch.FirstLeg, view.Stretch.LastLeg
	}
	v.Way = c.s.site.Way(c.visit, view.Journey, first, last)
	problem := c.s.site.FormProblem(c.visit, err)
	v.Forms, v.Rare = apart(c.forms(view.Row, v.URL+"/decide", "", typed, problem))
	body := web.DeskBody{Account: c.account, Problem: problem}
	if errors.As(err, &v.Overtaken) {
		body.Problem = nil
	}
	v.Lost = typed != nil && !slices.ContainsFunc(view.Acts, func(a desk.Act) bool { return a.Kind == typed.Act })
	if more != nil {
		more(&v)
	}
	body.Data = v
	return c.pageAs(status, "movement", "officer.movement.title", body)
}

// apart takes the forms of decisions that nothing waits for out of the others.
func apart(all []actForm) (waited, rare []actForm) {
	for _, f := range all {
		if f.Rare {
			rare = append(rare, f)
		} else {
			waited = append(waited, f)
		}
	}
	return waited, rare
}

// forms makes a form of each decision open on a row.
func (c *call) forms(row desk.Row, action, number string, typed *desk.Decision, problem *web.Problem) []actForm {
	var out []actForm
	keys := 0
	for _, a := range row.Acts {
		f := actForm{Act: a, Action: action, Country: row.Country, Movement: row.Key, Number: number, Version: row.Version}
		if keys++; !a.Rare && keys < 10 {
			f.Shortcut = strconv.Itoa(keys)
		}
		f.Choose = len(a.Offices) > 1 && a.Named
		if typed != nil && typed.Act == a.Kind {
			f.Typed, f.Problem = *typed, problem
			f.Days, f.When = typed.Value("limitDays"), strings.TrimSuffix(typed.Value("at"), ":00Z")
		}
		out = append(out, f)
	}
	return out
}

// servesOffice is true of an account that has a grant at some office.
func servesOffice(a *auth.Account) bool {
	return a.Has(auth.Departure) || a.Has(auth.Passage) || a.Has(auth.Destination) || a.Has(auth.Supervisor)
}

// decision reads a decision from a form.
func (c *call) decision() (desk.Decision, error) {
	form, err := c.form()
	if err != nil {
		return desk.Decision{}, err
	}
	line := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	x := desk.Decision{Country: c.at("country"), Key: c.at("key"), Act: transit.Kind(form.Get("act")), Reason: form.Get("reason"), Text: form.Get("text"),
		Control: transit.ControlKind(form.Get("control")), Office: line("office"), Number: line("number"), With: form.Get("with"), As: transit.Role(form.Get("as")),
		Place: line("place"), NewMeans: line("newMeans"), NewSeals: line("newSeals"), ByCarrier: form.Get("byCarrier") != "", Route: line("route"),
		Escort: form.Get("escort") != "", To: line("to")}
	x.CarnetFields.Typed(form.Get)
	x.With = strings.ToUpper(strings.TrimSpace(x.With))
	if x.Version, err = strconv.ParseInt(form.Get("version"), 10, 64); err != nil || x.Version < 0 {
		return x, fault.New(fault.Usage, "the form does not say which version of the movement was decided on").At("/version").Mend("open the movement again")
	}
	var kg int
	for name, n := range map[string]*int{"limitDays": &x.LimitDays, "days": &x.Days, "packages": &x.Packages, "page": &x.Page, "grossKg": &kg} {
		if typed := line(name); typed != "" {
			if *n, err = strconv.Atoi(typed); err != nil || *n < 1 {
				*n = 0
				return x, fault.New(fault.BadField, "%q is no number that can stand here", typed[:min(len(typed), 20)]).At("/%s", name).Want("1 or more")
			}
		}
	}
	x.GrossKg = unit.Kg(kg)
	if at := line("at"); at != "" {
		if x.At, err = time.Parse("2006-01-02T15:04", at); err != nil {
			return x, fault.New(fault.BadField, "%q is no time", at[:min(len(at), 20)]).At("/at").Want("a date and time in UTC, such as 2026-12-01T08:30")
		}
	}
	return x, nil
}

// decide makes a decision and shows the movement as it stands then.
func (c *call) decide() error {
	x, err := c.decision()
	var out desk.Outcome
	if err == nil {
		out, err = c.desk().Decide(c.Context(), c.account, x)
	}
	if err != nil {
		return c.notDecided(x, err, func(status int) error { return c.showMovement(status, &x, err, nil) })
	}
	return c.see(decided(x, out))
}

// decided is where a decision leads: to the movement, which says what was decided.
func decided(x desk.Decision, out desk.Outcome) string {
	q := url.Values{"done": {string(x.Act)}}
	if out.Waiting {
		q.Set("waiting", "1")
	}
	return movementURL(x.Country, x.Key) + "?" + q.Encode()
}

// notDecided shows the form again where the one who decided can mend it, with what was typed; else the error.
func (c *call) notDecided(x desk.Decision, err error, again func(status int) error) error {
	switch fault.CodeOf(err) {
	case fault.BadField, fault.WrongState, fault.Conflict, fault.Usage:
		return again(c.s.problem(err).Status)
	}
	return err
}

// documentView is one document of a movement.
type documentView struct {
	projection.Document
	Back, PDF, Number string
}

// movementDocument shows one document of a movement.
func (c *call) movementDocument() error {
	d, err := c.desk().Document(c.Context(), c.account, c.at("country"), c.at("key"), c.at("id"))
	if err != nil {
		return err
	}
	v := documentView{Document: d, Back: movementURL(c.at("country"), c.at("key"))}
	if d.Paper {
		v.PDF = v.Back + "/documents/" + url.PathEscape(d.ID) + "/pdf"
	}
	return c.page("movement-document", "officer.document.title", web.DeskBody{Account: c.account, Data: v})
}

// movementPDF prints one document of a movement.
func (c *call) movementPDF() error {
	view, err := c.desk().Movement(c.Context(), c.account, c.at("country"), c.at("key"))
	if err != nil {
		return err
	}
	d, err := c.desk().Document(c.Context(), c.account, c.at("country"), c.at("key"), c.at("id"))
	if err != nil {
		return err
	}
	if !d.Paper {
		return fault.New(fault.NotFound, "%s is data only: nobody carries it as a paper", d.Title).At("/document")
	}
	var b bytes.Buffer
	if _, err := document.PDF(&b, d, document.PDFOptions{Created: c.s.cfg.Now(), Demonstration: demonstrates(&view.Movement), Fonts: typefaces()}); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="kairo-`+plainName(d.ID)+`.pdf"`)
	_, _ = c.w.Write(b.Bytes())
	return nil
}

// demonstrates is true of a movement with an office that does not exist.
func demonstrates(m *transit.Movement) bool {
	d := &m.Declaration
	return d.Departure.Demo || d.Destination.Demo || slices.ContainsFunc(d.Passage, func(o transit.Office) bool { return o.Demo })
}

// plainName keeps letters, digits and hyphens of a name for a file.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, s)
}

// presentedView is the page for goods that are presented where it was not declared.
type presentedView struct {
	Countries               []string
	Country, Office, Number string
	Row                     *desk.Row
	Forms                   []actForm
	Overtaken               *node.Overtaken
}

// presentedAt are the countries at whose offices an account records goods.
func presentedAt(a *auth.Account) []string {
	var out []string
	for _, g := range a.Grants {
		if (g.Role == auth.Passage || g.Role == auth.Destination) && !slices.Contains(out, g.Country) {
			out = append(out, g.Country)
		}
	}
	return out
}

// presentedPage looks for the movement of goods presented at an office that was not declared, by its exact number.
func (c *call) presentedPage() error {
	q := c.URL.Query()
	return c.showPresented(http.StatusOK, q.Get("country"), q.Get("office"), strings.TrimSpace(q.Get("number")), nil, nil)
}

// presentedDecide records goods at an office that was not declared.
func (c *call) presentedDecide() error {
	x, err := c.decision()
	x.Country, x.Key = c.PostForm.Get("country"), strings.TrimSpace(c.PostForm.Get("key"))
	var out desk.Outcome
	if err == nil {
		out, err = c.desk().Decide(c.Context(), c.account, x)
	}
	if err != nil {
		return c.notDecided(x, err, func(status int) error { return c.showPresented(status, x.Country, x.Office, x.Number, &x, err) })
	}
	return c.see(decided(x, out))
}

func (c *call) showPresented(status int, country, office, number string, typed *desk.Decision, err error) error {
	v := presentedView{Countries: presentedAt(c.account), Country: country, Office: strings.TrimSpace(office), Number: number}
	if len(v.Countries) == 0 {
		return fault.New(fault.NotLawful, "your account records no goods at any office").Because(desk.ErrNotAllowed)
	}
	for _, g := range c.account.Grants {
		if v.Office == "" && (g.Role == auth.Passage || g.Role == auth.Destination) {
			v.Country, v.Office = g.Country, g.Office
		}
	}
	errors.As(err, &v.Overtaken)
	problem := c.s.site.FormProblem(c.visit, err)
	if number != "" {
		row, findErr := c.desk().Presented(c.Context(), c.account, v.Country, v.Office, number)
		switch {
		case fault.CodeOf(findErr) == fault.NotFound && err == nil:
			status, problem = http.StatusNotFound, c.s.site.FormProblem(c.visit, findErr)
		case findErr != nil && err == nil:
			return findErr
		case findErr == nil:
			v.Row = &row
			v.Forms = c.forms(row, "/office/presented", number, typed, problem)
			for i := range v.Forms {
				v.Forms[i].Typed.Office = v.Office
				if v.Forms[i].Keyed && typed != nil {
					v.Forms[i].Movement = typed.Key
				}
			}
		}
	}
	return c.pageAs(status, "movement-presented", "officer.presented.title", web.DeskBody{Account: c.account, Problem: problem, Data: v})
}

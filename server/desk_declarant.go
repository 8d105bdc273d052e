package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/document/fonts"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/projection"
	"github.com/kairo-corridor/kairo/web"
)

// consignmentsPerPage is how many consignments a page lists: for each of them it is worked out what to do next.
const consignmentsPerPage = 15

// declarantRoutes are the routes of the desk for declarant pages.
func (s *server) declarantRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/consignments", auth.ReadConsignment, func(c *call) error { return c.consignments(http.StatusOK, "", nil) }},
		{"POST", "/consignments", auth.WriteConsignment, (*call).newConsignments},
		{"GET", "/consignments/codes", auth.ReadConsignment, (*call).codes},
		{"GET", "/consignments/{id}", auth.ReadConsignment, (*call).consignmentPage},
		{"POST", "/consignments/{id}", auth.WriteConsignment, (*call).saveConsignment},
		{"POST", "/consignments/{id}/discard", auth.WriteConsignment, (*call).discard},
		{"GET", "/consignments/{id}/missing", auth.ReadConsignment, (*call).missingPage},
		{"POST", "/consignments/{id}/missing", auth.WriteConsignment, (*call).fillMissing},
		{"GET", "/consignments/{id}/journey", auth.ReadConsignment, func(c *call) error { return c.journeyPage(http.StatusOK, nil) }},
		{"POST", "/consignments/{id}/journey", auth.WriteConsignment, (*call).chooseJourney},
		{"GET", "/consignments/{id}/filing", auth.ReadConsignment, (*call).filingPage},
		{"POST", "/consignments/{id}/lodge", auth.Lodge, (*call).lodge},
		{"GET", "/consignments/{id}/status", auth.ReadConsignment, func(c *call) error { return c.statusPage(http.StatusOK, web.StatusPage{}) }},
		{"POST", "/consignments/{id}/cancel", auth.CancelMovement, (*call).cancelMovement},
		{"POST", "/consignments/{id}/say", auth.AnswerAsHolder, (*call).say},
		{"POST", "/consignments/{id}/advance", auth.WriteConsignment, (*call).lodgeInAdvance},
		{"GET", "/consignments/{id}/documents", auth.ReadConsignment, (*call).documentsPage},
		{"GET", "/consignments/{id}/documents/{file}", auth.ReadConsignment, (*call).document},
	}
}

// sent reads a form of a declarant, with its files. Too large a form is told as such: nothing of it was taken.
func (c *call) sent() (url.Values, error) {
	var large *http.MaxBytesError
	err := c.ParseForm()
	if err == nil && strings.HasPrefix(c.Header.Get("Content-Type"), "multipart/") {
		err = c.ParseMultipartForm(deskBodyMax)
	}
	switch {
	case errors.As(err, &large):
		return nil, fault.New(fault.Limit, "what was sent is larger than %d bytes", large.Limit).Want("at most %d bytes in one file", desk.PasteBytesMax).Mend("divide the file; nothing was taken, nothing was lost")
	case err != nil:
		return nil, fault.New(fault.Usage, "the form cannot be read").Because(err)
	}
	return c.PostForm, nil
}

func consignmentURL(id, part string) string {
	u := "/consignments/" + url.PathEscape(id)
	if part != "" {
		u += "/" + part
	}
	return u
}

// stepURL leads to where a step is done.
func stepURL(id, target string) string {
	switch {
	case target == "journeys":
		return consignmentURL(id, "journey")
	case target == "lodge":
		return consignmentURL(id, "filing") + "#lodge"
	case target == "status", target == "missing":
		return consignmentURL(id, target)
	case target == "fields":
		return consignmentURL(id, "")
	case target == "/transport", target == "/securities", target == "/documents", target == "/parties":
		return consignmentURL(id, "missing")
	}
	return consignmentURL(id, "") + "#f" + strings.ReplaceAll(target, "/", "-")
}

func steps(id string, list []desk.Step) []web.Step {
	out := make([]web.Step, len(list))
	for i, s := range list {
		out[i] = web.Step{Key: s.Key, Args: s.Args, URL: stepURL(id, s.Target), Yours: s.Yours}
	}
	return out
}

// head prepares what stands above every page of a consignment.
func (c *call) head(x desk.Draft, tab string) (web.ConsignmentHead, error) {
	next, err := c.desk().Next(c.Context(), c.account, x.ID)
	if err != nil {
		return web.ConsignmentHead{}, err
	}
	k := &x.Consignment
	return web.ConsignmentHead{ID: x.ID, Reference: k.Reference, Title: k.Title, From: k.Origin, To: k.Dest, State: string(x.State), Version: x.Version,
		Changed: x.Changed, Tab: tab, Steps: steps(x.ID, next), Planned: x.JourneyID != ""}, nil
}

// own reads the consignment that the address names.
func (c *call) own() (desk.Draft, error) { return c.desk().Draft(c.Context(), c.account, c.at("id")) }

// consignments lists what the account has.
func (c *call) consignments(status int, paste string, problem error) error {
	q := c.URL.Query()
	p := web.ConsignmentsPage{Text: strings.TrimSpace(q.Get("q")), State: q.Get("state"), Paste: paste, Discarded: q.Get("discarded") != "", Problem: c.s.site.FormProblem(c.visit, problem)}
	p.Made, _ = strconv.Atoi(q.Get("made"))
	if len(p.Text) > queryMax {
		p.Text = strings.ToValidUTF8(p.Text[:queryMax], "")
	}
	if p.State != string(desk.Drafted) && p.State != string(desk.Filed) {
		p.State = ""
	}
	number, _ := strconv.Atoi(q.Get("page"))
	list, err := c.desk().Drafts(c.Context(), c.account, p.Text, desk.DraftState(p.State), max(number, 1), consignmentsPerPage)
	if err != nil {
		return err
	}
	p.Total, p.Page, p.Pages = list.Total, list.Page, list.Pages()
	for _, r := range list.Items {
		row := web.ConsignmentRow{ID: r.ID, Reference: r.Reference, Title: r.Title, From: r.From, To: r.To, State: string(r.State), Corridor: r.Corridor, Ready: r.Ready, Changed: r.Changed}
		next, err := c.desk().Next(c.Context(), c.account, r.ID)
		if err != nil {
			return err
		}
		if all := steps(r.ID, next); len(all) > 0 {
			row.Next, row.More = &all[0], len(all)-1
		}
		p.Rows = append(p.Rows, row)
	}
	link := func(n int) string {
		v := url.Values{"page": {strconv.Itoa(n)}}
		if p.Text != "" {
			v.Set("q", p.Text)
		}
		if p.State != "" {
			v.Set("state", p.State)
		}
		return "/consignments?" + v.Encode()
	}
	if p.Page > 1 {
		p.Prev = link(p.Page - 1)
	}
	if p.Page < p.Pages {
		p.Next = link(p.Page + 1)
	}
	return c.pageAs(status, "consignments", "declarant.list.title", p)
}

// newConsignments makes drafts: empty, from pasted text, from a file, or from an earlier consignment.
func (c *call) newConsignments() error {
	c.on("/consignments")
	form, err := c.sent()
	if err != nil {
		return c.consignments(c.s.problem(err).Status, "", err)
	}
	switch form.Get("from") {
	case "empty":
		x, err := c.desk().NewDraft(c.Context(), c.account)
		return c.made([]desk.Draft{x}, "", err)
	case "earlier":
		x, err := c.desk().CopyDraft(c.Context(), c.account, form.Get("id"))
		return c.made([]desk.Draft{x}, "", err)
	case "paste":
		list, err := c.desk().Import(c.Context(), c.account, "text", []byte(form.Get("text")))
		return c.made(list, form.Get("text"), err)
	case "file":
		list, err := c.importFile()
		return c.made(list, "", err)
	}
	return fault.New(fault.Usage, "from what to make it is not said").At("from").Want("empty, earlier, paste or file")
}

// importFile makes drafts from an uploaded file.
func (c *call) importFile() ([]desk.Draft, error) {
	f, h, err := c.FormFile("file")
	if err != nil {
		return nil, fault.New(fault.BadFile, "no file was chosen").At("file").Want("a CSV or JSON file")
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, desk.PasteBytesMax+1))
	if err != nil {
		return nil, fault.New(fault.BadFile, "the file cannot be read").At("file").Because(err)
	}
	return c.desk().Import(c.Context(), c.account, fault.Clip(path.Base(h.Filename)), raw)
}

// made leads to what was made, or shows what was wrong with what it was to be made from.
func (c *call) made(list []desk.Draft, paste string, err error) error {
	switch {
	case err != nil && fault.CodeOf(err) == fault.Internal:
		return err
	case err != nil:
		return c.consignments(c.s.problem(err).Status, paste, err)
	case len(list) == 1:
		return c.see(consignmentURL(list[0].ID, ""))
	}
	return c.see(fmt.Sprintf("/consignments?made=%d", len(list)))
}

// consignmentPage is the form with the whole consignment.
func (c *call) consignmentPage() error {
	x, err := c.own()
	if err != nil {
		return err
	}
	d := newDrawing(&x.Consignment)
	if add := c.URL.Query().Get("add"); strings.HasPrefix(add, "/") {
		d.add = add
	}
	return c.wholePage(http.StatusOK, x, d, web.ConsignmentForm{Saved: c.URL.Query().Get("saved") != ""})
}

// wholePage shows the form with what it lacks beside its fields.
func (c *call) wholePage(status int, x desk.Draft, d *drawing, p web.ConsignmentForm) error {
	var err error
	if p.Head, err = c.head(x, "form"); err != nil {
		return err
	}
	m, err := c.desk().Missing(c.Context(), c.account, x.ID)
	if err != nil {
		return err
	}
	d.asks(m)
	p.Sections, p.Countries = d.sections(), web.CountryCodes()
	for _, path := range unshown(p.Sections, d.need) {
		p.Beside = append(p.Beside, d.need[path])
	}
	return c.pageAs(status, "consignment", "declarant.form.title", p)
}

// saveConsignment saves the form. What cannot be saved is shown as it was typed, with what is wrong beside it.
func (c *call) saveConsignment() error {
	c.on(consignmentURL(c.at("id"), ""))
	form, saved, no, err := c.saveSent()
	if err != nil {
		return err
	}
	if no != nil {
		return c.wholePage(no.problem.Status, saved, no.drawing, web.ConsignmentForm{Problem: no.problem, Conflict: no.conflict})
	}
	do, path, _ := strings.Cut(form.Get("do"), ":")
	switch do {
	case "add":
		return c.see(consignmentURL(saved.ID, "") + "?saved=1&add=" + url.QueryEscape(path) + "#s" + strings.ReplaceAll(path, "/", "-"))
	case "remove":
		if err := c.remove(saved, path); err != nil {
			return err
		}
		list := path[:strings.LastIndexByte(path, '/')]
		return c.see(consignmentURL(saved.ID, "") + "?saved=1#s" + strings.ReplaceAll(list, "/", "-"))
	}
	return c.see(consignmentURL(saved.ID, "") + "?saved=1")
}

// unsaved is a form that could not be saved, with what is wrong beside what was typed.
type unsaved struct {
	drawing  *drawing
	problem  *web.Problem
	conflict bool // another window saved first
}

// saveSent saves the form that was sent. Where what it says cannot be saved, the draft is the one that stands and no says why.
func (c *call) saveSent() (form url.Values, saved desk.Draft, no *unsaved, err error) {
	if form, err = c.sent(); err != nil {
		return nil, saved, nil, err
	}
	x, err := c.own()
	if err != nil {
		return nil, saved, nil, err
	}
	saved, bad := c.save(x, form)
	if bad == nil {
		return form, saved, nil, nil
	}
	no = &unsaved{newDrawing(&saved.Consignment), c.s.site.FormProblem(c.visit, bad), fault.CodeOf(bad) == fault.Conflict}
	if no.problem.Status >= http.StatusInternalServerError {
		return nil, saved, nil, bad
	}
	no.drawing.typed, no.drawing.wrong = typedOf(form), web.WrongBy(bad)
	if no.conflict {
		no.drawing.saved = no.drawing.data
	}
	return form, saved, no, nil
}

// save sets the fields of a form in a draft. The draft that comes back is the saved one, or on an error the one that stands.
func (c *call) save(x desk.Draft, form url.Values) (desk.Draft, error) {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return x, fault.New(fault.Usage, "the form does not say on which version it stands").At("version").Mend("open the page again")
	}
	fields, bad := fieldsOf(form, fieldPrefix)
	given, _ := fieldsOf(form, givenPrefix)
	fields = placed(asJSON(&x.Consignment), fields, given)
	if version != x.Version || bad != nil {
		// Neither is saved; the version is asked of the desk, which says when the other window saved.
		if version != x.Version {
			_, bad = c.desk().SaveDraft(c.Context(), c.account, x.ID, version, x.Consignment)
		}
		return x, bad
	}
	saved, err := c.desk().SetFields(c.Context(), c.account, x.ID, version, fields)
	if err != nil {
		if now, again := c.own(); again == nil {
			return now, err
		}
		return x, err
	}
	if pruned(&saved.Consignment) {
		return c.desk().SaveDraft(c.Context(), c.account, x.ID, saved.Version, saved.Consignment)
	}
	return saved, nil
}

// remove takes an element out of a list.
func (c *call) remove(x desk.Draft, path string) error {
	if err := desk.RemoveElement(&x.Consignment, path); err != nil {
		return nil // an empty row of the page, not of the consignment: it is gone already
	}
	_, err := c.desk().SaveDraft(c.Context(), c.account, x.ID, x.Version, x.Consignment)
	return err
}

// discard takes a draft off the desk.
func (c *call) discard() error {
	form, err := c.sent()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	if err := c.desk().Discard(c.Context(), c.account, c.at("id"), version); err != nil {
		return err
	}
	return c.see("/consignments?discarded=1")
}

// missingPage lists everything missing for the whole journey, each with its inputs.
func (c *call) missingPage() error {
	x, err := c.own()
	if err != nil {
		return err
	}
	return c.missing(http.StatusOK, x, newDrawing(&x.Consignment), web.MissingPage{Saved: c.URL.Query().Get("saved") != ""})
}

func (c *call) missing(status int, x desk.Draft, d *drawing, p web.MissingPage) error {
	var err error
	if p.Head, err = c.head(x, "missing"); err != nil {
		return err
	}
	m, err := c.desk().Missing(c.Context(), c.account, x.ID)
	if err != nil {
		return err
	}
	p.Required, p.MayFollow, p.Documents, p.Blocks, p.NoJourney, p.NotPlanned = m.Required, m.MayFollow, m.Documents, m.Blocked, m.NoJourney, m.NotPlanned
	p.Countries = web.CountryCodes()
	a := asker{drawing: d, next: map[string]int{}}
	if dossier, err := c.desk().Dossier(c.Context(), c.account, x.ID); err == nil {
		p.Means = a.means(&x.Consignment, dossier.Journey)
	}
	for _, g := range m.Groups {
		out := web.MissingGroup{Who: g.Who}
		for i, item := range g.Items {
			w := a.item(&x.Consignment, g.Who, item)
			w.ID = fmt.Sprintf("%s-%d", g.Who, i+1)
			if item.Required {
				out.Required = append(out.Required, w)
			} else {
				out.Later = append(out.Later, w)
			}
		}
		p.Groups = append(p.Groups, out)
	}
	return c.pageAs(status, "consignment-missing", "declarant.missing.title", p)
}

// fillMissing saves what was filled in on the page of missing data.
func (c *call) fillMissing() error {
	c.on(consignmentURL(c.at("id"), "missing"))
	_, saved, no, err := c.saveSent()
	if err != nil {
		return err
	}
	if no != nil {
		return c.missing(no.problem.Status, saved, no.drawing, web.MissingPage{Problem: no.problem, Conflict: no.conflict})
	}
	return c.see(consignmentURL(saved.ID, "missing") + "?saved=1")
}

// journeyPage shows the ways to choose from.
func (c *call) journeyPage(status int, problem error) error {
	c.on(consignmentURL(c.at("id"), "journey"))
	x, err := c.own()
	if err != nil {
		return err
	}
	p := web.ConsignmentJourneys{Legend: legend}
	if p.Head, err = c.head(x, "journey"); err != nil {
		return err
	}
	js, err := c.desk().Journeys(c.Context(), c.account, x.ID)
	if err != nil {
		if fault.CodeOf(err) == fault.Internal {
			return err
		}
		p.Problem = c.s.site.FormProblem(c.visit, err)
		return c.pageAs(p.Problem.Status, "consignment-journey", "declarant.journey.title", p)
	}
	if problem != nil {
		p.Problem = c.s.site.FormProblem(c.visit, problem)
	}
	p.Stale = js.Stale
	for _, e := range js.Exclusions {
		p.Exclusions = append(p.Exclusions, web.Exclusion{Token: e.Token, Why: e.Why, Rule: e.Rule.String()})
	}
	for i, j := range js.Answer.Journeys {
		p.Rows = append(p.Rows, web.JourneyRow{Journey: j, N: i + 1, Chosen: j.ID == js.Chosen, Class: c.s.site.CorridorClass(&j)})
	}
	if p.Map, p.Messages, err = c.s.site.JourneyMap(c.visit, consignmentURL(x.ID, "journey"), p.Rows); err != nil {
		return err
	}
	return c.pageAs(status, "consignment-journey", "declarant.journey.title", p)
}

var legend = []web.MapLine{{Mode: "sea", Key: "mode.sea"}, {Mode: "ferry", Key: "mode.ferry"}, {Mode: "rail", Key: "mode.rail"}, {Mode: "road", Key: "mode.road"}, {Mode: "air", Key: "mode.air"}}

// chooseJourney keeps one way.
func (c *call) chooseJourney() error {
	form, err := c.sent()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	if _, err := c.desk().ChooseJourney(c.Context(), c.account, c.at("id"), version, form.Get("journey")); err != nil {
		status := c.s.problem(err).Status
		if _, none := c.own(); none != nil || status >= http.StatusInternalServerError {
			return err
		}
		return c.journeyPage(status, err)
	}
	return c.see(consignmentURL(c.at("id"), "filing"))
}

// dossier reads the dossier; where there is none for want of a journey or data it leads to where that is mended.
func (c *call) dossier() (desk.Dossier, bool, error) {
	d, err := c.desk().Dossier(c.Context(), c.account, c.at("id"))
	switch {
	case err == nil:
		return d, true, nil
	case fault.CodeOf(err) == fault.WrongState:
		return d, false, c.see(consignmentURL(c.at("id"), "journey"))
	case fault.CodeOf(err) == fault.BadField:
		return d, false, c.see(consignmentURL(c.at("id"), "missing"))
	}
	return d, false, err
}

// lodge files what can be filed now.
func (c *call) lodge() error {
	form, err := c.sent()
	if err != nil {
		return err
	}
	l, err := c.desk().LodgeWith(c.Context(), c.account, c.at("id"), typedCodes(form))
	if err != nil {
		status := c.s.problem(err).Status
		if _, none := c.own(); none != nil || status >= http.StatusInternalServerError || errors.Is(err, desk.ErrNotAllowed) {
			return err
		}
		return c.statusPage(status, web.StatusPage{Problem: c.s.site.FormProblem(c.visit, err)})
	}
	told := url.Values{}
	for _, s := range l.Stretches {
		n, _ := strconv.Atoi(told.Get(s.Outcome))
		told.Set(s.Outcome, strconv.Itoa(n+1))
	}
	if l.Unsettled {
		told.Set("unsettled", "1")
	}
	return c.see(consignmentURL(c.at("id"), "status") + "?" + told.Encode())
}

// outcomes are what lodging can do to a stretch, as the status page tells it.
var outcomes = []string{"lodged", "amended", "unchanged", "waits", "refused", "ended", "lodge-anew", "not-in-plan"}

// statusPage tells where each stretch stands, with its history and what it waits for.
func (c *call) statusPage(status int, p web.StatusPage) error {
	c.on(consignmentURL(c.at("id"), "status"))
	x, err := c.own()
	if err != nil {
		return err
	}
	if p.Head, err = c.head(x, "status"); err != nil {
		return err
	}
	q := c.URL.Query()
	for _, o := range outcomes {
		if n, _ := strconv.Atoi(q.Get(o)); n > 0 {
			p.Told = append(p.Told, web.Told{Key: "declarant.told." + o, N: n})
		}
	}
	p.Unsettled, p.Cancelled = q.Get("unsettled") != "", q.Get("cancelled") != ""
	if k := transit.Kind(q.Get("said")); slices.Contains(desk.Sayings(), k) {
		p.Said = string(k)
	}
	list, err := c.desk().Status(c.Context(), c.account, x.ID)
	switch {
	case err != nil && c.s.problem(err).Status >= http.StatusInternalServerError:
		return err
	case err != nil && p.Problem == nil:
		p.Problem = c.s.site.FormProblem(c.visit, err)
	}
	for i := range list {
		v := territory(x.ID, &list[i])
		for _, s := range list[i].Says {
			v.Says = append(v.Says, sayForm(&list[i], s, &p))
		}
		p.Territories = append(p.Territories, v)
	}
	p.Codes = codesAsked(list)
	p.Lodgeable = len(p.Codes) > 0 || slices.ContainsFunc(p.Head.Steps, func(s web.Step) bool { return s.Key == "next.lodge" || s.Key == "next.tell" })
	return c.pageAs(status, "consignment-status", "declarant.status.title", p)
}

func territory(id string, t *desk.Territory) web.TerritoryView {
	s := &t.Stretch
	v := web.TerritoryView{Stretch: s.ID, Name: s.Name, Country: s.Administration, From: s.FromName, To: s.ToName, Office: s.Departure.Name, Destination: s.Destination.Name,
		Key: t.Key, State: string(t.State), Number: t.Number, Version: t.Version, Pending: t.Pending, Since: t.Since, Limit: t.Limit, Refused: t.Refused, Rejected: t.Rejected,
		Cancellable: t.Key != "" && !(transit.Movement{State: t.State}).Ended() && s.Regime != string(transit.CommonTransit)}
	if t.There != nil {
		v.There, v.ThereRefused = string(t.There.State), t.There.Refused
	}
	if v.Key != "" && t.State == transit.None {
		v.State = "sent"
	}
	for _, w := range t.Waits {
		path := w.Path
		if w.Key == "wait.code" {
			path = "lodge"
		}
		v.Waits = append(v.Waits, web.Wait{Key: w.Key, Who: w.Who, Text: w.Text, URL: stepURL(id, path)})
	}
	for _, g := range t.Guarantees {
		v.Guarantees = append(v.Guarantees, web.GuaranteeView{GRN: g.GRN, Type: g.Type, Office: g.Office, Amount: g.Amount.String(), State: string(g.State), Reasons: g.Reasons})
	}
	for _, e := range t.History {
		h := web.Happening{At: e.At, Message: string(e.Message), State: string(e.To), Office: e.Office.Name, Note: e.Note, Rule: e.Rule.ID, Refused: e.Refused}
		for _, r := range e.Read {
			h.Read = append(h.Read, web.Choice{Value: r.Name, Text: r.Value})
		}
		v.History = append(v.History, h)
	}
	return v
}

// sayForm is the form of something that the declarant may say.
func sayForm(t *desk.Territory, s desk.Sayable, p *web.StatusPage) web.SayForm {
	f := web.SayForm{ID: t.Stretch.ID + "-" + string(s.Kind), Key: t.Key, Kind: string(s.Kind), Text: s.Text, Remark: s.Kind == transit.KindUnloadingRemarks, Asked: s.Asked}
	if p.Wrong == t.Key && p.WrongKind == f.Kind {
		f.Problem, f.Typed = p.Problem, p.Typed
	}
	for _, x := range s.Fields {
		f.Fields = append(f.Fields, web.SayField{Name: x.Name, Type: string(x.Type), Value: f.Typed[x.Name]})
	}
	return f
}

// say tells an administration something about a movement.
func (c *call) say() error {
	form, err := c.sent()
	if err != nil {
		return err
	}
	line := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	x := desk.Saying{Kind: transit.Kind(form.Get("kind")), Text: line("text"), Place: line("place"), Country: strings.ToUpper(line("country")), Office: line("office"), Document: line("document"),
		Completed: form.Get("completed") != "", Conform: form.Get("conform") != "", SealsGood: form.Get("sealsGood") != ""}
	if days := line("limitDays"); days != "" {
		if x.LimitDays, err = strconv.Atoi(days); err != nil || x.LimitDays < 1 {
			err = fault.New(fault.BadField, "a limit of %q days", fault.Clip(days)).At("/limitDays").Want("1 to %d", transit.LimitDaysMax)
		}
	}
	if err == nil {
		_, err = c.desk().Say(c.Context(), c.account, c.at("id"), form.Get("key"), x)
	}
	if err != nil {
		status := c.s.problem(err).Status
		if _, none := c.own(); none != nil || status >= http.StatusInternalServerError || errors.Is(err, desk.ErrNotAllowed) {
			return err
		}
		p := web.StatusPage{Problem: c.s.site.FormProblem(c.visit, err), Wrong: form.Get("key"), WrongKind: string(x.Kind), Typed: map[string]string{}}
		for name := range form {
			p.Typed[name] = form.Get(name)
		}
		return c.statusPage(status, p)
	}
	return c.see(consignmentURL(c.at("id"), "status") + "?" + url.Values{"said": {string(x.Kind)}}.Encode())
}

// lodgeInAdvance keeps whether common transit is lodged before the goods are presented.
func (c *call) lodgeInAdvance() error {
	form, err := c.sent()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	if _, err := c.desk().LodgeInAdvance(c.Context(), c.account, c.at("id"), version, form.Get("advance") != ""); err != nil {
		status := c.s.problem(err).Status
		if _, none := c.own(); none != nil || status >= http.StatusInternalServerError {
			return err
		}
		return c.statusPage(status, web.StatusPage{Problem: c.s.site.FormProblem(c.visit, err)})
	}
	return c.see(consignmentURL(c.at("id"), "filing") + "#lodge")
}

// cancelMovement asks an administration to invalidate a declaration.
func (c *call) cancelMovement() error {
	form, err := c.sent()
	if err != nil {
		return err
	}
	key, reason := form.Get("key"), strings.TrimSpace(form.Get("reason"))
	if err := c.desk().CancelMovement(c.Context(), c.account, c.at("id"), key, reason); err != nil {
		status := c.s.problem(err).Status
		if _, none := c.own(); none != nil || status >= http.StatusInternalServerError || errors.Is(err, desk.ErrNotAllowed) {
			return err
		}
		return c.statusPage(status, web.StatusPage{Problem: c.s.site.FormProblem(c.visit, err), Wrong: key, Reason: reason})
	}
	return c.see(consignmentURL(c.at("id"), "status") + "?cancelled=1")
}

// documentsPage lists every document.
func (c *call) documentsPage() error {
	d, ok, err := c.dossier()
	if !ok {
		return err
	}
	p := web.DocumentsPage{Typed: d.Count.Typed, Elements: d.Count.Elements}
	if p.Head, err = c.head(d.Draft, "documents"); err != nil {
		return err
	}
	for i := range d.Documents {
		doc := &d.Documents[i]
		row := web.DocumentLine{ID: doc.ID, Title: doc.Title, Form: doc.Form, For: doc.For, Country: doc.Country, Paper: doc.Paper, Elements: len(doc.Elements), Blocked: doc.Blocked}
		for _, e := range doc.Elements {
			if e.Origin == projection.Missing && e.Required {
				row.Missing++
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return c.pageAs(http.StatusOK, "consignment-documents", "declarant.documents.title", p)
}

// typefaces are those of the program and, for Chinese, those of the machine.
var typefaces = sync.OnceValue(func() fonts.Set {
	return fonts.Builtin().With(fonts.System(os.DirFS("/usr/share/fonts"))...)
})

// document gives one document as a file: ID.json with every element, ID.pdf as people carry it.
func (c *call) document() error {
	d, ok, err := c.dossier()
	if !ok {
		return err
	}
	name := c.at("file")
	ext := path.Ext(name)
	i := slices.IndexFunc(d.Documents, func(x projection.Document) bool { return x.ID == strings.TrimSuffix(name, ext) })
	if i < 0 || ext != ".json" && ext != ".pdf" || ext == ".pdf" && !d.Documents[i].Paper {
		return fault.New(fault.NotFound, "this consignment has no document %q", fault.Clip(name)).At("/file")
	}
	var b bytes.Buffer
	kind := "application/json"
	if ext == ".pdf" {
		kind = "application/pdf"
		_, err = document.PDF(&b, d.Documents[i], document.PDFOptions{Created: d.Filing.Date, Demonstration: demonstration(d.Filing), Fonts: typefaces()})
	} else {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		err = e.Encode(d.Documents[i])
	}
	if err != nil {
		return fault.New(fault.Internal, "the document cannot be written").Because(err)
	}
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, err = c.w.Write(b.Bytes())
	return err
}

// demonstration reports whether a plan rests on demonstration office numbers: its papers say that they are no customs documents.
func demonstration(p filing.Plan) bool {
	return slices.ContainsFunc(p.Customs, func(s filing.Stretch) bool {
		return slices.ContainsFunc(s.Offices(), func(o filing.Office) bool { return o.Demo })
	})
}

// codes finds codes: as JSON while they are typed, as a page without a script.
func (c *call) codes() error {
	q := c.URL.Query()
	p := web.CodesPage{Kind: q.Get("kind"), Query: strings.TrimSpace(q.Get("q")), Country: strings.ToUpper(strings.TrimSpace(q.Get("country")))}
	for _, k := range desk.CodeKinds {
		p.Kinds = append(p.Kinds, string(k))
	}
	asJSON := strings.Contains(c.Header.Get("Accept"), "application/json")
	if p.Kind == "" && !asJSON {
		p.Kind = string(desk.CodeHS)
	}
	lang := string(c.visit.Lang)
	hits, err := c.desk().SearchCodes(c.Context(), c.account, desk.CodeKind(p.Kind), p.Query, p.Country, lang, 0)
	if err == nil && p.Kind == string(desk.CodeHS) && lang != "en" {
		more, _ := c.desk().SearchCodes(c.Context(), c.account, desk.CodeHS, p.Query, "", "", 0)
		for _, h := range more {
			if len(hits) < desk.SearchMax && !slices.ContainsFunc(hits, func(x desk.CodeHit) bool { return x.Code == h.Code }) {
				hits = append(hits, h)
			}
		}
	}
	if asJSON {
		if err != nil {
			c.s.problem(err).write(c.w)
			return nil
		}
		if hits == nil {
			hits = []desk.CodeHit{}
		}
		c.w.Header().Set("Content-Type", "application/json")
		return json.NewEncoder(c.w).Encode(map[string]any{"hits": hits})
	}
	status := http.StatusOK
	if err != nil {
		p.Problem = c.s.site.FormProblem(c.visit, err)
		status = p.Problem.Status
	}
	for _, h := range hits {
		p.Hits = append(p.Hits, web.CodeLine{Code: h.Code, Text: h.Text, Country: h.Country, Source: h.Source, Note: h.Note})
	}
	return c.pageAs(status, "consignment-codes", "declarant.codes.title", p)
}

// asker makes the inputs for what is missing.
type asker struct {
	*drawing
	next map[string]int // index of the next new element of a list, past its end
	runs []run
}

// run is a part of the way by one means of transport.
type run struct {
	mode, from, to, fromName, toName string
	path                             string // of its means in the consignment
	fresh                            bool   // which is not there yet
}

// fresh is the path of one more element of a list. Numbers past the end may have gaps: see placed.
func (a *asker) fresh(list string) string {
	n := lengthAt(a.data, list) + a.next[list]
	a.next[list]++
	return fmt.Sprintf("%s/%d", list, n)
}

// means makes the inputs for the means of transport of every part of the way.
func (a *asker) means(k *consignment.Consignment, j plan.Journey) []web.FormGroup {
	var out []web.FormGroup
	for i := 0; i < len(j.Legs); i++ {
		l, last := j.Legs[i], i
		switch {
		case l.Kind == plan.Border && crosses(j.Legs, i): // by a means of its own
		case l.Kind != plan.Move:
			continue
		default:
			for last+1 < len(j.Legs) && j.Legs[last+1].Kind == plan.Move && j.Legs[last+1].Mode == l.Mode {
				last++
			}
		}
		end := j.Legs[last].To
		i = last
		r := run{mode: string(l.Mode), from: l.From.Code, to: end.Code, fromName: l.From.Name, toName: end.Name}
		out = append(out, a.run(k, &r, len(a.runs)+1))
		a.runs = append(a.runs, r)
	}
	return out
}

// crosses tells whether a border is crossed by a mode that goes neither before nor after it.
func crosses(legs []plan.Leg, i int) bool {
	for _, step := range []int{-1, 1} {
		for k := i + step; k >= 0 && k < len(legs); k += step {
			if legs[k].Kind == plan.Move {
				if legs[k].Mode == legs[i].Mode {
					return false
				}
				break
			}
		}
	}
	return true
}

// run makes the inputs of one part of the way: of the means that the consignment names for it, or of one more.
func (a *asker) run(k *consignment.Consignment, r *run, n int) web.FormGroup {
	same := func(s, code, name string) bool { return strings.EqualFold(s, code) || strings.EqualFold(s, name) }
	for i, t := range k.Transport {
		if t.Mode == r.mode && same(t.From, r.from, r.fromName) && same(t.To, r.to, r.toName) {
			r.path = fmt.Sprintf("/transport/%d", i)
		}
	}
	if r.path == "" {
		r.path, r.fresh = a.fresh("/transport"), true
	}
	fields := []string{"id", "flag", "voyage", "document"}
	switch r.mode {
	case "rail":
		fields = []string{"wagons", "flag", "voyage", "document"}
	case "road":
		fields = []string{"id", "trailer", "flag", "document"}
	}
	g := web.FormGroup{ID: fmt.Sprintf("means-%d", n), Label: "mode." + r.mode, N: n, Way: r.fromName + " → " + r.toName}
	for _, f := range fields {
		g.Fields = append(g.Fields, a.field(r.path+"/"+f))
	}
	if r.fresh {
		g.Given = []web.Choice{{Value: r.path + "/mode", Text: r.mode}, {Value: r.path + "/from", Text: r.from}, {Value: r.path + "/to", Text: r.to}}
	}
	return g
}

var (
	byMode   = regexp.MustCompile(`by (sea|ferry|rail|road|air) from (.+?) is not named`)
	fromTo   = regexp.MustCompile(`note (.+) → (.+), given|[Ll]ading (.+) → (.+), given|waybill (.+) → (.+), given`)
	lacksNum = regexp.MustCompile(`^(.+) has no (.+) number`)
)

// item prepares one datum with its inputs.
func (a *asker) item(k *consignment.Consignment, who string, m desk.MissingItem) web.MissingItem {
	w := web.MissingItem{Label: m.LabelKey, Names: strings.Join(m.Names, ", "), Text: m.Text, Expected: m.Expected, Hint: m.Hint, Rule: m.Rule, RuleText: m.RuleText, Required: m.Required, For: strings.Join(m.For, ", ")}
	if who == "customs" {
		w.Needless = true
		return w
	}
	list := func(fields ...string) {
		path := a.fresh(m.Path)
		for _, f := range fields {
			w.Fields = append(w.Fields, a.field(path+"/"+f))
		}
	}
	switch m.Path {
	case "/transport":
		w.Link = a.meansLink(m.Text)
		if w.Link == "" && m.Required && len(a.runs) > 0 {
			w.Link = "#means"
		}
		w.Needless = w.Link == ""
	case "/parties":
		a.party(k, m, &w)
	case "/securities":
		list("kind", "reference", "guarantor", "amount/minor", "amount/currency", "countries")
	case "/documents":
		if m.Required || permit.MatchString(m.Text+" "+w.Names) {
			list("kind", "number", "date", "issuer", "country")
		} else {
			w.Needless = true
		}
	case "/contract":
		for _, f := range []string{"number", "date", "currency"} {
			w.Fields = append(w.Fields, a.field("/contract/"+f))
		}
	case "/equipment":
		list("id", "kind", "tareKg", "seals")
	case "/goods":
		if m.Rule != desk.RuleDataSet {
			w.Needless = true
			break
		}
		list("hs", "description", "grossKg", "netKg", "packages", "packageKind", "value/minor", "value/currency", "origin")
	default:
		if _, isList := valueAt(a.data, m.Path).([]any); isList || m.Path == "" {
			w.Needless = true
			break
		}
		w.Fields = append(w.Fields, a.field(m.Path))
		w.Fields[0].Needed = nil
	}
	return w
}

var permit = regexp.MustCompile(`(?i)licen[cs]e|permit|certificate|invoice|packing list|manifest`)

// meansLink leads to the part of the way that a reason names.
func (a *asker) meansLink(why string) string {
	m := byMode.FindStringSubmatch(why)
	ends := fromTo.FindStringSubmatch(why)
	for i, r := range a.runs {
		if m != nil && r.mode == m[1] && r.fromName == m[2] {
			return fmt.Sprintf("#means-%d", i+1)
		}
		for e := 1; e+1 < len(ends); e += 2 {
			if ends[e] != "" && ends[e] == r.fromName && ends[e+1] == r.toName {
				return fmt.Sprintf("#means-%d", i+1)
			}
		}
	}
	return ""
}

// party makes the inputs of a party's number, or of a party.
func (a *asker) party(k *consignment.Consignment, m desk.MissingItem, w *web.MissingItem) {
	n := lacksNum.FindStringSubmatch(m.Text)
	if n == nil {
		if w.Needless = !m.Required; m.Required {
			path := a.fresh("/parties")
			for _, f := range []string{"role", "countries", "party/name", "party/country", "party/city", "party/postCode", "party/address"} {
				w.Fields = append(w.Fields, a.field(path+"/"+f))
			}
		}
		return
	}
	for _, p := range partiesOf(k) {
		if p.name != n[1] {
			continue
		}
		path := a.fresh(p.path + "/identifiers")
		if n[2] == "EORI" {
			w.Given = []web.Choice{{Value: path + "/scheme", Text: n[2]}}
		} else {
			w.Fields = append(w.Fields, a.field(path+"/scheme"))
		}
		w.Fields = append(w.Fields, a.field(path+"/value"))
		return
	}
}

type namedParty struct{ name, path string }

// partiesOf lists the parties of a consignment with where they stand.
func partiesOf(k *consignment.Consignment) []namedParty {
	out := []namedParty{{k.Consignor.Name, "/consignor"}, {k.Consignee.Name, "/consignee"}}
	if k.Carrier != nil {
		out = append(out, namedParty{k.Carrier.Name, "/carrier"})
	}
	if k.Forwarder != nil {
		out = append(out, namedParty{k.Forwarder.Name, "/forwarder"})
	}
	if k.Declarant != nil {
		out = append(out, namedParty{k.Declarant.Name, "/declarant"})
	}
	for i, p := range k.Parties {
		out = append(out, namedParty{p.Party.Name, fmt.Sprintf("/parties/%d/party", i)})
	}
	for i, t := range k.Transport {
		if t.Carrier != nil {
			out = append(out, namedParty{t.Carrier.Name, fmt.Sprintf("/transport/%d/carrier", i)})
		}
	}
	return out
}

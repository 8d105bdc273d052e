package web

import (
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
)

// deskHead is what the layout shows of the desk: the ways that are open to whoever is signed in.
type deskHead struct {
	Open     bool // there is a desk to sign in to
	Training bool // nothing there is real
	Account  *auth.Account
	Links    []deskLink
	Live     string // address of this page, where it shows what others change; "" elsewhere
}

// deskLink leads to a part of the desk.
type deskLink struct {
	URL, Key string // address; key of its text
	Now      bool
}

// deskParts are the parts of the desk: where each is, the key of its name, and the act that opens it.
var deskParts = []struct {
	url, key string
	act      auth.Act
}{
	{"/consignments", "desk.nav.consignments", auth.WriteConsignment},
	{"/office", "desk.nav.office", auth.ReadMovement},
	{"/guarantees", "desk.nav.guarantees", auth.ReadGuarantee},
	{"/supervisor", "desk.nav.supervisor", auth.ReadOffice},
	{"/training", "desk.nav.training", auth.Train},
	{"/accounts", "desk.nav.accounts", auth.ManageAccounts},
}

// deskHead prepares the head of a page for a visit.
func (s *Site) deskHead(v Visit, nav string) deskHead {
	h := deskHead{Open: v.Desk, Training: v.Training, Account: v.Account}
	if v.Account == nil {
		return h
	}
	if v.Get && v.Address != nil && (strings.HasPrefix(v.Address.Path, "/office") || strings.HasPrefix(v.Address.Path, "/consignments") || strings.HasPrefix(v.Address.Path, "/supervisor")) {
		h.Live = v.Address.RequestURI()
	}
	for _, p := range deskParts {
		if opens(v.Account, p.act) {
			h.Links = append(h.Links, deskLink{p.url, p.key, v.Address != nil && strings.HasPrefix(v.Address.Path, p.url)})
		}
	}
	return h
}

// parseDesk reads templates/desk/*.html for one language, each under the name "desk/NAME". parts-*.html are shared by all.
func (s *Site) parseDesk(t *tongue, out map[string]*template.Template) error {
	files, err := fs.Glob(templateFiles, "templates/desk/*.html")
	if err != nil {
		return err
	}
	shared := []string{"templates/layout.html", "templates/parts.html"}
	for _, f := range files {
		if strings.HasPrefix(path.Base(f), "parts-") {
			shared = append(shared, f)
		}
	}
	for _, f := range files {
		name := strings.TrimSuffix(path.Base(f), ".html")
		if strings.HasPrefix(name, "parts-") {
			continue
		}
		p, err := template.New("layout.html").Funcs(s.funcs(t)).Funcs(deskFuncs(t)).ParseFS(templateFiles, append(append([]string{}, shared...), f)...)
		if err != nil {
			return err
		}
		out["desk/"+name] = p
	}
	return nil
}

// deskFuncs are what the templates of the desk can call beside those of every page.
func deskFuncs(t *tongue) template.FuncMap {
	out := template.FuncMap{
		"moment": t.moment,
		"may":    func(a *auth.Account, act string) bool { return auth.May(a, auth.Act(act)) },
	}
	maps.Copy(out, officerFuncs(t))
	maps.Copy(out, declarantFuncs(t))
	maps.Copy(out, guaranteeFuncs(t))
	return out
}

// Home is the first part of the desk that is open to an account.
func Home(a *auth.Account) string {
	for _, p := range deskParts {
		if opens(a, p.act) {
			return p.url
		}
	}
	return "/account"
}

// opens reports whether a part of the desk is open to an account. A declarant reads movements too, but has no office.
func opens(a *auth.Account, act auth.Act) bool {
	office := act != auth.ReadMovement || a.Has(auth.Departure) || a.Has(auth.Passage) || a.Has(auth.Destination)
	return office && auth.May(a, act)
}

// DeskBody is what every page of the desk shows: who asks, what was wrong with what they sent, and the rest.
type DeskBody struct {
	Account *auth.Account
	Problem *Problem // errors of a form; Problem.Wrong tells of a field
	Data    any
}

// Desk writes a page of the desk: the template templates/desk/NAME.html with the key of its title.
func (s *Site) Desk(w io.Writer, v Visit, name, titleKey string, body any) error {
	return s.render(w, v, "desk/"+name, s.tongue(v).say(titleKey), "desk", body)
}

// FormProblem prepares an error to be shown beside the fields of a form.
func (s *Site) FormProblem(v Visit, err error) *Problem {
	if err == nil {
		return nil
	}
	return newProblem(s.tongue(v), err, Form{})
}

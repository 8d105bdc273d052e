package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/web"
)

// accountRoutes are the routes of signing in, of one's own account and of the accounts of all.
func (s *server) accountRoutes() []deskRoute {
	return []deskRoute{
		{"GET", "/sign-in", auth.ReadPublic, (*call).signInPage},
		{"POST", "/sign-in", auth.ReadPublic, (*call).signIn},
		{"POST", "/sign-out", auth.ReadPublic, (*call).signOut},
		{"GET", "/invite/{token}", auth.ReadPublic, (*call).invitePage},
		{"POST", "/invite/{token}", auth.ReadPublic, (*call).acceptInvite},
		{"GET", "/account", auth.ManageSelf, func(c *call) error { return c.accountPage(http.StatusOK, web.OwnAccountPage{}) }},
		{"POST", "/account/language", auth.ManageSelf, (*call).ownLanguage},
		{"POST", "/account/password", auth.ManageSelf, (*call).ownPassword},
		{"POST", "/account/tokens", auth.ManageSelf, (*call).makeToken},
		{"POST", "/account/tokens/{id}/revoke", auth.ManageSelf, (*call).revokeToken},
		{"GET", "/accounts", auth.ManageAccounts, func(c *call) error { return c.accountsPage(http.StatusOK, c.newForm(), nil) }},
		{"POST", "/accounts", auth.ManageAccounts, (*call).inviteAccount},
		{"GET", "/accounts/{id}", auth.ManageAccounts, (*call).oneAccount},
		{"POST", "/accounts/{id}", auth.ManageAccounts, (*call).changeAccount},
		{"POST", "/accounts/{id}/link", auth.ManageAccounts, (*call).newLink},
		{"GET", "/desk/events", auth.ManageSelf, (*call).events},
	}
}

// newForm is the form of an account to be invited: on a server for training a trainee's.
func (c *call) newForm() (f web.AccountForm) {
	if c.s.cfg.Desk.Training {
		f.Grants = []auth.Grant{{Role: auth.Trainee}}
	}
	return f
}

// book is the account book.
func (c *call) book() *accounts.Book { return c.s.cfg.Desk.Accounts }

// on has the page say that it stands at another address than the one that was posted to, so that its links lead to a page.
func (c *call) on(path string) { c.visit.Address = &url.URL{Path: path} }

// local is a path of this server that a sign-in may lead to, "" for anything else.
func local(path string) string {
	u, err := url.Parse(path)
	switch {
	case err != nil, u.Scheme != "", u.Host != "", u.User != nil, !strings.HasPrefix(path, "/"), strings.HasPrefix(path, "//"):
		return ""
	case strings.ContainsAny(path, "\\\r\n"), len(path) > thenMax, strings.HasPrefix(path, "/sign-"):
		return ""
	}
	return path
}

func (c *call) signInPage() error {
	return c.page("sign-in", "account.sign-in.title", web.SignInPage{Then: local(c.URL.Query().Get("then"))})
}

// signIn begins a session and leads to where the person wanted to go. One that was begun before in the browser ends.
func (c *call) signIn() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	p := web.SignInPage{Login: strings.ToLower(strings.TrimSpace(form.Get("login"))), Then: local(form.Get("then"))}
	a, session, err := c.book().SignIn(c.Context(), p.Login, form.Get("password"))
	if err != nil {
		p.Problem = c.s.site.FormProblem(c.visit, err)
		return c.pageAs(p.Problem.Status, "sign-in", "account.sign-in.title", p)
	}
	return c.begin(a, session, p.Then)
}

// begin keeps a session in the browser and leads on.
func (c *call) begin(a auth.Account, session, then string) error {
	if c.session != "" {
		if err := c.book().SignOut(c.Context(), c.session); err != nil {
			return err
		}
	}
	c.cookie(sessionCookie, session, 0, true)
	if l, ok := web.ParseLang(a.Language); ok {
		c.cookie(langCookie, string(l), langCookieSecs, false)
	}
	if then == "" {
		then = web.Home(&a)
	}
	return c.see(then)
}

// cookie keeps a value in the browser; secs 0 is until it is closed, less than 0 ends it.
func (c *call) cookie(name, value string, secs int, secret bool) {
	http.SetCookie(c.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: secs, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: secret && c.TLS != nil})
}

func (c *call) signOut() error {
	if c.session != "" {
		if err := c.book().SignOut(c.Context(), c.session); err != nil {
			return err
		}
	}
	c.cookie(sessionCookie, "", -1, true)
	return c.see("/sign-in?done=out")
}

// invitePage asks for a password. Looking does not use the link up: programs that preview links look too.
func (c *call) invitePage() error {
	a, err := c.book().Invited(c.Context(), c.at("token"))
	if err != nil {
		return err
	}
	return c.page("invite", "account.invite.title", web.InvitePage{Login: a.Login, Name: a.Name})
}

// acceptInvite sets the password, uses the link up and signs in.
func (c *call) acceptInvite() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	a, err := c.book().Invited(c.Context(), c.at("token"))
	if err != nil {
		return err
	}
	session := ""
	if err = twice(form, "password"); err == nil {
		a, err = c.book().Accept(c.Context(), c.at("token"), form.Get("password"))
	}
	if err == nil {
		a, session, err = c.book().SignIn(c.Context(), a.Login, form.Get("password"))
	}
	if err != nil {
		p := web.InvitePage{Login: a.Login, Name: a.Name, Problem: c.s.site.FormProblem(c.visit, err)}
		return c.pageAs(p.Problem.Status, "invite", "account.invite.title", p)
	}
	return c.begin(a, session, "")
}

// twice compares a password with its repetition.
func twice(form url.Values, field string) error {
	if form.Get(field) == form.Get("again") {
		return nil
	}
	return fault.New(fault.BadField, "the two passwords differ").At("again").Want("the same password twice")
}

func (c *call) accountPage(status int, p web.OwnAccountPage) error {
	c.on("/account")
	l, err := c.book().Get(c.Context(), c.account.ID)
	if err != nil {
		return err
	}
	tokens, err := c.book().Tokens(c.Context(), c.account.ID)
	if err != nil {
		return err
	}
	p.Account, p.Done = &l.Account, c.URL.Query().Get("done")
	for _, t := range tokens {
		p.Tokens = append(p.Tokens, web.TokenRow{ID: t.ID, Name: t.Name, Made: t.Made, Until: t.Until, Used: t.Used, Ended: !c.s.cfg.Now().Before(t.Until)})
	}
	return c.pageAs(status, "account", "account.title", p)
}

// accountProblem shows the page of the account with what is wrong with a change of it.
func (c *call) accountProblem(status int, err error) error {
	return c.accountPage(status, web.OwnAccountPage{Problem: c.s.site.FormProblem(c.visit, err)})
}

// ownLanguage keeps the language of the pages with the account.
func (c *call) ownLanguage() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	lang, ok := web.ParseLang(form.Get("language"))
	if !ok {
		return c.accountProblem(http.StatusBadRequest, fault.New(fault.BadField, "%q is no language of the pages", form.Get("language")).At("language"))
	}
	l, err := c.book().Get(c.Context(), c.account.ID)
	if err == nil {
		l.Language = string(lang)
		err = c.book().Update(c.Context(), c.account.ID, l.Account, l.Version)
	}
	if err != nil {
		return err
	}
	c.cookie(langCookie, string(lang), langCookieSecs, false)
	return c.see("/account?done=language")
}

// ownPassword changes the password; this session stays, all others of the account end.
func (c *call) ownPassword() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	if err = twice(form, "password"); err == nil {
		err = c.book().ChangePassword(c.Context(), c.account.ID, form.Get("old"), form.Get("password"), c.session)
	}
	if err != nil {
		return c.accountProblem(c.s.problem(err).Status, err)
	}
	return c.see("/account?done=password")
}

// makeToken makes an API token and shows it, this once: only its hash is kept.
func (c *call) makeToken() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	t, secret, err := c.book().MakeToken(c.Context(), c.account.ID, form.Get("token"), int(int64Of(form.Get("days"))))
	if err != nil {
		return c.accountPage(c.s.problem(err).Status, web.OwnAccountPage{TokenName: form.Get("token"), TokenProblem: c.s.site.FormProblem(c.visit, err)})
	}
	c.on("/account")
	return c.page("account-token", "account.token.title", web.TokenPage{Name: t.Name, Token: secret, Until: t.Until})
}

// revokeToken ends an API token of the account.
func (c *call) revokeToken() error {
	if err := c.book().Revoke(c.Context(), c.account.ID, c.at("id")); err != nil {
		return err
	}
	return c.see("/account?done=token")
}

// accountsPage lists the accounts with the form of a new one and the trail.
func (c *call) accountsPage(status int, f web.AccountForm, problem error) error {
	c.on("/accounts")
	list, err := c.book().List(c.Context())
	if err != nil {
		return err
	}
	trail, err := c.book().Trail(c.Context(), trailShown)
	if err != nil {
		return err
	}
	p := web.AccountsPage{Account: c.account, Form: f, Countries: c.desk().Corridor.Countries(), Problem: c.s.site.FormProblem(c.visit, problem)}
	names := map[string]string{}
	for _, l := range list {
		names[l.ID] = l.Name
		p.Rows = append(p.Rows, web.AccountRow{Account: l.Account, Link: l.Link, LastUse: l.LastUse})
	}
	for _, r := range trail {
		p.Trail = append(p.Trail, web.TrailRow{At: r.At, Who: names[r.Who], What: r.What, Whom: names[r.Whom]})
	}
	return c.pageAs(status, "accounts", "account.list.title", p)
}

// accountForm reads the fields of an account. Rows of the form without a role are no grants.
func accountForm(form url.Values) web.AccountForm {
	f := web.AccountForm{Login: strings.ToLower(strings.TrimSpace(form.Get("login"))), Name: strings.TrimSpace(form.Get("name")), Language: form.Get("language"), Disabled: form.Get("disabled") != ""}
	roles, countries, offices := form["role"], form["country"], form["office"]
	for i, role := range roles {
		if role == "" || i >= len(countries) || i >= len(offices) {
			continue
		}
		f.Grants = append(f.Grants, auth.Grant{Role: auth.Role(role), Country: countries[i], Office: strings.ToUpper(strings.TrimSpace(offices[i]))})
	}
	return f
}

// inviteAccount makes an account and shows its one-time link, this once: only its hash is kept.
func (c *call) inviteAccount() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	f := accountForm(form)
	id, token, err := c.book().Invite(c.Context(), c.account.ID, auth.Account{Login: f.Login, Name: f.Name, Language: f.Language, Grants: f.Grants})
	if err != nil {
		return c.accountsPage(c.s.problem(err).Status, f, err)
	}
	return c.showLink(id, f.Name, token)
}

// showLink answers with a one-time link. It is in no address and no page that could be fetched again.
func (c *call) showLink(id, name, token string) error {
	c.on("/accounts/" + id)
	return c.page("account-link", "account.link.title", web.LinkPage{ID: id, Name: name, Link: origin(c.Request) + "/invite/" + token, Until: c.s.cfg.Now().Add(auth.InviteLife)})
}

func (c *call) oneAccount() error {
	l, err := c.book().Get(c.Context(), c.at("id"))
	if err != nil {
		return err
	}
	f := web.AccountForm{Login: l.Login, Name: l.Name, Language: l.Language, Grants: l.Grants, Disabled: l.Disabled, Version: l.Version}
	return c.accountFormPage(http.StatusOK, f, nil)
}

func (c *call) accountFormPage(status int, f web.AccountForm, problem error) error {
	c.on("/accounts/" + c.at("id"))
	p := web.AccountPage{ID: c.at("id"), Form: f, Countries: c.desk().Corridor.Countries(), Done: c.URL.Query().Get("done"), Problem: c.s.site.FormProblem(c.visit, problem)}
	return c.pageAs(status, "account-form", "account.one.title", p)
}

// changeAccount keeps an account as the administrator wants it, if nobody else changed it meanwhile.
func (c *call) changeAccount() error {
	form, err := c.form()
	if err != nil {
		return err
	}
	f := accountForm(form)
	f.Version = int64Of(form.Get("version"))
	a := auth.Account{ID: c.at("id"), Login: f.Login, Name: f.Name, Language: f.Language, Grants: f.Grants, Disabled: f.Disabled}
	if err := c.book().Update(c.Context(), c.account.ID, a, f.Version); err != nil {
		return c.accountFormPage(c.s.problem(err).Status, f, err)
	}
	return c.see("/accounts/" + url.PathEscape(a.ID) + "?done=saved")
}

func (c *call) newLink() error {
	l, err := c.book().Get(c.Context(), c.at("id"))
	if err != nil {
		return err
	}
	token, err := c.book().Reinvite(c.Context(), c.account.ID, l.ID)
	if err != nil {
		f := web.AccountForm{Login: l.Login, Name: l.Name, Language: l.Language, Grants: l.Grants, Disabled: l.Disabled, Version: l.Version}
		return c.accountFormPage(c.s.problem(err).Status, f, err)
	}
	return c.showLink(l.ID, l.Name, token)
}

const (
	thenMax    = 2048 // longest address that a sign-in leads to
	trailShown = 25   // rows of the trail on the page of accounts
)

package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// usesShown bounds the uses in the answer about one guarantee; all of them are listed beside it.
const usesShown = 100

// guaranteeAPI are the operations on guarantees: officers of guarantee enter, read and change them, holders read their own and ask
// with the access code.
func (s *server) guaranteeAPI() []apiRoute {
	const all, one = apiPrefix + "/guarantees", apiPrefix + "/guarantees/{country}/{grn}"
	r := func(method, pattern string, act auth.Act, once bool) apiRoute {
		return apiRoute{Method: method, Pattern: pattern, Act: act, Once: once}
	}
	return []apiRoute{
		route(r("GET", all, auth.ReadGuarantee, false), "guarantees", "guarantees", "List the guarantees of your office of guarantee and those that you hold, in order of country and number", (*caller).listGuarantees),
		route(r("POST", all, auth.RegisterGuarantee, true), "registerGuarantee", "guarantees", "Enter a guarantee at its office; its access codes are kept as hashes only", (*caller).registerGuarantee, created, secret),
		route(r("POST", all+"/query", auth.QueryGuarantee, false), "queryGuarantee", "guarantees", "Ask about a guarantee with its number, type, holder and access code; wrong questions are counted", (*caller).queryGuarantee, tooMany),
		route(r("GET", one, auth.ReadGuarantee, false), "guarantee", "guarantees", "One guarantee: terms, balances, ledger, latest uses", (*caller).oneGuarantee),
		route(r("GET", one+"/uses", auth.ReadGuarantee, false), "guaranteeUses", "guarantees", "List the uses of a guarantee in order of their id", (*caller).guaranteeUses),
		route(r("GET", one+"/facts", auth.ReadGuarantee, false), "guaranteeFacts", "guarantees", "What has happened to a guarantee, each with its double entries, oldest first", (*caller).guaranteeFacts),
		route(r("POST", one+"/acts", auth.ReadGuarantee, true), "changeGuarantee", "guarantees", "Vary, set the access codes, revoke, or settle a claim, as an officer of guarantee", (*caller).changeGuarantee, secret),
	}
}

// secretRequest marks operations whose body holds what must not be guessed from a fingerprint of it.
const secretRequest = "secret-request"

var secret = described{before: func(_ huma.API, op *huma.Operation) { op.Metadata = map[string]any{secretRequest: true} }}

// tooMany says that the operation is refused to who asked wrongly too often.
var tooMany = described{before: func(_ huma.API, op *huma.Operation) { op.Errors = append(op.Errors, http.StatusTooManyRequests) }}

// CodeGiven is an access code as its holder has it. It is given once; only its hash is kept, and no answer shows it.
type CodeGiven struct {
	Code  guarantee.Secret `json:"code" minLength:"4" maxLength:"64" format:"password" writeOnly:"true"`
	Label string           `json:"label,omitempty" maxLength:"140" doc:"Whose code it is"`
}

func codesGiven(list []CodeGiven) (out []desk.AccessCode) {
	for _, c := range list {
		out = append(out, desk.AccessCode{Label: c.Label, Code: c.Code})
	}
	return out
}

// GuaranteeTerms are the terms of a guarantee. Days are those of UTC.
type GuaranteeTerms struct {
	GRN         string     `json:"grn" minLength:"1" maxLength:"140" doc:"Guarantee reference number; of a carnet its number, of a deposit the office's own" example:"24GB0000010000HV5"`
	Type        string     `json:"type" enum:"0,1,2,3,4,9,B" doc:"List GuaranteeType (CL251): 0 waiver, 1 comprehensive, 2 individual, 3 cash deposit, 4 voucher, 9 individual for several movements, B TIR carnet"`
	Holder      string     `json:"holder" minLength:"1" maxLength:"140" doc:"Identification number of the holder of the procedure, as declarations name it"`
	Guarantor   string     `json:"guarantor,omitempty" maxLength:"2048"`
	Limit       unit.Money `json:"limit" doc:"Reference amount, or amount of the guarantee"`
	Percent     int        `json:"percent,omitempty" enum:"0,30,50,100" doc:"Share of the reference amount that is secured"`
	From        string     `json:"from" format:"date" doc:"First day"`
	Until       string     `json:"until,omitempty" format:"date" doc:"First day on which it no longer holds; without one it holds until it is revoked"`
	Countries   []string   `json:"countries,omitempty" nullable:"false" maxItems:"99" doc:"Valid only there; none is everywhere"`
	Excluded    []string   `json:"excluded,omitempty" nullable:"false" maxItems:"99" doc:"Not valid there"`
	Departure   string     `json:"departure,omitempty" maxLength:"140" doc:"Office that an individual guarantee names"`
	Destination string     `json:"destination,omitempty" maxLength:"140" doc:"Office that an individual guarantee names"`
	Commodities []string   `json:"commodities,omitempty" nullable:"false" maxItems:"999" doc:"Commodity codes, or their beginnings, that it names"`
	NoSuspended bool       `json:"noSuspended,omitempty" doc:"Not for suspended goods"`
}

// GuaranteeRequest is a guarantee to be entered.
type GuaranteeRequest struct {
	Country string `json:"country" minLength:"2" maxLength:"2" doc:"Of the office of guarantee" example:"GE"`
	GuaranteeTerms
	Codes   []CodeGiven `json:"codes,omitempty" nullable:"false" maxItems:"99" doc:"Types 0, 1, 2, 4 and 9 need at least one"`
	Account string      `json:"account,omitempty" maxLength:"64" doc:"Sign-in name of the person who may read it here as its holder"`
}

// terms reads the terms; a day that is none is told with its field.
func (g *GuaranteeTerms) terms() (guarantee.Terms, error) {
	t := guarantee.Terms{GRN: g.GRN, Kind: guarantee.Kind(g.Type), Holder: g.Holder, Guarantor: g.Guarantor, Limit: g.Limit, Percent: g.Percent, Countries: g.Countries,
		Excluded: g.Excluded, Departure: g.Departure, Destination: g.Destination, Commodities: g.Commodities, NoSuspended: g.NoSuspended}
	var bad fault.List
	for _, d := range []struct {
		at, text string
		to       *time.Time
	}{{"/from", g.From, &t.From}, {"/until", g.Until, &t.Until}} {
		if d.text == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, d.text)
		if err != nil {
			bad = append(bad, fault.New(fault.BadField, "%q is no day", fault.Clip(d.text)).At("%s", d.at).Want("a day such as 2026-11-22"))
		}
		*d.to = day
	}
	return t, bad.OrNil()
}

func termsOf(t *guarantee.Terms) GuaranteeTerms {
	day := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.DateOnly)
	}
	return GuaranteeTerms{GRN: t.GRN, Type: string(t.Kind), Holder: t.Holder, Guarantor: t.Guarantor, Limit: t.Limit, Percent: t.Percent, From: day(t.From), Until: day(t.Until),
		Countries: t.Countries, Excluded: t.Excluded, Departure: t.Departure, Destination: t.Destination, Commodities: t.Commodities, NoSuspended: t.NoSuspended}
}

// LedgerAccount is an account of the ledger of a guarantee.
type LedgerAccount struct {
	Account string `json:"account" enum:"undertaken,available,pending,used,allotted,called,spent"`
	Minor   int64  `json:"minor" doc:"In minor units of the guarantee's currency; undertaken is the negative of the limit"`
}

// GuaranteeBalances are what the limit of a guarantee is used for, in minor units of its currency.
type GuaranteeBalances struct {
	Available int64 `json:"available" doc:"May be reserved"`
	Pending   int64 `json:"pending" doc:"Reserved, not confirmed"`
	Used      int64 `json:"used" doc:"Secures goods on their way"`
	Allotted  int64 `json:"allotted" doc:"Held by posts"`
	Called    int64 `json:"called" doc:"Claimed, not paid"`
	Spent     int64 `json:"spent" doc:"Claimed and paid, of a guarantee that serves once"`
}

// GuaranteeRow is a guarantee in a list.
type GuaranteeRow struct {
	Country string `json:"country" doc:"Of the office of guarantee"`
	Version int64  `json:"version" doc:"Number of acts of officers; the ETag. Uses do not count"`
	State   string `json:"state" enum:"valid,ending"`
	GuaranteeTerms
	EndsAt   time.Time         `json:"endsAt,omitzero" doc:"Revoked: no new use from then on"`
	Balances GuaranteeBalances `json:"balances"`
	Open     int               `json:"openUses" doc:"Uses that are pending, posted or called"`
}

func guaranteeRow(g *desk.Guarantee) GuaranteeRow {
	b := g.Balances
	out := GuaranteeRow{Country: g.Country, Version: g.Acts, State: string(g.State), GuaranteeTerms: termsOf(&g.Terms), EndsAt: g.EndsAt,
		Balances: GuaranteeBalances{b[guarantee.Available], b[guarantee.InPending], b[guarantee.InUse], b[guarantee.Allotted], b[guarantee.InRecovery], b[guarantee.Spent]}}
	for _, u := range g.Uses {
		if u.Engaged() > 0 {
			out.Open++
		}
	}
	return out
}

// GuaranteeList is a part of the guarantees.
type GuaranteeList struct {
	Guarantees []GuaranteeRow `json:"guarantees" nullable:"false"`
	Next       string         `json:"next,omitempty" doc:"The cursor to go on with; missing at the end. A part of the list may have few rows or none where a filter leaves others out"`
}

func (c *caller) listGuarantees(in *struct {
	ListQuery
	Country string `query:"country" maxLength:"2" doc:"Only of this office of guarantee"`
	State   string `query:"state" enum:"valid,ending" doc:"Only those in this state"`
	Type    string `query:"type" enum:"0,1,2,3,4,9,B" doc:"Only of this type"`
	Text    string `query:"text" maxLength:"120" doc:"Part of the number, the holder, the guarantor, or a movement that uses it"`
}) (*body[GuaranteeList], error) {
	after, err := fromCursor(in.Cursor, 2)
	if err != nil {
		return nil, err
	}
	f := desk.GuaranteeFilter{Country: in.Country, State: guarantee.State(in.State), Kind: guarantee.Kind(in.Type), Text: in.Text}
	rows, next, err := c.desk().GuaranteesAfter(c, c.account, f, after[0], after[1], in.Limit)
	if err != nil {
		return nil, err
	}
	out := GuaranteeList{Guarantees: []GuaranteeRow{}, Next: cursor(next...)}
	for i := range rows {
		out.Guarantees = append(out.Guarantees, guaranteeRow(&rows[i]))
	}
	return &body[GuaranteeList]{"no-store", out}, nil
}

// GuaranteeUse is one use of a guarantee, by one movement. Amounts are minor units of the guarantee's currency.
type GuaranteeUse struct {
	ID            string    `json:"id"`
	State         string    `json:"state" enum:"pending,posted,released,called,settled,expired,voided"`
	From          string    `json:"from" doc:"Party that asked: the administration of departure"`
	Movement      string    `json:"movement" doc:"Registration number, or local reference"`
	Amount        int64     `json:"amount"`
	Engaged       int64     `json:"engaged" doc:"What it takes from the limit now"`
	Released      int64     `json:"released,omitempty" doc:"Given back so far"`
	Claim         int64     `json:"claim,omitempty"`
	Paid          int64     `json:"paid,omitempty" doc:"Of the claim"`
	FromGuarantor int64     `json:"fromGuarantor,omitempty" doc:"Part of the claim that the guarantor secures"`
	Since         time.Time `json:"since"`
	Deadline      time.Time `json:"deadline,omitzero" doc:"Of the confirmation"`
	EndedAt       time.Time `json:"endedAt,omitzero"`
}

func guaranteeUse(u *guarantee.Use) GuaranteeUse {
	out := GuaranteeUse{u.ID, string(u.State), u.From, u.Movement, u.Amount, u.Engaged(), u.Released, u.Claim, u.Paid, u.FromGuarantor, u.At, time.Time{}, u.EndedAt}
	if u.State == guarantee.Pending {
		out.Deadline = u.Deadline
	}
	return out
}

// GuaranteeAllotment is a part of the limit that a post holds.
type GuaranteeAllotment struct {
	ID     string    `json:"id"`
	Post   string    `json:"post"`
	Amount int64     `json:"amount"`
	Until  time.Time `json:"until"`
	State  string    `json:"state" enum:"granted,reconciled"`
}

// GuaranteeRecord is all that is told of one guarantee. Sum is that of the ledger's accounts: always nought.
type GuaranteeRecord struct {
	GuaranteeRow
	Secured    int64                `json:"secured" doc:"What the guarantor has undertaken to pay, in minor units"`
	Account    string               `json:"account,omitempty" doc:"Sign-in name of its holder here; for officers"`
	Codes      []string             `json:"codeLabels" nullable:"false" doc:"Whose access codes are set; the codes themselves are not kept"`
	Ledger     []LedgerAccount      `json:"ledger" nullable:"false"`
	Sum        int64                `json:"sum" doc:"Of the ledger: 0"`
	Uses       []GuaranteeUse       `json:"uses" nullable:"false" doc:"Those that engage something first, then the latest, at most 100"`
	UsesAll    int                  `json:"usesAll" doc:"How many uses there are: the open ones, and those that ended within 90 days"`
	Allotments []GuaranteeAllotment `json:"allotments,omitempty" nullable:"false"`
	Facts      int64                `json:"facts" doc:"How many there are"`
	Acts       []string             `json:"acts,omitempty" nullable:"false" doc:"What the account may do now"`
}

// latestUses are the uses that engage something, then the others, of each the latest first.
func latestUses(g *guarantee.Guarantee) []guarantee.Use {
	out := slices.Clone(g.Uses)
	slices.SortStableFunc(out, func(x, y guarantee.Use) int {
		if open := x.Engaged() > 0; open != (y.Engaged() > 0) {
			if open {
				return -1
			}
			return 1
		}
		return y.At.Compare(x.At)
	})
	return out
}

func (c *caller) guaranteeRecord(g *desk.Guarantee, location string) *versioned[GuaranteeRecord] {
	out := GuaranteeRecord{GuaranteeRow: guaranteeRow(g), Secured: g.Terms.Secured(), Codes: []string{}, Ledger: []LedgerAccount{}, Uses: []GuaranteeUse{}, UsesAll: len(g.Uses), Facts: g.Facts}
	for _, x := range g.Terms.Codes {
		out.Codes = append(out.Codes, x.Label)
	}
	for _, a := range guarantee.Accounts {
		out.Ledger = append(out.Ledger, LedgerAccount{string(a), g.Balances[a]})
		out.Sum += g.Balances[a]
	}
	for i, u := range latestUses(&g.Guarantee) {
		if i < usesShown {
			out.Uses = append(out.Uses, guaranteeUse(&u))
		}
	}
	for _, x := range g.Allotments {
		out.Allotments = append(out.Allotments, GuaranteeAllotment{x.ID, x.Post, x.Amount, x.Until, string(x.State)})
	}
	for _, k := range g.Open {
		out.Acts = append(out.Acts, string(k))
	}
	if g.Owner != "" && c.account.Has(auth.GuaranteeOfficer) {
		if l, err := c.s.cfg.Desk.Accounts.Get(c, g.Owner); err == nil {
			out.Account = l.Login
		}
	}
	return &versioned[GuaranteeRecord]{CacheControl: "no-store", ETag: tag(g.Acts), Location: location, Body: out}
}

// guaranteeAddress is where the API tells of a guarantee.
func guaranteeAddress(country, grn string) string {
	return apiPrefix + "/guarantees/" + url.PathEscape(country) + "/" + url.PathEscape(grn)
}

// holderAccount is the id of an account by its sign-in name, "" for none.
func (s *server) holderAccount(ctx context.Context, login string) (string, error) {
	if login == "" {
		return "", nil
	}
	list, err := s.cfg.Desk.Accounts.List(ctx)
	if err != nil {
		return "", err
	}
	for _, l := range list {
		if l.Login == login && l.Has(auth.Declarant) {
			return l.ID, nil
		}
	}
	return "", fault.New(fault.BadField, "%q is the sign-in name of no declarant", fault.Clip(login)).At("/account").Want("the sign-in name of a declarant, or none")
}

func (c *caller) registerGuarantee(in *struct{ Body GuaranteeRequest }) (*versioned[GuaranteeRecord], error) {
	b := &in.Body
	terms, err := b.terms()
	if err != nil {
		return nil, err
	}
	if !auth.Allow(c.account, auth.RegisterGuarantee, auth.Resource{Country: b.Country}).OK {
		b.Account = "" // who may not register learns nothing of accounts
	}
	owner, err := c.s.holderAccount(c, b.Account)
	if err != nil {
		return nil, err
	}
	g, err := c.desk().RegisterGuarantee(c, c.account, desk.GuaranteeEntered{Country: b.Country, Terms: terms, Codes: codesGiven(b.Codes), Owner: owner, Made: c.account.ID + "/" + c.once})
	if err != nil {
		return nil, err
	}
	return c.guaranteeRecord(&g, guaranteeAddress(g.Country, g.Terms.GRN)), nil
}

// GuaranteeQuery names one guarantee.
type GuaranteeQuery struct {
	Country string `path:"country" maxLength:"2"`
	GRN     string `path:"grn" maxLength:"140"`
}

func (c *caller) oneGuarantee(in *GuaranteeQuery) (*versioned[GuaranteeRecord], error) {
	g, err := c.desk().Guarantee(c, c.account, in.Country, in.GRN)
	if err != nil {
		return nil, err
	}
	return c.guaranteeRecord(&g, ""), nil
}

// GuaranteeUses are a part of the uses of a guarantee.
type GuaranteeUses struct {
	Uses []GuaranteeUse `json:"uses" nullable:"false"`
	Next string         `json:"next,omitempty" doc:"The cursor to go on with; missing at the end"`
}

func (c *caller) guaranteeUses(in *struct {
	GuaranteeQuery
	ListQuery
	State string `query:"state" enum:"pending,posted,released,called,settled,expired,voided" doc:"Only those in this state"`
}) (*body[GuaranteeUses], error) {
	after, err := fromCursor(in.Cursor, 1)
	if err != nil {
		return nil, err
	}
	g, err := c.desk().Guarantee(c, c.account, in.Country, in.GRN)
	if err != nil {
		return nil, err
	}
	out := GuaranteeUses{Uses: []GuaranteeUse{}}
	for _, u := range g.Uses {
		if u.ID <= after[0] || in.State != "" && in.State != string(u.State) {
			continue
		}
		if len(out.Uses) == in.Limit {
			out.Next = cursor(out.Uses[in.Limit-1].ID)
			break
		}
		out.Uses = append(out.Uses, guaranteeUse(&u))
	}
	return &body[GuaranteeUses]{"no-store", out}, nil
}

// GuaranteeFact is one thing that happened to a guarantee, with the entries it booked: they sum to nought.
type GuaranteeFact struct {
	Number     int64             `json:"number" doc:"From 1"`
	Message    string            `json:"message"`
	Subject    string            `json:"subject" enum:"record,use,allotment"`
	Name       string            `json:"name" doc:"Number of the guarantee, or id of the use or allotment"`
	From       string            `json:"from" doc:"State before"`
	To         string            `json:"to" doc:"State after"`
	At         time.Time         `json:"at"`
	Rule       string            `json:"rule,omitempty"`
	RuleText   string            `json:"ruleText,omitempty"`
	RuleStatus string            `json:"ruleStatus,omitempty" doc:"verified, stated, recalled (unverified) or own"`
	Read       []GuaranteeDatum  `json:"read,omitempty" nullable:"false" doc:"What was read to decide"`
	Reasons    []GuaranteeReason `json:"reasons,omitempty" nullable:"false"`
	Entries    []LedgerAccount   `json:"entries,omitempty" nullable:"false" doc:"Booked: what each account gained or lost"`
	Note       string            `json:"note,omitempty"`
	By         string            `json:"by,omitempty" doc:"Who acted; for officers"`
}

// GuaranteeDatum is one thing that was read to decide.
type GuaranteeDatum struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// GuaranteeReason says why a guarantee cannot serve: list InvalidGuaranteeReason (CL252).
type GuaranteeReason struct {
	Code string `json:"code" example:"G03"`
	Text string `json:"text"`
}

func guaranteeReasons(list []guarantee.Reason) (out []GuaranteeReason) {
	for _, r := range list {
		out = append(out, GuaranteeReason(r))
	}
	return out
}

// GuaranteeFacts are a part of the facts of a guarantee.
type GuaranteeFacts struct {
	Facts []GuaranteeFact `json:"facts" nullable:"false"`
	Next  string          `json:"next" doc:"What to give as after next time"`
}

func (c *caller) guaranteeFacts(in *struct {
	GuaranteeQuery
	After int64 `query:"after" minimum:"0" doc:"The next of an earlier answer; 0 is the beginning"`
	Limit int   `query:"limit" default:"100" minimum:"1" maximum:"100"`
}) (*body[GuaranteeFacts], error) {
	list, err := c.desk().GuaranteeFacts(c, c.account, in.Country, in.GRN, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := GuaranteeFacts{Facts: []GuaranteeFact{}, Next: strconv.FormatInt(in.After, 10)}
	for i := range list {
		out.Facts = append(out.Facts, guaranteeFact(&list[i]))
		out.Next = strconv.FormatInt(list[i].Seq, 10)
	}
	return &body[GuaranteeFacts]{"no-store", out}, nil
}

func guaranteeFact(e *node.GuaranteeEntry) GuaranteeFact {
	out := GuaranteeFact{Number: e.Seq, Message: string(e.Message), Subject: string(e.Subject), Name: e.Name, From: string(e.From), To: string(e.To), At: e.At, Rule: e.Rule.ID,
		RuleText: e.Rule.Text, RuleStatus: string(e.Rule.Status), Reasons: guaranteeReasons(e.Reasons), Note: e.Note}
	for _, d := range e.Read {
		out.Read = append(out.Read, GuaranteeDatum(d))
	}
	for _, x := range e.Entries {
		out.Entries = append(out.Entries, LedgerAccount{string(x.Account), x.Minor})
	}
	if e.By != nil {
		out.By = e.By.Name
	}
	return out
}

// GuaranteeActRequest is an act of an officer of guarantee.
type GuaranteeActRequest struct {
	Act    string      `json:"act" enum:"vary,set-codes,revoke,settle" doc:"One of the guarantee's acts"`
	Limit  unit.Money  `json:"limit,omitzero" doc:"Of vary: the new limit, never below what is engaged"`
	Codes  []CodeGiven `json:"codes,omitempty" nullable:"false" maxItems:"99" doc:"Of set-codes: all that hold from now on"`
	Use    string      `json:"use,omitempty" maxLength:"300" doc:"Of settle: id of the use whose claim is paid"`
	Paid   unit.Money  `json:"paid,omitzero" doc:"Of settle: what was paid; all that is open where it is missing"`
	Drop   bool        `json:"withdrawn,omitempty" doc:"Of settle: the rest is withdrawn and given back, else it stays claimed"`
	Reason string      `json:"reason,omitempty" maxLength:"512" doc:"Of vary, revoke and settle"`
}

func (c *caller) changeGuarantee(in *struct {
	GuaranteeQuery
	IfMatch string `header:"If-Match" doc:"The ETag of the guarantee that was read"`
	Body    GuaranteeActRequest
}) (*versioned[GuaranteeRecord], error) {
	version, err := versionOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	g, err := c.desk().ChangeGuarantee(c, c.account, desk.GuaranteeChange{Country: in.Country, GRN: in.GRN, Act: guarantee.MessageKind(b.Act), Version: version, Limit: b.Limit,
		Codes: codesGiven(b.Codes), Use: b.Use, Paid: b.Paid, Withdrawn: b.Drop, Reason: b.Reason})
	if err != nil {
		return nil, unmatched(err)
	}
	return c.guaranteeRecord(&g, ""), nil
}

// GuaranteeQuestion asks whether a guarantee could serve.
type GuaranteeQuestion struct {
	Country   string           `json:"country" minLength:"2" maxLength:"2" doc:"Of the office of guarantee"`
	GRN       string           `json:"grn" minLength:"1" maxLength:"140"`
	Type      string           `json:"type" enum:"0,1,2,3,4,9,B"`
	Holder    string           `json:"holder" minLength:"1" maxLength:"140"`
	Code      guarantee.Secret `json:"code,omitempty" maxLength:"64" format:"password" writeOnly:"true" doc:"Access code"`
	Amount    unit.Money       `json:"amount,omitzero" doc:"To be covered; without it only the guarantee itself is asked about"`
	Countries []string         `json:"countries,omitempty" nullable:"false" maxItems:"99" doc:"Of transit and destination"`
	Suspended bool             `json:"suspended,omitempty" doc:"For suspended goods"`
}

// GuaranteeAnswer says whether a guarantee could serve, and why not.
type GuaranteeAnswer struct {
	Country   string            `json:"country"`
	GRN       string            `json:"grn"`
	Valid     bool              `json:"valid"`
	Reasons   []GuaranteeReason `json:"reasons,omitempty" nullable:"false"`
	Available *unit.Money       `json:"available,omitempty" doc:"May still be reserved; told where number, type, holder and access code are right"`
}

func (c *caller) queryGuarantee(in *struct{ Body GuaranteeQuestion }) (*body[GuaranteeAnswer], error) {
	b := &in.Body
	r, err := c.desk().AskGuarantee(c, c.account, b.Country, guarantee.Question{GRN: b.GRN, Type: guarantee.Kind(b.Type), Holder: b.Holder, AccessCode: b.Code, Amount: b.Amount,
		Countries: b.Countries, Suspended: b.Suspended})
	var waits *node.Waits
	switch {
	case errors.As(err, &waits):
		secs := max(1, int(waits.Until.Sub(c.s.cfg.Now()).Seconds()+1))
		return nil, &withStatus{err, http.StatusTooManyRequests, http.Header{"Retry-After": {strconv.Itoa(secs)}}}
	case err != nil:
		return nil, err
	}
	return &body[GuaranteeAnswer]{"no-store", GuaranteeAnswer{b.Country, b.GRN, r.Valid, guaranteeReasons(r.Reasons), r.Balance}}, nil
}

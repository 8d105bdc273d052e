package desk

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// guaranteeActs says which act of package auth each act of an officer of guarantee is, in the order in which they are offered.
var guaranteeActs = []struct {
	kind guarantee.MessageKind
	act  auth.Act
}{
	{guarantee.KindVary, auth.VaryGuarantee}, {guarantee.KindSetCodes, auth.SetAccessCodes},
	{guarantee.KindRevoke, auth.RevokeGuarantee}, {guarantee.KindSettle, auth.SettleClaim},
}

// GuaranteeActs lists the acts of officers of guarantee, in the order in which they are offered.
func GuaranteeActs() []guarantee.MessageKind {
	var out []guarantee.MessageKind
	for _, x := range guaranteeActs {
		out = append(out, x.kind)
	}
	return out
}

// Guarantee is a guarantee as its office has it. Its version is the number of acts of officers.
type Guarantee struct {
	node.HeldGuarantee
	Country string                  // of its office
	Open    []guarantee.MessageKind // what the account may do now
}

// GuaranteeFilter narrows a list of guarantees. Zero values narrow nothing.
type GuaranteeFilter struct {
	Country string
	State   guarantee.State
	Kind    guarantee.Kind
	Text    string // in number, holder, guarantor, or the movements that use it
}

// AccessCode is an access code as its holder has it; of it only the hash is kept.
type AccessCode struct {
	Label string
	Code  guarantee.Secret
}

// GuaranteeEntered is a guarantee to be registered. Made names the request: the same request again is done already.
type GuaranteeEntered struct {
	Country string
	Terms   guarantee.Terms // without office and codes
	Codes   []AccessCode
	Owner   string // account of the person who may read it, "" for none
	Made    string
}

// GuaranteeChange is an act of an officer of guarantee on the version that was read.
type GuaranteeChange struct {
	Country, GRN string
	Act          guarantee.MessageKind
	Version      int64
	Limit        unit.Money   // of vary
	Codes        []AccessCode // of set-codes: all that hold from then on
	Use          string       // of settle
	Paid         unit.Money   // of settle, nought for all that is open
	Withdrawn    bool         // of settle: the rest is not claimed any more
	Reason       string       // of vary, revoke and settle
}

func guaranteeAt(country, owner string) auth.Resource {
	return auth.Resource{Owner: owner, Country: country}
}

// hiddenGuarantee is the error of a guarantee that the account may not read, or that is not there: the same for both.
func hiddenGuarantee(country, grn string) error {
	return fault.New(fault.NotFound, "%s has no guarantee %q that you may read", fault.Clip(country), fault.Clip(grn)).At("/grn").Mend("its holder can ask with the access code")
}

// Guarantee is one guarantee; NotFound where it is not there or the account may not read it.
func (d *Desk) Guarantee(ctx context.Context, a *auth.Account, country, grn string) (Guarantee, error) {
	_, h, err := d.readableGuarantee(ctx, a, country, grn)
	if err != nil {
		return Guarantee{}, err
	}
	g := Guarantee{HeldGuarantee: h, Country: country}
	for _, x := range guaranteeActs {
		if auth.Allow(a, x.act, guaranteeAt(country, h.Owner)).OK && d.fitsGuarantee(&h.Guarantee, x.kind) {
			g.Open = append(g.Open, x.kind)
		}
	}
	return g, nil
}

func (d *Desk) readableGuarantee(ctx context.Context, a *auth.Account, country, grn string) (*node.Administration, node.HeldGuarantee, error) {
	adm, err := d.guaranteeOffice(country)
	if err != nil || grn == "" {
		return nil, node.HeldGuarantee{}, hiddenGuarantee(country, grn)
	}
	h, err := adm.GuaranteeRecord(ctx, grn)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return nil, h, err
	}
	if err != nil || !auth.Allow(a, auth.ReadGuarantee, guaranteeAt(country, h.Owner)).OK {
		return nil, h, hiddenGuarantee(country, grn)
	}
	return adm, h, nil
}

// guaranteeOffice is the administration of a country, which is its office of guarantee.
func (d *Desk) guaranteeOffice(country string) (*node.Administration, error) {
	if !slices.Contains(d.Corridor.Countries(), country) {
		return nil, fault.New(fault.BadField, "%q has no office of guarantee here", fault.Clip(country)).At("/country").Want("one of %s", strings.Join(d.Corridor.Countries(), ", "))
	}
	return d.Corridor.Administration(country)
}

// fitsGuarantee runs the machine on a nominal act: whether it is worth offering.
func (d *Desk) fitsGuarantee(g *guarantee.Guarantee, kind guarantee.MessageKind) bool {
	var msg guarantee.Message
	switch kind {
	case guarantee.KindVary:
		msg = guarantee.Vary{Limit: g.Terms.Limit}
	case guarantee.KindSetCodes:
		if len(g.Terms.Codes) == 0 { // a kind that asks for none
			return false
		}
		msg = guarantee.SetCodes{Codes: g.Terms.Codes}
	case guarantee.KindRevoke:
		msg = guarantee.Revoke{}
	case guarantee.KindSettle:
		i := slices.IndexFunc(g.Uses, func(u guarantee.Use) bool { return u.State == guarantee.Called })
		if i < 0 {
			return false
		}
		msg = guarantee.Settle{Use: g.Uses[i].ID}
	}
	_, _, _, err := guarantee.Apply(*g, msg, d.now())
	return err == nil
}

// GuaranteesAfter lists the guarantees that an account may read, in order of country and number after those given, at most limit
// ([PageDefault] where it is 0). next are the country and number to go on after, nil at the end: the list goes on past what the
// filter leaves out, so that one answer may have few rows or none.
func (d *Desk) GuaranteesAfter(ctx context.Context, a *auth.Account, f GuaranteeFilter, country, grn string, limit int) (rows []Guarantee, next []string, err error) {
	if !auth.May(a, auth.ReadGuarantee) {
		return nil, nil, allow(a, auth.ReadGuarantee, auth.Resource{})
	}
	limit = pageSize(limit)
	for looked := 0; ; {
		at := d.countryOfGuarantees(a, f, country)
		if at == "" {
			return rows, nil, nil
		}
		if at != country {
			country, grn = at, ""
		}
		adm, err := d.Corridor.Administration(at)
		if err != nil {
			return nil, nil, err
		}
		held, last, err := adm.Guarantees(ctx, grn, limit+1)
		if err != nil {
			return nil, nil, err
		}
		for _, h := range held {
			if len(rows) == limit || looked == GuaranteesRead {
				return rows, []string{country, grn}, nil
			}
			looked++
			if grn = h.Terms.GRN; auth.Allow(a, auth.ReadGuarantee, guaranteeAt(at, h.Owner)).OK && f.takes(&h.Guarantee) {
				rows = append(rows, Guarantee{HeldGuarantee: h, Country: at})
			}
		}
		if last == "" {
			country, grn = at+"\x00", "" // on to the next country
		}
	}
}

// countryOfGuarantees is the first country from one on whose guarantees an account may read and the filter takes; "" for none.
func (d *Desk) countryOfGuarantees(a *auth.Account, f GuaranteeFilter, from string) string {
	for _, c := range d.Corridor.Countries() {
		mine := a.Has(auth.Declarant) || auth.Allow(a, auth.ReadGuarantee, guaranteeAt(c, "")).OK
		if c >= from && mine && (f.Country == "" || f.Country == c) {
			return c
		}
	}
	return ""
}

func (f *GuaranteeFilter) takes(g *guarantee.Guarantee) bool {
	t := &g.Terms
	if f.State != "" && f.State != g.State || f.Kind != "" && f.Kind != t.Kind {
		return false
	}
	text := strings.ToLower(strings.TrimSpace(f.Text))
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), text) }
	return text == "" || has(t.GRN) || has(t.Holder) || has(t.Guarantor) ||
		slices.ContainsFunc(g.Uses, func(u guarantee.Use) bool { return has(u.Movement) })
}

// GuaranteeFacts are the facts of a guarantee after a number, oldest first, at most limit. Who acted and who asked is told to officers
// only.
func (d *Desk) GuaranteeFacts(ctx context.Context, a *auth.Account, country, grn string, after int64, limit int) ([]node.GuaranteeEntry, error) {
	adm, _, err := d.readableGuarantee(ctx, a, country, grn)
	if err != nil {
		return nil, err
	}
	list, err := adm.GuaranteeEntries(ctx, grn, after, pageSize(limit))
	if !auth.Allow(a, auth.VaryGuarantee, guaranteeAt(country, "")).OK {
		for i := range list {
			list[i].By = nil
			if list[i].Message == guarantee.KindCheck { // another person's account
				list[i].Read = slices.DeleteFunc(list[i].Read, func(x guarantee.Datum) bool { return x.Name == guarantee.ReadAskedBy })
			}
		}
	}
	return list, err
}

// RegisterGuarantee enters a guarantee at its office. Errors: NotLawful with [ErrNotAllowed], WrongState where the number is
// registered there, and every wrong field, named as in [guarantee.Terms] without "terms".
func (d *Desk) RegisterGuarantee(ctx context.Context, a *auth.Account, x GuaranteeEntered) (Guarantee, error) {
	if err := allow(a, auth.RegisterGuarantee, guaranteeAt(x.Country, "")); err != nil {
		return Guarantee{}, err
	}
	adm, err := d.guaranteeOffice(x.Country)
	if err != nil {
		return Guarantee{}, err
	}
	x.Terms.Office = adm.Party()
	var bad fault.List
	if x.Terms.Codes, err = hashed(x.Terms.GRN, x.Codes); err != nil {
		bad = append(bad, fault.All(err)...)
	}
	// The terms are held against the machine before anything is kept, so that what is wrong is told at once with the codes.
	if _, _, _, err := guarantee.Apply(guarantee.Absent(adm.Party()), guarantee.Register{Terms: x.Terms}, d.now()); err != nil {
		bad = append(bad, fault.All(fieldsOfTerms(err, len(x.Codes) > 0))...)
	}
	if err := bad.OrNil(); err != nil {
		return Guarantee{}, err
	}
	by := node.Actor{ID: a.ID, Name: a.Name}
	if err := adm.RegisterGuaranteeAs(ctx, by, node.Registration{Terms: x.Terms, Owner: x.Owner, Made: x.Made}); err != nil {
		if fault.CodeOf(err) == fault.WrongState {
			return Guarantee{}, fault.New(fault.WrongState, "%s is registered in %s already", x.Terms.GRN, x.Country).At("/grn").Want("a number that is not registered there").Mend("open it and vary its limit, or correct the number")
		}
		return Guarantee{}, fieldsOfTerms(err, false)
	}
	return d.Guarantee(ctx, a, x.Country, x.Terms.GRN)
}

// fieldsOfTerms names the fields of terms as they are given: /terms/limit is /limit. withCodes leaves out what is said of the
// hashes of codes that were themselves found wrong.
func fieldsOfTerms(err error, withCodes bool) error {
	var out fault.List
	for _, e := range fault.All(err) {
		if withCodes && strings.HasPrefix(e.Path, "/terms/codes") {
			continue
		}
		x := *e
		switch x.Path = strings.TrimPrefix(x.Path, "/terms"); {
		case x.Path == "/kind":
			x.Path = "/type"
		case !strings.HasPrefix(x.Path, "/") && x.Code == fault.BadIdent:
			x.Path = "/grn"
		}
		out = append(out, &x)
	}
	return out.OrNil()
}

// hashed makes what is kept of access codes. No error of it shows a code.
func hashed(grn string, codes []AccessCode) ([]guarantee.AccessCode, error) {
	var bad fault.List
	if len(codes) > guarantee.CodesMax {
		return nil, fault.New(fault.BadField, "%d access codes", len(codes)).At("/codes").Want("at most %d", guarantee.CodesMax)
	}
	var out []guarantee.AccessCode
	for i, c := range codes {
		salt := make([]byte, guarantee.SaltBytesMin)
		_, _ = rand.Read(salt) // never fails
		x, err := guarantee.HashCode(grn, salt, c.Code)
		switch {
		case err != nil || len(c.Code) < CodeBytesMin:
			bad = append(bad, fault.New(fault.BadField, "an access code of %d characters", len(c.Code)).At("/codes/%d/code", i).Want("%d to %d", CodeBytesMin, guarantee.CodeBytesMax))
		case len(c.Label) > guarantee.NameBytesMax:
			bad = append(bad, fault.New(fault.BadField, "a name of %d bytes", len(c.Label)).At("/codes/%d/label", i).Want("at most %d", guarantee.NameBytesMax))
		}
		x.Label = c.Label
		out = append(out, x)
	}
	return out, bad.OrNil()
}

// ChangeGuarantee is an act of an officer of guarantee. It must have the version that was read: where somebody acted first the
// error is Conflict and says who, what and when. Errors also: NotFound (hidden), NotLawful with [ErrNotAllowed], WrongState,
// BadField with the path of each wrong field.
func (d *Desk) ChangeGuarantee(ctx context.Context, a *auth.Account, x GuaranteeChange) (Guarantee, error) {
	i := slices.IndexFunc(GuaranteeActs(), func(k guarantee.MessageKind) bool { return k == x.Act })
	if i < 0 {
		return Guarantee{}, fault.New(fault.BadField, "%q is no act on a guarantee", fault.Clip(string(x.Act))).At("/act").Want("one of %v", GuaranteeActs())
	}
	adm, h, err := d.readableGuarantee(ctx, a, x.Country, x.GRN)
	if err != nil {
		return Guarantee{}, err
	}
	if err := allow(a, guaranteeActs[i].act, guaranteeAt(x.Country, h.Owner)); err != nil {
		return Guarantee{}, err
	}
	msg, err := guaranteeMessage(x)
	if err != nil {
		return Guarantee{}, err
	}
	seen := x.Version
	if seen < 1 {
		seen = -1 // none: the node takes 0 for any
	}
	if err := adm.DoGuaranteeAs(ctx, node.Actor{ID: a.ID, Name: a.Name, Text: x.Reason}, seen, x.GRN, msg); err != nil {
		return Guarantee{}, err
	}
	return d.Guarantee(ctx, a, x.Country, x.GRN)
}

func guaranteeMessage(x GuaranteeChange) (guarantee.Message, error) {
	switch x.Act {
	case guarantee.KindVary:
		return guarantee.Vary{Limit: x.Limit, Reason: x.Reason}, nil
	case guarantee.KindSetCodes:
		codes, err := hashed(x.GRN, x.Codes)
		return guarantee.SetCodes{Codes: codes}, err
	case guarantee.KindRevoke:
		return guarantee.Revoke{Reason: x.Reason}, nil
	}
	return guarantee.Settle{Use: x.Use, Paid: x.Paid, Withdrawn: x.Withdrawn, Reason: x.Reason}, nil
}

// AskGuarantee answers a question about a guarantee of who knows its number, type, holder and access code, see
// [node.Administration.AskGuarantee].
func (d *Desk) AskGuarantee(ctx context.Context, a *auth.Account, country string, q guarantee.Question) (guarantee.CheckResult, error) {
	if err := allow(a, auth.QueryGuarantee, auth.Resource{}); err != nil {
		return guarantee.CheckResult{}, err
	}
	adm, err := d.guaranteeOffice(country)
	if err != nil {
		return guarantee.CheckResult{}, err
	}
	q.From = a.ID
	return adm.AskGuarantee(ctx, q)
}

package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/answer"
	"github.com/kairo-corridor/kairo/message/ncts/procedure"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/store"
)

// A message of NCTS acts in this order, each step durable and safe to repeat under the name of the request: who says it, what it
// says to the administration, the message as kept. The trader's node makes and changes movements; the desk keeps whose they are.

// holderRecord says whose a movement lodged by a message is; it is made before the movement.
type holderRecord struct {
	Owner string `json:"owner"`
	LRN   string `json:"lrn"`
}

// saidRecord says whose a message under a name is; its id is that made under the name.
type saidRecord struct {
	Owner string `json:"owner"`
	Type  string `json:"type"`
}

func holderKey(base string) string { return "ncts/holder/" + base }

func ownKey(owner, base string) string { return "ncts/own/" + owner + "/" + base }

func saidKey(name string) string { return "ncts/said/" + name }

func declaredKey(key string, version int) string {
	return fmt.Sprintf("ncts/declared/%s/%06d", key, version)
}

// messageKey begins the keys of movements that a message lodged.
const messageKey = "lrn-"

// byMessage is true of a movement that a message lodged, not a consignment.
func byMessage(m *transit.Movement) bool {
	return m.Declaration.Stretch == "" && strings.HasPrefix(m.Key, messageKey)
}

// baseOf is the key of the first movement of a declarant's reference: a later attempt has a number behind it.
func baseOf(key string) string {
	if base, _, again := strings.Cut(key[len(messageKey):], "-"); again {
		return messageKey + base
	}
	return key
}

// referenceOf is what movements of one consignment have in common. An LRN is its declarant's own, and no consignment's reference.
func referenceOf(m *transit.Movement) string {
	if byMessage(m) {
		return "\x00" + baseOf(m.Key)
	}
	return m.Declaration.Consignment
}

// holderOf is the account that lodged a movement, "" where none did at this desk.
func (d *Desk) holderOf(ctx context.Context, m *transit.Movement) string {
	if !byMessage(m) {
		return d.ownerOf(ctx, m.Declaration.Consignment)
	}
	var h holderRecord
	if v, err := d.read(ctx, holderKey(baseOf(m.Key)), &h); err != nil || v == 0 {
		return ""
	}
	return h.Owner
}

// keptAs is true of a movement whose declaration is that of a message that is kept.
func (d *Desk) keptAs(ctx context.Context, m *transit.Movement) bool {
	var made madeRecord
	if _, err := d.read(ctx, declaredKey(m.Key, m.Declaration.Version), &made); err != nil || made.ID == "" {
		return false
	}
	r, err := d.received(ctx, d.holderOf(ctx, m), made.ID)
	return err == nil && r.SHA256 == m.Declaration.Hash
}

// NotTaken is why the procedure does not take a message that is sound: what a rejection tells. It is in the chain of the error of
// [Desk.Take].
type NotTaken struct {
	Findings []ncts.Finding // of level [answer.Procedure]; empty: said in words
	Reason   string
}

func (e *NotTaken) Error() string { return e.Reason }

func notTaken(path, format string, args ...any) error {
	e := fault.New(fault.BadField, format, args...).At("%s", path)
	return e.Because(&NotTaken{Reason: e.Message})
}

func notTakenAs(code, path, format string, args ...any) error {
	e := fault.New(fault.BadField, format, args...).At("%s", path)
	return e.Because(&NotTaken{Reason: e.Message, Findings: []ncts.Finding{{Level: answer.Procedure, Code: code, Path: path, Text: e.Message}}})
}

// taking is one message of an account being taken.
type taking struct {
	d               *Desk
	who, name, hash string
	msg             *ncts.Message
	filing          node.Filing // about which it is; Key "" where no movement comes of it
	country         string      // to which administration it goes
	with            func(tx *store.Tx, id string) error
}

// actsOfMessages are what the account must be allowed to do.
var actsOfMessages = map[string]auth.Act{"CC015C": auth.Lodge, "CC013C": auth.Lodge, "CC014C": auth.CancelMovement, "CC170C": auth.PresentGoods,
	"CC141C": auth.AnswerAsHolder, "CC007C": auth.AnnounceArrival, "CC044C": auth.AnnounceArrival}

// Take keeps a message of a trader in the format of NCTS, that was found sound, and does what it says: it lodges, amends or goes
// to the administration that it is for. Under the same name nothing is done twice. m needs Type and Report. Access codes in raw are
// sealed to the office of guarantee and masked in what is kept. A message of which the procedure can make nothing is kept without a
// movement. Errors: [NotTaken] in the chain, of which nothing is kept.
func (d *Desk) Take(ctx context.Context, a *auth.Account, name string, m Received, raw []byte, msg *ncts.Message) (Received, error) {
	act, known := actsOfMessages[msg.Type]
	if !known {
		return m, fault.New(fault.BadField, "a %s does nothing here", msg.Type).Want("a message of a trader")
	}
	who, err := owner(a, act)
	if err != nil {
		return m, err
	}
	kept, err := procedure.Redact(raw)
	if err != nil {
		return m, err
	}
	if err := d.roomFor(ctx, who, kept); err != nil {
		return m, err
	}
	t := &taking{d: d, who: who, name: name, hash: digest(string(kept)), msg: msg, with: func(*store.Tx, string) error { return nil }}
	if err := d.makeOnce(ctx, saidKey(name), saidRecord{who, msg.Type}); err != nil {
		return m, err
	}
	switch msg.Type {
	case "CC015C":
		err = t.lodge(ctx)
	case "CC013C":
		err = t.amend(ctx)
	default:
		err = t.say(ctx)
	}
	if err != nil {
		return m, err
	}
	m.Format, m.Movement, m.Country, m.Number = "ncts", t.filing.Key, t.country, t.filing.Number
	out, err := d.keep(ctx, a, name, m, kept, t.with)
	if err != nil || m.Movement == "" {
		return out, err
	}
	d.settle(ctx)
	return out, d.answer(ctx, m.Movement)
}

// roomFor refuses a message that could not be kept, before anything is done.
func (d *Desk) roomFor(ctx context.Context, who string, kept []byte) error {
	if len(kept) > store.ValueBytesMax {
		return fault.New(fault.Limit, "the message has %d bytes", len(kept)).Want("at most %d", store.ValueBytesMax)
	}
	n, err := d.Store.Counter(ctx, "received/"+who)
	if err == nil && n >= ReceivedMax {
		err = fault.New(fault.Limit, "%d messages of the account are kept", n).Want("at most %d", ReceivedMax)
	}
	return err
}

// makeOnce writes a record that is not there.
func (d *Desk) makeOnce(ctx context.Context, key string, v any) error {
	if _, err := d.Store.Get(ctx, key); err == nil || fault.CodeOf(err) != fault.NotFound {
		return err
	}
	var tx store.Tx
	if err := put(&tx, key, 0, v); err != nil {
		return err
	}
	if err := d.Store.Commit(ctx, tx); err != nil && fault.CodeOf(err) != fault.Conflict {
		return err
	}
	return nil
}

// reached refuses a declaration with an office in a country that has no node here.
func (t *taking) reached(d *transit.Declaration) error {
	have := t.d.Corridor.Countries()
	for _, o := range slices.Concat([]transit.Office{d.Departure}, d.Passage, d.Exit, []transit.Office{d.Destination}) {
		if !slices.Contains(have, o.Country) {
			return notTaken("/"+t.msg.Type, "office %s: no administration of %q takes part in this corridor; %s do", o.Code, o.Country, strings.Join(have, ", "))
		}
	}
	if g := d.GuaranteeOffice; g != "" && !slices.Contains(have, g) {
		return notTaken("/"+t.msg.Type+"/Guarantee", "guarantee %s: no office of guarantee of %q takes part in this corridor; %s do", d.Guarantees[0].GRN, g, strings.Join(have, ", "))
	}
	return nil
}

// cover seals the access codes of a declaration to its office of guarantee; nil for a declaration that names no guarantee.
func (t *taking) cover(m *procedure.Mapped) (*node.Cover, error) {
	d := &m.Declaration
	if len(d.Guarantees) == 0 {
		return nil, nil
	}
	c := &node.Cover{Office: d.GuaranteeOffice, Holder: d.Holder, References: d.Guarantees, Codes: m.Codes}
	if len(m.Codes) == 0 {
		return c, nil
	}
	office, err := t.d.Corridor.Administration(d.GuaranteeOffice)
	if err == nil {
		c.Key, err = office.AccessKey()
	}
	return c, err
}

// lodge makes a movement of a declaration of common transit that the procedure can read.
func (t *taking) lodge(ctx context.Context) error {
	m, err := procedure.Map(t.msg, t.hash)
	if err != nil || m.Declaration.Regime != transit.CommonTransit || len(m.Lacking) > 0 {
		return err
	}
	if err := t.reached(&m.Declaration); err != nil {
		return err
	}
	cover, err := t.cover(&m)
	if err != nil {
		return err
	}
	lrn := m.Declaration.Consignment
	base := node.DeclarationKey(t.who, lrn)
	for key, v := range map[string]any{holderKey(base): holderRecord{t.who, lrn}, ownKey(t.who, base): holderRecord{t.who, lrn}} {
		if err := t.d.makeOnce(ctx, key, v); err != nil {
			return err
		}
	}
	key, err := t.d.Corridor.Trader().LodgeDeclaration(ctx, node.Lodgement{Declarant: t.who, Name: t.name, Declaration: m.Declaration, Cover: cover})
	if err != nil {
		return t.refused(err, answer.Duplicate, "/CC015C/TransitOperation/LRN")
	}
	return t.about(ctx, key, 1)
}

// refused tells an error of the trader's node as a rejection does: code is that of a state that does not fit.
func (t *taking) refused(err error, code, path string) error {
	switch fault.CodeOf(err) {
	case fault.WrongState:
		return notTakenAs(code, path, "%s", fault.All(err)[0].Message)
	case fault.BadField, fault.BadIdent, fault.Limit:
		return notTaken("/"+t.msg.Type, "%s", fault.All(err)[0].Message)
	}
	return err
}

// about notes which movement the message is about; version is what it declares, 0 for none.
func (t *taking) about(ctx context.Context, key string, version int) (err error) {
	if t.filing, err = t.d.Corridor.Trader().Filing(ctx, key); err != nil {
		return err
	}
	if t.country == "" {
		t.country = t.filing.Administration
	}
	t.with = func(tx *store.Tx, id string) error {
		if version == 0 {
			return nil
		}
		return put(tx, declaredKey(key, version), 0, madeRecord{id})
	}
	x := exchanged{Key: key, Country: t.filing.Administration}
	if t.filing.Declared != nil {
		x.Holder, x.LRN = t.who, t.filing.Reference
		if t.msg.Type == "CC007C" || t.msg.Type == "CC044C" {
			return nil // its holder's record is there
		}
	}
	return t.d.makeOnce(ctx, exchangedKey(key), x)
}

// amend offers a declaration in the place of one that was lodged.
func (t *taking) amend(ctx context.Context) error {
	f, err := t.own(ctx, t.msg.Value("TransitOperation/LRN"), t.msg.Value("TransitOperation/MRN"))
	if err != nil {
		return err
	}
	m, err := procedure.Map(t.msg, t.hash)
	if err != nil {
		return err
	}
	if len(m.Lacking) > 0 {
		return notTaken("/CC013C", "%s", m.Lacking[0].Message)
	}
	if err := t.reached(&m.Declaration); err != nil {
		return err
	}
	cover, err := t.cover(&m)
	if err != nil {
		return err
	}
	if cover == nil {
		cover = &node.Cover{}
	}
	version, err := t.d.Corridor.Trader().AmendDeclaration(ctx, f.Key, t.name, m.Declaration, cover)
	if err != nil {
		return t.refused(err, answer.OutOfSequence, "/CC013C")
	}
	return t.about(ctx, f.Key, version)
}

// own finds a movement that the account lodged by a message. Another's is not told apart from none.
func (t *taking) own(ctx context.Context, lrn, mrn string) (node.Filing, error) {
	if mrn == "" {
		f, err := t.d.Corridor.Trader().DeclarationOf(ctx, t.who, lrn)
		if err != nil && fault.CodeOf(err) == fault.NotFound {
			err = notTaken("/"+t.msg.Type+"/TransitOperation/LRN", "no declaration of yours has the LRN %s", fault.Clip(lrn))
		}
		return f, err
	}
	m, err := t.numbered(ctx, mrn)
	if err != nil {
		return node.Filing{}, err
	}
	if !byMessage(m) || t.d.holderOf(ctx, m) != t.who {
		return node.Filing{}, t.unknown(mrn)
	}
	return t.d.Corridor.Trader().Filing(ctx, m.Key)
}

func (t *taking) unknown(mrn string) error {
	return notTakenAs(answer.UnknownMRN, "/"+t.msg.Type+"/TransitOperation/MRN", "no movement that you may speak about has the MRN %s", fault.Clip(mrn))
}

// numbered finds the record of departure of a movement by its MRN, of which characters 3 and 4 are the country.
func (t *taking) numbered(ctx context.Context, mrn string) (*transit.Movement, error) {
	if len(mrn) != 18 || !slices.Contains(t.d.Corridor.Countries(), mrn[2:4]) {
		return nil, t.unknown(mrn)
	}
	t.d.index.mu.Lock()
	defer t.d.index.mu.Unlock()
	s, err := t.d.shelf(ctx, mrn[2:4])
	if err != nil {
		return nil, err
	}
	for _, h := range s.records {
		if m := h.Movement; m.Number == mrn && m.Role == transit.Owner && m.Declaration.Regime == transit.CommonTransit {
			return &m, nil
		}
	}
	return nil, t.unknown(mrn)
}

// say gives an administration what the holder or the trader at destination says.
func (t *taking) say(ctx context.Context) error {
	s, err := procedure.Step(t.msg)
	if err != nil {
		return err
	}
	if len(s.Lacking) > 0 {
		return notTaken(s.Lacking[0].Path, "%s", s.Lacking[0].Message)
	}
	var key string
	switch t.msg.Type {
	case "CC007C", "CC044C":
		if key, err = t.arriving(ctx, &s); err != nil {
			return err
		}
		t.country = s.To.Country
	default:
		f, err := t.own(ctx, s.LRN, s.MRN)
		if err != nil {
			return err
		}
		key, t.country = f.Key, f.Administration
	}
	if err := t.about(ctx, key, 0); err != nil {
		return err
	}
	err = t.d.Corridor.Trader().Speak(ctx, key, t.country, t.name, s.Message)
	if err != nil {
		return t.refused(err, answer.OutOfSequence, "/"+t.msg.Type)
	}
	return nil
}

// arriving finds the movement of goods that are presented. Only who announced them may tell what was unloaded.
func (t *taking) arriving(ctx context.Context, s *procedure.Said) (string, error) {
	if have := t.d.Corridor.Countries(); !slices.Contains(have, s.To.Country) {
		return "", notTaken("/"+t.msg.Type+"/CustomsOfficeOfDestinationActual", "office %s: no administration of %q takes part in this corridor; %s do", s.To.Code, s.To.Country, strings.Join(have, ", "))
	}
	m, err := t.numbered(ctx, s.MRN)
	if err != nil || t.msg.Type == "CC007C" {
		if err != nil {
			return "", err
		}
		return m.Key, nil
	}
	who, err := t.d.announcer(ctx, m.Key)
	if err != nil {
		return "", err
	}
	if who != t.who {
		return "", t.unknown(s.MRN)
	}
	return m.Key, nil
}

// announcer is the account that announced the arrival of a movement by a message, "" where none did.
func (d *Desk) announcer(ctx context.Context, key string) (string, error) {
	if err := d.answer(ctx, key); err != nil {
		return "", err
	}
	var x exchanged
	_, err := d.read(ctx, exchangedKey(key), &x)
	return x.Consignee, err
}

// ownByMessage lists the keys of the movements that an account lodged by messages.
func (d *Desk) ownByMessage(ctx context.Context, who string) (bases map[string]bool, err error) {
	bases = map[string]bool{}
	prefix := ownKey(who, "")
	for after := ""; ; {
		recs, err := d.Store.List(ctx, prefix, after, 1000)
		if err != nil || len(recs) == 0 {
			return bases, err
		}
		for _, r := range recs {
			bases[r.Key[len(prefix):]] = true
			after = r.Key
		}
	}
}

// exchanged is what was told about one movement to those who speak by messages: what is needed to write the next message.
type exchanged struct {
	Key         string    `json:"key"`
	Country     string    `json:"country"`          // administration of departure
	Holder      string    `json:"holder,omitempty"` // account that lodged it by a message
	LRN         string    `json:"lrn,omitempty"`
	Told        int64     `json:"told"`                // entries of the trader's history that are done
	Declared    int       `json:"declared,omitempty"`  // version in force
	Requested   string    `json:"requested,omitempty"` // message that asks for the invalidation
	Consignee   string    `json:"consignee,omitempty"` // account that announced the arrival
	Arrival     string    `json:"arrival,omitempty"`   // the message that did
	SubmittedAt time.Time `json:"submittedAt,omitzero"`
	AcceptedAt  time.Time `json:"acceptedAt,omitzero"`
}

const exchangedPrefix = "ncts/movement/"

func exchangedKey(key string) string { return exchangedPrefix + key }

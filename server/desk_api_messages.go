package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/codes"
	"github.com/kairo-corridor/kairo/message/ncts/procedure"
	"github.com/kairo-corridor/kairo/message/ncts/rules"
)

// messageAPI are the operations on messages in the wire format of NCTS.
func (s *server) messageAPI() []apiRoute {
	const all, one = apiPrefix + "/messages", apiPrefix + "/messages/{id}"
	r := func(method, pattern string, act auth.Act) apiRoute {
		return apiRoute{Method: method, Pattern: pattern, Act: act, Once: method == http.MethodPost}
	}
	lists := sync.OnceValue(func() *codes.Lists { return codes.New(s.cfg.Desk.Desk.Reference) })
	receive := func(c *caller, in *xmlMessage) (*messageAnswer, error) { return c.receive(in, lists()) }
	xml := func(huma.Registry) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: "XML in the namespace " + ncts.Namespace}
	}
	return []apiRoute{
		route(r("GET", all, auth.ReadConsignment), "messages", "messages", "List the NCTS messages that you handed in and that administrations sent you, in the order in which they were kept", (*caller).listMessages),
		route(r("POST", all, auth.Lodge), "receiveMessage", "messages", "Hand in an NCTS message (phase 5 or 6): it is checked to the level of rules, kept, and does what it says; a declaration becomes a movement", receive,
			answeredInXML, secret, takes("application/xml", "One message of a trader: "+strings.Join(traderMessages, ", "), xml)),
		route(r("GET", one, auth.ReadConsignment), "message", "messages", "What is known of a message", (*caller).oneMessage),
		route(r("GET", one+"/content", auth.ReadConsignment), "messageContent", "messages", "The bytes of a message", (*caller).messageContent,
			gives(map[string]func(huma.Registry) *huma.Schema{"application/xml": xml})),
	}
}

// traderMessages are the messages that a trader sends to customs.
var traderMessages = []string{"CC007C", "CC013C", "CC014C", "CC015C", "CC044C", "CC141C", "CC170C"}

// Finding is one thing wrong with a message: docs/formats/ncts.md lists the codes, docs/rules.md the rules.
type Finding struct {
	Level    string `json:"level" enum:"structure,codes,rules,procedure"`
	Code     string `json:"code" doc:"Of the finding, or the number of the rule"`
	Path     string `json:"path" doc:"XPath with indices"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Text     string `json:"text"`
	Rule     string `json:"rule,omitempty" doc:"What the schema, list or rule says"`
	Expected string `json:"expected,omitempty"`
}

// NotHeld is a list or rule that a message could not be held against.
type NotHeld struct {
	Level  string `json:"level" enum:"codes,rules"`
	What   string `json:"what" doc:"Number of the list or rule"`
	Path   string `json:"path,omitempty" doc:"Of the first value concerned"`
	Reason string `json:"reason"`
}

// MessageReport is what was found about an accepted message, and what the procedure reads of it.
type MessageReport struct {
	Version        string      `json:"version" enum:"p5,p6"`
	Identification string      `json:"identification" doc:"messageIdentification of the message"`
	LRN            string      `json:"lrn,omitempty"`
	MRN            string      `json:"mrn,omitempty"`
	Day            string      `json:"day" doc:"Whose law it was held against"`
	Status         string      `json:"status" enum:"accepted,accepted-in-part" doc:"In part: a list that it needs is not to be had, see notHeld"`
	NotHeld        []NotHeld   `json:"notHeld,omitempty" nullable:"false"`
	Lodged         bool        `json:"lodged" doc:"Whether it lodged a movement, or went to the administration of one"`
	Note           string      `json:"note" doc:"What became of it"`
	Mapped         *MappedData `json:"mapped,omitempty" doc:"What the transit procedure reads of a declaration"`
	NotTakenOver   []LeftOut   `json:"notTakenOver,omitempty" nullable:"false" doc:"Elements with values that are in the message as received and not in mapped"`
	Lacking        []Violation `json:"lacking,omitempty" nullable:"false" doc:"What the procedure would refuse about mapped"`
}

// LeftOut is an element of which values were not taken over.
type LeftOut struct {
	Path   string `json:"path" doc:"XPath without indices"`
	Values int    `json:"values"`
	Why    string `json:"why"`
}

// MappedData is a declaration as the procedure reads it.
type MappedData struct {
	Reference   string           `json:"reference" doc:"LRN, or MRN"`
	Regime      string           `json:"regime"`
	Additional  string           `json:"additional,omitempty" doc:"Additional declaration type: D is lodged in advance"`
	Declarant   string           `json:"declarant" doc:"Holder of the transit procedure"`
	Departure   CustomsOffice    `json:"departure"`
	Passage     []CustomsOffice  `json:"passage,omitempty" nullable:"false"`
	Exit        []CustomsOffice  `json:"exit,omitempty" nullable:"false" doc:"Offices of exit for transit"`
	Destination CustomsOffice    `json:"destination"`
	Guarantees  []NamedGuarantee `json:"guarantees,omitempty" nullable:"false" doc:"Those of which an office of guarantee is asked"`
	Goods       []DeclaredGoods  `json:"goods" nullable:"false"`
	Containers  []string         `json:"containers,omitempty" nullable:"false"`
	Seals       []string         `json:"seals,omitempty" nullable:"false"`
}

// NamedGuarantee is a guarantee that a declaration names; its access code is never shown.
type NamedGuarantee struct {
	Type   string `json:"type"`
	GRN    string `json:"grn"`
	Amount string `json:"amount" example:"EUR 10000.00"`
	Office string `json:"office" doc:"Country of the office of guarantee"`
}

// MessageReceived is a message that was handed in and accepted, or that an administration sent.
type MessageReceived struct {
	ID        string         `json:"id"`
	Direction string         `json:"direction" enum:"in,out" doc:"in: handed in by the account; out: sent to it"`
	Format    string         `json:"format" enum:"ncts"`
	Type      string         `json:"type" example:"CC015C"`
	SHA256    string         `json:"sha256" doc:"Of the bytes as kept: as received, with access codes of guarantees replaced by ****"`
	Bytes     int            `json:"bytes"`
	At        time.Time      `json:"receivedAt" doc:"When it was received, or written"`
	Answers   string         `json:"answers,omitempty" doc:"Of a message sent: id of the message that it answers"`
	Movement  *MovementNamed `json:"movement,omitempty" doc:"What it is about"`
	Event     string         `json:"event,omitempty" doc:"Of a message sent: what happened"`
	Withheld  string         `json:"withheld,omitempty" doc:"Why the message could not be written: an element that it must have is not known. There is no content then"`
	Report    *MessageReport `json:"report,omitempty" doc:"Of a message handed in"`
	Location  string         `json:"content,omitempty" doc:"Where the bytes are"`
}

// MovementNamed names a movement, and whose record it is.
type MovementNamed struct {
	Country string `json:"country" doc:"Administration"`
	Key     string `json:"key"`
	Number  string `json:"number,omitempty" doc:"MRN, once it has one"`
}

// MessageList is a part of the messages.
type MessageList struct {
	Messages []MessageReceived `json:"messages" nullable:"false"`
	Next     string            `json:"next,omitempty" doc:"The cursor to go on with; missing at the end"`
	Since    string            `json:"since,omitempty" doc:"The cursor after the last message that was told: what is kept later comes after it"`
}

// MessagesQuery asks for messages.
type MessagesQuery struct {
	ListQuery
	Wait int `query:"wait" minimum:"0" maximum:"30" doc:"Seconds to wait for a message where there is none after the cursor"`
}

// xmlMessage is a request with a message.
type xmlMessage struct {
	ContentType string `header:"Content-Type"`
	Accept      string `header:"Accept" doc:"application/xml: a refusal is answered by the message of NCTS that refuses (CC056C, CC057C, CC917C)"`
	RawBody     []byte `contentType:"application/xml"`
}

// held holds a message that is sound in structure against code lists and rules.
func held(m *ncts.Message, lists *codes.Lists) (MessageReport, []ncts.Finding, bool) {
	on := rules.Day(m)
	r := MessageReport{Version: string(m.Version), Identification: m.Value("messageIdentification"), LRN: m.Value("TransitOperation/LRN"), MRN: m.Value("TransitOperation/MRN"),
		Day: on.Format(time.DateOnly), Status: "accepted"}
	byCode, byRule := codes.Check(m, on, lists), rules.Check(m, on, lists)
	for _, n := range byCode.NotChecked {
		r.NotHeld, r.Status = append(r.NotHeld, NotHeld{string(ncts.Codes), n.List, n.Path, n.Reason}), "accepted-in-part"
	}
	for _, n := range byRule.NotChecked {
		r.NotHeld = append(r.NotHeld, NotHeld{Level: string(ncts.Rules), What: n.Rule, Reason: n.Reason})
		if !needsData(n) {
			r.Status = "accepted-in-part"
		}
	}
	findings, more := append(byCode.Findings, byRule.Findings...), byCode.More || byRule.More
	if len(findings) > ncts.MaxFindings {
		findings, more = findings[:ncts.MaxFindings], true
	}
	return r, findings, more
}

// needsData says whether a rule was left for want of data beyond the message, which no check of a message alone can have.
func needsData(n rules.NotChecked) bool {
	return slices.ContainsFunc(rules.Book(), func(r *rules.Rule) bool {
		return r.Number == n.Rule && r.State == rules.NeedsData && r.Reason == n.Reason
	})
}

// What became of a message.
const (
	noteLodged  = "the message went to the administration; what it answers is among the messages of direction out"
	noteLacking = "the message is kept and no movement came of it: lacking is what the procedure misses"
	noteTIR     = "the message is kept and no movement came of it: a TIR operation is not lodged by a message of NCTS here"
)

// mapped adds what the procedure reads of a declaration.
func (r *MessageReport) mapped(m *ncts.Message, kept []byte) error {
	r.Note = noteLodged
	if !procedure.Maps(m.Type) {
		return nil
	}
	sum := sha256.Sum256(kept)
	p, err := procedure.Map(m, hex.EncodeToString(sum[:]))
	if err != nil {
		return err
	}
	d := &p.Declaration
	switch {
	case d.Regime != transit.CommonTransit:
		r.Note = noteTIR
	case len(p.Lacking) > 0:
		r.Note = noteLacking
	}
	r.Mapped = &MappedData{Reference: d.Consignment, Regime: string(d.Regime), Additional: d.Additional, Declarant: d.Declarant, Departure: customsOffice(d.Departure), Destination: customsOffice(d.Destination),
		Passage: customsOffices(d.Passage), Exit: customsOffices(d.Exit), Goods: declaredGoods(d.Goods), Containers: d.Containers, Seals: d.Seals}
	for _, g := range d.Guarantees {
		r.Mapped.Guarantees = append(r.Mapped.Guarantees, NamedGuarantee{g.Type, g.GRN, g.Amount.String(), d.GuaranteeOffice})
	}
	for _, l := range p.NotTakenOver {
		r.NotTakenOver = append(r.NotTakenOver, LeftOut(l))
	}
	for _, e := range p.Lacking {
		r.Lacking = append(r.Lacking, Violation{Code: problemCode(e.Code), Message: e.Message, Path: e.Path, Expected: e.Expected})
	}
	return nil
}

func customsOffices(list []transit.Office) (out []CustomsOffice) {
	for _, o := range list {
		out = append(out, customsOffice(o))
	}
	return out
}

func messageTold(m *desk.Received) (MessageReceived, error) {
	out := MessageReceived{ID: m.ID, Direction: "in", Format: m.Format, Type: m.Type, SHA256: m.SHA256, Bytes: m.Bytes, At: m.At, Answers: m.Answers, Event: m.Event, Withheld: m.Withheld}
	if m.Withheld == "" {
		out.Location = apiPrefix + "/messages/" + url.PathEscape(m.ID) + "/content"
	}
	if m.Movement != "" {
		out.Movement = &MovementNamed{m.Country, m.Movement, m.Number}
	}
	if m.Sent {
		out.Direction = "out"
		return out, nil
	}
	out.Report = &MessageReport{}
	if err := json.Unmarshal(m.Report, out.Report); err != nil {
		return out, fault.New(fault.BadFile, "the report of message %s is not understood", m.ID).Because(err)
	}
	out.Report.Lodged = m.Movement != ""
	return out, nil
}

// listMessages waits, where it is asked to, until there is a message after the cursor.
func (c *caller) listMessages(in *MessagesQuery) (*body[MessageList], error) {
	after, err := fromCursor(in.Cursor, 1)
	if err != nil {
		return nil, err
	}
	if in.Wait > 0 {
		if c.s.listen.n.Add(1) > listenersMax {
			c.s.listen.n.Add(-1)
			return nil, fault.New(fault.Busy, "too many are waiting for something to happen").Want("at most %d", listenersMax)
		}
		defer c.s.listen.n.Add(-1)
	}
	end := time.Now().Add(min(time.Duration(in.Wait)*time.Second, eventsWaitMax))
	every := time.NewTicker(eventsEvery)
	defer every.Stop()
	for {
		seen := c.desk().Generation()
		out, err := c.messagesAfter(after[0], in.Limit)
		if err != nil || len(out.Messages) > 0 || !time.Now().Before(end) {
			return &body[MessageList]{"no-store", out}, err
		}
		for time.Now().Before(end) && c.desk().Generation() == seen {
			select {
			case <-c.Done():
				return &body[MessageList]{"no-store", out}, nil
			case <-c.s.cfg.Desk.Ending:
				return &body[MessageList]{"no-store", out}, nil
			case <-every.C:
			}
		}
	}
}

func (c *caller) messagesAfter(after string, limit int) (MessageList, error) {
	out := MessageList{Messages: []MessageReceived{}, Since: cursor(after)}
	if err := c.desk().WriteMessages(c); err != nil && c.Err() == nil { // what was written before can be read all the same
		c.s.cfg.Log.Error("messages of NCTS are not written", "err", err)
	}
	list, next, err := c.desk().ReceivedAfter(c, c.account, after, limit)
	if err != nil {
		return out, err
	}
	out.Next = cursor(next)
	for i := range list {
		told, err := messageTold(&list[i])
		if err != nil {
			return out, err
		}
		out.Messages, out.Since = append(out.Messages, told), cursor(told.ID)
	}
	return out, nil
}

func (c *caller) oneMessage(in *OneQuery) (*body[MessageReceived], error) {
	m, err := c.desk().Received(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	told, err := messageTold(&m)
	return &body[MessageReceived]{"no-store", told}, err
}

func (c *caller) messageContent(in *OneQuery) (*file, error) {
	m, err := c.desk().Received(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	raw, err := c.desk().ReceivedBytes(c, c.account, in.ID)
	return &file{"application/xml", `attachment; filename="` + plainName(m.Type+"-"+m.ID) + `.xml"`, "no-store", raw}, err
}

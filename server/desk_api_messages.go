package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
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
	receive := func(c *caller, in *xmlMessage) (*versioned[MessageReceived], error) { return c.receive(in, lists()) }
	xml := func(huma.Registry) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: "XML in the namespace " + ncts.Namespace}
	}
	return []apiRoute{
		route(r("GET", all, auth.ReadConsignment), "messages", "messages", "List the NCTS messages that you handed in", (*caller).listMessages),
		route(r("POST", all, auth.Lodge), "receiveMessage", "messages", "Hand in an NCTS message (phase 5 or 6): it is checked to the level of rules, and kept as it was received", receive,
			created, takes("application/xml", "One message of a trader: "+strings.Join(traderMessages, ", "), xml)),
		route(r("GET", one, auth.ReadConsignment), "message", "messages", "What is known of a message that you handed in", (*caller).oneMessage),
		route(r("GET", one+"/content", auth.ReadConsignment), "messageContent", "messages", "The bytes of a message as they were received", (*caller).messageContent,
			gives(map[string]func(huma.Registry) *huma.Schema{"application/xml": xml})),
	}
}

// traderMessages are the messages that a trader sends to customs.
var traderMessages = []string{"CC007C", "CC013C", "CC014C", "CC015C", "CC034C", "CC044C", "CC141C", "CC170C"}

// Finding is one thing wrong with a message: docs/formats/ncts.md lists the codes, docs/rules.md the rules.
type Finding struct {
	Level    string `json:"level" enum:"structure,codes,rules"`
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
	Lodged         bool        `json:"lodged" doc:"Whether a movement came of it"`
	Note           string      `json:"note" doc:"Why none did"`
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
	Reference   string          `json:"reference" doc:"LRN, or MRN"`
	Regime      string          `json:"regime"`
	Declarant   string          `json:"declarant" doc:"Holder of the transit procedure"`
	Departure   CustomsOffice   `json:"departure"`
	Passage     []CustomsOffice `json:"passage,omitempty" nullable:"false"`
	Destination CustomsOffice   `json:"destination"`
	Goods       []DeclaredGoods `json:"goods" nullable:"false"`
	Containers  []string        `json:"containers,omitempty" nullable:"false"`
	Seals       []string        `json:"seals,omitempty" nullable:"false"`
}

// MessageReceived is a message that was handed in and accepted.
type MessageReceived struct {
	ID       string        `json:"id"`
	Format   string        `json:"format" enum:"ncts"`
	Type     string        `json:"type" example:"CC015C"`
	SHA256   string        `json:"sha256" doc:"Of the bytes as received"`
	Bytes    int           `json:"bytes"`
	At       time.Time     `json:"receivedAt"`
	Report   MessageReport `json:"report"`
	Location string        `json:"content" doc:"Where the bytes are"`
}

// MessageList is a part of the messages.
type MessageList struct {
	Messages []MessageReceived `json:"messages" nullable:"false"`
	Next     string            `json:"next,omitempty" doc:"The cursor to go on with; missing at the end"`
}

// xmlMessage is a request with a message.
type xmlMessage struct {
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"application/xml"`
}

// refused tells the findings of a message: 422, whatever they are, but for one that is larger than is read.
func refused(findings []ncts.Finding, more bool) error {
	list := make(fault.List, 0, len(findings))
	p := &Problem{}
	for _, f := range findings {
		list = append(list, fault.New(fault.BadField, "%s", f.Text).At("%s", f.Path).Want("%s", f.Expected))
		p.Findings = append(p.Findings, Finding{string(f.Level), f.Code, f.Path, f.Line, f.Column, f.Text, f.Rule, f.Expected})
	}
	told := newProblem(list)
	told.Status, told.Findings, told.Violations = http.StatusUnprocessableEntity, p.Findings, nil
	if more {
		told.Hint = "there is more: mend these and hand it in again"
	}
	return told
}

// receive checks a message and keeps what is accepted.
func (c *caller) receive(in *xmlMessage, lists *codes.Lists) (*versioned[MessageReceived], error) {
	if err := typed(in.ContentType, "application/xml", "text/xml"); err != nil {
		return nil, err
	}
	m, err := ncts.Decode(in.RawBody)
	var no *ncts.Refused
	switch {
	case errors.As(err, &no):
		return nil, refused(no.Findings, no.More)
	case err != nil:
		return nil, err
	case !slices.Contains(traderMessages, m.Type):
		return nil, fault.New(fault.BadField, "a %s is no message of a trader to customs", m.Type).Want("%s", strings.Join(traderMessages, ", "))
	}
	report, findings, more := held(m, lists)
	if len(findings) > 0 {
		return nil, refused(findings, more)
	}
	if err := report.mapped(m, in.RawBody); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(report)
	if err != nil {
		return nil, fault.New(fault.Internal, "the report cannot be written").Because(err)
	}
	kept, err := c.desk().Receive(c, c.account, c.once, desk.Received{Format: "ncts", Type: m.Type, Report: raw}, in.RawBody)
	if err != nil {
		return nil, err
	}
	told, err := messageTold(&kept)
	return &versioned[MessageReceived]{CacheControl: "no-store", Location: apiPrefix + "/messages/" + url.PathEscape(kept.ID), Body: told}, err
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

// Why no movement came of a message.
const (
	noteDeclaration = "the message is kept as received and no movement came of it: movements are lodged from a consignment (POST " + apiPrefix + "/consignments), of which each administration is told its part; mapped is what the procedure would read of this message"
	noteOther       = "the message is kept as received and no movement came of it: only declarations (CC015C, CC013C) are mapped to the procedure"
)

// mapped adds what the procedure reads of a declaration.
func (r *MessageReport) mapped(m *ncts.Message, raw []byte) error {
	r.Note = noteOther
	if !procedure.Maps(m.Type) {
		return nil
	}
	sum := sha256.Sum256(raw)
	p, err := procedure.Map(m, hex.EncodeToString(sum[:]))
	if err != nil {
		return err
	}
	d := &p.Declaration
	r.Note = noteDeclaration
	r.Mapped = &MappedData{Reference: d.Consignment, Regime: string(d.Regime), Declarant: d.Declarant, Departure: customsOffice(d.Departure), Destination: customsOffice(d.Destination),
		Passage: customsOffices(d.Passage), Goods: declaredGoods(d.Goods), Containers: d.Containers, Seals: d.Seals}
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
	out := MessageReceived{ID: m.ID, Format: m.Format, Type: m.Type, SHA256: m.SHA256, Bytes: m.Bytes, At: m.At, Location: apiPrefix + "/messages/" + url.PathEscape(m.ID) + "/content"}
	if err := json.Unmarshal(m.Report, &out.Report); err != nil {
		return out, fault.New(fault.BadFile, "the report of message %s is not understood", m.ID).Because(err)
	}
	return out, nil
}

func (c *caller) listMessages(in *ListQuery) (*body[MessageList], error) {
	after, err := fromCursor(in.Cursor, 1)
	if err != nil {
		return nil, err
	}
	list, next, err := c.desk().ReceivedAfter(c, c.account, after[0], in.Limit)
	if err != nil {
		return nil, err
	}
	out := MessageList{Messages: []MessageReceived{}, Next: cursor(next)}
	for i := range list {
		told, err := messageTold(&list[i])
		if err != nil {
			return nil, err
		}
		out.Messages = append(out.Messages, told)
	}
	return &body[MessageList]{"no-store", out}, nil
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

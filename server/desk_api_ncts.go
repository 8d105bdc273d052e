package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/answer"
	"github.com/kairo-corridor/kairo/message/ncts/codes"
	"github.com/kairo-corridor/kairo/message/ncts/procedure"
)

// messageAnswer is what is answered to a message: what is known of it as JSON, or the message of NCTS that refuses it.
type messageAnswer struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Location     string `header:"Location"`
	Body         []byte
}

// answeredInXML describes the answers to a message.
var answeredInXML = described{
	before: func(a huma.API, op *huma.Operation) {
		op.DefaultStatus = http.StatusCreated
		schema := a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[MessageReceived](), true, "MessageReceived")
		op.Responses = map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}}
	},
	after: func(_ huma.API, op *huma.Operation) {
		op.Responses["422"].Description = "Unprocessable Entity; with Accept: application/xml the message of NCTS that refuses, where there is one"
		op.Responses["422"].Content["application/xml"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	},
}

// receive checks a message, keeps what is accepted and does what it says.
func (c *caller) receive(in *xmlMessage, lists *codes.Lists) (*messageAnswer, error) {
	if err := typed(in.ContentType, "application/xml", "text/xml"); err != nil {
		return nil, err
	}
	r := &refusing{c: c, in: in}
	m, err := ncts.Decode(in.RawBody)
	var no *ncts.Refused
	switch {
	case errors.As(err, &no):
		no.Findings = unspoken(no.Findings)
		r.structure = no
		return r.refuse(no.Findings, no.More, nil)
	case err != nil:
		return nil, err
	case !slices.Contains(traderMessages, m.Type):
		return nil, fault.New(fault.BadField, "a %s is no message of a trader to customs", m.Type).Want("%s", strings.Join(traderMessages, ", "))
	}
	r.message = m
	report, findings, more := held(m, lists)
	if len(findings) > 0 {
		return r.refuse(unspoken(findings), more, nil)
	}
	kept, err := procedure.Redact(in.RawBody)
	if err != nil {
		return nil, err
	}
	if err := report.mapped(m, kept); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(report)
	if err != nil {
		return nil, fault.New(fault.Internal, "the report cannot be written").Because(err)
	}
	taken, err := c.desk().Take(c, c.account, c.once, desk.Received{Type: m.Type, Report: raw}, in.RawBody, m)
	var not *desk.NotTaken
	if errors.As(err, &not) {
		return r.refuse(not.Findings, false, not)
	}
	if err != nil {
		return nil, err
	}
	told, err := messageTold(&taken)
	if err != nil {
		return nil, err
	}
	f, err := jsonFile(told)
	if err != nil {
		return nil, err
	}
	return &messageAnswer{http.StatusCreated, f.ContentType, f.CacheControl, apiPrefix + "/messages/" + url.PathEscape(taken.ID), f.Body}, nil
}

// unspoken takes what stands in access codes out of findings.
func unspoken(list []ncts.Finding) []ncts.Finding {
	for i := range list {
		if f := &list[i]; strings.HasSuffix(f.Path, "/accessCode") {
			f.Text = "the access code is not formed as it must be"
		}
	}
	return list
}

// refusing tells why a message is refused, as a problem or as the message of NCTS that does.
type refusing struct {
	c         *caller
	in        *xmlMessage
	message   *ncts.Message // nil: its structure is refused
	structure *ncts.Refused
}

func (r *refusing) refuse(findings []ncts.Finding, more bool, not *desk.NotTaken) (*messageAnswer, error) {
	if acceptsXML(r.in.Accept) {
		if out := r.document(findings, not); out != nil {
			return &messageAnswer{Status: http.StatusUnprocessableEntity, ContentType: "application/xml", CacheControl: "no-store", Body: out}, nil
		}
	}
	list := make(fault.List, 0, len(findings)+1)
	p := &Problem{}
	if not != nil && len(findings) == 0 {
		list = append(list, fault.New(fault.BadField, "%s", not.Reason))
	}
	for _, f := range findings {
		list = append(list, fault.New(fault.BadField, "%s", f.Text).At("%s", f.Path).Want("%s", f.Expected))
		p.Findings = append(p.Findings, Finding{string(f.Level), f.Code, f.Path, f.Line, f.Column, f.Text, f.Rule, f.Expected})
	}
	told := newProblem(list)
	told.Status, told.Findings, told.Violations = http.StatusUnprocessableEntity, p.Findings, nil
	if more {
		told.Hint = "there is more: mend these and hand it in again"
	}
	return nil, told
}

func acceptsXML(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if kind == "application/xml" || kind == "text/xml" {
			return true
		}
	}
	return false
}

// document is the refusal as a message of NCTS; nil where the specification has none, or the message does not say from whom and
// to whom it is.
func (r *refusing) document(findings []ncts.Finding, not *desk.NotTaken) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s", r.c.account.ID, r.c.once))
	h := answer.Header{Identification: "KAIRO" + hex.EncodeToString(sum[:10]), At: r.c.s.cfg.Now()}
	var out *ncts.Message
	var err error
	if r.message == nil {
		out, err = answer.Structure(r.in.RawBody, r.structure, h)
	} else {
		h.Office = r.message.Value("CustomsOfficeOfEnquiryAtDeparture/referenceNumber") // a CC141C names no other; "" else
		if not != nil && len(findings) == 0 {
			h.Reason = cut(not.Reason, 512)
		}
		out, err = answer.Reject(r.message, findings, h)
	}
	if err != nil {
		return nil
	}
	raw, err := ncts.Encode(out)
	if err != nil {
		return nil
	}
	return raw
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

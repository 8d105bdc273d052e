package server

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/fault"
)

// Problem is an error of the API: an RFC 9457 problem with the fields of fault.Error. Where a request breaks several rules
// the problem itself tells the first, and violations tells them all.
type Problem struct {
	Type       string      `json:"type" doc:"Address of the description of the code" example:"/about/problems#unknown-place"`
	Title      string      `json:"title" doc:"What kind of problem it is; the same for every problem of the code" example:"Unknown place"`
	Status     int         `json:"status" doc:"HTTP status" example:"404"`
	Detail     string      `json:"detail" doc:"What is wrong in this request" example:"no place is called \"Almatty\""`
	Code       problemCode `json:"code" doc:"Stable code of the problem"`
	Path       string      `json:"path,omitempty" doc:"Which part of the request" example:"to"`
	Expected   string      `json:"expected,omitempty" doc:"What was expected there"`
	Hint       string      `json:"hint,omitempty" doc:"How to mend it"`
	Candidates []string    `json:"candidates,omitempty" nullable:"false" doc:"What was perhaps meant, best first"`
	Violations []Violation `json:"violations,omitempty" nullable:"false" doc:"Every rule that the request breaks, in order, where there are several"`
	Findings   []Finding   `json:"findings,omitempty" nullable:"false" doc:"What is wrong with a message in the wire format of an authority, with the numbers of its rules"`

	Header http.Header `json:"-"` // of the answer, besides those of every problem
}

// Violation is one rule that a request breaks.
type Violation struct {
	Code       problemCode `json:"code"`
	Message    string      `json:"message"`
	Path       string      `json:"path,omitempty"`
	Expected   string      `json:"expected,omitempty"`
	Hint       string      `json:"hint,omitempty"`
	Candidates []string    `json:"candidates,omitempty" nullable:"false"`
}

// problemCode is a fault.Code that describes itself as the enumeration of fault.Table.
type problemCode fault.Code

// Schema describes the code as one of fault.Table.
func (problemCode) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: "Stable code of the problem"}
	for _, e := range fault.Table {
		s.Enum = append(s.Enum, string(e.Code))
	}
	return s
}

// newProblem tells an error as a problem. An internal one keeps its cause for the log.
func newProblem(err error) *Problem {
	all := fault.All(err)
	first, entry := all[0], fault.Lookup(all[0].Code)
	p := &Problem{
		Type: "/about/problems#" + string(entry.Code), Title: entry.Title, Status: entry.Status, Code: problemCode(entry.Code),
		Detail: first.Message, Path: first.Path, Expected: first.Expected, Hint: first.Hint, Candidates: first.Candidates,
	}
	if entry.Code == fault.Internal {
		p.Detail = "something went wrong here; it is not your doing"
		return p
	}
	if len(all) > 1 {
		for _, e := range all {
			p.Violations = append(p.Violations, Violation{problemCode(e.Code), e.Message, e.Path, e.Expected, e.Hint, e.Candidates})
		}
	}
	return p
}

// Error is the detail, so that a problem can be returned by a handler.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells when to come back after an overload.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	for name, values := range p.Header {
		h[name] = values
	}
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retryAfterSecs))
	}
	return h
}

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// write sends the problem outside of huma's routes.
func (p *Problem) write(w http.ResponseWriter) {
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// huma makes its own errors through this variable: what does not fit the description of an operation.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return problemOf(status, message, errs)
	}
}

// problemOf tells huma's findings as a problem: each with the part of the request it is about.
func problemOf(status int, message string, errs []error) *Problem {
	code := codeOf(status)
	var list fault.List
	for _, err := range errs {
		if err == nil {
			continue
		}
		e := fault.New(code, "%s", err.Error())
		if d, ok := err.(huma.ErrorDetailer); ok {
			detail := d.ErrorDetail()
			e.Message = detail.Message
			e.At("%s", plainPath(detail.Location))
		}
		list = append(list, e)
	}
	if len(list) == 0 {
		list = fault.List{fault.New(code, "%s", message)}
	}
	p := newProblem(list)
	p.Status = status
	return p
}

// plainPath takes the part of the request off a path of huma's: query.teu and body.teu are both teu.
func plainPath(p string) string {
	for _, part := range []string{"query", "body", "path"} {
		if p == part {
			return ""
		}
		if after, ok := strings.CutPrefix(p, part+"."); ok {
			return after
		}
	}
	return p
}

func codeOf(status int) fault.Code {
	switch status {
	case http.StatusUnprocessableEntity:
		return fault.BadField
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusRequestEntityTooLarge:
		return fault.Limit
	case http.StatusServiceUnavailable:
		return fault.Busy
	}
	if status >= 500 {
		return fault.Internal
	}
	return fault.Usage
}

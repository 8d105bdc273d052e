package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
)

// apiPrefix begins the addresses of the API for declarants' and officers' systems. Nothing is taken away or changes its sense
// under it; what must change stands under a new number.
const apiPrefix = "/api/v1"

// securityName is the bearer token in the description of the API.
const securityName = "token"

// apiRoute is one operation of the API of the desk. Act is what the token's account must be allowed to do at all; whether to
// this very thing is asked by the desk again. Once says that the operation is carried out under an idempotency key.
type apiRoute struct {
	Method, Pattern string
	Act             auth.Act
	Once            bool
	register        func(*server, huma.API)
}

// caller is who asks, for one request.
type caller struct {
	context.Context
	s       *server
	account *auth.Account
	once    string // name under which this request makes things, see desk.Claim
}

func (c *caller) desk() *desk.Desk { return c.s.cfg.Desk.Desk }

type callerKey struct{}

// apiRoutes lists every operation of the API of the desk; the test of rights walks over it.
func (s *server) apiRoutes() []apiRoute {
	var all []apiRoute
	for _, routes := range [][]apiRoute{s.consignmentAPI(), s.movementAPI(), s.messageAPI(), s.guaranteeAPI(), s.tirAPI()} {
		all = append(all, routes...)
	}
	return all
}

// deskAPI registers the API of the desk, where there is one.
func (s *server) deskAPI(a huma.API) {
	if s.cfg.Desk == nil {
		return
	}
	if a.OpenAPI().Components.SecuritySchemes == nil {
		a.OpenAPI().Components.SecuritySchemes = map[string]*huma.SecurityScheme{}
	}
	a.OpenAPI().Components.SecuritySchemes[securityName] = &huma.SecurityScheme{Type: "http", Scheme: "bearer",
		Description: "A token made on the page of the account; it has the rights of the account"}
	for _, r := range s.apiRoutes() {
		r.register(s, a)
	}
}

// operation describes what all operations have in common.
func (r *apiRoute) operation(s *server, a huma.API, id, tag, summary string) huma.Operation {
	op := huma.Operation{OperationID: id, Method: r.Method, Path: r.Pattern, Summary: summary, Tags: []string{tag}, MaxBodyBytes: deskBodyMax,
		Security: []map[string][]string{{securityName: {}}}, Errors: []int{400, 401, 403, 404, 409, 422, 503},
		Middlewares: huma.Middlewares{s.knowing(r.Act)}}
	if r.Method != http.MethodGet {
		op.Errors = append(op.Errors, 412, 413, 415, 428)
	}
	if r.Once {
		op.Middlewares = append(op.Middlewares, s.once)
		op.Parameters = []*huma.Param{{Name: keyHeader, In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(int)},
			Description: "Key of this request, new for each: asked again with the same key and body, the answer is the same and nothing is done twice. It holds for 72 hours"}}
		*op.Parameters[0].Schema.MaxLength = desk.KeyBytesMax + 2
	}
	return op
}

// route makes an operation of a function. more completes its description before it is registered; the schema of a body that
// the operation reads itself is set by later, which comes after.
func route[I, O any](r apiRoute, id, tag, summary string, do func(*caller, *I) (*O, error), more ...described) apiRoute {
	r.register = func(s *server, a huma.API) {
		op := r.operation(s, a, id, tag, summary)
		for _, m := range more {
			if m.before != nil {
				m.before(a, &op)
			}
		}
		huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
			c, ok := ctx.Value(callerKey{}).(*caller)
			if !ok {
				return nil, s.problem(fault.New(fault.Internal, "an operation without its caller"))
			}
			out, err := do(&caller{ctx, s, c.account, c.once}, in)
			if err != nil {
				return nil, s.apiProblem(err)
			}
			return out, nil
		})
		for _, m := range more {
			if m.after != nil {
				m.after(a, &op)
			}
		}
	}
	return r
}

// described is a part of the description of an operation.
type described struct {
	before, after func(huma.API, *huma.Operation)
}

// created says that the operation answers 201.
var created = described{before: func(_ huma.API, op *huma.Operation) { op.DefaultStatus = http.StatusCreated }}

// takes describes a body that the operation reads itself.
func takes(kind, description string, schema func(huma.Registry) *huma.Schema) described {
	return described{
		before: func(_ huma.API, op *huma.Operation) {
			op.SkipValidateBody = true
			op.RequestBody = &huma.RequestBody{Required: true, Description: description, Content: map[string]*huma.MediaType{}}
		},
		after: func(a huma.API, op *huma.Operation) {
			op.RequestBody.Content = map[string]*huma.MediaType{kind: {Schema: schema(a.OpenAPI().Components.Schemas)}}
		},
	}
}

// gives describes answers that are written as files, and the statuses of further errors.
func gives(kinds map[string]func(huma.Registry) *huma.Schema, errors ...int) described {
	return described{before: func(a huma.API, op *huma.Operation) {
		op.Errors = append(op.Errors, errors...)
		content := map[string]*huma.MediaType{}
		for kind, schema := range kinds {
			content[kind] = &huma.MediaType{Schema: schema(a.OpenAPI().Components.Schemas)}
		}
		op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: content}}
	}}
}

func binary(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "binary"}
}

// withStatus is an error with another HTTP status than its code has.
type withStatus struct {
	error
	status int
	header http.Header
}

func (e *withStatus) Unwrap() error { return e.error }

// apiProblem tells an error as a problem of the API of the desk.
func (s *server) apiProblem(err error) *Problem {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem
	}
	p := s.problem(err)
	var other *withStatus
	switch {
	case errors.As(err, &other):
		p.Status, p.Header = other.status, other.header
	case errors.Is(err, desk.ErrNotAllowed):
		p.Status = http.StatusForbidden
	}
	return p
}

// knowing finds out by its token who asks, and whether they may do an act at all.
func (s *server) knowing(act auth.Act) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		ctx.SetHeader("Cache-Control", "no-store")
		a, err := s.byToken(ctx)
		switch {
		case err != nil:
			s.refuse(ctx, err)
		case !auth.May(a, act):
			s.refuse(ctx, fault.New(fault.NotLawful, "your account may not do this (%s)", act).Mend("ask an administrator for the role it needs").Because(desk.ErrNotAllowed))
		default:
			next(huma.WithValue(ctx, callerKey{}, &caller{s: s, account: a}))
		}
	}
}

// byToken is the account of a request's bearer token (RFC 6750). A cookie is no token: no page of another site can make a
// browser act here.
func (s *server) byToken(ctx huma.Context) (*auth.Account, error) {
	scheme, secret, _ := strings.Cut(ctx.Header("Authorization"), " ")
	unknown := func(err error, challenge string) error {
		return &withStatus{err, http.StatusUnauthorized, http.Header{"WWW-Authenticate": {challenge}}}
	}
	if !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(secret) == "" {
		return nil, unknown(fault.New(fault.Signature, "nobody is named").At("Authorization").Want("Bearer and a token").Mend("make a token on the page of your account"), `Bearer realm="kairo"`)
	}
	a, err := s.cfg.Desk.Accounts.ByToken(ctx.Context(), strings.TrimSpace(secret))
	switch {
	case err != nil && fault.CodeOf(err) == fault.NotFound:
		return nil, unknown(fault.New(fault.Signature, "%s", fault.All(err)[0].Message).At("Authorization").Mend("%s", fault.All(err)[0].Hint), `Bearer realm="kairo", error="invalid_token"`)
	case err != nil:
		return nil, err
	}
	return &a, nil
}

// refuse answers with a problem before an operation is reached.
func (s *server) refuse(ctx huma.Context, err error) {
	p := s.apiProblem(err)
	for name, values := range p.GetHeaders() {
		for _, v := range values {
			ctx.AppendHeader(name, v)
		}
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}

// tag is the entity tag of a version.
func tag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

// versionOf reads the entity tag of an If-Match header (RFC 9110 section 13.1.1): a change is made to the version that was read.
func versionOf(header string) (int64, error) {
	if header == "" {
		return 0, &withStatus{fault.New(fault.Usage, "it is not said which version is changed").At("If-Match").Want("the ETag that was read").Mend("read it first"), http.StatusPreconditionRequired, nil}
	}
	text, err := strconv.Unquote(header)
	n, numErr := strconv.ParseInt(text, 10, 64)
	if err != nil || numErr != nil || n < 0 {
		return 0, fault.New(fault.Usage, "%s is no ETag of a version", fault.Clip(header)).At("If-Match").Want(`the ETag that was read, such as "7"`)
	}
	return n, nil
}

// unmatched tells that what was to be changed has another version than was read.
func unmatched(err error) error {
	if err != nil && fault.CodeOf(err) == fault.Conflict {
		return &withStatus{err, http.StatusPreconditionFailed, nil}
	}
	return err
}

// cursor makes the place to go on after opaque: it is handed back as it was given.
func cursor(parts ...string) string {
	if len(parts) == 0 || parts[0] == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\n")))
}

func fromCursor(text string, parts int) ([]string, error) {
	out := make([]string, parts)
	if text == "" {
		return out, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if got := strings.Split(string(raw), "\n"); err == nil && len(got) == parts {
		return got, nil
	}
	return nil, fault.New(fault.BadField, "the cursor is none that was given out").At("cursor").Want("the next of an earlier answer")
}

// typed refuses a body of another content type.
func typed(got string, want ...string) error {
	kind, _, _ := strings.Cut(got, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	for _, w := range want {
		if kind == w {
			return nil
		}
	}
	return &withStatus{fault.New(fault.Usage, "a body of type %q is not taken", fault.Clip(got)).At("Content-Type").Want("%s", strings.Join(want, " or ")), http.StatusUnsupportedMediaType, nil}
}

// jsonFile is an answer that is written as JSON by hand, beside other forms of the same.
func jsonFile(v any) (*file, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fault.New(fault.Internal, "the answer cannot be written").Because(err)
	}
	return &file{ContentType: "application/json", CacheControl: "no-store", Body: b.Bytes()}, nil
}

// wholeBody reads a body to its end, no more than deskBodyMax.
func wholeBody(r io.Reader) ([]byte, error) {
	if r == nil {
		return nil, nil
	}
	raw, err := io.ReadAll(io.LimitReader(r, deskBodyMax+1))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), len(raw) > deskBodyMax:
		return nil, fault.New(fault.Limit, "the body is too large").Want("at most %d bytes", deskBodyMax)
	case err != nil:
		return nil, fault.New(fault.Usage, "the body cannot be read").Because(err)
	}
	return raw, nil
}

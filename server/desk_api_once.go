package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
)

// Headers of idempotent requests: draft-ietf-httpapi-idempotency-key-header.
const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotency-Replayed"
	keyRetrySecs   = 1 // until an answer that is being made is asked for again
)

// humaContext lets a huma.Context be embedded although it has a method of that name.
type humaContext huma.Context

// noted is a request of which the body was read before and whose answer is held back.
type noted struct {
	humaContext
	in     []byte
	status int
	header http.Header
	out    bytes.Buffer
}

func (n *noted) BodyReader() io.Reader           { return bytes.NewReader(n.in) }
func (n *noted) SetStatus(code int)              { n.status = code }
func (n *noted) Status() int                     { return n.status }
func (n *noted) SetHeader(name, value string)    { n.header.Set(name, value) }
func (n *noted) AppendHeader(name, value string) { n.header.Add(name, value) }
func (n *noted) BodyWriter() io.Writer           { return &n.out }

// once carries a request out under its idempotency key. The key is taken, durably, before anything is done; the answer is kept,
// durably, before it is given. The same request with the key gets the same answer, another one 422, one that comes while the
// first is being answered 409. An answer of 500 and above is not kept: the request may be asked again.
func (s *server) once(ctx huma.Context, next func(huma.Context)) {
	key, err := keyOf(ctx.Header(keyHeader))
	if err != nil {
		s.refuse(ctx, err)
		return
	}
	raw, err := wholeBody(ctx.BodyReader())
	if err != nil {
		s.refuse(ctx, err)
		return
	}
	who := ctx.Context().Value(callerKey{}).(*caller)
	d := s.cfg.Desk.Desk
	claim, err := d.Claim(ctx.Context(), who.account, key, fingerprint(ctx, raw))
	switch {
	case err != nil && fault.CodeOf(err) == fault.Conflict:
		s.refuse(ctx, &withStatus{err, http.StatusConflict, http.Header{"Retry-After": {strconv.Itoa(keyRetrySecs)}}})
		return
	case err != nil:
		s.refuse(ctx, err)
		return
	case claim.Answer != nil:
		ctx.SetHeader(replayedHeader, "true")
		tell(ctx, claim.Answer)
		return
	}
	n := &noted{humaContext: ctx, in: raw, header: http.Header{}, status: http.StatusOK}
	next(huma.WithValue(n, callerKey{}, &caller{s: s, account: who.account, once: claim.Once}))
	answer := desk.Answer{Status: n.status, Header: n.header, Body: n.out.Bytes()}
	keep := context.WithoutCancel(ctx.Context()) // whoever asked may have gone; what was done stands
	if n.status >= http.StatusInternalServerError {
		err = d.Drop(keep, claim)
	} else {
		err = d.Keep(keep, claim, answer)
	}
	if err != nil {
		s.cfg.Log.Error("the answer to an idempotency key is not kept", "err", err)
	}
	tell(ctx, &answer)
}

func tell(ctx huma.Context, a *desk.Answer) {
	for name, values := range a.Header {
		for i, v := range values {
			if i == 0 {
				ctx.SetHeader(name, v)
			} else {
				ctx.AppendHeader(name, v)
			}
		}
	}
	ctx.SetStatus(a.Status)
	_, _ = ctx.BodyWriter().Write(a.Body)
}

// keyOf reads a key: a string of RFC 8941 in quotation marks, or the same without them.
func keyOf(header string) (string, error) {
	header = strings.TrimSpace(header)
	if header == "" {
		return "", fault.New(fault.Usage, "the request has no idempotency key").At(keyHeader).Want("a key that was never used, such as a UUID")
	}
	key := header
	if strings.HasPrefix(key, `"`) {
		if len(key) < 2 || !strings.HasSuffix(key, `"`) {
			return "", fault.New(fault.Usage, "the idempotency key has one quotation mark").At(keyHeader).Want("two, or none")
		}
		key = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(key[1 : len(key)-1])
	}
	visible := func(r rune) bool { return r < ' ' || r > '~' }
	if key == "" || len(key) > desk.KeyBytesMax || strings.ContainsFunc(key, visible) {
		return "", fault.New(fault.Usage, "the idempotency key cannot be used").At(keyHeader).Want("1 to %d visible characters of ASCII", desk.KeyBytesMax)
	}
	return key, nil
}

// fingerprint tells requests apart: method, address, what the answer depends on, body. Where the body holds an access code the
// fingerprint is keyed with the token, which is not kept: nobody who holds the store can try codes against it.
func fingerprint(ctx huma.Context, raw []byte) string {
	h := sha256.New()
	if ctx.Operation().Metadata[secretRequest] != nil {
		h = hmac.New(sha256.New, []byte(ctx.Header("Authorization")))
	}
	u := ctx.URL()
	for _, part := range []string{ctx.Method(), u.EscapedPath(), u.RawQuery, ctx.Header("Content-Type"), ctx.Header("If-Match")} {
		_, _ = io.WriteString(h, strconv.Quote(part)+"\n")
	}
	_, _ = h.Write(raw)
	return hex.EncodeToString(h.Sum(nil))
}

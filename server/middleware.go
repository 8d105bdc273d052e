package server

import (
	"compress/gzip"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/fault"
)

// policy is the content security policy: files of this server only, nothing inline, no frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the headers that keep browsers from doing what no page of ours asks for.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// limitBody refuses to read more of a request than bodyMax, of a form of the desk than deskBodyMax.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(bodyMax)
		if strings.HasPrefix(r.URL.Path, "/consignments") || strings.HasPrefix(r.URL.Path, apiPrefix+"/") {
			most = deskBodyMax
		}
		if r.ContentLength > most && most == bodyMax { // too large a form is told of by its own page
			newProblem(fault.New(fault.Limit, "the body has %d bytes", r.ContentLength).Want("at most %d bytes", most)).write(w)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// recovering turns a panic into an internal error, logged with its stack; the server goes on.
func (s *server) recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				s.cfg.Log.Error("panic", "path", r.URL.Path, "value", v, "stack", string(debug.Stack()))
				newProblem(fault.New(fault.Internal, "panic")).write(w)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// compressing answers in gzip where the client takes it and the answer is text of some size.
func compressing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || strings.HasPrefix(r.URL.Path, "/assets/") {
			next.ServeHTTP(w, r)
			return
		}
		g := &gzipWriter{ResponseWriter: w}
		defer g.close()
		next.ServeHTTP(g, r)
	})
}

// Pages are read over slow lines and made for people: they are packed well. The API's answers are packed fast.
var gzipFast, gzipWell = gzipPool(gzip.BestSpeed), gzipPool(gzip.DefaultCompression)

func gzipPool(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, level)
		return w
	}}
}

// gzipWriter decides at the first write, which here is the whole answer, whether compressing is worth it.
type gzipWriter struct {
	http.ResponseWriter
	status int
	begun  bool
	gz     *gzip.Writer
	pool   *sync.Pool // that gz came from
}

// WriteHeader waits for the first write.
func (g *gzipWriter) WriteHeader(status int) {
	if g.status == 0 {
		g.status = status
	}
}

func (g *gzipWriter) Write(p []byte) (int, error) {
	if !g.begun {
		g.begin(len(p))
	}
	if g.gz != nil {
		return g.gz.Write(p)
	}
	return g.ResponseWriter.Write(p)
}

func (g *gzipWriter) begin(size int) {
	g.begun = true
	h := g.Header()
	h.Add("Vary", "Accept-Encoding")
	if size >= gzipFrom && h.Get("Content-Encoding") == "" && textual(h.Get("Content-Type")) {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		if g.pool = gzipFast; strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			g.pool = gzipWell
		}
		g.gz = g.pool.Get().(*gzip.Writer)
		g.gz.Reset(g.ResponseWriter)
	}
	if g.status == 0 {
		g.status = http.StatusOK
	}
	g.ResponseWriter.WriteHeader(g.status)
}

// Unwrap gives the writer below, for [http.ResponseController].
func (g *gzipWriter) Unwrap() http.ResponseWriter { return g.ResponseWriter }

// close ends the answer; one without a body still has its status to send.
func (g *gzipWriter) close() {
	if !g.begun {
		if g.status != 0 {
			g.ResponseWriter.WriteHeader(g.status)
		}
		return
	}
	if g.gz != nil {
		_ = g.gz.Close()
		g.pool.Put(g.gz)
		g.gz = nil
	}
}

func textual(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(t, "text/") && t != "text/event-stream" || strings.HasSuffix(t, "json") || strings.HasSuffix(t, "yaml") || t == "image/svg+xml"
}

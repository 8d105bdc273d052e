package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var distFiles embed.FS

//go:embed static
var staticFiles embed.FS

// asset is one file with its type; gz gives its gzip form, made when first asked for, nil where that would not be smaller.
type asset struct {
	data []byte
	gz   func() []byte
	mime string
}

// assets are all files by their hashed address below /assets/, and that address by their plain name.
type assets struct {
	files map[string]asset
	urls  map[string]string
}

// loadAssets gathers the style sheet and pictures, what is generated, and the bundle where it was built.
func loadAssets(static, dist fs.FS, generated map[string][]byte) (*assets, error) {
	a := &assets{files: map[string]asset{}, urls: map[string]string{}}
	entries, err := fs.ReadDir(static, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := fs.ReadFile(static, e.Name())
		if err != nil {
			return nil, err
		}
		a.add(e.Name(), "", data)
	}
	for name, data := range generated {
		a.add(name, "", data)
	}
	return a, a.addBundle(dist)
}

// addBundle reads dist/manifest.json; a missing one means that the bundle was not built, which is no error.
func (a *assets) addBundle(dist fs.FS) error {
	text, err := fs.ReadFile(dist, "manifest.json")
	if err != nil {
		return nil
	}
	var names map[string]string
	if err := json.Unmarshal(text, &names); err != nil {
		return fmt.Errorf("web/dist/manifest.json: %w (run go run ./web/bundle again)", err)
	}
	for name, hashed := range names {
		data, err := fs.ReadFile(dist, hashed)
		if err != nil {
			return fmt.Errorf("web/dist: %w (run go run ./web/bundle again)", err)
		}
		a.add(name, hashed, data)
	}
	return nil
}

// add keeps one file; without a hashed name it gets one from its content.
func (a *assets) add(name, hashed string, data []byte) {
	if hashed == "" {
		sum := sha256.Sum256(data)
		ext := path.Ext(name)
		hashed = strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:])[:10] + ext
	}
	a.urls[name] = "/assets/" + hashed
	a.files[hashed] = asset{data: data, gz: sync.OnceValue(func() []byte { return compressed(data) }), mime: mimeOf(name)}
}

func compressed(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := w.Write(data); err != nil || w.Close() != nil || b.Len() >= len(data) {
		return nil
	}
	return b.Bytes()
}

// mimeOf does not ask the machine's own table for the types we serve: pages must not depend on it.
func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json":
		return "application/json"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// url is the address of a file by its plain name, "" where it is not there.
func (a *assets) url(name string) string { return a.urls[name] }

// ServeHTTP serves /assets/NAME-HASH.EXT, to be kept for a year: another content has another address.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[strings.TrimPrefix(r.URL.Path, "/assets/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.data
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if gz := f.gz(); gz != nil {
			h.Set("Content-Encoding", "gzip")
			body = gz
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// Command bundle builds the browser part of the pages: it compiles web/src/*.ts with the npm packages that package-lock.json
// pins into web/dist, under names that carry a hash of their content, and writes manifest.json, which room web reads.
//
//	npm ci --prefix web
//	go run ./web/bundle
//
// It also copies the shapes of the countries (npm package world-atlas, 1:50m) and gathers the licences of what went into
// the bundle. Nothing else of web/dist is kept; .keep stays so that the folder can be embedded before the first build.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	dir := flag.String("web", "web", "folder of room web")
	flag.Parse()
	if err := build(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// build replaces the content of dist with a fresh bundle.
func build(dir string) error {
	world := filepath.Join(dir, "node_modules", "world-atlas", "countries-50m.json")
	shapes, err := os.ReadFile(world)
	if err != nil {
		return fmt.Errorf("npm packages are missing: run npm ci --prefix %s (%w)", dir, err)
	}
	code, inputs, err := compile(dir)
	if err != nil {
		return err
	}
	dist := filepath.Join(dir, "dist")
	if err := empty(dist); err != nil {
		return err
	}
	files := map[string][]byte{"main.js": code, "world-50m.json": shapes, "licences.txt": licences(dir, inputs)}
	manifest := map[string]string{}
	for name, data := range files {
		manifest[name] = hashed(name, data)
		if err := os.WriteFile(filepath.Join(dist, manifest[name]), data, 0o644); err != nil {
			return err
		}
		fmt.Printf("%9d  %s\n", len(data), manifest[name])
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(text, '\n'), 0o644)
}

// compile bundles src/main.ts and returns the code and the files that went into it.
func compile(dir string) ([]byte, []string, error) {
	res := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(dir, "src", "main.ts")},
		Outfile:           "main.js",
		Bundle:            true,
		Format:            api.FormatESModule,
		Target:            api.ES2020,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone, // the licences are gathered beside the bundle
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Metafile:          true,
		LogLevel:          api.LogLevelWarning,
	})
	if len(res.Errors) > 0 {
		return nil, nil, fmt.Errorf("%d errors in web/src", len(res.Errors))
	}
	var meta struct {
		Inputs map[string]any `json:"inputs"`
	}
	if err := json.Unmarshal([]byte(res.Metafile), &meta); err != nil {
		return nil, nil, err
	}
	var inputs []string
	for name := range meta.Inputs {
		inputs = append(inputs, filepath.ToSlash(name))
	}
	return res.OutputFiles[0].Contents, inputs, nil
}

// licences joins the licence texts of the packages among the inputs, and of the country shapes.
func licences(dir string, inputs []string) []byte {
	packages := map[string]bool{"world-atlas": true}
	for _, in := range inputs {
		if _, after, ok := strings.Cut(in, "node_modules/"); ok {
			name, _, _ := strings.Cut(after, "/")
			packages[name] = true
		}
	}
	var names []string
	for n := range packages {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	b.WriteString("The pages of Kairo contain these libraries and data.\n")
	for _, n := range names {
		text, err := os.ReadFile(filepath.Join(dir, "node_modules", n, "LICENSE"))
		if err != nil {
			text = []byte("see the package's own licence field")
		}
		fmt.Fprintf(&b, "\n---- %s\n\n%s\n", n, strings.TrimSpace(string(text)))
	}
	return []byte(b.String())
}

// empty removes everything but .keep from a folder, making it first where it is missing.
func empty(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, e := range old {
		if e.Name() == ".keep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// hashed puts the first ten hexadecimal digits of a file's SHA-256 into its name: main.js → main-0a1b2c3d4e.js.
func hashed(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:])[:10] + ext
}

package ncts

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestConformanceNCTSPerturbed changes one value of a generated message by a character or two, which may leave it valid or
// not, and holds the verdict against that of xmllint, both ways.
func TestConformanceNCTSPerturbed(t *testing.T) {
	dir := pack(t)
	xmllint(t)
	accepted, refused, differ := 0, 0, 0
	for i, d := range standard().messages {
		tmp := t.TempDir()
		mine := map[string]bool{}
		var files []string
		for seed := range uint64(30) {
			g := newGenerator(seed*104729 + uint64(i))
			g.budget = 100
			m := g.message(d)
			g.perturb(m, d.root)
			path := filepath.Join(tmp, fmt.Sprintf("%d.xml", seed))
			text := render(m)
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := decodeAs(text, d.version)
			files, mine[path] = append(files, path), err == nil
		}
		schema := filepath.Join(dir, "xsd-"+string(d.version), strings.ToLower(d.name)+".xsd")
		judged := lint(t, schema, files)
		for _, f := range files {
			switch {
			case mine[f] != judged[f]:
				differ++
				text := show(f)
				_, err := decodeAs([]byte(text), d.version)
				t.Errorf("%s %s: accepted here %v, by xmllint %v: %v\n%s", d.name, d.version, mine[f], judged[f], err, text)
			case mine[f]:
				accepted++
			default:
				refused++
			}
		}
	}
	t.Logf("NCTS perturbed values: %d accepted by both, %d refused by both, %d judged differently", accepted, refused, differ)
}

// edits are what a value is perturbed with.
var edits = []string{" ", "  ", "\t", "\n", "\r", "0", "9", "A", "z", "-", "+", ".", "é", "日", "\u00a0", "@", "E", ":", "T", "Z", "&", "<", "'", "~", "٣"}

// perturb changes one value of a message, chosen by chance: something is put in, taken out or put in its place.
func (g *generator) perturb(m *Message, root *complexType) {
	var values []*string
	for _, p := range places(&m.Kids, root) {
		for i := range *p.kids {
			if n := &(*p.kids)[i]; p.typ.particles[p.typ.place(0, []byte(n.Name))].simple != nil {
				values = append(values, &n.Text)
			}
		}
	}
	v := values[g.r.IntN(len(values))]
	r := []rune(*v)
	at := g.r.IntN(len(r) + 1)
	edit := []rune(edits[g.r.IntN(len(edits))])
	switch {
	case g.r.IntN(3) == 0 || at == len(r):
		r = slices.Insert(r, at, edit...)
	case g.r.IntN(2) == 0:
		r = slices.Delete(r, at, at+1)
	default:
		r = slices.Replace(r, at, at+1, edit...)
	}
	*v = string(r)
}

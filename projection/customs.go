package projection

import (
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/filing"
)

// customs projects the declaration of one stretch.
func (in *inputs) customs(s *filing.Stretch) []Document {
	union, _, _ := in.ref.Union(s.Administration, in.p.Date)
	switch {
	case s.Regime == "eaeu-transit":
		return []Document{in.eaeuDeclaration(s, s.ID+"-eaeu-td", "eaeu-transit", "EAEU transit declaration", eaeuTransitForm)}
	case s.Regime == "common-transit":
		return []Document{in.t1(s)}
	case s.Regime == "tir":
		if in.announced(s) {
			return []Document{in.carnetPages(s)}
		}
		return []Document{in.carnetPages(s), in.epd(s)}
	case s.Regime == "export" && union == "EAEU":
		return []Document{in.eaeuDeclaration(s, s.ID+"-eaeu-gd", "eaeu-goods", "EAEU goods declaration, export", eaeuExportForm)}
	case s.Regime == "import" && union == "EAEU":
		return []Document{in.eaeuDeclaration(s, s.ID+"-eaeu-gd", "eaeu-goods", "EAEU goods declaration, import", eaeuImportForm)}
	case s.Regime == "national-transit":
		return []Document{in.nationalTransit(s)}
	}
	return []Document{in.nationalDeclaration(s, union)}
}

// announced reports whether the TIR-EPD of a stretch stands among the advance data of the plan.
func (in *inputs) announced(s *filing.Stretch) bool {
	for i := range in.p.Security {
		if a := &in.p.Security[i]; a.Kind == "tir-epd" && a.To == s.Administration && a.Leg <= s.LastLeg && a.Leg >= s.FirstLeg-1 {
			return true
		}
	}
	return false
}

// projector begins the document of a stretch.
func (in *inputs) projector(s *filing.Stretch, id, kind, title, formName, language string, paper bool) *projector {
	p := &projector{form: in.start(id, kind, title, formName, s.ID, s.Administration, language, paper), country: s.Administration,
		first: s.FirstLeg, last: s.LastLeg, s: s, language: language, at: map[string]int{}}
	p.kind = "transit"
	if s.Regime == "export" || s.Regime == "import" {
		p.kind = s.Regime
	}
	p.doc.Rules = s.Rules
	return p
}

func itoa(i int) string { return strconv.Itoa(i) }

// nest makes structured data of elements by their paths. A step that is a number, or a name followed by [n] counting from 1, is
// a place in a list.
func nest(elements []Element) any {
	tree := map[string]any{}
	for _, e := range elements {
		if e.Value != "" {
			put(tree, steps(e.Path), e.Value)
		}
	}
	return tidy(tree)
}

// steps takes a path apart: "/a/0/b" and "/a[1]/b" are both a, #0, b.
func steps(path string) []string {
	var out []string
	for _, s := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		name, index, ok := strings.Cut(s, "[")
		if n, err := strconv.Atoi(s); err == nil {
			out = append(out, "#"+strconv.Itoa(n))
			continue
		}
		out = append(out, name)
		if n, err := strconv.Atoi(strings.TrimSuffix(index, "]")); ok && err == nil {
			out = append(out, "#"+strconv.Itoa(n-1))
		}
	}
	return out
}

func put(tree map[string]any, path []string, value string) {
	for _, s := range path[:len(path)-1] {
		next, ok := tree[s].(map[string]any)
		if !ok {
			next = map[string]any{}
			tree[s] = next
		}
		tree = next
	}
	tree[path[len(path)-1]] = value
}

// tidy turns the maps whose keys are places into lists.
func tidy(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	list := len(m) > 0
	for k, x := range m {
		m[k] = tidy(x)
		list = list && strings.HasPrefix(k, "#")
	}
	if !list {
		return m
	}
	out := make([]any, 0, len(m))
	for i := 0; len(out) < len(m) && i < ListMax; i++ {
		if x, ok := m["#"+strconv.Itoa(i)]; ok {
			out = append(out, x)
		}
	}
	return out
}

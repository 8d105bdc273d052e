package scenario

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
)

// Read reads a scenario from YAML. name is the file as errors call it, whose path is "name:line:column". What it starts from
// must be built in; [Load] also reads bases from files. The error is a [fault.List] of every violation in the order of lines.
func Read(r io.Reader, name string) (Scenario, error) {
	s, err := parse(r, name)
	if err != nil {
		return Scenario{}, err
	}
	for _, b := range s.Base {
		base, err := Find(b)
		if err != nil {
			return Scenario{}, inBase(err, name, b)
		}
		s.bases = append(s.bases, base)
	}
	return s, nil
}

// Load finds a scenario by reference: the id of a built-in, or a file that open opens, which may start from other files. A
// reference inside a file is opened as open(file, reference), at the top as open("", reference).
func Load(ref string, open func(from, ref string) (io.ReadCloser, string, error)) (Scenario, error) {
	return load("", ref, open, nil)
}

func load(from, ref string, open func(from, ref string) (io.ReadCloser, string, error), above []string) (Scenario, error) {
	if s, err := Find(ref); err == nil {
		return s, nil
	} else if !strings.ContainsAny(ref, "./\\") {
		return Scenario{}, err
	}
	f, name, err := open(from, ref)
	if err != nil {
		return Scenario{}, err
	}
	defer f.Close()
	if slices.Contains(above, name) {
		return Scenario{}, fault.New(fault.BadFile, "the scenario starts from itself: %s", strings.Join(append(above, name), " starts from ")).At("%s", name).Want("no circle of bases")
	}
	if len(above) == maxDepth {
		return Scenario{}, fault.New(fault.Limit, "too many scenarios start one from another").At("%s", name).Want("at most %d", maxDepth)
	}
	s, err := parse(f, name)
	if err != nil {
		return Scenario{}, err
	}
	for _, b := range s.Base {
		base, err := load(name, b, open, append(slices.Clone(above), name))
		if err != nil {
			return Scenario{}, inBase(err, name, b)
		}
		s.bases = append(s.bases, base)
	}
	return s, nil
}

// inBase says in which file an unknown base stands; violations of the base's own file stay as they are.
func inBase(err error, name, base string) error {
	var e *fault.Error
	if errors.As(err, &e) && e.Path == "" {
		return fault.List{e.At("%s: base %s", name, base)}
	}
	return err
}

// reader walks the nodes of a YAML document and collects what is wrong with it.
type reader struct {
	name   string
	faults fault.List
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// parse reads a file without looking its bases up.
func parse(in io.Reader, name string) (Scenario, error) {
	if name == "" {
		name = "scenario"
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	switch {
	case err != nil:
		return Scenario{}, fault.New(fault.BadFile, "the scenario cannot be read").At("%s", name).Because(err)
	case len(raw) > maxBytes:
		return Scenario{}, fault.New(fault.Limit, "the scenario is too long").At("%s", name).Want("at most %d bytes", maxBytes)
	case !utf8.Valid(raw):
		return Scenario{}, fault.New(fault.BadFile, "the scenario is not UTF-8 text").At("%s", name)
	}
	dec := yaml.NewDecoder(strings.NewReader(string(raw)))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		return Scenario{}, noYAML(err, name)
	}
	if err := dec.Decode(&more); err == nil {
		return Scenario{}, fault.New(fault.BadFile, "a second document begins").At("%s:%d:%d", name, more.Line, more.Column).Want("one scenario a file")
	} else if !errors.Is(err, io.EOF) {
		return Scenario{}, noYAML(err, name)
	}
	r := &reader{name: name}
	s := r.scenario(doc.Content[0])
	s.file = name
	slices.SortStableFunc(r.faults, func(a, b *fault.Error) int { return comparePaths(a.Path, b.Path, name) })
	return s, r.faults.OrNil()
}

// comparePaths orders "name:line:column" by line and column.
func comparePaths(a, b, name string) int {
	at := func(p string) (line, col int) {
		_, _ = fmt.Sscanf(strings.TrimPrefix(p, name+":"), "%d:%d", &line, &col)
		return line, col
	}
	al, ac := at(a)
	bl, bc := at(b)
	if al != bl {
		return al - bl
	}
	return ac - bc
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?`)

// noYAML names the line at which a text stops being YAML.
func noYAML(err error, name string) error {
	if errors.Is(err, io.EOF) {
		return fault.New(fault.BadFile, "the scenario is empty").At("%s", name).Want("a YAML file with id, name and changes")
	}
	text, path := err.Error(), name
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		text = text[len(m[0]):]
		if m[1] != "" {
			path += ":" + m[1]
		}
	}
	return fault.New(fault.BadFile, "is no YAML: %s", text).At("%s", path)
}

func (r *reader) bad(n *yaml.Node, want, format string, args ...any) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault.New(fault.BadField, format, args...).At("%s:%d:%d", r.name, n.Line, n.Column).Want("%s", want))
	}
}

// plainNode refuses aliases and anchors, by which a small file can mean a large one.
func (r *reader) plainNode(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.bad(n, "the value written out", "anchors and aliases are not read")
		return false
	}
	return true
}

// mapping reads a map: known keys go to their reader, every other and every second one is wrong.
func (r *reader) mapping(n *yaml.Node, what string, keys map[string]func(*yaml.Node)) map[string]*yaml.Node {
	got := map[string]*yaml.Node{}
	if !r.plainNode(n) {
		return got
	}
	if n.Kind != yaml.MappingNode {
		r.bad(n, "key: value", "%s is %s", what, kindOf(n))
		return got
	}
	known := map[string]bool{}
	for k := range keys {
		known[k] = true
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, ok := keys[k.Value]
		switch {
		case !ok || k.Kind != yaml.ScalarNode:
			r.bad(k, "one of "+strings.Join(slices.Sorted(maps.Keys(known)), ", "), "%s has no key %q", what, short(k.Value))
			if near := nearest(k.Value, known); len(near) > 0 && len(r.faults) > 0 {
				r.faults[len(r.faults)-1].Among(near...)
			}
		case got[k.Value] != nil:
			r.bad(k, "each key once", "%q stands twice, first in line %d", k.Value, got[k.Value].Line)
		default:
			got[k.Value] = k
			if r.plainNode(v) {
				read(v)
			}
		}
	}
	return got
}

func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "empty"
	case n.ShortTag() == "!!str":
		return "a text"
	case n.ShortTag() == "!!bool":
		return "true or false"
	case n.ShortTag() == "!!timestamp":
		return "a date"
	}
	return "a number"
}

// text reads a text that is not empty into dst.
func (r *reader) text(dst *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		switch v := strings.TrimSpace(n.Value); {
		case n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str":
			r.bad(n, "a text, in quotes where it looks like something else", "the value is %s", kindOf(n))
		case v == "":
			r.bad(n, "a text", "the value is empty")
		case utf8.RuneCountInString(v) > maxText:
			r.bad(n, fmt.Sprintf("at most %d characters", maxText), "the text is too long")
		default:
			*dst = v
		}
	}
}

// word reads a text that must be one of a few.
func (r *reader) word(dst *string, words ...string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var s string
		r.text(&s)(n)
		if s != "" && !slices.Contains(words, s) {
			r.bad(n, "one of "+strings.Join(words, ", "), "%q is not known", short(s))
			return
		}
		*dst = s
	}
}

// texts reads a text or a list of texts.
func (r *reader) texts(dst *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		items := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			items = n.Content
			if len(items) == 0 {
				r.bad(n, "at least one", "the list is empty")
			}
		}
		for _, it := range items {
			var s string
			if r.plainNode(it) {
				r.text(&s)(it)
			}
			if s == "" {
				continue
			}
			if slices.Contains(*dst, s) {
				r.bad(it, "each once", "%q stands twice", short(s))
			}
			*dst = append(*dst, s)
		}
	}
}

func (r *reader) day(dst *time.Time) func(*yaml.Node) {
	return func(n *yaml.Node) {
		t, err := time.Parse(time.DateOnly, n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			r.bad(n, "a day like 2026-11-20", "the date is wrong")
			return
		}
		*dst = t
	}
}

func (r *reader) yes(dst *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
			r.bad(n, "true or false", "the value is %s", kindOf(n))
			return
		}
		*dst = n.Value == "true"
	}
}

func (r *reader) number(n *yaml.Node) (float64, bool) {
	tag := n.ShortTag()
	if n.Kind != yaml.ScalarNode || tag != "!!int" && tag != "!!float" {
		r.bad(n, "a number", "the value is %s", kindOf(n))
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.bad(n, "a plain decimal number", "the number %s is not read", short(n.Value))
		return 0, false
	}
	return v, true
}

func (r *reader) scenario(n *yaml.Node) Scenario {
	var s Scenario
	var kind string
	got := r.mapping(n, "the scenario", map[string]func(*yaml.Node){
		"id": r.text(&s.ID), "name": r.text(&s.Name), "description": r.text(&s.Description), "source": r.text(&s.Source), "concerns": r.text(&s.Concerns),
		"fact": r.yes(&s.Fact), "kind": r.word(&kind, kinds()...), "from": r.day(&s.From), "to": r.day(&s.To), "base": r.texts(&s.Base),
		"changes": func(n *yaml.Node) { r.changes(n, &s) },
	})
	if n.Kind != yaml.MappingNode {
		return s
	}
	for _, k := range []string{"id", "name", "changes"} {
		if got[k] == nil {
			r.bad(n, "id, name and changes", "%s is missing", k)
		}
	}
	if s.ID != "" && (!idForm.MatchString(s.ID) || s.ID == "base" || s.ID == "today") {
		r.bad(got["id"], "small letters, digits and hyphens, and neither base nor today", "the id %q is wrong", short(s.ID))
	}
	r.span(got, s.From, s.To)
	for i := range s.Changes {
		c := &s.Changes[i]
		if c.Kind == "" {
			c.Kind = network.Kind(kind)
		}
		if s.Fact {
			r.sourced(&s, c)
		}
	}
	return s
}

func (r *reader) span(got map[string]*yaml.Node, from, to time.Time) {
	if !from.IsZero() && !to.IsZero() && !to.After(from) {
		r.bad(got["to"], "a day after from: the first on which it no longer holds", "the end is not after the beginning")
	}
}

// sourced holds a fact to its source and first day.
func (r *reader) sourced(s *Scenario, c *Change) {
	at := &yaml.Node{Line: c.Line, Column: 3}
	if c.Source == "" && s.Source == "" {
		r.bad(at, "source, here or of the scenario", "a change of a fact has no source")
	}
	if c.From.IsZero() && s.From.IsZero() {
		r.bad(at, "from, here or of the scenario", "a change of a fact has no first day")
	}
}

func kinds() []string {
	out := make([]string, len(network.Kinds))
	for i, k := range network.Kinds {
		out[i] = string(k)
	}
	return out
}

func (r *reader) changes(n *yaml.Node, s *Scenario) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.bad(n, "a list of changes, each beginning with a dash", "the changes are %s", strings.Replace(kindOf(n), "a list", "an empty list", 1))
		return
	}
	if len(n.Content) > maxChanges {
		r.bad(n, fmt.Sprintf("at most %d", maxChanges), "there are %d changes", len(n.Content))
		return
	}
	for _, item := range n.Content {
		s.Changes = append(s.Changes, r.change(item))
	}
}

// change reads one entry: what it acts on, what is done, when, and who says so.
func (r *reader) change(n *yaml.Node) Change {
	c := Change{Line: n.Line}
	var kind string
	acts := func(op network.Op) func(*yaml.Node) { return func(n *yaml.Node) { r.acts(n, op, &c) } }
	door := func(op network.Op) func(*yaml.Node) {
		return func(n *yaml.Node) {
			on := false
			if r.yes(&on)(n); on {
				c.Acts = append(c.Acts, Act{Op: op, Quantity: network.QStatus})
			} else if n.ShortTag() == "!!bool" {
				r.bad(n, "true, or the key left out", "%s is false", op)
			}
		}
	}
	adds := func(table string) func(*yaml.Node) { return func(n *yaml.Node) { r.adds(n, table, &c) } }
	got := r.mapping(n, "a change", map[string]func(*yaml.Node){
		"at": r.texts(&c.At), "all": r.word(&c.All, "links", "crossings", "transfers"), "where": func(n *yaml.Node) { r.where(n, &c.Where) },
		"set": acts(network.Set), "scale": acts(network.Scale), "add": acts(network.Add), "close": door(network.Close), "open": door(network.Open),
		"link": adds("links"), "crossing": adds("crossings"), "location": adds("locations"),
		"from": r.day(&c.From), "to": r.day(&c.To), "kind": r.word(&kind, kinds()...), "source": r.text(&c.Source), "note": r.text(&c.Note),
	})
	c.Kind = network.Kind(kind)
	if n.Kind == yaml.MappingNode {
		r.span(got, c.From, c.To)
		r.shape(n, got)
	}
	return c
}

// shape checks which keys of a change stand together.
func (r *reader) shape(n *yaml.Node, got map[string]*yaml.Node) {
	count := func(keys ...string) (k int) {
		for _, key := range keys {
			if got[key] != nil {
				k++
			}
		}
		return k
	}
	added, aimed, acted := count("link", "crossing", "location"), count("at", "all"), count("set", "scale", "add", "close", "open")
	switch {
	case added > 1 || added == 1 && aimed+acted+count("where") > 0:
		r.bad(n, "link, crossing or location alone; what is done to it stands in a change of its own", "a change adds and does something else")
	case added == 1:
	case aimed != 1:
		r.bad(n, "at (subjects by id) or all (links, crossings or transfers), one of them", "it is not clear what the change acts on")
	case acted == 0:
		r.bad(n, "set, scale, add, close or open", "the change does nothing")
	case count("close", "open") == 2:
		r.bad(n, "one of them", "the change closes and opens")
	case count("where") == 1 && got["all"] == nil:
		r.bad(got["where"], "all beside it", "where narrows down all, not at")
	}
}

func (r *reader) acts(n *yaml.Node, op network.Op, c *Change) {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.bad(n, "quantity: number", "what to %s is %s", op, kindOf(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] {
			r.bad(k, "each quantity once", "%q stands twice", short(k.Value))
			continue
		}
		seen[k.Value] = true
		if !slices.Contains(quantities, k.Value) {
			r.bad(k, "one of "+strings.Join(quantities, ", "), "there is no quantity %q", short(k.Value))
			continue
		}
		if x, ok := r.number(v); ok {
			c.Acts = append(c.Acts, Act{op, k.Value, x})
		}
	}
}

// quantities are what a change can set, scale or add to: of arcs, then of classes.
var quantities = append([]string{
	network.QDistance, network.QMinutes, network.QSD, network.QUSD, network.QGPerTKm, network.QGPerTEU, network.QElectric, network.QGPerKWh, network.QPerWeek, network.QVessels, network.QOffered,
	network.QArrivals, network.QCapacity, network.QProcedure, network.QInspection, network.QGauge, network.QWagons,
}, append(slices.DeleteFunc(slices.Clone(network.Quantities), func(q string) bool { return q == network.QUSD }), "hours:in", "hours:out")...)

func (r *reader) where(n *yaml.Node, w *Where) {
	var mode string
	modes := make([]string, len(network.Modes))
	for i, m := range network.Modes {
		modes[i] = string(m)
	}
	got := r.mapping(n, "where", map[string]func(*yaml.Node){
		"country": r.text(&w.Country), "between": r.texts(&w.Between), "mode": r.word(&mode, modes...), "corridor": r.text(&w.Corridor),
		"class": r.text(&w.Class), "place": r.text(&w.Place), "through": r.text(&w.Through), "pair": r.text(&w.Pair),
	})
	w.Mode = network.Mode(mode)
	if got["between"] != nil && len(w.Between) != 2 {
		r.bad(got["between"], "two countries, such as [KZ, CN]", "between has %d", len(w.Between))
		w.Between = nil
	}
}

// adds reads a row of a table of the network by column, with the claims about it.
func (r *reader) adds(n *yaml.Node, table string, c *Change) {
	row := network.Row{Line: n.Line, Columns: map[string]string{}}
	a := &Adds{}
	a.Name = r.name
	keys := map[string]func(*yaml.Node){}
	for _, col := range network.Columns(table) {
		keys[col] = r.cell(row.Columns, col)
	}
	if table != "locations" {
		keys["figures"] = func(n *yaml.Node) { r.figures(n, a) }
	}
	r.mapping(n, "the "+strings.TrimSuffix(table, "s"), keys)
	switch table {
	case "links":
		a.ID, a.Links = row.Columns["id"], []network.Row{row}
	case "crossings":
		a.ID, a.Crossings = row.Columns["id"], []network.Row{row}
	case "locations":
		a.Locations = []network.Row{row}
	}
	for i := range a.Figures {
		cols := a.Figures[i].Columns
		cols["subject"], cols["from"], cols["to"], cols["mode"] = a.ID, row.Columns["from"], row.Columns["to"], row.Columns["mode"]
	}
	c.Adds = a
}

// cell reads a column of a row: any single value, or a list, which is joined by semicolons.
func (r *reader) cell(columns map[string]string, col string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		items := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			items = n.Content
		}
		var out []string
		for _, it := range items {
			if !r.plainNode(it) || it.Kind != yaml.ScalarNode || it.ShortTag() == "!!null" {
				r.bad(it, "a single value or a list of them", "%s is %s", col, kindOf(it))
				return
			}
			v := it.Value
			if it.ShortTag() == "!!bool" {
				v = map[bool]string{true: "yes", false: "no"}[v == "true"]
			}
			out = append(out, v)
		}
		columns[col] = strings.Join(out, ";")
	}
}

func (r *reader) figures(n *yaml.Node, a *Adds) {
	if n.Kind != yaml.SequenceNode {
		r.bad(n, "a list of claims", "figures is %s", kindOf(n))
		return
	}
	for _, item := range n.Content {
		row := network.Row{Line: item.Line, Columns: map[string]string{}}
		keys := map[string]func(*yaml.Node){}
		for _, col := range []string{"metric", "value", "unit", "printed", "bound", "year", "kind", "direction", "note", "source"} {
			keys[col] = r.cell(row.Columns, col)
		}
		r.mapping(item, "a figure", keys)
		a.Figures = append(a.Figures, row)
	}
}

package epcis

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// checker collects the violations of one document in document order.
type checker struct {
	name   string
	faults fault.List
	more   bool
}

// check holds one value to a rule; at is its JSON pointer (RFC 6901).
type check func(c *checker, n *node, at string)

func (c *checker) add(n *node, at string, f *fault.Error) {
	if len(c.faults) >= FaultsMax {
		c.more = true
		return
	}
	c.faults = append(c.faults, f.At("%s:%d#%s", c.name, n.line, at))
}

// is reports whether the value is of the kind, and the violation where it is not.
func (c *checker) is(n *node, at string, want kind) bool {
	if n.kind == want {
		return true
	}
	c.add(n, at, fault.New(fault.BadField, "%s is %s", last(at), kindNames[n.kind]).Want("%s", kindNames[want]))
	return false
}

// last is the last part of a pointer, for messages.
func last(at string) string {
	if i := strings.LastIndexByte(at, '/'); i >= 0 && i+1 < len(at) {
		return strings.NewReplacer("~1", "/", "~0", "~").Replace(at[i+1:])
	}
	return "the document"
}

func down(at, name string) string {
	return at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(clip(name))
}

// shape is what an object may hold.
type shape struct {
	what     string // the object's name in messages
	fields   map[string]check
	required []string
	others   others
}

// others says what may stand beside the named fields.
type others byte

const (
	extensions others = iota // only names that are URIs or prefixed names
	closed                   // nothing
	anything                 // whatever
)

// check holds an object to its shape: what is missing first, then each member in document order.
func (s *shape) check(c *checker, n *node, at string) {
	if !c.is(n, at, object) {
		return
	}
	for _, name := range s.required {
		if n.get(name) == nil {
			c.add(n, at, fault.New(fault.BadField, "%s has no %s", s.what, name).Want("a member %q", name))
		}
	}
	for i, name := range n.names {
		rule, known := s.fields[name]
		switch {
		case known:
			rule(c, n.items[i], down(at, name))
		case s.others == closed:
			c.add(n.items[i], down(at, name), fault.New(fault.BadField, "%s has no field %q", s.what, clip(name)).Want("only %s", strings.Join(sortedKeys(s.fields), ", ")))
		case s.others == extensions && !isURI(name):
			c.add(n.items[i], down(at, name), fault.New(fault.BadField, "%s has no field %q", s.what, clip(name)).
				Want("a field of the standard, or an extension with its namespace").Mend("name an extension with a prefix stated in @context, such as ex:%s", clip(name)))
		}
	}
}

// anyText accepts a string.
func anyText(c *checker, n *node, at string) { c.is(n, at, text) }

func anyNumber(c *checker, n *node, at string) { c.is(n, at, number) }

func anyBoolean(c *checker, n *node, at string) { c.is(n, at, boolean) }

// uri accepts a URI.
func uri(c *checker, n *node, at string) {
	if c.is(n, at, text) && !isURI(n.text) {
		c.add(n, at, fault.New(fault.BadField, "%q is no URI", clip(n.text)).Want("a URI with its scheme (RFC 3986), such as urn:epc:id:… or https://id.gs1.org/…"))
	}
}

// moment accepts an RFC 3339 time with its zone.
func moment(c *checker, n *node, at string) {
	if !c.is(n, at, text) {
		return
	}
	if _, ok := parseTime(n.text); !ok {
		c.add(n, at, fault.New(fault.BadField, "%q is no time", clip(n.text)).Want("RFC 3339 with a zone, such as 2026-10-05T08:00:00Z"))
	}
}

// parseTime reads an RFC 3339 time. A leap second, which the RFC allows, is read as the second before it.
func parseTime(s string) (time.Time, bool) {
	s = strings.ToUpper(s)
	if strings.ContainsRune(s, ',') {
		return time.Time{}, false
	}
	if len(s) > 19 && s[16:19] == ":60" {
		s = s[:16] + ":59" + s[19:]
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil
}

// zoneOffset accepts ±hh:mm up to 14:00 (EPCIS 7.4.1).
func zoneOffset(c *checker, n *node, at string) {
	if !c.is(n, at, text) {
		return
	}
	if _, err := time.Parse("-07:00", n.text); err != nil || len(n.text) != 6 || n.text[1:3] > "14" || n.text[1:3] == "14" && n.text[4:] != "00" {
		c.add(n, at, fault.New(fault.BadField, "%q is no time zone offset", clip(n.text)).Want("±hh:mm from -14:00 to +14:00"))
	}
}

// version accepts dotted numbers.
func version(c *checker, n *node, at string) {
	if !c.is(n, at, text) {
		return
	}
	for part := range strings.SplitSeq(n.text, ".") {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			c.add(n, at, fault.New(fault.BadField, "%q is no version", clip(n.text)).Want("numbers with dots, such as 2.0"))
			return
		}
	}
}

// unitOfMeasure accepts a UN/CEFACT Recommendation 20 code by its form.
func unitOfMeasure(c *checker, n *node, at string) {
	if c.is(n, at, text) && (len(n.text) < 2 || len(n.text) > 3 || strings.Trim(n.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "") {
		c.add(n, at, fault.New(fault.BadField, "%q is no unit of measure", clip(n.text)).Want("a code of UN/CEFACT Recommendation 20, such as KGM"))
	}
}

func hexBinary(c *checker, n *node, at string) {
	if c.is(n, at, text) && (n.text == "" || strings.Trim(n.text, "0123456789abcdefABCDEF") != "") {
		c.add(n, at, fault.New(fault.BadField, "%q is not hexadecimal", clip(n.text)).Want("digits 0-9 and A-F"))
	}
}

// word accepts a word of a vocabulary, or a URI that is not of the vocabulary's own namespaces.
func word(v vocabulary, own ...string) check {
	return func(c *checker, n *node, at string) {
		if !c.is(n, at, text) || v.set[n.text] {
			return
		}
		for _, space := range own {
			if strings.HasPrefix(n.text, space) {
				c.add(n, at, fault.New(fault.BadField, "%q spells out a word of the standard", clip(n.text)).Want("the bare word (EPCIS 10.1), one of %s", strings.Join(v.list, ", ")))
				return
			}
		}
		if !isURI(n.text) {
			c.add(n, at, fault.New(fault.BadField, "%q is no word for %s", clip(n.text), last(at)).
				Want("a word of CBV 2.0 or a URI of your own").Among(v.nearest(n.text)...))
		}
	}
}

// oneWord accepts only a word of a vocabulary.
func oneWord(v vocabulary) check {
	return func(c *checker, n *node, at string) {
		if c.is(n, at, text) && !v.set[n.text] {
			c.add(n, at, fault.New(fault.BadField, "%q is no %s", clip(n.text), last(at)).Want("one of %s", strings.Join(v.list, ", ")))
		}
	}
}

// list accepts an array of at least least items, each by its rule; unique refuses doubles.
func list(item check, least int, unique bool) check {
	return func(c *checker, n *node, at string) {
		if !c.is(n, at, array) {
			return
		}
		if len(n.items) < least {
			c.add(n, at, fault.New(fault.BadField, "%s is empty", last(at)).Want("at least %d", least))
		}
		seen := map[string]bool{}
		for i, it := range n.items {
			p := at + "/" + strconv.Itoa(i)
			item(c, it, p)
			if unique && it.kind == text {
				if seen[it.text] {
					c.add(it, p, fault.New(fault.BadField, "%q stands twice in %s", clip(it.text), last(at)).Want("each once"))
				}
				seen[it.text] = true
			}
		}
	}
}

func sortedKeys(m map[string]check) []string { return slices.Sorted(maps.Keys(m)) }

package ncts

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a regular expression of XML Schema (part 2, appendix F), matched against a whole value. The forms that make up
// most values are matched without the general machine; a test holds both against each other.
type pattern struct {
	text  string
	runs  [][]run // alternatives of runs of one class each, where the pattern is only that
	edges bool    // \P{Z}(.*\P{Z})?
	re    *regexp.Regexp
}

// run is a class of characters, repeated. Longer characters than ASCII are in the class or not as one.
type run struct {
	class    [128]bool
	others   bool
	digits   bool // \d: every decimal digit of Unicode
	min, max int
}

func compilePattern(text string) (*pattern, error) {
	re, err := regexp.Compile(`^(?:` + goPattern(text) + `)$`)
	if err != nil {
		return nil, err
	}
	p := &pattern{text: text, re: re, edges: text == `\P{Z}(.*\P{Z})?`}
	if strings.ContainsAny(text, "()") {
		return p, nil
	}
	for _, alternative := range strings.Split(text, "|") {
		runs := parseRuns(alternative)
		if runs == nil {
			p.runs = nil
			break
		}
		p.runs = append(p.runs, runs)
	}
	return p, nil
}

// goPattern writes an expression of XML Schema as one of Go: there, \d is every decimal digit of Unicode, the dot leaves out
// both line ends, and blocks have names that Go does not know.
func goPattern(text string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], `\p{IsBasicLatin}`):
			b.WriteString(`[\x00-\x7F]`)
			i += len(`\p{IsBasicLatin}`) - 1
		case strings.HasPrefix(text[i:], `\d`):
			b.WriteString(`\p{Nd}`)
			i++
		case c == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i++
		case c == '.' && !class:
			b.WriteString(`[^\n\r]`)
		case c == '^' && !class || c == '$':
			b.WriteString(`\` + string(c))
		default:
			class = c == '[' || class && c != ']'
			b.WriteByte(c)
		}
	}
	return b.String()
}

// parseRuns reads a pattern of dots, bracketed ASCII classes, \d and plain characters, each with a count or none; nil for
// any other. A run of varying length stands last, so that taking the longest is right.
func parseRuns(text string) []run {
	var runs []run
	for text != "" {
		var r run
		switch {
		case text[0] == '.':
			r.others = true
			for c := range r.class {
				r.class[c] = c != '\n' && c != '\r'
			}
			text = text[1:]
		case text[0] == '[':
			end := strings.IndexByte(text, ']')
			if end < 0 || !r.bracket(text[1:end]) {
				return nil
			}
			text = text[end+1:]
		case strings.HasPrefix(text, `\d`):
			r.digits = true
			for c := '0'; c <= '9'; c++ {
				r.class[c] = true
			}
			text = text[2:]
		case text[0] < utf8.RuneSelf && !strings.ContainsRune(`\[](){}|*+?^$`, rune(text[0])):
			r.class[text[0]] = true
			text = text[1:]
		default:
			return nil
		}
		var ok bool
		if text, ok = r.count(text); !ok || r.min != r.max && text != "" {
			return nil
		}
		runs = append(runs, r)
	}
	return runs
}

func (r *run) bracket(body string) bool {
	if body == "" || strings.ContainsAny(body, `\^[`) {
		return false
	}
	for i := 0; i < len(body); i++ {
		from, to := body[i], body[i]
		if i+2 < len(body) && body[i+1] == '-' {
			to = body[i+2]
			i += 2
		}
		if from >= utf8.RuneSelf || to >= utf8.RuneSelf {
			return false
		}
		for c := int(from); c <= int(to); c++ {
			r.class[c] = true
		}
	}
	return true
}

func (r *run) count(text string) (rest string, ok bool) {
	r.min, r.max = 1, 1
	if text == "" || !strings.ContainsRune("*+?{", rune(text[0])) {
		return text, true
	}
	if text[0] != '{' {
		return text, false
	}
	body, rest, ok := strings.Cut(text[1:], "}")
	low, high, two := strings.Cut(body, ",")
	if !two {
		high = low
	}
	var err1, err2 error
	r.min, err1 = strconv.Atoi(low)
	r.max, err2 = strconv.Atoi(high)
	return rest, ok && err1 == nil && err2 == nil
}

func (p *pattern) match(v string) bool {
	switch {
	case p.runs != nil:
		for _, runs := range p.runs {
			if matchRuns(runs, v) {
				return true
			}
		}
		return false
	case p.edges:
		return matchEdges(v)
	}
	return p.re.MatchString(v)
}

func matchRuns(runs []run, v string) bool {
	i := 0
	for k := range runs {
		r := &runs[k]
		n := 0
		for n < r.max && i < len(v) {
			if c := v[i]; c < utf8.RuneSelf {
				if !r.class[c] {
					break
				}
				i++
			} else if c, size := utf8.DecodeRuneInString(v[i:]); r.others || r.digits && unicode.Is(unicode.Nd, c) {
				i += size
			} else {
				break
			}
			n++
		}
		if n < r.min {
			return false
		}
	}
	return i == len(v)
}

// matchEdges is \P{Z}(.*\P{Z})?: neither the first nor the last character is a separator, no line end between.
func matchEdges(v string) bool {
	first, size := utf8.DecodeRuneInString(v)
	last, _ := utf8.DecodeLastRuneInString(v)
	if size == 0 || unicode.Is(unicode.Z, first) || unicode.Is(unicode.Z, last) {
		return false
	}
	if size == len(v) {
		return true
	}
	_, end := utf8.DecodeLastRuneInString(v)
	return !strings.ContainsAny(v[size:len(v)-end], "\r\n")
}

// lengths gives the counts of a pattern that is any character so many times.
func (p *pattern) lengths() (low, high int, ok bool) {
	if len(p.runs) != 1 || len(p.runs[0]) != 1 || !p.runs[0][0].others {
		return 0, 0, false
	}
	return p.runs[0][0].min, p.runs[0][0].max, true
}

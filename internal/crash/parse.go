package crash

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// call is one system call: what is known at its entry, and what it returned.
type call struct {
	span
	pid, verb string
	args      []string
	result    string // "= 3<path>", cut to what follows the sign; "-1 ENOENT (…)" for an error
	file      *node  // the file of its descriptor, as found at the entry
}

// parser turns a trace into a log.
type parser struct {
	log        *Log
	root, said string
	line       int
	open       map[string]*call // calls that have not returned, by process
	places     map[string]int64 // where the next write without an offset goes, by process and descriptor
}

func (p *parser) read(r io.Reader) error {
	in := bufio.NewReaderSize(r, 1<<20)
	for {
		text, err := in.ReadString('\n')
		if text = strings.TrimSuffix(text, "\n"); text != "" {
			p.line++
			if perr := p.one(text); perr != nil {
				return fmt.Errorf("line %d (%.160s): %w", p.line, text, perr)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	p.log.end = p.line + 1
	slices.Sort(p.log.changes)
	for _, n := range p.log.nodes {
		slices.SortStableFunc(n.ops, func(a, b op) int { return a.begin - b.begin })
	}
	return nil
}

// unread stands for a call whose process was killed as it entered it, before it could be read. The kernel does not carry out such a
// call (Linux, kernel/seccomp.c: a fatal signal pending at the tracer's stop skips it).
const unread = "???"

// one reads a line: "pid verb(args) = result", or its two halves "… <unfinished ...>" and "pid <... verb resumed>…".
func (p *parser) one(text string) error {
	pid, rest, ok := strings.Cut(text, " ")
	rest = strings.TrimLeft(rest, " ")
	switch {
	case !ok:
		return errors.New("no call")
	case strings.HasPrefix(rest, "+++"), strings.HasPrefix(rest, "---"):
		delete(p.open, pid) // the process ended; what it had under way may be done or not
		return nil
	case strings.HasPrefix(rest, "<... "):
		c := p.open[pid]
		if c == nil {
			return errors.New("a return without an entry")
		}
		if c.verb == unread {
			return errors.New("a return of a call that could not be read")
		}
		delete(p.open, pid)
		i := strings.LastIndex(rest, " = ")
		if i < 0 {
			return errors.New("no result")
		}
		c.end, c.result = p.line, rest[i+3:]
		return p.left(c)
	}
	verb, rest, ok := strings.Cut(rest, "(")
	if !ok {
		return errors.New("no arguments")
	}
	c := &call{span: span{p.line, 1 << 60}, pid: pid, verb: verb}
	if verb == unread {
		p.open[pid] = c
		return nil
	}
	if args, ok := strings.CutSuffix(rest, "<unfinished ...>"); ok {
		c.args = split(strings.TrimSuffix(strings.TrimSpace(args), ","))
		p.open[pid] = c
		return p.entered(c)
	}
	i := strings.LastIndex(rest, " = ")
	if i < 0 {
		return errors.New("no result")
	}
	c.args, c.end, c.result = split(strings.TrimSuffix(strings.TrimRight(rest[:i], " "), ")")), p.line, rest[i+3:]
	if err := p.entered(c); err != nil {
		return err
	}
	return p.left(c)
}

// split cuts arguments; strings and paths are in hexadecimal and hold no comma. A vector of buffers stays one argument.
func split(text string) (args []string) {
	depth, from := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				args = append(args, strings.TrimSpace(text[from:i]))
				from = i + 1
			}
		}
	}
	return append(args, strings.TrimSpace(text[from:]))
}

// text decodes "\x61\x62".
func text(arg string) ([]byte, error) {
	s, ok := strings.CutPrefix(arg, `"`)
	s, end := strings.CutSuffix(s, `"`)
	if !ok || !end {
		return nil, fmt.Errorf("a buffer longer than %d bytes, or none: %.40q", stringMax, arg)
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, `\x`, ""))
	return b, err
}

// below is the path below the root, or "" for another file.
func (p *parser) below(path string) string {
	rel, err := filepath.Rel(p.root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") || p.log.leftOut(rel) {
		return ""
	}
	return rel
}

// descriptor reads `5<path>` with the path in hexadecimal: the path below the root, or "".
func (p *parser) descriptor(arg string) (rel, full string) {
	i, j := strings.IndexByte(arg, '<'), strings.LastIndexByte(arg, '>')
	if i < 0 || j < i || strings.HasSuffix(arg, "(deleted)") {
		return "", ""
	}
	b, err := hex.DecodeString(strings.ReplaceAll(arg[i+1:j], `\x`, ""))
	if err != nil {
		return "", "" // a socket, a pipe
	}
	full = string(b)
	if strings.HasSuffix(full, " (deleted)") {
		return "", ""
	}
	return p.below(full), full
}

// path joins a directory argument (empty for a call without one) and a path argument.
func (p *parser) path(dir, arg string) (string, error) {
	b, err := text(arg)
	if err != nil {
		return "", err
	}
	if filepath.IsAbs(string(b)) {
		return p.below(string(b)), nil
	}
	if _, full := p.descriptor(dir); full != "" {
		return p.below(filepath.Join(full, string(b))), nil
	}
	return "", nil
}

func (c *call) failed() bool {
	return strings.HasPrefix(c.result, "-1 ") || strings.HasPrefix(c.result, "?")
}

func (c *call) number() (int64, error) {
	n, _, _ := strings.Cut(c.result, " ")
	n, _, _ = strings.Cut(n, "<")
	return strconv.ParseInt(n, 0, 64)
}

package crash

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// entered notes what a call does from its entry on: a write may reach the disk before it returns, and what is said is said.
func (p *parser) entered(c *call) error {
	switch c.verb {
	case "write", "writev", "pwrite64", "pwritev", "pwritev2", "ftruncate", "fallocate", "fsync", "fdatasync", "lseek":
	default:
		return nil
	}
	rel, full := p.descriptor(c.args[0])
	if full == p.said && (c.verb == "write" || c.verb == "pwrite64") {
		b, err := text(c.args[1])
		p.log.said = append(p.log.said, saying{p.line, string(b)})
		return err
	}
	if rel == "" {
		return nil
	}
	if c.file = p.find(rel); c.file == nil {
		return fmt.Errorf("%s is not known", rel)
	}
	return nil
}

// find is the file of a path; while a rename has not returned, its new name is good too.
func (p *parser) find(rel string) *node {
	if n := p.log.names[rel]; n != nil {
		return n
	}
	for _, c := range p.open {
		if !strings.HasPrefix(c.verb, "rename") {
			continue
		}
		if from, to, err := p.twoPaths(c); err == nil && to == rel && from != "" {
			return p.log.names[from]
		}
	}
	return nil
}

// left notes what a call did once it has returned.
func (p *parser) left(c *call) error {
	if c.failed() {
		if c.file != nil && strings.HasSuffix(c.verb, "sync") {
			c.file.lose()
			p.log.failed = append(p.log.failed, c.span)
		}
		return nil // a write that failed wrote nothing
	}
	switch c.verb {
	case "open", "openat", "creat":
		return p.opened(c)
	case "write", "writev", "pwrite64", "pwritev", "pwritev2":
		return p.wrote(c)
	case "lseek":
		return p.sought(c)
	case "ftruncate", "fallocate":
		return p.resized(c)
	case "fsync", "fdatasync":
		if c.file != nil {
			if c.file.unsynced(c.span) {
				p.log.syncs = append(p.log.syncs, c.span)
			}
			c.file.syncs = append(c.file.syncs, c.span)
		}
		return nil
	case "rename", "renameat", "renameat2":
		return p.renamed(c)
	case "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat":
		return p.madeOrRemoved(c)
	}
	return p.notModelled(c)
}

var place0 = regexp.MustCompile(`^[0-9]+`)

func (c *call) place() string { return c.pid + "/" + place0.FindString(c.args[0]) }

func (p *parser) opened(c *call) error {
	args := c.args
	if c.verb != "openat" {
		args = append([]string{""}, args...)
	}
	rel, _ := p.descriptor(c.result)
	if rel == "" || rel == "." {
		return nil
	}
	fd := c.pid + "/" + place0.FindString(c.result)
	p.places[fd] = 0
	flags := "O_CREAT|O_TRUNC"
	if c.verb != "creat" {
		flags = args[2]
	}
	n := p.find(rel)
	switch {
	case n == nil && strings.Contains(flags, "O_CREAT"):
		if p.log.names[filepath.Dir(rel)] == nil {
			return fmt.Errorf("the directory of %s is not known", rel)
		}
		n = p.log.newNode(false)
		p.log.name(rel, n, n, c.span)
	case n == nil:
		return fmt.Errorf("%s is not known", rel)
	case strings.Contains(flags, "O_TRUNC"):
		p.change(n, op{span: c.span, kind: truncated})
	}
	if strings.Contains(flags, "O_APPEND") {
		p.places[fd] = -1
	}
	return nil
}

func (p *parser) change(n *node, o op) {
	n.ops = append(n.ops, o)
	p.log.changes = append(p.log.changes, o.begin)
}

var buffers = regexp.MustCompile(`iov_base=("[^"]*"(?:\.\.\.)?)`)

func (p *parser) wrote(c *call) error {
	if c.file == nil {
		return nil
	}
	var data []byte
	if strings.HasSuffix(c.verb, "v") || c.verb == "pwritev2" {
		for _, m := range buffers.FindAllStringSubmatch(c.args[1], -1) {
			b, err := text(m[1])
			if err != nil {
				return err
			}
			data = append(data, b...)
		}
	} else {
		var err error
		if data, err = text(c.args[1]); err != nil {
			return err
		}
	}
	n, err := c.number()
	if err != nil || n > int64(len(data)) {
		return fmt.Errorf("%d bytes, of which %q were written", len(data), c.result)
	}
	var offset int64
	if c.verb[0] == 'p' {
		offset, err = strconv.ParseInt(c.args[3], 0, 64)
	} else {
		offset, err = p.advance(c, n)
	}
	p.change(c.file, op{span: c.span, kind: written, offset: offset, data: data[:n]})
	return err
}

// advance is the place of a write without an offset, moved behind it.
func (p *parser) advance(c *call, n int64) (int64, error) {
	at, known := p.places[c.place()]
	if !known {
		return 0, errors.New("a write at a place that is not known")
	}
	if at < 0 {
		return 0, errors.New("a write to the end of a file is not modelled")
	}
	p.places[c.place()] = at + n
	return at, nil
}

func (p *parser) sought(c *call) error {
	if c.file == nil {
		return nil
	}
	n, err := c.number()
	if at, known := p.places[c.place()]; !known || at >= 0 {
		p.places[c.place()] = n
	}
	return err
}

func (p *parser) resized(c *call) error {
	if c.file == nil {
		return nil
	}
	if c.verb == "ftruncate" {
		size, err := strconv.ParseInt(c.args[1], 0, 64)
		p.change(c.file, op{span: c.span, kind: truncated, offset: size})
		return err
	}
	if c.args[1] != "0" {
		return fmt.Errorf("fallocate of mode %s is not modelled", c.args[1])
	}
	from, err := strconv.ParseInt(c.args[2], 0, 64)
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(c.args[3], 0, 64)
	p.change(c.file, op{span: c.span, kind: allocated, offset: from + size})
	return err
}

func (p *parser) twoPaths(c *call) (from, to string, err error) {
	dirs, paths := [2]string{}, [2]string{}
	if c.verb == "rename" {
		paths = [2]string(c.args[:2])
	} else {
		dirs, paths = [2]string{c.args[0], c.args[2]}, [2]string{c.args[1], c.args[3]}
	}
	if from, err = p.relative(dirs[0], paths[0]); err != nil {
		return "", "", err
	}
	to, err = p.relative(dirs[1], paths[1])
	return from, to, err
}

// relative resolves a path; one without a directory is below the root where the root is the working directory, as for a
// database server.
func (p *parser) relative(dir, arg string) (string, error) {
	if dir == "" {
		b, err := text(arg)
		if err != nil || filepath.IsAbs(string(b)) {
			return p.path("", arg)
		}
		return p.below(filepath.Join(p.root, string(b))), nil
	}
	return p.path(dir, arg)
}

func (p *parser) renamed(c *call) error {
	from, to, err := p.twoPaths(c)
	if err != nil || from == "" && to == "" {
		return err
	}
	if from == "" || to == "" || p.log.names[from] == nil || p.log.names[filepath.Dir(to)] == nil {
		return fmt.Errorf("a rename from %q to %q", from, to)
	}
	p.log.move(from, to, c.span)
	return nil
}

func (p *parser) madeOrRemoved(c *call) error {
	dir, arg := "", c.args[0]
	if strings.HasSuffix(c.verb, "at") {
		dir, arg = c.args[0], c.args[1]
	}
	rel, err := p.relative(dir, arg)
	if err != nil || rel == "" {
		return err
	}
	if p.log.names[filepath.Dir(rel)] == nil {
		return nil // below another directory that is the working one
	}
	n := p.log.names[rel]
	if strings.HasPrefix(c.verb, "mkdir") {
		n = p.log.newNode(true)
		p.log.name(rel, n, n, c.span)
		return nil
	}
	if n == nil {
		return fmt.Errorf("%s is not known", rel)
	}
	p.log.name(rel, nil, n, c.span)
	return nil
}

// notModelled refuses calls on the recorded files that the disk has no notion of.
func (p *parser) notModelled(c *call) error {
	for _, arg := range c.args {
		if rel, _ := p.descriptor(arg); rel != "" {
			return fmt.Errorf("%s is not modelled", c.verb)
		}
		if b, err := text(arg); err == nil && filepath.IsAbs(string(b)) && p.below(string(b)) != "" {
			return fmt.Errorf("%s is not modelled", c.verb)
		}
	}
	if c.verb == "sync" {
		return errors.New("sync is not modelled")
	}
	return nil
}

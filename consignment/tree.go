package consignment

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/kairo-corridor/kairo/fault"
)

// node is one JSON value with its place; an object keeps the order and the repetitions of its fields.
type node struct {
	kind   byte // '{' '[' 's' 'n' 'b' '0' (null)
	text   string
	flag   bool
	fields []field
	items  []*node
	begin  int64 // offset just after the value's first token
	end    int64
}

type field struct {
	name  string
	begin int64
	value *node
}

// parse reads exactly one JSON value.
func parse(raw []byte) (*node, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	n, err := parseValue(dec, 0)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = fault.New(fault.BadFile, "something follows the consignment").Want("one JSON object and nothing after it")
		}
	}
	if err == nil {
		return n, nil
	}
	place := lineCol(raw, int(dec.InputOffset()))
	var f *fault.Error
	if errors.As(err, &f) {
		return nil, f.At("%s", place)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		place = lineCol(raw, int(syntax.Offset))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fault.New(fault.BadFile, "the JSON ends too early").At("%s", lineCol(raw, len(raw))).Want("a complete JSON object")
	}
	return nil, fault.New(fault.BadFile, "is no JSON: %v", err).At("%s", place).Want("a JSON object")
}

func parseValue(dec *json.Decoder, depth int) (*node, error) {
	if depth > DepthMax {
		return nil, fault.New(fault.Limit, "nested more than %d deep", DepthMax)
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	n := &node{begin: dec.InputOffset()}
	switch t := tok.(type) {
	case json.Delim:
		n.kind = byte(t)
		if t == '{' {
			err = n.parseObject(dec, depth)
		} else {
			err = n.parseArray(dec, depth)
		}
	case string:
		n.kind, n.text = 's', t
	case json.Number:
		n.kind, n.text = 'n', t.String()
	case bool:
		n.kind, n.flag = 'b', t
	default:
		n.kind = '0'
	}
	n.end = dec.InputOffset()
	return n, err
}

func (n *node) parseObject(dec *json.Decoder, depth int) error {
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		f := field{name: key.(string), begin: dec.InputOffset()}
		if f.value, err = parseValue(dec, depth+1); err != nil {
			return err
		}
		n.fields = append(n.fields, f)
	}
	_, err := dec.Token()
	return err
}

func (n *node) parseArray(dec *json.Decoder, depth int) error {
	for dec.More() {
		v, err := parseValue(dec, depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, v)
	}
	_, err := dec.Token()
	return err
}

// says names the kind for people.
func (n *node) says() string {
	switch n.kind {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 's':
		return "the text " + strconv.Quote(clip(n.text))
	case 'n':
		return "the number " + clip(n.text)
	case 'b':
		return strconv.FormatBool(n.flag)
	}
	return "null"
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// lineCol names a byte offset as "line 3, column 7".
func lineCol(raw []byte, offset int) string {
	offset = max(0, min(offset, len(raw)))
	line := 1 + bytes.Count(raw[:offset], []byte{'\n'})
	col := offset - bytes.LastIndexByte(raw[:offset], '\n')
	return "line " + strconv.Itoa(line) + ", column " + strconv.Itoa(col)
}

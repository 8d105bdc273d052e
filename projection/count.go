package projection

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Counts sums the elements of documents by origin. A typed element is one that somebody would have typed again; Distinct is how
// many fields of the consignment were typed for all of them.
func Counts(docs []Document) Count {
	n := Count{Documents: len(docs)}
	seen := map[string]bool{}
	for i := range docs {
		for _, e := range docs[i].Elements {
			n.Elements++
			switch e.Origin {
			case Typed:
				n.Typed++
				for _, pointer := range e.From {
					seen[pointer] = true
				}
			case Derived:
				n.Derived++
			case Defaulted:
				n.Defaulted++
			case Missing:
				n.Missing++
			}
		}
	}
	n.Distinct = len(seen)
	return n
}

// Use is one field of the consignment, typed once, and how often it stands in the documents: without one data set it would have
// been typed that often.
type Use struct {
	Pointer   string `json:"pointer"`
	Times     int    `json:"times"`
	Documents int    `json:"documents"`
}

// Uses tells for every field that was typed how many times it would have been typed without Kairo, the most used first.
func Uses(docs []Document) []Use {
	at := map[string]int{}
	var out []Use
	for i := range docs {
		here := map[string]bool{}
		for _, e := range docs[i].Elements {
			if e.Origin != Typed {
				continue
			}
			for _, pointer := range e.From {
				k, ok := at[pointer]
				if !ok {
					k, at[pointer] = len(out), len(out)
					out = append(out, Use{Pointer: pointer})
				}
				out[k].Times++
				if !here[pointer] {
					here[pointer] = true
					out[k].Documents++
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Use) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Pointer, b.Pointer))
	})
	return out
}

// provenanceHeader are the columns of provenance.csv.
var provenanceHeader = []string{"document", "box", "name", "path", "value", "origin", "from", "how", "who", "required"}

// WriteProvenance writes one line for each element of each document (RFC 4180, UTF-8). A cell that a spreadsheet would take for
// a formula begins with an apostrophe.
func WriteProvenance(w io.Writer, docs []Document) error {
	out := csv.NewWriter(w)
	if err := out.Write(provenanceHeader); err != nil {
		return err
	}
	for i := range docs {
		for _, e := range docs[i].Elements {
			row := []string{docs[i].ID, e.Box, e.Name, e.Path, e.Value, string(e.Origin), strings.Join(e.From, " "), e.How, e.Who, strconv.FormatBool(e.Required)}
			for k := range row {
				row[k] = plain(row[k])
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// plain keeps a spreadsheet from running a cell: OWASP lists = + - @, tab and return as what begins a formula; full-width forms
// of the signs are read as the signs by some programs.
func plain(s string) string {
	first, _ := firstRune(s)
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 'x', false
}

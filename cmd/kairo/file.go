package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/document/fonts"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/eaeu"
	"github.com/kairo-corridor/kairo/message/smgs"
	"github.com/kairo-corridor/kairo/projection"
)

func fileCommand() *cobra.Command {
	var o fileOptions
	c := &cobra.Command{
		Use:   "file CONSIGNMENT.json",
		Short: "Write every document of the journey from one declaration, with provenance",
		Long: `Plans the consignment, takes one journey, works out its filing plan and projects every document: customs
declarations, transit sets, consignment notes, bills of lading, manifests, advance data. Into --out go
each document as JSON, its structured data (XML of the EAEU structure, UN/CEFACT JSON of consignment
notes), a PDF where people carry paper, filing.txt, and provenance.csv: for each element
of each document whether it was typed, derived (how), defaulted (why) or is missing (who knows it).

--check writes nothing and lists everything missing for the whole journey, grouped by who knows it;
exit code 1 when something required is missing.`,
		Example: "  kairo file examples/nagoya-almaty.json --out out\n  kairo file examples/nagoya-almaty.json --check",
		Args:    args(cobra.ExactArgs(1), "one consignment file"),
		RunE: func(c *cobra.Command, a []string) error {
			return o.run(c.Context(), c.OutOrStdout(), a[0])
		},
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "directory for the documents, made anew")
	f.BoolVar(&o.check, "check", false, "only list what is missing")
	f.StringVar(&o.date, "date", "", "legal date, YYYY-MM-DD (default: the day the goods are ready)")
	f.StringVar(&o.prefer, "prefer", "", "journey to take: a label or corridor (default: the consignment's)")
	f.StringVar(&o.require, "require", "", "insist on a regime: tir or etir; refused with the rule where no law allows it")
	f.StringVar(&o.data, "data", "data", "data directory, for imported reference data")
	f.BoolVar(&o.noPDF, "no-pdf", false, "data only")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

type fileOptions struct {
	out, date, prefer, data, require string
	check, noPDF, json               bool
}

// filed is what kairo file made.
type filed struct {
	plan  filing.Plan
	docs  []projection.Document
	count projection.Count
	check projection.Report

	unprinted []rune // characters of papers that no font has
}

// project plans, works out the filing plan and projects every document.
func (o *fileOptions) project(ctx context.Context, file string) (*planned, *filed, error) {
	cons, err := readConsignment(file)
	if err != nil {
		return nil, nil, err
	}
	t, err := planConsignment(ctx, cons, o.prefer)
	if err != nil {
		return nil, nil, err
	}
	on, err := onDate("--date", o.date, t.ready())
	if err != nil {
		return nil, nil, err
	}
	ref, err := referenceData(o.data)
	if err != nil {
		return nil, nil, err
	}
	f := &filed{}
	if f.plan, err = filing.BuildWith(t.journey(), cons, on, ref, filing.Options{Require: o.require, Currencies: t.net.Currencies()}); err != nil {
		return nil, nil, err
	}
	if f.docs, err = projection.Project(cons, t.journey(), f.plan, ref); err != nil {
		return nil, nil, err
	}
	f.count, f.check = projection.Counts(f.docs), projection.Check(f.docs)
	return t, f, nil
}

func (o *fileOptions) run(ctx context.Context, out io.Writer, file string) error {
	if o.out == "" && !o.check {
		return fault.New(fault.Usage, "where to write the documents is not said").Want("--out DIR, or --check")
	}
	t, f, err := o.project(ctx, file)
	if err != nil {
		return err
	}
	if o.check {
		return o.printCheck(out, f)
	}
	files, err := o.write(t, f)
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(out, map[string]any{"documents": summaries(f.docs), "count": f.count, "files": files, "missing": f.check})
	}
	return printFiled(out, t, f, o.out, len(files))
}

// printCheck lists what is missing; something required that is missing is a no.
func (o *fileOptions) printCheck(out io.Writer, f *filed) error {
	if o.json {
		if err := writeJSON(out, f.check); err != nil {
			return err
		}
	} else if err := f.check.Print(out); err != nil {
		return err
	}
	for _, d := range f.docs {
		if len(d.Blocked) > 0 {
			return &saidNo{}
		}
	}
	return nil
}

// write writes every document into a directory that takes the place of an older one at the end.
func (o *fileOptions) write(t *planned, f *filed) ([]string, error) {
	var files []string
	err := makeDir(o.out, "provenance.csv", func(tmp string) error {
		put := func(name string, write func(io.Writer) error) error {
			files = append(files, name)
			return writeFile(filepath.Join(tmp, name), func(w *os.File) error { return write(w) })
		}
		if err := put("filing.txt", f.plan.Print); err != nil {
			return err
		}
		if err := put("filing.json", func(w io.Writer) error { return writeJSON(w, f.plan) }); err != nil {
			return err
		}
		if err := put("provenance.csv", func(w io.Writer) error { return projection.WriteProvenance(w, f.docs) }); err != nil {
			return err
		}
		if err := f.writeDocuments(put); err != nil || o.noPDF {
			return err
		}
		return f.writePapers(put)
	})
	return files, err
}

// writeDocuments writes each document as JSON with its elements, and its structured data.
func (f *filed) writeDocuments(put func(string, func(io.Writer) error) error) error {
	for i := range f.docs {
		d := &f.docs[i]
		if err := put(d.ID+".json", func(w io.Writer) error { return writeJSON(w, d) }); err != nil {
			return err
		}
		if name, encode := wireFormat(d); name != "" {
			if err := put(name, encode); err != nil {
				return err
			}
		}
	}
	return nil
}

// writePapers writes the PDF of each document that people carry. The system's fonts add Chinese.
func (f *filed) writePapers(put func(string, func(io.Writer) error) error) error {
	opt := document.PDFOptions{Created: f.plan.Date, Demonstration: demonstration(f.plan),
		Fonts: fonts.Builtin().With(fonts.System(os.DirFS("/usr/share/fonts"))...)}
	for i := range f.docs {
		d := &f.docs[i]
		if !d.Paper {
			continue
		}
		err := put(d.ID+".pdf", func(w io.Writer) error {
			res, err := document.PDF(w, *d, opt)
			f.unprinted = append(f.unprinted, res.Missing...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wireFormat gives the file of a document's structured data: XML of the EAEU structure, JSON otherwise; "" where it has none.
func wireFormat(d *projection.Document) (name string, encode func(io.Writer) error) {
	whole := func(raw []byte, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			if err == nil {
				_, err = w.Write(raw)
			}
			return err
		}
	}
	switch data := d.Data.(type) {
	case nil:
		return "", nil
	case *eaeu.GoodsDeclaration:
		return d.ID + ".xml", whole(data.Encode(), nil)
	case smgs.Note:
		return d.ID + ".data.json", whole(data.Encode())
	default:
		return d.ID + ".data.json", func(w io.Writer) error { return writeJSON(w, data) }
	}
}

// demonstration reports whether a plan rests on demonstration office numbers: its papers say that they are no customs documents.
func demonstration(p filing.Plan) bool {
	for _, s := range p.Customs {
		for _, o := range s.Offices() {
			if o.Demo {
				return true
			}
		}
	}
	return false
}

// summary is a document without its elements.
type summary struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Title   string   `json:"title"`
	For     string   `json:"for"`
	Blocked []string `json:"blocked,omitempty"`
}

func summaries(docs []projection.Document) []summary {
	out := make([]summary, len(docs))
	for i, d := range docs {
		out[i] = summary{d.ID, d.Kind, d.Title, d.For, d.Blocked}
	}
	return out
}

// printFiled prints what was written and what typing it saved.
func printFiled(w io.Writer, t *planned, f *filed, dir string, files int) error {
	fmt.Fprintf(w, "%s: %s, %s to %s\n", t.cons.Title, t.journey().Corridor, t.answer.From.Name, t.answer.To.Name)
	for _, d := range f.docs {
		state := "complete"
		if len(d.Blocked) > 0 {
			state = fmt.Sprintf("blocked: %s", strings.Join(d.Blocked[:min(2, len(d.Blocked))], "; "))
			if n := len(d.Blocked) - 2; n > 0 {
				state += fmt.Sprintf("; and %d more", n)
			}
		}
		fmt.Fprintf(w, "  %-32s %3d elements  %-40s %s\n", d.ID, len(d.Elements), d.Title, state)
	}
	k := f.count
	fmt.Fprintf(w, "%d documents, %d elements: %d from what was typed, %d derived, %d defaulted, %d missing\n", k.Documents, k.Elements, k.Typed, k.Derived, k.Defaulted, k.Missing)
	if k.Distinct > 0 {
		fmt.Fprintf(w, "%d values were typed, once each; without Kairo they would have been typed %d times, %.1f times each\n", k.Distinct, k.Typed, float64(k.Typed)/float64(k.Distinct))
	}
	if len(f.unprinted) > 0 {
		slices.Sort(f.unprinted)
		fmt.Fprintf(w, "no font has these characters, they are boxes on the papers: %s\n", string(slices.Compact(f.unprinted)))
	}
	fmt.Fprintf(w, "%d files written to %s; provenance.csv explains every element\n", files, dir)
	return nil
}

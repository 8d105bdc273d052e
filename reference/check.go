package reference

import (
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// spanned is a row with the subject it speaks of: two rows of one subject may not hold on the same day.
type spanned struct {
	subject string
	span    Span
	where   string
}

// checkOverlaps finds rows of one subject whose times overlap, so that a look-up as of a date has one answer.
func (d *Data) checkOverlaps(faults *fault.List) {
	last := map[string][]spanned{}
	for _, row := range d.subjects() {
		for _, other := range last[row.subject] {
			if overlap(row.span, other.span) && len(*faults) < ViolationMax {
				*faults = append(*faults, fault.New(fault.BadField, "holds on the same days as %s", other.where).At("%s: from", row.where).
					Want("rows of one subject that follow each other in time"))
			}
		}
		last[row.subject] = append(last[row.subject], row)
	}
}

func overlap(a, b Span) bool {
	return (a.Until.IsZero() || b.From.IsZero() || b.From.Before(a.Until)) && (b.Until.IsZero() || a.From.IsZero() || a.From.Before(b.Until))
}

func (d *Data) subjects() []spanned {
	var out []spanned
	add := func(s Span, o Origin, key ...string) {
		file, _, _ := strings.Cut(o.Where, ":")
		out = append(out, spanned{file + "|" + strings.Join(key, "|"), s, o.Where})
	}
	for _, r := range d.Rules {
		add(r.Span, r.Origin, r.ID)
	}
	for _, m := range d.Memberships {
		add(m.Span, m.Origin, m.Convention, m.Territory)
	}
	for _, m := range d.Members {
		add(m.Span, m.Origin, m.Union, m.Territory, m.Degree)
	}
	for _, r := range d.Regimes {
		add(r.Span, r.Origin, r.Territory, r.Role, strings.Join(r.Modes, " "))
	}
	for _, r := range d.VATRates {
		add(r.Span, r.Origin, r.Territory)
	}
	for _, r := range d.Duties {
		add(r.Span, r.Origin, r.Territory, r.HS)
	}
	for _, c := range d.Ceilings {
		add(c.Span, c.Origin, c.Territory)
	}
	return out
}

// Counts is the number of rows of one file by status.
type Counts struct {
	File                       string
	Verified, Stated, Recalled int
}

// Count counts the rows of every dated file by status, in the order of the package comment.
func (d *Data) Count() []Counts {
	var out []Counts
	at := map[string]int{}
	for _, o := range d.origins() {
		file, _, _ := strings.Cut(o.Where, ":")
		i, known := at[file]
		if !known {
			i = len(out)
			at[file] = i
			out = append(out, Counts{File: file})
		}
		switch o.Status {
		case Verified:
			out[i].Verified++
		case Stated:
			out[i].Stated++
		default:
			out[i].Recalled++
		}
	}
	return out
}

func (d *Data) origins() []Origin {
	var out []Origin
	for _, r := range d.Memberships {
		out = append(out, r.Origin)
	}
	for _, r := range d.Members {
		out = append(out, r.Origin)
	}
	for _, r := range d.Offices {
		out = append(out, r.Origin)
	}
	for _, r := range d.Regimes {
		out = append(out, r.Origin)
	}
	for _, r := range d.Rules {
		out = append(out, r.Origin)
	}
	for _, r := range d.Securities {
		out = append(out, r.Origin)
	}
	for _, r := range d.Advances {
		out = append(out, r.Origin)
	}
	for _, r := range d.Controls {
		out = append(out, r.Origin)
	}
	for _, r := range d.VATRates {
		out = append(out, r.Origin)
	}
	for _, r := range d.Duties {
		out = append(out, r.Origin)
	}
	for _, r := range d.Ceilings {
		out = append(out, r.Origin)
	}
	return out
}

package learn

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// outliersShown bounds the outliers printed of one crossing.
const outliersShown = 5

// Print writes the report as aligned text.
func (r Report) Print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var err error
	line := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(t, format+"\n", args...)
		}
	}
	if len(r.Rows) == 0 {
		line("Nothing to learn: no %s stay at a crossing has both its events.", r.Source)
	} else {
		line("crossing\tn\tmean h\tsd\tP50\tP90\tfrom\tto\toverlay")
	}
	for _, row := range r.Rows {
		h, told := row.Hours, "written"
		if !row.Written {
			told = "not written: " + row.Why
		}
		line("%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%s\t%s\t%s", row.Crossing, h.N, h.Mean, h.SD, h.P50, h.P90, date(row.First), date(row.Last), told)
	}
	for _, row := range r.Rows {
		for i, d := range row.Outliers {
			if i < outliersShown {
				line("outlier kept: %s %s %.1f h on %s", row.Crossing, d.Consignment, d.Hours(), date(d.Begin))
			}
		}
	}
	if len(r.Findings) > 0 {
		line("%d findings in the events; none of what they name was learned from (kairo measure lists them)", len(r.Findings))
	}
	if r.Ignored > 0 {
		line("%d events of another source were left out", r.Ignored)
	}
	if err == nil {
		err = t.Flush()
	}
	return err
}

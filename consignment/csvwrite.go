package consignment

import (
	"bytes"
	"encoding/csv"
	"io"

	"github.com/kairo-corridor/kairo/fault"
)

// WriteCSV writes consignments as a spreadsheet that [ReadCSV] reads back without loss: UTF-8 with a byte order mark, commas,
// one row a goods item, the plain columns repeated in each row and the numbered ones in the first row of a consignment. Only
// columns that hold something are written. No cell is a formula. The consignments must be valid and their references differ.
func WriteCSV(w io.Writer, all []Consignment) error {
	if err := writable(all); err != nil {
		return err
	}
	head, lists, row := usedColumns(all)
	var names []string
	for _, c := range head {
		names = append(names, c.name)
	}
	for _, c := range row {
		names = append(names, c.name)
	}
	for _, c := range lists {
		names = append(names, c.name)
	}
	if len(names) > CSVColumnsMax {
		return fault.New(fault.Limit, "the sheet would have %d columns", len(names)).Want("at most %d", CSVColumnsMax)
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.Write(names)
	for i := range all {
		writeRows(out, &all[i], head, lists, row)
		out.Flush()
		if b.Len() > CSVBytesMax {
			return fault.New(fault.Limit, "the sheet would have more than %d bytes", CSVBytesMax).Mend("write fewer consignments to a sheet")
		}
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fault.New(fault.BadFile, "the sheet cannot be written").Because(err)
	}
	return nil
}

func writeRows(out *csv.Writer, c *Consignment, head, lists []column[Consignment], row []column[GoodsItem]) {
	cells := make([]string, 0, len(head)+len(row)+len(lists))
	for i := range c.Goods {
		cells = cells[:0]
		for _, col := range head {
			cells = append(cells, col.get(c))
		}
		for _, col := range row {
			cells = append(cells, col.get(&c.Goods[i]))
		}
		for _, col := range lists {
			if i > 0 {
				cells = append(cells, "")
				continue
			}
			cells = append(cells, col.get(c))
		}
		out.Write(cells) // into memory: it cannot fail
	}
}

// writable holds the consignments to what a sheet can say: valid, each under a reference of its own.
func writable(all []Consignment) error {
	seen := map[string]int{}
	rows := 0
	for i := range all {
		if err := all[i].Validate(); err != nil {
			return fault.New(fault.BadField, "consignment %q is not valid", clip(all[i].Reference)).At("/%d", i).Because(err)
		}
		if first, twice := seen[all[i].Reference]; twice {
			return fault.New(fault.BadField, "reference %q stands already in /%d", clip(all[i].Reference), first).At("/%d/reference", i)
		}
		seen[all[i].Reference] = i
		rows += len(all[i].Goods)
	}
	if rows > CSVRowsMax {
		return fault.New(fault.Limit, "%d goods items", rows).Want("at most %d", CSVRowsMax)
	}
	return nil
}

// usedColumns are the columns that some consignment fills, and those that every sheet has.
func usedColumns(all []Consignment) (head, lists []column[Consignment], row []column[GoodsItem]) {
	fills := func(c column[Consignment]) bool {
		for i := range all {
			if c.get(&all[i]) != "" {
				return true
			}
		}
		return false
	}
	for _, c := range headColumns {
		if c.keep || fills(c) {
			head = append(head, c)
		}
	}
	for _, s := range series {
		most := 0
		for i := range all {
			most = max(most, s.count(&all[i]))
		}
		for i := range most {
			for _, c := range s.columns(i) {
				if fills(c) {
					lists = append(lists, c)
				}
			}
		}
	}
	for _, c := range rowColumns {
		if c.keep || fillsGoods(all, c) {
			row = append(row, c)
		}
	}
	return head, lists, row
}

func fillsGoods(all []Consignment, c column[GoodsItem]) bool {
	for i := range all {
		for j := range all[i].Goods {
			if c.get(&all[i].Goods[j]) != "" {
				return true
			}
		}
	}
	return false
}

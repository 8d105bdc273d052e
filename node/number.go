package node

import (
	"fmt"
	"time"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/store"
)

// numbered completes a transaction with the next registration number, drawn and used in the same transaction: a range has
// no gap and no number twice.
func numbered(tx *store.Tx, m transit.Movement, now time.Time, complete func(*store.Tx, transit.Accept) error) {
	tx.Draw = []string{numberRange(m, now)}
	tx.Fill = func(drawn []int64, tx *store.Tx) error {
		number, err := makeNumber(m, now, drawn[0])
		if err != nil {
			return err
		}
		return complete(tx, transit.Accept{Number: number})
	}
}

// numberRange names the range of a movement's number: by office in the EAEU, by country elsewhere, each year anew.
func numberRange(m transit.Movement, now time.Time) string {
	scope := m.Administration
	if m.Declaration.NumberFormat == "eaeu" {
		scope = m.Declaration.Departure.Code
	}
	return fmt.Sprintf("number/%s/%s/%d", m.Declaration.NumberFormat, scope, now.Year())
}

// makeNumber makes the serial-th number of a range. An MRN made here says DEMO in the country's twelve characters.
func makeNumber(m transit.Movement, now time.Time, serial int64) (string, error) {
	switch format := m.Declaration.NumberFormat; format {
	case "mrn":
		letter := transit.MRNLetters(m.Declaration.Regime)[0]
		v, err := code.MakeMRN(now.Year(), m.Administration, fmt.Sprintf("DEMO%08d", serial), letter)
		return v.Text, err
	case "eaeu":
		v, err := code.MakeEAEU(m.Declaration.Departure.Code, now, serial)
		return v.Text, err
	case "national":
		v, err := code.MakeNational(m.Administration, now.Year(), serial)
		return v.Text, err
	default:
		return "", fault.New(fault.BadField, "no number format is called %q", format)
	}
}

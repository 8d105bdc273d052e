package node

import (
	"slices"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
)

// faceOf shows a TIR operation as a movement, for those who list, search and follow movements: the administration of the office
// of departure or entry is the owner, one that holds a copy has the role destination. The number is that of the carnet; the
// arrival is the final termination, its result what it was certified with; released is the acceptance with voucher No. 1.
// Nothing is decided from it.
func faceOf(r tir.Record, lodged time.Time) transit.Movement {
	op := r.Here()
	m := transit.Movement{Key: TIRKey(r.Key, r.Operation), Administration: r.Administration, Owner: r.Owner, Role: transit.Owner,
		State: r.State, Number: r.Transport.Carnet, LodgedAt: lodged, ReleasedAt: r.AcceptedAt, Limit: r.Limit, Proof: r.Proof,
		Timers: slices.Clone(r.Timers), EndedAt: r.EndedAt}
	if r.Role == tir.Ending {
		m.Role = transit.Destination
	} else {
		m.Trader = r.Transport.Holder
	}
	m.Declaration = transit.Declaration{Consignment: r.Transport.Consignment, Version: r.Transport.Version, Hash: r.Transport.Hash,
		Regime: transit.TIR, NumberFormat: "tir-carnet", Declarant: "holder of the carnet: " + r.Transport.HolderID,
		Goods: r.Transport.Goods, Departure: op.Start, Passage: slices.Concat(op.Loading, op.Unloading), Destination: op.End, Seals: slices.Clone(r.Seals)}
	for _, t := range r.Terminations {
		if t.As == tir.Final {
			m.Arrival = &transit.Passed{Office: t.Office, At: t.At, Declared: t.Office.Same(op.End)}
			reservations := strings.Join(r.Reservations(), "; ")
			m.Result = &transit.Result{Satisfactory: reservations == "", Text: reservations, At: t.At}
		}
	}
	for _, i := range r.Incidents {
		m.Incidents = append(m.Incidents, transit.IncidentReport{Office: i.Office, Text: i.Report + ": " + i.Text, At: i.At, RecordedAt: i.At, NewSeals: strings.Join(i.Seals, ", ")})
	}
	return m
}

package node

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/customs/tir"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/unit"
)

// A TIR transport over three contracting parties, one of them a union with two countries that hold copies, on nodes that crash
// and a line that loses, doubles, reorders and is cut: officers, the holder and the clock do what the machine allows. Once the
// line is mended every operation can be brought to its end, and the holder, the copies, the organisation and the associations
// know it as the owner does.
func TestTIRUnderFaults(t *testing.T) {
	ends := map[transit.State]int{}
	for seed := int64(1); seed <= 25; seed++ {
		if *simSeed != 0 && seed != *simSeed {
			continue
		}
		w := newWorld(seed, nil, tirParties(simCountries)...)
		states, err := w.simulateTIR()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, s := range states {
			ends[s]++
		}
	}
	t.Log(ends)
	if len(ends) < 3 && *simSeed == 0 {
		t.Errorf("the simulation is too kind: %v", ends)
	}
}

// A commit that forgets what was to be sent is found.
func TestTheTIRSimulationFindsDeliberateFaults(t *testing.T) {
	for seed := int64(1); seed <= 20; seed++ {
		w := newWorld(seed, func(w *world, tx *store.Tx) bool {
			if w.hit(10) {
				tx.Outbox = nil
			}
			return false
		}, tirParties(simCountries)...)
		if _, err := w.simulateTIR(); err != nil {
			return
		}
	}
	t.Error("not found")
}

var tirOwners = []string{"UZ", "KZ", "GE"}

func tirSimPlan() []filing.Stretch {
	return []filing.Stretch{
		{ID: "S1", Regime: "tir", Administration: "UZ", Territory: "UZ", Departure: demoOffice("UZ", 1, ""), Destination: demoOffice("UZ", 2, "")},
		{ID: "S2", Regime: "tir", Administration: "KZ", Territory: "EAEU", Departure: demoOffice("KZ", 1, ""), Passage: []filing.Office{demoOffice("BY", 1, "")}, Destination: demoOffice("RU", 1, "")},
		{ID: "S3", Regime: "tir", Administration: "GE", Territory: "GE", Departure: demoOffice("GE", 1, ""), Destination: demoOffice("GE", 2, "")},
	}
}

func (w *world) simulateTIR() ([]transit.State, error) {
	w.calm = true
	spoil := w.spoil
	if _, _, err := w.trader.Declare(ctx, tirConsignment()); err != nil {
		return nil, err
	}
	if err := w.bodies[tir.Organisation].RegisterCarnet(ctx, demoIssue()); err != nil {
		return nil, err
	}
	for _, s := range tirSimPlan() {
		key, err := w.trader.LodgeTIR(ctx, "", tirSimPlan(), s.ID)
		if err != nil {
			return nil, err
		}
		w.keys = append(w.keys, key)
	}
	w.calm, w.spoil = false, spoil
	for range 500 {
		if err := w.stepTIR(); err != nil {
			return nil, err
		}
	}
	err := w.heal(60, 24*time.Hour, func(round int) {
		for _, country := range simCountries {
			w.leadTIR(country, round)
		}
	})
	if err != nil {
		return nil, err
	}
	return w.checkTIR()
}

func (w *world) stepTIR() error {
	w.clock.pass(time.Duration(w.rng.IntN(4)) * time.Hour)
	p := w.anybody()
	switch n := w.rng.IntN(100); {
	case n < 30:
		return w.run(p, func() error { _, err := w.node(p).Poll(ctx); return err })
	case n < 55:
		return w.run(p, func() error { _, err := w.node(p).Pump(ctx); return err })
	case n < 57:
		w.net.Cut(p, w.anybody())
	case n < 62:
		w.net.Heal(p, w.anybody())
	case n < 64:
		w.start(p)
	case n < 66:
		for _, country := range simCountries {
			if err := w.run(country, func() error { _, err := w.admins[country].Tick(ctx); return err }); err != nil {
				return err
			}
		}
	default:
		country := simCountries[w.rng.IntN(len(simCountries))]
		return w.run(country, func() error { return w.actTIR(country) })
	}
	return nil
}

// actTIR is an officer's act that fits an operation.
func (w *world) actTIR(country string) error {
	key := w.keys[w.rng.IntN(len(w.keys))]
	h, err := w.admins[country].Record(ctx, key)
	if err != nil {
		return err
	}
	rare := []transit.Kind{tir.KindRefuse, tir.KindReportLoss, tir.KindSuspend, tir.KindDebtPaid, tir.KindDropClaim}
	fits := slices.DeleteFunc(Acts(h), func(k transit.Kind) bool { return slices.Contains(rare, k) && !w.hit(12) })
	if len(fits) == 0 || !w.reached(h.TIR.Operation) && !w.hit(2) {
		return nil
	}
	msg := w.clickTIR(fits[w.rng.IntN(len(fits))], *h.TIR)
	if msg == nil {
		return nil
	}
	return w.admins[country].Do(ctx, key, msg)
}

// clickTIR is what an officer sends for a kind of act, nil where the one carnet there is does not allow it.
func (w *world) clickTIR(k transit.Kind, r tir.Record) transit.Message {
	here := r.Here().Start
	page, final := w.carnetPage(r)
	if r.Role == tir.Ending {
		here = OfficeOf(demoOffice(r.Administration, 1, ""))
	}
	switch k {
	case tir.KindPresent:
		return w.presentTIR(r)
	case tir.KindRefuse:
		return tir.Refuse{Reason: "not valid"}
	case tir.KindStart:
		return started()
	case tir.KindSuspend:
		if final {
			return nil
		}
		return tir.Suspend{Page: page, Office: here, Regime: "national-transit", Document: "D1"}
	case tir.KindResume:
		return tir.Resume{Page: r.NextPage() - 1, Office: here, LimitDays: 5}
	case tir.KindNotResumed:
		return tir.NotResumed{Reason: "delivered there"}
	case tir.KindTerminate:
		if final || r.Role == tir.Starting && len(r.Here().Ends()) > 0 {
			return nil
		}
		return tir.Terminate{Office: here, Page: page, Partial: r.Administration == "BY", Reservation: []string{"", "", "one seal broken"}[w.rng.IntN(3)]}
	case tir.KindIncident:
		return tir.Incident{IncidentReport: tir.IncidentReport{Report: fmt.Sprintf("%s-%d", r.Administration, w.rng.IntN(1000)), Office: here, Text: "tyre burst"}}
	case tir.KindReportLoss:
		return tir.ReportLoss{Text: "stolen"}
	case tir.KindSubstitute:
		return tir.Substitute{Document: "D2"}
	case tir.KindDischarge:
		return tir.Discharge{Resolved: "found whole"}
	case tir.KindEnquire:
		return tir.Enquire{}
	case tir.KindAcceptProof:
		return tir.AcceptProof{Proof: "a customs document"}
	case tir.KindIrregularity:
		return tir.FindIrregularity{Text: "goods removed", Fraud: w.hit(50)}
	case tir.KindNotify:
		return tir.Notify{}
	case tir.KindDemand:
		return tir.Demand{Amount: unit.Money{Minor: 1_000_000, Currency: "EUR"}}
	case tir.KindDebtPaid:
		return tir.DebtPaid{Amount: unit.Money{Minor: 1_000_000, Currency: "EUR"}}
	case tir.KindDropClaim:
		return tir.DropClaim{Reason: "no debt"}
	}
	return nil
}

// presentTIR is the one carnet there is, as it looks when it reaches an operation.
func (w *world) presentTIR(r tir.Record) transit.Message {
	var ended []tir.Counterfoil
	first := time.Time{}
	for i := range r.Operation - 1 {
		for _, t := range w.certified(i) {
			ended = append(ended, tir.Counterfoil{Page: t.Page, Country: t.Office.Country})
		}
		if o, err := w.record(tirOwners[i], w.keys[i]); err == nil && i == 0 {
			first = o.AcceptedAt
		}
	}
	return presented(first, ended...)
}

// record reads a record past the faults of its node.
func (w *world) record(country, key string) (tir.Record, error) {
	was := w.calm
	w.calm = true
	defer func() { w.calm = was }()
	return w.admins[country].TIR(ctx, key)
}

// certified are the vouchers No. 2 of an operation that were certified by whomever, in the order of the pages.
func (w *world) certified(operation int) []tir.Termination {
	byPage := map[int]tir.Termination{}
	for _, country := range simCountries {
		if r, err := w.record(country, w.keys[operation]); err == nil {
			for _, t := range r.Terminations {
				byPage[t.Page] = t
			}
		}
	}
	var out []tir.Termination
	for _, t := range byPage {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b tir.Termination) int { return a.Page - b.Page })
	return out
}

// carnetPage is the next voucher No. 2 of an operation in the carnet, and whether the final one is certified already.
func (w *world) carnetPage(r tir.Record) (page int, final bool) {
	page = r.FirstPage + 1
	for _, t := range w.certified(r.Operation - 1) {
		page, final = t.Page+2, final || t.As == tir.Final
	}
	return page, final
}

// reached is true where the goods have been taken through the operations before.
func (w *world) reached(operation int) bool {
	for i := range operation - 1 {
		r, err := w.record(tirOwners[i], w.keys[i])
		if err != nil || !r.Ended() && r.State != tir.Terminated {
			return false
		}
	}
	return true
}

// leadTIR does what brings each operation nearer to its end; what still cannot start late in the day is refused.
func (w *world) leadTIR(country string, round int) {
	a := w.admins[country]
	_, _ = a.Tick(ctx)
	for _, key := range w.keys {
		r, err := w.record(country, key)
		if err != nil || r.Ended() || !w.reached(r.Operation) {
			continue
		}
		if w.hit(30) {
			_ = a.Do(ctx, key, tir.DropClaim{Reason: "no debt"})
		}
		for _, k := range []transit.Kind{tir.KindDischarge, tir.KindStart, tir.KindTerminate, tir.KindNotResumed, tir.KindSubstitute,
			tir.KindAcceptProof, tir.KindDropClaim, tir.KindPresent, tir.KindRefuse} {
			if k == tir.KindPresent && round%2 == 1 && r.State == tir.Presented && round > 20 {
				continue
			}
			if msg := w.clickTIR(k, r); msg != nil && a.Do(ctx, key, msg) == nil {
				break
			}
		}
	}
}

func (w *world) checkTIR() ([]transit.State, error) {
	var out []transit.State
	told := map[int]bool{}
	for i, key := range w.keys {
		r, err := w.record(tirOwners[i], key)
		if err != nil {
			return nil, err
		}
		out = append(out, r.State)
		if !r.Ended() {
			return nil, fmt.Errorf("%s is stuck in %s", key, r.State)
		}
		if r.State == tir.Discharged && !r.Complete() && r.Proof == "" {
			return nil, fmt.Errorf("%s is discharged without a termination or a proof", key)
		}
		if r.Liability.Open {
			return nil, fmt.Errorf("%s is %s and the association still answers for it", key, r.State)
		}
		if f, err := w.trader.Filing(ctx, key); err != nil || f.State != r.State {
			return nil, fmt.Errorf("%s: the holder has it %s, the owner %s: %v", key, f.State, r.State, err)
		}
		for _, t := range r.Terminations {
			told[t.Page] = true
		}
		if err := w.checkCopies(r, key); err != nil {
			return nil, err
		}
		if err := w.checkAssociation(r, key); err != nil {
			return nil, err
		}
	}
	file, err := w.bodies[tir.Organisation].Carnet(ctx, demoCarnet)
	if err != nil || len(file.Pages) != len(told) || slices.ContainsFunc(file.Pages, func(p int) bool { return !told[p] }) {
		return nil, fmt.Errorf("the organisation knows pages %v, the owners %v: %v", file.Pages, told, err)
	}
	return out, w.checkLaterTIR()
}

// checkCopies holds every record and its facts against the owner's.
func (w *world) checkCopies(owner tir.Record, key string) error {
	for _, country := range simCountries {
		r, err := w.record(country, key)
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		if err == nil && country != owner.Owner {
			if r.State != tir.Closed || r.OwnerState != owner.State || len(r.Terminations) != len(owner.Terminations) || len(r.Incidents) != len(owner.Incidents) {
				return fmt.Errorf("%s: %s has it %s with %d terminations, the owner %s with %d", key, country, r.State, len(r.Terminations), owner.State, len(owner.Terminations))
			}
		}
		entries, err := w.admins[country].History(ctx, key)
		if err != nil {
			return err
		}
		state := tir.None
		for _, e := range entries {
			if e.Refused != "" {
				if e.Message != tir.KindCarnetAnswer { // one that came after the time for it
					return fmt.Errorf("%s: %s refused %s: %s", key, country, e.Message, e.Refused)
				}
				continue
			}
			if e.From != state {
				return fmt.Errorf("%s: %s has a fact from %s after %s", key, country, e.From, state)
			}
			state = e.To
		}
		if r.State != "" && state != r.State {
			return fmt.Errorf("%s: %s stands in %s, its facts lead to %s", key, country, r.State, state)
		}
	}
	return nil
}

// checkAssociation finds the end of the liability told as often as it ended.
func (w *world) checkAssociation(owner tir.Record, key string) error {
	facts, err := w.bodies[tir.Association(owner.Owner)].CarnetFacts(ctx, demoCarnet)
	if err != nil {
		return err
	}
	ended, want := 0, 0
	for _, f := range facts {
		if f.Kind == tir.KindLiabilityEnded && f.Refused == "" {
			ended++
		}
	}
	if !owner.Liability.EndedAt.IsZero() {
		want++
	}
	if owner.Reopened {
		want++
	}
	if ended != want {
		return fmt.Errorf("%s: the association was freed %d times, %d are right", key, ended, want)
	}
	return nil
}

// checkLaterTIR finds that the owners of later operations know how the earlier ones ended.
func (w *world) checkLaterTIR() error {
	for i, key := range w.keys {
		r, err := w.record(tirOwners[i], key)
		if err != nil {
			return err
		}
		for k := range i {
			before, err := w.record(tirOwners[k], w.keys[k])
			if err != nil {
				return err
			}
			at := slices.IndexFunc(r.Others, func(o tir.Other) bool { return o.Operation == k+1 })
			if before.AcceptedAt.IsZero() != (at < 0) || at >= 0 && (r.Others[at].State != before.State || r.Others[at].Serial != before.Serial) {
				return fmt.Errorf("%s knows %+v of operation %d, which is %s with serial %d", key, r.Others, k+1, before.State, before.Serial)
			}
		}
	}
	return nil
}

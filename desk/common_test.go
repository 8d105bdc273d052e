package desk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/node"
)

func demoOffice(country string, n int) filing.Office {
	return filing.Office{Country: country, Code: fmt.Sprintf("DEMO-%s-%02d", country, n), Demo: true}
}

// common lodges a movement of common transit from Georgia over Azerbaijan to Romania, eight days long.
func (r *rig) common(reference string, advance bool) (key string) {
	r.t.Helper()
	return r.lodged(reference, filing.Stretch{ID: "S1", Regime: string(transit.CommonTransit), NumberFormat: "mrn", LimitDays: 8, Passage: []filing.Office{demoOffice("AZ", 1)}, Destination: demoOffice("RO", 1), InAdvance: advance})
}

// lodged lodges a stretch that begins in Georgia.
func (r *rig) lodged(reference string, s filing.Stretch) (key string) {
	r.t.Helper()
	s.Administration, s.Declarant, s.Departure = "GE", "carrier", demoOffice("GE", 1)
	c := complete(r.t)
	c.Reference = reference
	_, _, err := r.Corridor.Declare(ctx, c)
	must(r.t, err)
	key, err = r.Corridor.LodgeOf(ctx, reference, s)
	must(r.t, err)
	must(r.t, r.Corridor.Settle(ctx))
	return key
}

// play does the steps of a script on a movement, each by an account that has one role at one office:
//
//	GE departure accept | +9d | RO destination arrival | holder-answer: he delivered | RO unloading-remarks: | GE is checked
//
// An act may be followed by a reason and by fields, name=value. Before each the act must be offered to the account.
func (r *rig) play(key, script string) {
	r.t.Helper()
	for _, step := range strings.Split(script, "|") {
		step = strings.TrimSpace(step)
		words := strings.Fields(step)
		kind, text, said := strings.Cut(step, ":")
		switch {
		case strings.HasPrefix(step, "+"):
			d, err := time.ParseDuration(strings.Replace(step[1:], "d", "h", 1))
			must(r.t, err)
			if strings.HasSuffix(step, "d") {
				d *= 24
			}
			r.clock.pass(d)
			_, err = r.Tick(ctx)
			must(r.t, err)
		case len(words) == 3 && words[1] == "is":
			h, err := r.record(transit.Movement{Administration: words[0], Key: key})
			must(r.t, err)
			if string(h.Movement.State) != words[2] {
				r.t.Fatalf("%s: %s has it %s", step, words[0], h.Movement.State)
			}
		case said:
			r.tell(key, transit.Kind(kind), strings.TrimSpace(text))
		default:
			r.decides(key, words)
		}
	}
}

// tell has the trader say something, with the flags of unloading remarks named in the text.
func (r *rig) tell(key string, kind transit.Kind, text string) {
	r.t.Helper()
	f, err := r.Corridor.Trader().Filing(ctx, key)
	must(r.t, err)
	i := slices.IndexFunc(sayings, func(s saying) bool { return s.kind == kind })
	if may, _ := sayings[i].open(&f); !may {
		r.t.Fatalf("%s cannot be said of a movement that is %s", kind, f.State)
	}
	x := Saying{Kind: kind, Text: text, Completed: true, SealsGood: true, Conform: text == ""}
	if sayings[i].act == auth.AnnounceArrival {
		err = r.Corridor.Trader().Announce(ctx, key, x.to(&f), sayings[i].make(&x))
	} else {
		err = r.Corridor.Trader().Say(ctx, key, sayings[i].make(&x))
	}
	must(r.t, err)
	must(r.t, r.Corridor.Settle(ctx))
}

// decides makes a decision: country, role, act, then a reason and fields.
func (r *rig) decides(key string, words []string) {
	r.t.Helper()
	country, kind := words[0], transit.Kind(words[2])
	d := Decision{Country: country, Key: key, Act: kind}
	office := demoOffice(country, 1).Code
	for _, w := range words[3:] {
		switch name, value, field := strings.Cut(w, "="); {
		case !field:
			d.Reason = w
		case name == "office":
			office = value
		case name == "text":
			d.Text = value
		case name == "with":
			d.With = value
		case name == "as":
			d.As = transit.Role(value)
		case name == "control":
			d.Control = transit.ControlKind(value)
		case name == "seals":
			d.NewSeals = value
		}
	}
	a := account("o-"+words[1]+"-"+country+"-"+office, auth.Grant{Role: auth.Role(words[1]), Country: country, Office: office})
	var acts []Act
	if v, err := r.Movement(ctx, a, country, key); err == nil {
		d.Version, acts = v.Version, v.Acts
	} else { // presented where it was not declared
		m, err := r.Corridor.Movement(ctx, key)
		must(r.t, err)
		row, err := r.Presented(ctx, a, country, office, m.Number)
		must(r.t, err)
		d.Office, d.Number, d.Version, acts = office, m.Number, row.Version, row.Acts
	}
	if !slices.ContainsFunc(acts, func(x Act) bool { return x.Kind == kind }) {
		r.t.Fatalf("%v: not among what is offered: %+v", words, acts)
	}
	_, err := r.Decide(ctx, a, d)
	if err != nil {
		r.t.Fatalf("%v: %v", words, err)
	}
}

// Every exceptional path of common transit is brought to its end by accounts that have one role at one office.
func TestExceptionalPathsAreCompletedByOrdinaryRoles(t *testing.T) {
	const released = "GE departure accept | GE departure release | GE is released | "
	const ended = " | GE departure discharge | GE is discharged | AZ is discharged | RO is discharged"
	for name, script := range map[string]string{
		"an enquiry finds the goods": released + `+9d | GE is overdue | GE departure ask-holder holder.overdue | GE is holder-asked | holder-answer: delivered on Monday | GE is overdue |
			GE departure ask-destination enquire.insufficient | RO is enquired | RO destination answer-enquiry enquiry.presented | GE is overdue | RO destination arrival | GE is arrived |
			RO destination destination-control found.conform` + ended,
		"the enquiry is taken back and a proof accepted": released + `+9d | GE departure ask-destination enquire.sufficient | GE departure cancel-enquiry withdraw.proof | RO is expected |
			GE departure accept-proof proof.third text=T-17 | GE is checked` + ended,
		"nobody does anything until the debt is recovered": released + `+9d | +8d | GE is holder-asked | +30d | GE is overdue | +200d | GE is recovery | GE departure close-recovery closed.paid |
			GE is recovered | AZ is recovered | RO is recovered`,
		"another authority recovers the debt": released + `+9d | GE departure start-recovery debt.lost | GE departure request-recovery elsewhere.arose with=AZ | GE is recovery-requested |
			AZ passage answer-recovery authority.accepted | GE is recovery-elsewhere | AZ passage close-recovery closed.paid | GE is recovered | AZ is recovered | RO is recovered`,
		"another authority refuses": released + `+9d | GE departure start-recovery debt.other text=x | GE departure request-recovery elsewhere.debtor with=RO |
			RO destination answer-recovery authority.debtor | GE is recovery | GE departure close-recovery closed.notdue | RO is recovered`,
		"an incident": released + `AZ passage incident incident.seal text=broken seals=S-1,S-2 | RO destination incident incident.danger text=fire | GE departure incident incident.route text=closed |
			AZ passage passage | RO destination arrival | RO destination destination-control found.minor` + ended,
		"an incident leads to recovery": released + `AZ passage incident incident.danger text=burnt | GE departure start-recovery debt.incident | GE departure close-recovery closed.notdue | RO is recovered`,
		"discrepancies are settled":     released + `RO destination arrival | RO destination destination-control found.shortage | GE is checked | GE departure settle-discrepancies settled.duties` + ended,
		"discrepancies are not settled": released + `RO destination arrival | RO destination destination-control found.goods | +29d | GE is recovery |
			GE departure close-recovery closed.paid | RO is recovered`,
		"unloading": released + `arrival-notification: | RO is arrived | RO destination permit-unloading | RO is unloading | unloading-remarks: two boxes less | RO is unloaded |
			RO destination destination-control found.shortage | GE departure settle-discrepancies settled.proved` + ended,
		"the unloading is not done": released + `arrival-notification: | RO destination permit-unloading | +4d | RO is arrived | RO destination permit-unloading | unloading-remarks: |
			RO destination destination-control found.conform` + ended,
		"invalidation at the holder's request": `GE departure accept | request-invalidation: mistaken | GE is invalidation-asked | GE departure decide-invalidation invalidation.control | GE is accepted |
			request-invalidation: still mistaken | GE departure decide-invalidation invalidation.granted | GE is invalidated`,
		"invalidation by the office": released + `GE departure cancel cancel.stayed | GE is invalidated | AZ is invalidated | RO is invalidated`,
		"a diversion over two countries": released + `JP passage ask-record as=passage with=GE office=DEMO-JP-07 | JP is expected | JP passage passage office=DEMO-JP-07 | JP is in-transit |
			KZ destination ask-record as=destination with=GE office=DEMO-KZ-09 | KZ destination arrival office=DEMO-KZ-09 | RO is arrived-elsewhere |
			KZ destination destination-control found.conform office=DEMO-KZ-09` + ended + ` | JP is discharged | KZ is discharged`,
		"goods end at an office of passage": released + `AZ passage passage | AZ passage ask-record | AZ is in-transit | AZ destination arrival | AZ destination destination-control found.conform` + ended,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "")
			r.play(r.common("PATH", false), script)
		})
	}
	r := newRig(t, "")
	r.play(r.common("PATH", true), `GE is pre-lodged | GE departure decide-control control.risk control=scan | present: | GE is lodged`)
}

// What is offered is taken, whatever is chosen of it; no state of a movement is reached in which neither an account with an
// ordinary role, nor the declarant, nor the clock can go on; and every movement comes to its end, with every copy.
func TestNoMovementIsStuckAtTheDesk(t *testing.T) {
	ends, met := map[transit.State]int{}, map[transit.State]bool{}
	for seed := range uint64(60) {
		w := &walk{rig: newRig(t, ""), rng: rand.New(rand.NewPCG(seed, 11)), met: met}
		switch seed % 4 {
		case 0:
			w.key = w.lodged("WALK", filing.Stretch{ID: "S1", Regime: string(transit.EAEUTransit), NumberFormat: "eaeu", LimitDays: 20, Passage: []filing.Office{demoOffice("AZ", 1)}, Destination: demoOffice("RO", 1)})
		case 1:
			w.key = w.lodged("WALK", filing.Stretch{ID: "S1", Regime: string(transit.NationalTransit), NumberFormat: "national", LimitDays: 20, Destination: demoOffice("GE", 2)})
		default:
			w.key = w.common("WALK", seed%3 == 0)
		}
		for range 50 {
			w.step(false)
		}
		for n := 0; !w.ended(); n++ {
			if n == 400 {
				t.Fatalf("seed %d never ends: %v", seed, w.states())
			}
			w.step(true)
		}
		m, err := w.Corridor.Movement(ctx, w.key)
		must(t, err)
		ends[m.State]++
	}
	t.Log(ends, len(met))
	if len(ends) < 5 || len(met) < 24 {
		t.Errorf("the walks are too narrow: ends %v, states %v", ends, met)
	}
}

// walk is a movement on which everybody does what is offered.
type walk struct {
	*rig
	rng *rand.Rand
	key string
	met map[transit.State]bool
}

func (w *walk) records() (out []node.Held) {
	for _, c := range w.Corridor.Countries() {
		if h, err := w.record(transit.Movement{Administration: c, Key: w.key}); err == nil && h.Movement.State != transit.None {
			out = append(out, h)
			w.met[h.Movement.State] = true
		}
	}
	return out
}

func (w *walk) states() (out []string) {
	for _, h := range w.records() {
		out = append(out, h.Movement.Administration+" "+string(h.Movement.State))
	}
	return out
}

func (w *walk) ended() bool {
	return !slices.ContainsFunc(w.records(), func(h node.Held) bool { return !h.Movement.Ended() })
}

// everyRole is an account with every role of officers in a country.
func everyRole(country string) *auth.Account { return officerOf("o-"+country, country, every...) }

// step has somebody do something; towards the end nothing that only may be done.
func (w *walk) step(end bool) {
	w.t.Helper()
	w.neverStuck()
	switch n := w.rng.IntN(100); {
	case n < 16:
		w.clock.pass(time.Duration(w.rng.IntN([]int{3, 10, 60}[w.rng.IntN(3)]*24)) * time.Hour)
		_, err := w.Tick(ctx)
		must(w.t, err)
	case n < 25:
		w.says()
	case n < 30 && !end:
		w.diverts()
	default:
		list := w.records()
		h := list[w.rng.IntN(len(list))]
		m := &h.Movement
		acts := actsOn(everyRole(m.Administration), &h, "", w.clock.now())
		if end {
			acts = (Row{Acts: acts}).Due()
		}
		if acts = w.seldom(acts); len(acts) > 0 {
			w.decides(m, acts[w.rng.IntN(len(acts))])
		}
	}
}

// seldom leaves out, nearly always, what ends a movement before it has gone anywhere.
func (w *walk) seldom(acts []Act) []Act {
	ending := []transit.Kind{transit.KindReject, transit.KindRefuseRelease, transit.KindCancel, transit.KindDecideInvalidation}
	return slices.DeleteFunc(acts, func(x Act) bool { return slices.Contains(ending, x.Kind) && w.rng.IntN(100) < 85 })
}

// decides makes a decision with any reason, office and fields that are offered.
func (w *walk) decides(m *transit.Movement, x Act) {
	w.t.Helper()
	h, err := w.record(*m)
	must(w.t, err)
	d := Decision{Country: m.Administration, Key: w.key, Act: x.Kind, Version: h.Facts, Text: "a text"}
	if len(x.Reasons) > 0 && (x.Required || w.rng.IntN(2) == 0) {
		d.Reason = x.Reasons[w.rng.IntN(len(x.Reasons))].Code
	}
	if x.Named && w.rng.IntN(2) == 0 {
		d.Office = x.Offices[w.rng.IntN(len(x.Offices))].Code
	}
	for _, f := range x.Fields {
		if !f.Required && f.Name != "newMeans" && w.rng.IntN(2) == 0 {
			continue
		}
		value := "some words"
		if len(f.Options) > 0 {
			value = f.Options[w.rng.IntN(len(f.Options))]
		}
		switch f.Name {
		case "control":
			d.Control = transit.ControlKind(value)
			if h.Movement.Control != nil && h.Movement.Control.Done && !h.Movement.Control.Satisfactory {
				d.Control = transit.Physical // no control is no answer to a bad one, and is told so
			}
		case "limitDays":
			d.LimitDays = 1 + w.rng.IntN(9)
		case "with":
			d.With = value
		case "at":
			d.At = w.clock.now()
		case "place":
			d.Place = value
		case "newMeans":
			d.NewMeans = value
		case "newSeals":
			d.NewSeals = value
		case "byCarrier":
			d.ByCarrier = true
		case "route":
			d.Route = value
		case "escort":
			d.Escort = true
		case "days":
			d.Days = 1
		case "to":
			d.With, d.To = m.Declaration.Destination.Country, demoOffice(m.Declaration.Destination.Country, 7).Code
		case "packages":
			d.Packages = 1
		case "grossKg":
			d.GrossKg = 1
		}
	}
	_, err = w.Decide(ctx, everyRole(m.Administration), d)
	if fault.CodeOf(err) == fault.WrongState && slices.Contains([]transit.Kind{transit.KindDeliverPart, transit.KindChangeDelivery}, x.Kind) {
		return // nothing would remain, or it is the place already: as typed
	}
	if err != nil {
		w.t.Fatalf("%s was offered in %s (%s) and is not taken: %+v: %v", x.Kind, m.Administration, m.State, d, err)
	}
}

// says has the declarant say something that is offered.
func (w *walk) says() {
	f, err := w.Corridor.Trader().Filing(ctx, w.key)
	must(w.t, err)
	list, err := w.sayable(ctx, "", &f)
	must(w.t, err)
	if len(list) == 0 {
		return
	}
	text := "a text"
	if w.rng.IntN(2) == 0 && !list[0].Text {
		text = ""
	}
	x := list[w.rng.IntN(len(list))].Kind
	if x == transit.KindRequestInvalidation && w.rng.IntN(100) < 70 {
		return
	}
	if x == transit.KindHolderAnswer || x == transit.KindRequestInvalidation {
		text = "a text"
	}
	w.tell(w.key, x, text)
}

// diverts has a country that was not declared ask for the record.
func (w *walk) diverts() {
	m, err := w.Corridor.Movement(ctx, w.key)
	must(w.t, err)
	country := []string{"JP", "KZ"}[w.rng.IntN(2)]
	office := demoOffice(country, 3).Code
	row, err := w.Presented(ctx, everyRole(country), country, office, m.Number)
	if err != nil || !slices.ContainsFunc(row.Acts, func(x Act) bool { return x.Kind == transit.KindAskRecord && x.Keyed }) {
		return
	}
	as := []transit.Role{transit.Passing, transit.Destination}[w.rng.IntN(2)]
	h, _ := w.record(transit.Movement{Administration: country, Key: w.key}) // which was asked for before and not given
	d := Decision{Country: country, Key: w.key, Act: transit.KindAskRecord, Office: office, Number: m.Number, With: "GE", As: as, Version: h.Facts}
	if _, err := w.Decide(ctx, everyRole(country), d); err != nil {
		w.t.Fatalf("%s asks for the record of a movement that is %s: %v", country, m.State, err)
	}
}

// neverStuck looks that somebody can go on: an officer with an ordinary role in the country of some record, the declarant, or
// the clock.
func (w *walk) neverStuck() {
	w.t.Helper()
	for _, h := range w.records() {
		m := &h.Movement
		if m.Role != transit.Owner || m.Ended() || len(m.Timers) > 0 {
			continue
		}
		f, err := w.Corridor.Trader().Filing(ctx, w.key)
		must(w.t, err)
		said, err := w.sayable(ctx, "", &f)
		must(w.t, err)
		if len((Row{Acts: actsOn(everyRole(m.Administration), &h, "", w.clock.now())}).Due()) > 0 || slices.ContainsFunc(said, func(s Sayable) bool { return s.Asked }) {
			continue
		}
		elsewhere := func(h node.Held) bool {
			return h.Movement.Role != transit.Owner && len((Row{Acts: actsOn(everyRole(h.Movement.Administration), &h, "", w.clock.now())}).Due()) > 0
		}
		if !slices.ContainsFunc(w.records(), elsewhere) {
			w.t.Fatalf("nobody can go on: %v", w.states())
		}
	}
}

// A record that was asked for is seen at the office that asked, and by nobody else there; what was refused can be asked again.
func TestTheOfficeThatAskedSeesTheRecord(t *testing.T) {
	r := newRig(t, "")
	key := r.common("ASK", false)
	r.play(key, "GE departure accept | GE departure release")
	m, err := r.Corridor.Movement(ctx, key)
	must(t, err)
	at := func(office string) *auth.Account {
		return account("at-"+office, auth.Grant{Role: auth.Passage, Country: "JP", Office: office})
	}
	ask := Decision{Country: "JP", Key: key, Act: transit.KindAskRecord, Office: "DEMO-JP-07", Number: m.Number, With: "GE", As: transit.Passing}
	for name, change := range map[string]func(*Decision){
		"another's office":       func(d *Decision) { d.Office = "DEMO-JP-08" },
		"no MRN":                 func(d *Decision) { d.Number = m.Number[:17] + "0" },
		"another country's":      func(d *Decision) { d.With = "RO" },
		"as the owner":           func(d *Decision) { d.As = transit.Owner },
		"with a field too much":  func(d *Decision) { d.NewSeals = "S" },
		"on what it has not got": func(d *Decision) { d.Act = transit.KindPassage },
	} {
		d := ask
		change(&d)
		if _, err := r.Decide(ctx, at("DEMO-JP-07"), d); err == nil {
			t.Errorf("%s: asked", name)
		}
	}
	if _, err := r.record(transit.Movement{Administration: "JP", Key: key}); fault.CodeOf(err) != fault.NotFound {
		t.Fatalf("something was kept: %v", err)
	}
	wrong := ask
	wrong.Key = key + "-X"
	out, err := r.Decide(ctx, at("DEMO-JP-07"), wrong)
	if err != nil || out.State != transit.None {
		t.Errorf("a movement that is not there: %+v %v", out, err)
	}
	if _, err := r.Decide(ctx, at("DEMO-JP-07"), Decision{Country: "JP", Key: wrong.Key, Act: transit.KindAskRecord, Office: "DEMO-JP-07", Number: m.Number, With: "GE", As: transit.Passing, Version: out.Version}); err != nil {
		t.Errorf("asked again: %v", err)
	}
	out, err = r.Decide(ctx, at("DEMO-JP-07"), ask)
	if err != nil || out.State != transit.Expected {
		t.Fatalf("%+v %v", out, err)
	}
	v, err := r.Movement(ctx, at("DEMO-JP-07"), "JP", key)
	must(t, err)
	if len(v.Due()) != 1 || v.Due()[0].Kind != transit.KindPassage {
		t.Errorf("it may do %+v", v.Due())
	}
	if _, err := r.Movement(ctx, at("DEMO-JP-08"), "JP", key); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("seen at another office: %v", err)
	}
	q, err := r.Queue(ctx, at("DEMO-JP-07"), Filter{})
	must(t, err)
	if q.Total != 1 || q.Counts.Acts[transit.KindPassage] != 1 {
		t.Errorf("the queue has %d, %+v", q.Total, q.Counts)
	}
}

// What was unloaded is told by who announced the arrival: not by the owner of the movement where another account did.
func TestWhoTellsWhatWasUnloaded(t *testing.T) {
	r := newRig(t, "")
	f := node.Filing{Key: "R1-S1", State: transit.Arrived, There: &node.Destination{Country: "RO", State: transit.Unloading}}
	told := func(owner string) bool {
		list, err := r.sayable(ctx, owner, &f)
		must(t, err)
		return slices.Contains(kindsOf(list), transit.KindUnloadingRemarks)
	}
	if !told("holder") {
		t.Error("the holder announced the arrival, and cannot tell what was unloaded")
	}
	must(t, r.makeOnce(ctx, exchangedKey(f.Key), exchanged{Key: f.Key, Country: "GE", Consignee: "another"}))
	if told("holder") || !told("another") {
		t.Error("another account announced the arrival, and the holder tells what was unloaded")
	}
}

package tir

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/internal/transcript"
)

var update = flag.Bool("update", false, "write the transcripts and the generated part of docs/tir.md anew")

// A transcript is read from the top. A block is one or more commands, a line of dashes, and what they print:
//
//	transport UZ>Tashkent–Yallama KZ>Konysbaeva–Aktau
//	at 2026-12-01 09:00
//	UZ/1 present
//	----
//	(what happened)
//
// A command "KZ/2 start seals=A1 limit=5" gives the record of KZ for operation 2 a message; messages to other administrations
// are delivered at once. "clock" hands every record its due timers. An underscore stands for a blank.
func TestTranscripts(t *testing.T) {
	transcript.Run(t, *update, 3, func(t *testing.T) transcript.Stage {
		w := &world{t: t, at: map[string]Record{}, carnet: samplePresentation(1)}
		w.carnet.Counterfoils = nil
		return transcript.Stage{Command: w.command, Out: &w.out}
	}, "testdata/*.txt")
}

// world is several administrations, the line between them, and the carnet with its counterfoils.
type world struct {
	t         *testing.T
	now       time.Time
	transport Transport
	carnet    Presentation
	open      bool // voucher No. 1 is detached, No. 2 is not certified
	at        map[string]Record
	queue     []letter
	out       strings.Builder
}

func (w *world) command(words []string, args map[string]string) {
	switch words[0] {
	case "transport":
		w.declare(words[1:], args)
	case "at":
		at, err := time.Parse("2006-01-02 15:04", words[1]+" "+words[2])
		if err != nil {
			w.t.Fatal(err)
		}
		w.now = at
	case "clock":
		w.clock()
	default:
		if words[1] == "show" {
			w.show(words[0])
			return
		}
		w.apply(words[0], w.message(words[0], Kind(words[1]), args), "")
		w.deliver()
	}
}

// declare reads "KZ=A–B", "KZ=A+C–B" (loading at C too), "EU=PL:A–CZ:B–DE:C" (a part unloaded at B); "etir", "vouchers=6".
func (w *world) declare(words []string, args map[string]string) {
	w.transport = sampleTransport()
	w.transport.Operations = nil
	if n := args["vouchers"]; n != "" {
		fmt.Sscan(n, &w.transport.Vouchers)
	}
	for _, x := range words {
		if x == "etir" {
			w.transport.ETIR, w.transport.Vouchers, w.transport.Carnet = true, 0, "JX95000448"
			w.carnet.Carnet, w.carnet.Page = "JX95000448", 0
			continue
		}
		name, route, _ := strings.Cut(x, ">")
		w.transport.Operations = append(w.transport.Operations, operation(name, route))
	}
	w.carnet.ValidUntil = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	w.carnet.Vehicles[0].Until = time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)
}

func operation(territory, route string) Operation {
	stops := strings.Split(route, "–")
	first := strings.Split(stops[0], "+")
	o := Operation{Territory: territory, Start: office(territory, first[0]), End: office(territory, stops[len(stops)-1])}
	for _, x := range first[1:] {
		o.Loading = append(o.Loading, office(territory, x))
	}
	for _, x := range stops[1 : len(stops)-1] {
		o.Unloading = append(o.Unloading, office(territory, x))
	}
	return o
}

func office(territory, s string) Office {
	country, name, found := strings.Cut(s, ":")
	if !found {
		country, name = territory, s
	}
	return Office{Country: country, Code: "DEMO-" + country + "-" + name, Name: name, Demo: true}
}

func (w *world) message(k string, kind Kind, args map[string]string) Message {
	here := Office{}
	if args["office"] != "" {
		here = office(k[:2], args["office"])
	}
	n := func(name string) (v int) { fmt.Sscan(args[name], &v); return v }
	list := func(name string) []string {
		if args[name] == "" {
			return nil
		}
		return strings.Split(args[name], ",")
	}
	operation := int(k[3] - '0')
	switch kind {
	case KindAdvance:
		return Advance{Key: "T1", Administration: k[:2], Operation: operation, Transport: w.transport}
	case KindPresent:
		p := w.carnet
		if w.open {
			p.Page += 2
		}
		p.SealsBroken, p.Report = args["seals"] == "broken", args["report"]
		if operation == 1 {
			p.FirstAccepted = time.Time{}
		}
		return Present{Key: "T1", Administration: k[:2], Operation: operation, Transport: &w.transport, Presentation: p}
	case KindCarnetAnswer:
		return CarnetAnswer{From: Organisation, Code: n("code")}
	case KindStart:
		return Start{Seals: list("seals"), LimitDays: n("limit"), Ceiling: ceiling}
	case KindLoad:
		return Load{Office: here, Packages: n("packages"), Seals: list("seals")}
	case KindSuspend:
		return Suspend{Office: here, Regime: args["regime"], Document: args["document"]}
	case KindResume:
		return Resume{Page: w.carnet.Page, Office: here, LimitDays: n("limit")}
	case KindTerminate:
		page := w.carnet.Page + 1
		if w.transport.ETIR {
			page = 0
		}
		return Terminate{Office: here, Page: page, Partial: args["partial"] != "", Packages: n("packages"), Reservation: args["reservation"], Seals: list("seals")}
	case KindIncident:
		return Incident{IncidentReport: IncidentReport{Report: args["report"], Office: here, Text: args["text"], Lost: n("lost"), Seals: list("seals")}}
	}
	return w.later(kind, args)
}

// later are the messages after the road.
func (w *world) later(kind Kind, args map[string]string) Message {
	var amount int64
	fmt.Sscan(args["eur"], &amount)
	code := 0
	fmt.Sscan(args["code"], &code)
	page := 0
	fmt.Sscan(args["page"], &page)
	all := []Message{Refuse{Reason: args["reason"]}, ReportLoss{Text: args["text"]}, Substitute{Document: args["document"]}, Discharge{Resolved: args["resolved"]},
		Enquire{Text: args["text"]}, AcceptProof{Proof: args["proof"]}, FindIrregularity{Text: args["text"], Fraud: args["fraud"] != ""}, Notify{Text: args["text"]},
		Demand{Amount: eur(amount)}, DebtPaid{Amount: eur(amount)}, Claim{Amount: eur(amount)}, AssociationPaid{From: args["from"], Amount: eur(amount)},
		DropClaim{Reason: args["reason"]}, Refund{Reason: args["reason"]}, ReconciliationRequest{From: Organisation, ID: args["id"], Page: page}, Reconcile{ID: args["id"], Code: code}}
	i := slices.IndexFunc(all, func(m Message) bool { return m.Kind() == kind })
	if i < 0 {
		w.t.Fatalf("no command %s", kind)
	}
	return all[i]
}

func (w *world) apply(k string, msg Message, from string) {
	m, here := w.at[k]
	if !here {
		m = Record{Administration: k[:2]}
	}
	m, facts, sends, err := machine(m, msg, w.now)
	via := ""
	if from != "" {
		via = ", told by " + from[:2]
	}
	if err != nil {
		fmt.Fprintf(&w.out, "%s %s %s refused%s: %v\n", w.now.Format("2006-01-02 15:04"), k, msg.Kind(), via, err)
		return
	}
	w.at[k] = m
	w.road(k, msg)
	for _, f := range facts {
		fmt.Fprintf(&w.out, "%s %s %s → %s by %s%s at %s [%s, %s]\n", f.At.Format("2006-01-02 15:04"), k, f.From, f.To, f.Message, via, f.Office, f.Rule.ID, f.Rule.Status)
		for _, d := range f.Read {
			fmt.Fprintf(&w.out, "    %s: %s\n", d.Name, d.Value)
		}
		if f.Note != "" {
			fmt.Fprintf(&w.out, "    note: %s\n", f.Note)
		}
	}
	for _, s := range sends {
		w.sent(k, s)
	}
}

func (w *world) sent(k string, s Send) {
	detail := ""
	switch v := s.Message.(type) {
	case Notice:
		detail = " " + string(v.Fact.To) + strings.TrimRight(" "+v.EPD, " ")
	case ETIR:
		detail = ": " + v.Name
	case TerminationData:
		detail = fmt.Sprintf(" page %d partial=%v reservation=%v %s", v.Page, v.Partial, v.Reservation, v.Code)
	case OperationNotified:
		detail = fmt.Sprintf(" operation %d %s, serial %d, for %d", v.Operation, v.State, v.Serial, v.For)
	case NonDischarge:
		detail = " to be received by " + date(v.By)
	case PaymentClaim:
		detail = " " + v.Amount.String() + ", to be paid by " + date(v.By)
	case LiabilityEnded:
		detail = " by " + string(v.By)
	}
	fmt.Fprintf(&w.out, "  to %s: %s%s\n", s.To, s.Message.Kind(), strings.TrimRight(detail, " "))
	if slices.Contains(notified, s.Message.Kind()) {
		w.queue = append(w.queue, letter{k, s.To, s.Message})
	}
}

// road keeps the counterfoils of the carnet.
func (w *world) road(k string, msg Message) {
	switch msg.(type) {
	case Resume:
		w.open = true
	case Start:
		w.open = !w.transport.ETIR
		if w.carnet.FirstAccepted.IsZero() {
			w.carnet.FirstAccepted = w.now
		}
	case Terminate, Load, Suspend:
		if !w.transport.ETIR {
			w.carnet.Counterfoils = append(w.carnet.Counterfoils, Counterfoil{w.carnet.Page + 1, k[:2]})
			w.carnet.Page += 2
			_, suspended := msg.(Suspend)
			t, _ := msg.(Terminate)
			w.open = !suspended && (t.Partial || msg.Kind() == KindLoad)
		}
	}
}

func (w *world) deliver() {
	for len(w.queue) > 0 {
		l := w.queue[0]
		w.queue = w.queue[1:]
		to := l.to + l.from[2:]
		if n, ok := l.msg.(OperationNotified); ok {
			to = key(l.to, n.For)
		}
		w.apply(to, l.msg, l.from)
	}
}

func (w *world) clock() {
	var keys []string
	for k := range w.at {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		for _, timer := range w.at[k].Due(w.now) {
			w.apply(k, Elapsed{Timer: timer}, "")
			w.deliver()
		}
	}
}

func (w *world) show(k string) {
	m := w.at[k]
	fmt.Fprintf(&w.out, "%s holds operation %d as %s: %s; liability open %v", k, m.Operation, m.Role, m.State, m.Liability.Open)
	for _, t := range m.Terminations {
		fmt.Fprintf(&w.out, "; page %d %s %s", t.Page, t.As, t.Office)
	}
	for _, o := range m.Others {
		fmt.Fprintf(&w.out, "; operation %d is %s", o.Operation, o.State)
	}
	for _, t := range m.Timers {
		fmt.Fprintf(&w.out, "; timer %s due %s", t.Kind, t.Due.Format("2006-01-02"))
	}
	fmt.Fprintf(&w.out, "; possible: %v\n", Possible(m))
}

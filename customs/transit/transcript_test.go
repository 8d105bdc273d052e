package transit

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/internal/transcript"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// A transcript is read from the top. A block is one or more commands, a line of dashes, and what they print:
//
//	declare eaeu-transit number=eaeu from=KZ:57507:Altynkol-Zhol by=RU:DEMO-RU-01:Kartaly to=BY:DEMO-BY-01:Brest days=60
//	at 2026-12-01 09:00
//	KZ lodge
//	----
//	(what happened)
//
// A command "KZ accept number=…" gives the administration of KZ a message; its messages to others are delivered at once,
// or after "hold" when "deliver" says so. "KZ show" prints a record. An underscore stands for a blank.
func TestTranscripts(t *testing.T) {
	transcript.Run(t, *update, 6, func(t *testing.T) transcript.Stage {
		w := &world{t: t, at: map[string]Movement{}}
		return transcript.Stage{Command: w.command, Out: &w.out}
	}, "testdata/*.txt", "testdata/flows/*.txt")
}

// world is several administrations and the line between them.
type world struct {
	t     *testing.T
	now   time.Time
	decl  Declaration
	owner string
	at    map[string]Movement
	queue []parcel
	hold  bool
	out   strings.Builder
}

type parcel struct {
	from string
	Send
}

func (w *world) command(words []string, args map[string]string) {
	switch words[0] {
	case "declare":
		w.declare(Regime(words[1]), args)
	case "at":
		now, err := time.Parse("2006-01-02 15:04", words[1]+" "+words[2])
		if err != nil {
			w.t.Fatal(err)
		}
		w.now = now
	case "hold":
		w.hold = true
	case "deliver":
		w.hold = false
		w.deliver()
	default:
		if words[1] == "timers" {
			for _, t := range w.at[words[0]].Timers {
				fmt.Fprintf(&w.out, "%s timer %s due %s\n", words[0], t.Kind, t.Due.Format("2006-01-02 15:04"))
			}
			return
		}
		if words[1] == "show" {
			w.show(words[0])
			return
		}
		w.apply(words[0], w.message(words, args), "")
		w.deliver()
	}
}

func (w *world) declare(r Regime, args map[string]string) {
	office := func(s string) Office {
		p := strings.Split(s, ":")
		return Office{Country: p[0], Code: p[1], Name: p[2], Demo: strings.HasPrefix(p[1], "DEMO")}
	}
	d := sampleDeclaration(r)
	d.NumberFormat, d.Departure, d.Destination, d.Passage = args["number"], office(args["from"]), office(args["to"]), nil
	for _, s := range strings.Split(args["by"], ",") {
		if s != "" {
			d.Passage = append(d.Passage, office(s))
		}
	}
	d.LimitDays = 0
	fmt.Sscan(args["days"], &d.LimitDays)
	fmt.Sscan(args["km"], &d.DistanceKm)
	d.Mode = args["mode"]
	d.Additional = args["type"]
	d.Guarantees = guarantees(args["guarantee"])
	if args["exit"] != "" {
		d.Exit = []Office{office(args["exit"])}
	}
	w.decl, w.owner = d, d.Departure.Country
}

func (w *world) message(words []string, args map[string]string) Message {
	yes := args["found"] == ""
	office := func() Office {
		if args["office"] == "" {
			return Office{}
		}
		return Office{Country: words[0], Code: args["office"]}
	}
	switch Kind(words[1]) {
	case KindLodge:
		return Lodge{Key: "R1-S2", Administration: w.owner, Trader: "trader", Declaration: w.decl}
	case KindAccept:
		return Accept{Number: args["number"]}
	case KindReject:
		return Reject{Reason: args["reason"]}
	case KindDecideControl:
		return DecideControl{Control: ControlKind(args["control"]), Reason: args["reason"]}
	case KindControlResult:
		return ControlResult{Satisfactory: yes, Text: args["found"]}
	case KindRelease:
		return w.released(args)
	case KindRefuseRelease:
		return RefuseRelease{Reason: args["reason"]}
	case KindPassage:
		return Passage{Office: office()}
	case KindArrival:
		return Arrival{Office: office()}
	case KindDestinationControl:
		return DestinationControl{Satisfactory: yes, Text: args["found"]}
	case KindDischarge:
		return Discharge{Resolved: args["resolved"]}
	case KindCancel:
		return Cancel{Reason: args["reason"]}
	case KindAmend:
		return Amend{Declaration: w.amended(args)}
	}
	if m := w.messageCommon(words, args); m != nil {
		return m
	}
	w.t.Fatalf("no command %v", words)
	return nil
}

// released reads days=, route=, escort=yes and seals=A,B.
func (w *world) released(args map[string]string) Release {
	r := Release{Route: args["route"], Escort: args["escort"] == "yes"}
	fmt.Sscan(args["days"], &r.LimitDays)
	if s := args["seals"]; s != "" {
		r.Seals = strings.Split(s, ",")
	}
	return r
}

// amended is the declaration with another version, and what the command changes: packages=, to=, from=.
func (w *world) amended(args map[string]string) Declaration {
	d := w.decl
	d.Goods = append([]Goods(nil), d.Goods...)
	fmt.Sscan(args["version"], &d.Version)
	fmt.Sscan(args["packages"], &d.Goods[0].Packages)
	if g := args["guarantee"]; g != "" {
		d.Guarantees = guarantees(g)
	}
	d.Hash = strings.Repeat(fmt.Sprintf("%x%x", 9+d.Version, d.Version), 32)
	for name, field := range map[string]*Office{"to": &d.Destination, "from": &d.Departure} {
		if p := strings.Split(args[name], ":"); len(p) == 3 {
			*field = Office{Country: p[0], Code: p[1], Name: p[2], Demo: strings.HasPrefix(p[1], "DEMO")}
		}
	}
	return d
}

func (w *world) apply(country string, msg Message, from string) {
	m, here := w.at[country]
	if !here {
		m = Movement{Administration: country}
	}
	m, facts, sends, err := machine(m, msg, w.now)
	via := ""
	if from != "" {
		via = ", told by " + from
	}
	if err != nil {
		fmt.Fprintf(&w.out, "%s %s %s refused%s: %v\n", w.now.Format("01-02 15:04"), country, msg.Kind(), via, err)
		return // the sender is told: IE056 at departure, IE057 at destination
	}
	w.at[country] = m
	for _, f := range facts {
		fmt.Fprintf(&w.out, "%s %s %s → %s by %s%s at %s [%s, %s]\n", f.At.Format("01-02 15:04"), country, f.From, f.To, f.Message, via, f.Office, f.Rule.ID, f.Rule.Status)
		for _, d := range f.Read {
			fmt.Fprintf(&w.out, "    %s: %s\n", d.Name, d.Value)
		}
		if f.Note != "" {
			fmt.Fprintf(&w.out, "    note: %s\n", f.Note)
		}
	}
	for _, s := range sends {
		if n, ok := s.Message.(Notice); ok {
			fmt.Fprintf(&w.out, "  to %s: %s %s%s\n", s.To, n.Fact.To, n.Fact.Number, w.number(m, s.Message))
			continue
		}
		fmt.Fprintf(&w.out, "  to %s: %s%s\n", s.To, s.Message.Kind(), w.number(m, s.Message))
		if len(s.To) == 2 {
			w.queue = append(w.queue, parcel{country, s})
		}
	}
}

// number is the message's number in NCTS, where there is one.
func (w *world) number(m Movement, msg Message) string {
	if n := IE(msg); m.Declaration.Regime == CommonTransit && n != "" {
		return " (" + n + ")"
	}
	return ""
}

func (w *world) deliver() {
	for !w.hold && len(w.queue) > 0 {
		p := w.queue[0]
		w.queue = w.queue[1:]
		w.apply(p.To, p.Message, p.from)
	}
}

func (w *world) show(country string) {
	m := w.at[country]
	fmt.Fprintf(&w.out, "%s holds %s as %s: %s", country, m.Number, m.Role, m.State)
	for _, p := range m.Passages {
		fmt.Fprintf(&w.out, "; passed %s %s", p.Office, p.At.Format("01-02 15:04"))
	}
	if m.Arrival != nil {
		fmt.Fprintf(&w.out, "; arrived %s %s", m.Arrival.Office, m.Arrival.At.Format("01-02 15:04"))
	}
	fmt.Fprintf(&w.out, "; possible: %v\n", Possible(m))
}

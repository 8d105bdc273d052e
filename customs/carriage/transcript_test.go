package carriage

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/internal/transcript"
	"github.com/kairo-corridor/kairo/unit"
)

var update = flag.Bool("update", false, "write the transcripts and the generated parts of docs/carriage.md anew")

// A transcript is read from the top. A block is one or more commands, a line of dashes, and what they print:
//
//	note smgs key=R1 wagons=24548885 seals=S1
//	section KTZ from=KZ:DEMO-1:Altynkol to=KZ:DEMO-2:Aktau km=3300 law=smgs gauge=1520
//	customs KZ:DEMO-KZ-1:Altynkol at=DEMO-1 declaration=yes
//	at 2026-12-01 09:00
//	KTZ draw-up
//	KTZ accept number=24000001
//	----
//	(what happened)
//
// A command "KTZ accept number=…" gives the carrier KTZ a message; its entries reach the others at once, or after "hold"
// when "deliver" says so, the last first and each twice. "KTZ show" prints a record, "KTZ timers" its timers. An underscore
// stands for a blank.
func TestTranscripts(t *testing.T) {
	transcript.Run(t, *update, 4, func(t *testing.T) transcript.Stage {
		w := &world{t: t, held: map[string]Carriage{}}
		return transcript.Stage{Command: w.command, Out: &w.out}
	}, "testdata/*.txt")
}

// world is several carriers and the line between them.
type world struct {
	t    *testing.T
	now  time.Time
	note Note
	held map[string]Carriage
	line []Send
	hold bool
	out  strings.Builder
}

func (w *world) command(words []string, args map[string]string) {
	switch words[0] {
	case "note":
		w.held = map[string]Carriage{}
		w.note = Note{Key: args["key"], Form: Form(words[1]), Consignor: Party{"consignor", "Consignor"}, Consignee: Party{"consignee", "Consignee"},
			Goods: "parts of vehicles", MassKg: 18_000, Wagons: list(args["wagons"]), Containers: list(args["containers"]),
			WagonLoad: true, Perishable: args["perishable"] != "", ConsignorDisposes: args["disposes"] == "consignor"}
		for _, s := range list(args["seals"]) {
			w.note.Seals = append(w.note.Seals, Seal{Number: s, By: SealConsignor})
		}
	case "section":
		w.note.Sections = append(w.note.Sections, section(words[1], args))
	case "customs":
		o := strings.Split(words[1], ":")
		w.note.Customs = append(w.note.Customs, Endorsement{Office: Office{Country: o[0], Code: o[1], Name: o[2], Demo: true}, Station: args["at"], Declaration: args["declaration"] != ""})
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
		w.carrier(words[0], words[1], args)
	}
}

func (w *world) carrier(name, verb string, args map[string]string) {
	switch verb {
	case "show":
		w.show(w.held[name])
	case "timers":
		for _, t := range w.held[name].Timers {
			fmt.Fprintf(&w.out, "%s timer %s due %s\n", name, t.Kind, t.Due.Format("2006-01-02 15:04"))
		}
	default:
		w.apply(name, w.message(Kind(verb), args), false)
		w.deliver()
	}
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func place(s string) Station {
	p := strings.Split(s, ":")
	return Station{Country: p[0], Code: p[1], Name: p[2]}
}

func section(carrier string, args map[string]string) Section {
	s := Section{Carrier: carrier, From: place(args["from"]), To: place(args["to"]), Law: Law(args["law"]), Mode: Rail}
	fmt.Sscan(args["km"], &s.Km)
	fmt.Sscan(args["gauge"], &s.GaugeMm)
	if args["mode"] != "" {
		s.Mode = Mode(args["mode"])
	}
	return s
}

// message reads a command: the arguments are the members of the message.
func (w *world) message(k Kind, args map[string]string) Message {
	if k == KindDrawUp {
		return DrawUp{w.note}
	}
	body := map[string]any{}
	for name, v := range args {
		switch name {
		case "wagons", "removed", "applied":
			body[name] = list(v)
		case "bogies":
			body[name] = v == "yes"
		case "office":
			p := strings.Split(v, ":")
			body[name] = Office{Country: p[0], Code: p[1], Name: p[2], Demo: true}
		case "amount", "paid":
			var dollars float64
			fmt.Sscan(v, &dollars)
			body[name] = unit.USD(dollars)
		case "station":
			body[name] = place(v)
		case "consignee":
			body[name] = Party{v, v}
		case "route": // the whole route, its last section ending elsewhere
			body["sections"] = w.shortened(v)
		default:
			body[name] = v
		}
	}
	raw, _ := json.Marshal(body)
	m, err := decodeBody(k, raw)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// shortened is the route as far as a carrier's section, ending at a station: "ADY>AZ:DEMO-9:Baku".
func (w *world) shortened(v string) []Section {
	carrier, to, _ := strings.Cut(v, ">")
	var out []Section
	for _, s := range w.note.Sections {
		out = append(out, s)
		if s.Carrier == carrier {
			out[len(out)-1].To = place(to)
			return out
		}
	}
	w.t.Fatalf("no section of %s", carrier)
	return nil
}

func (w *world) apply(name string, msg Message, quiet bool) {
	c, here := w.held[name]
	if !here {
		c = Carriage{Carrier: name}
	}
	c, facts, sends, err := machine(c, msg, w.now)
	if err != nil {
		fmt.Fprintf(&w.out, "%s %s %s refused: %v\n", w.now.Format("01-02 15:04"), name, msg.Kind(), err)
		return
	}
	w.held[name] = c
	if quiet {
		return
	}
	for _, f := range facts {
		fmt.Fprintf(&w.out, "%s %s %s → %s by %s at %s [%s, %s]\n", f.At.Format("01-02 15:04"), name, f.From, f.To, f.Message, f.Station, f.Rule.ID, f.Rule.Status)
		for _, d := range f.Read {
			fmt.Fprintf(&w.out, "    %s: %s\n", d.Name, d.Value)
		}
		if f.Note != "" {
			fmt.Fprintf(&w.out, "    note: %s\n", f.Note)
		}
	}
	w.post(sends)
}

// post prints the messages, an entry once for all carriers, and puts those for carriers on the line.
func (w *world) post(sends []Send) {
	entries, to := map[int]bool{}, []string{}
	for _, s := range sends {
		switch m := s.Message.(type) {
		case Entry:
			entries[m.Seq] = true
			if len(to) == 0 || to[len(to)-1] != s.To {
				to = append(to, s.To)
			}
			w.line = append(w.line, s)
		case Notice:
			fmt.Fprintf(&w.out, "  to %s: %s %s\n", s.To, m.Fact.Message, m.Fact.Number)
		default:
			fmt.Fprintf(&w.out, "  to %s: %s\n", s.To, m.Kind())
			w.line = append(w.line, s)
		}
	}
	if len(entries) > 0 {
		fmt.Fprintf(&w.out, "  entries %d to %s\n", len(entries), strings.Join(to, ", "))
	}
}

func (w *world) deliver() {
	for !w.hold && len(w.line) > 0 {
		s := w.line[len(w.line)-1]
		w.line = w.line[:len(w.line)-1]
		_, entry := s.Message.(Entry)
		w.apply(s.To, s.Message, entry)
		if entry {
			w.apply(s.To, s.Message, true)
		}
	}
}

func (w *world) show(c Carriage) {
	fmt.Fprintf(&w.out, "%s holds %s as %s: %s on section %d, %s has the charge, %d entries", c.Carrier, c.Note.Number, c.Role(), c.State, c.Section+1, c.Charge, len(c.Log))
	if len(c.Waiting) > 0 {
		fmt.Fprintf(&w.out, ", %d waiting", len(c.Waiting))
	}
	fmt.Fprintf(&w.out, "; possible: %v\n", Possible(c))
	for _, x := range c.Takeovers {
		fmt.Fprintf(&w.out, "    stamp %s %s %s\n", x.At.Format("01-02 15:04"), x.Carrier, x.Station)
	}
	for _, s := range c.Note.Seals {
		state := "on"
		if !s.RemovedAt.IsZero() {
			state = "removed " + s.RemovedAt.Format("01-02 15:04") + ", " + s.Reason
		}
		fmt.Fprintf(&w.out, "    seal %s by %s: %s\n", s.Number, s.By, state)
	}
	for _, e := range c.Note.Customs {
		state := "has not endorsed"
		if !e.At.IsZero() {
			state = e.At.Format("01-02 15:04") + " " + e.Text
		}
		fmt.Fprintf(&w.out, "    customs %s: %s\n", e.Office, state)
	}
}

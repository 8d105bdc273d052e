package guarantee

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/internal/transcript"
	"github.com/kairo-corridor/kairo/unit"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// A transcript is read from the top. A block is one or more commands, a line of dashes, and what they print. "at" sets the
// time; "terms" says what is registered; else the first word is the record, "office" or an allotment, and the second the
// message. Messages between the office and a post arrive at once, unless the line of the allotment is cut; "timers" fires
// what is due; "show" prints a record. Amounts are whole units of the guarantee's currency.
func TestTranscripts(t *testing.T) {
	transcript.Run(t, *update, 4, func(t *testing.T) transcript.Stage {
		s := &stage{t: t, at: map[string]Guarantee{"office": Absent(office)}}
		return transcript.Stage{Command: s.command, Out: &s.out}
	}, "testdata/*.txt")
}

// stage is the records of one guarantee, and the messages that wait for a cut line.
type stage struct {
	t     *testing.T
	now   time.Time
	terms Terms
	at    map[string]Guarantee
	wires []parcel
	out   strings.Builder
}

func (s *stage) command(words []string, args map[string]string) {
	switch {
	case words[0] == "at":
		s.now = s.date(words[1] + " " + words[2])
	case words[0] == "terms":
		s.setTerms(Kind(words[1]), args)
	case words[1] == "show":
		s.show(words[0])
	case words[1] == "timers":
		for _, x := range Timers(s.at[words[0]]) {
			if !x.At.After(s.now) {
				s.give(words[0], x.Due)
			}
		}
	default:
		s.give(words[0], s.message(MessageKind(words[1]), args))
	}
	s.deliver()
}

func (s *stage) date(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

func (s *stage) setTerms(k Kind, args map[string]string) {
	s.terms = sampleTerms(k)
	if args["limit"] != "" {
		s.terms.Limit = s.money(args["limit"])
	}
	if args["percent"] != "" {
		s.terms.Percent, _ = strconv.Atoi(args["percent"])
	}
}

func (s *stage) money(text string) unit.Money {
	if text == "" {
		return unit.Money{}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return unit.Money{Minor: n * 100, Currency: "EUR"}
}

func (s *stage) message(k MessageKind, args map[string]string) Message {
	use, reason := args["use"], args["reason"]
	q := ask(s.terms, s.money(args["amount"]))
	if args["code"] != "" {
		q.AccessCode = Secret(args["code"])
	}
	if args["countries"] != "" {
		q.Countries = strings.Split(args["countries"], ",")
	}
	switch k {
	case KindRegister:
		return Register{s.terms}
	case KindVary:
		return Vary{s.money(args["limit"]), reason}
	case KindRevoke:
		return Revoke{reason}
	case KindCheck:
		return CheckGuarantee{q}
	case KindUse:
		return UseGuarantee{Question: q, ID: use, Movement: args["for"]}
	case KindConfirm:
		return Confirm{q.From, use}
	case KindCancelUse:
		return CancelUse{q.From, use, reason}
	case KindRelease:
		return Release{q.From, use, s.money(args["left"])}
	case KindCall:
		return Call{use, s.money(args["claim"]), reason}
	case KindSettle:
		return Settle{use, s.money(args["paid"]), args["withdrawn"] != "", reason}
	case KindAllot:
		first, _ := strconv.ParseInt(args["first"], 10, 64)
		last, _ := strconv.ParseInt(args["last"], 10, 64)
		return Allot{args["id"], args["post"], s.money(args["amount"]), s.date(args["until"]), first, last}
	case KindRecall:
		return Recall{args["id"], reason}
	case KindLineCut:
		return LineCut{}
	case KindLineBack:
		return LineBack{}
	}
	s.t.Fatalf("the transcript knows no message %s", k)
	return nil
}

// give prints what happens: the fact with its rule, what was read, the entries, and what is sent.
func (s *stage) give(name string, m Message) {
	g, facts, sends, err := machine(s.at[name], m, s.now)
	head := s.now.Format("01-02 15:04") + " " + name
	if err != nil {
		fmt.Fprintf(&s.out, "%s: %s refused: %v\n", head, m.Kind(), err)
		return
	}
	s.at[name] = g
	for _, f := range facts {
		fmt.Fprintf(&s.out, "%s: %s %s %s → %s by %s [%s, %s]\n", head, f.Subject, f.Name, f.From, f.To, f.Message, f.Rule.ID, f.Rule.Status)
		for _, d := range f.Read {
			fmt.Fprintf(&s.out, "    %s: %s\n", d.Name, d.Value)
		}
		for _, r := range f.Reasons {
			fmt.Fprintf(&s.out, "    %s: %s\n", r.Code, r.Text)
		}
		for _, e := range f.Entries {
			fmt.Fprintf(&s.out, "    %-10s %+d\n", e.Account, e.Minor/100)
		}
		if f.Note != "" {
			fmt.Fprintf(&s.out, "    %s\n", f.Note)
		}
	}
	for _, x := range sends {
		s.send(x)
	}
}

func (s *stage) send(x Send) {
	fmt.Fprintf(&s.out, "  to %s: %s", x.To, x.Message.Kind())
	switch m := x.Message.(type) {
	case UseResult:
		fmt.Fprintf(&s.out, " %s valid=%v %s", m.Use, m.Valid, m.State)
		if m.Number > 0 {
			fmt.Fprintf(&s.out, " number %d", m.Number)
		}
		if m.Hint != "" {
			fmt.Fprintf(&s.out, "; %s", m.Hint)
		}
	case CheckResult:
		fmt.Fprintf(&s.out, " valid=%v", m.Valid)
		if m.Balance != nil {
			fmt.Fprintf(&s.out, " balance %s", m.Balance)
		}
	case AllotmentGranted:
		s.wires = append(s.wires, parcel{m.Allotment.ID, m})
	case AllotmentRecalled:
		s.wires = append(s.wires, parcel{m.Allotment, m})
	case AllotmentReconciled:
		s.wires = append(s.wires, parcel{m.Allotment, m})
	case AllotmentReport:
		s.wires = append(s.wires, parcel{"office", m})
	}
	s.out.WriteString("\n")
}

// deliver hands over what no cut line holds back.
func (s *stage) deliver() {
	for i := 0; i < len(s.wires); i++ {
		if p := s.wires[i]; s.at[p.to].State != Cut {
			s.wires = append(s.wires[:i:i], s.wires[i+1:]...)
			s.give(p.to, p.msg)
			i = -1
		}
	}
}

func (s *stage) show(name string) {
	g := s.at[name]
	fmt.Fprintf(&s.out, "%s holds %s: %s;", name, g.Terms.GRN, g.State)
	for _, a := range Accounts {
		if minor := g.Balances[a]; minor != 0 {
			fmt.Fprintf(&s.out, " %s %d", a, minor/100)
		}
	}
	for _, u := range g.Uses {
		fmt.Fprintf(&s.out, "; %s %s", u.ID, u.State)
	}
	s.out.WriteString("\n")
}

package web

import (
	"encoding/json"
	"html/template"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/plan"
)

// Step is one thing to do next: the key of its sentence, its arguments, and where it is done.
type Step struct {
	Key   string
	Args  map[string]string
	URL   string
	Yours bool
}

// ConsignmentsPage lists a declarant's consignments, with the ways to begin one.
type ConsignmentsPage struct {
	Text, State string
	Rows        []ConsignmentRow
	Total       int
	Page, Pages int
	Prev, Next  string // addresses, "" where there is none
	Made        int    // drafts just made
	Discarded   bool
	Paste       string // as sent, where it could not be taken
	Problem     *Problem
}

// ConsignmentRow is one consignment of the list.
type ConsignmentRow struct {
	ID, Reference, Title, From, To, State, Corridor string
	Ready                                           string
	Changed                                         time.Time
	Next                                            *Step
	More                                            int // further steps
}

// ConsignmentHead stands above every page of one consignment.
type ConsignmentHead struct {
	ID, Reference, Title, From, To, State string
	Version                               int64
	Changed                               time.Time
	Tab                                   string // form, missing, journey, filing, status, documents
	Steps                                 []Step
	Planned                               bool // a journey is chosen
}

// FormField is one input of the form of a consignment. Path is the JSON pointer that it sets.
type FormField struct {
	Path, Label string
	Kind        string // text, number, date, select, list, long
	Value       string
	Options     []Choice // of a select: value and the key of its text
	Codes       string   // kind of code that can be searched: hs, place, package
	List        string   // id of a datalist
	Wrong       []Wrong
	Needed      *Wrong  // empty, and asked for
	Saved       *string // what another window saved, where it differs
	Wide        bool
}

// ID is the id of the input in its page.
func (f FormField) ID() string { return "f" + strings.ReplaceAll(f.Path, "/", "-") }

// Wrong says what is wrong with a field, and by which rule.
type Wrong struct{ Text, Expected, Hint, Rule string }

// FormGroup is a row of the form: one party, one item of goods.
type FormGroup struct {
	ID     string
	Label  string // key
	N      int    // its number in a list, 0 alone
	Way    string // between which places, of a means of transport
	Fields []FormField
	Given  []Choice // hidden: path and value, set once one of the fields is filled
	Lists  []FormList
	Remove string // path that taking it out removes, "" where it cannot
	Open   bool
	Folded bool // can be folded away
}

// FormList is a list within a group, each element a line of inputs; the last is empty, for one more.
type FormList struct {
	Label string
	Rows  [][]FormField
}

// FormSection is a part of the form.
type FormSection struct {
	ID, Label, Note string // Label and Note are keys
	Groups          []FormGroup
	Add             string // path of the list to which more can be added
}

// ConsignmentForm is the page with the whole consignment.
type ConsignmentForm struct {
	Head      ConsignmentHead
	Sections  []FormSection
	Countries []string
	Beside    []Wrong // what is missing and has no field of its own
	Saved     bool
	Conflict  bool
	Problem   *Problem
}

// MissingPage is everything that a consignment lacks.
type MissingPage struct {
	Head                                   ConsignmentHead
	Groups                                 []MissingGroup
	Required, MayFollow, Documents, Blocks int
	NoJourney                              bool
	NotPlanned                             string
	Means                                  []FormGroup // of transport, one a stretch of the way by one means
	Countries                              []string
	Saved, Conflict                        bool
	Problem                                *Problem
}

// MissingGroup is what one role knows.
type MissingGroup struct {
	Who             string
	Required, Later []MissingItem
}

// MissingItem is one datum: what it is, why it is asked, and the inputs it goes into.
type MissingItem struct {
	Label, Names         string
	Text, Expected, Hint string
	Rule, RuleText       string
	Required             bool
	For                  string
	Fields               []FormField
	Given                []Choice // hidden: set with the fields once one of them is filled
	Link                 string   // where else it is filled
	ID                   string
	Needless             bool // nothing of the consignment: given by the office or on the paper
}

// ConsignmentJourneys are the ways to choose from.
type ConsignmentJourneys struct {
	Head       ConsignmentHead
	Rows       []JourneyRow
	Exclusions []Exclusion
	Stale      bool
	Problem    *Problem
	Mend       []Step
	Map        json.RawMessage
	Messages   json.RawMessage
	Legend     []MapLine
}

// JourneyRow is one way.
type JourneyRow struct {
	plan.Journey
	N      int
	Chosen bool
	Class  string
}

// Exclusion is what the goods rule out.
type Exclusion struct{ Token, Why, Rule string }

// MapLine is one line of a map's legend.
type MapLine struct{ Mode, Key string }

// FilingPage is the filing plan in its four layers, with the map of the way.
type FilingPage struct {
	Head      ConsignmentHead
	Date      time.Time
	Layers    []FilingLayer
	Layer     string // that the map shows
	Decisions []FilingItem
	Findings  []Exclusion // Token is the level
	Lodgeable int
	Transit   bool // a stretch is under common transit, which may be lodged in advance
	Advance   bool // and is to be
	Version   int64
	Codes     []CodeAsked
	Problem   *Problem
	Legs      []LegLine
	Map       json.RawMessage
	Messages  json.RawMessage
	Legend    []MapLine
}

// FilingLayer is one layer: customs, carriage, guarantee, security.
type FilingLayer struct {
	Key   string
	Items []FilingItem
}

// Mark gives the entries that have a line on the map its colour.
func (p *FilingPage) Mark(lines []JourneyRow) {
	for i := range p.Layers {
		for k := range p.Layers[i].Items {
			item := &p.Layers[i].Items[k]
			for _, l := range lines {
				if l.ID == item.ID {
					item.Class = l.Class
				}
			}
		}
	}
}

// FilingItem is one thing to be filed or held. Kind, where set, is a word of the catalogue in place of the Name.
type FilingItem struct {
	ID, Name, Kind, Country, Way, Form, By, Due, Why string
	Offices                                          []string
	Amount                                           string
	Rules                                            []Exclusion // Token id, Why text, Rule status
	Class                                            string      // colour of its line on the map, empty where it has none
}

// LegLine is one leg in the table beside the map.
type LegLine struct{ Title, What, Filed string }

// StatusPage tells where each stretch stands.
type StatusPage struct {
	Head        ConsignmentHead
	Territories []TerritoryView
	Told        []Told
	Unsettled   bool
	Cancelled   bool
	Problem     *Problem
	Said        string // what was just told an administration
	Wrong       string // key of the movement about which something wrong was typed
	WrongKind   string // of what is said
	Typed       map[string]string
	Reason      string // as typed
	Lodgeable   bool
	Codes       []CodeAsked
}

// CodeAsked is a guarantee whose access code is asked for when lodging.
type CodeAsked struct{ GRN, Stretch, Country string }

// Told counts what lodging did, by outcome.
type Told struct {
	Key string
	N   int
}

// SayForm is the form of something that the declarant may tell an administration about a movement.
type SayForm struct {
	ID, Key, Kind string
	Text          bool // a text must be given
	Remark        bool // a text may be given
	Asked         bool // it is waited for
	Fields        []SayField
	Typed         map[string]string
	Problem       *Problem
}

// SayField is one field of it.
type SayField struct{ Name, Type, Value string }

// TerritoryView is one stretch.
type TerritoryView struct {
	Stretch, Name, Country, From, To, Office, Destination string
	Key, State, Number                                    string
	There, ThereRefused                                   string // what the office of destination told
	Says                                                  []SayForm
	Version, Pending                                      int
	Since, Limit                                          time.Time
	Refused, Rejected                                     string
	Waits                                                 []Wait
	History                                               []Happening
	Cancellable                                           bool
	Guarantees                                            []GuaranteeView
}

// GuaranteeView is a guarantee that secures a stretch.
type GuaranteeView struct {
	GRN, Type, Office, Amount, State string
	Reasons                          []string
}

// Wait is one thing waited for.
type Wait struct{ Key, Who, Text, URL string }

// Happening is one entry of a movement's history.
type Happening struct {
	At            time.Time
	Message       string
	State         string
	Office, Note  string
	Rule, Refused string
	Read          []Choice
}

// DocumentsPage lists the documents of a consignment.
type DocumentsPage struct {
	Head            ConsignmentHead
	Rows            []DocumentLine
	Typed, Elements int
	Problem         *Problem
}

// DocumentLine is one document.
type DocumentLine struct {
	ID, Title, Form, For, Country string
	Paper                         bool
	Elements, Missing             int
	Blocked                       []string
}

// CodesPage finds codes without a script.
type CodesPage struct {
	Kind, Query, Country string
	Kinds                []string
	Hits                 []CodeLine
	Problem              *Problem
}

// CodeLine is one code found.
type CodeLine struct{ Code, Text, Country, Source, Note string }

// stepText is a text of the catalogue in three parts: what the desk says in English stands in the middle.
type stepText struct{ Before, Foreign, After string }

// step says a step or wait. Arguments that name countries, roles, fields and times are said in the language.
func (t *tongue) step(key string, args map[string]string) stepText {
	var pairs []any
	for name, v := range args {
		switch name {
		case "text":
			continue
		case "country":
			v = t.country(v)
		case "who":
			v = t.word("declarant.who", v)
		case "label":
			v = t.say(v)
		case "limit":
			if at, err := time.Parse(time.RFC3339, v); err == nil {
				v = t.moment(at)
			}
		case "count":
			if n, err := strconv.Atoi(v); err == nil {
				pairs = append(pairs, "n", n)
			}
		}
		pairs = append(pairs, name, v)
	}
	text := t.say(key, pairs...)
	before, after, _ := strings.Cut(text, "{text}")
	return stepText{before, strings.TrimSuffix(args["text"], "."), after}
}

// declarantFuncs are what the templates of declarants can call.
func declarantFuncs(t *tongue) template.FuncMap {
	return template.FuncMap{
		"step": func(s Step) stepText { return t.step("next."+strings.TrimPrefix(s.Key, "next."), s.Args) },
		"wait": func(w Wait) stepText {
			return t.step("wait."+strings.TrimPrefix(w.Key, "wait."), map[string]string{"text": w.Text})
		},
		"moved":    t.moved,
		"happened": t.happened,
		"say":      func(id string, f SayForm) sayView { return sayView{id, f} },
		"input":    t.input,
		"known":    t.known,
		"day": func(s string) string {
			if d, err := time.Parse(time.DateOnly, s); err == nil {
				return t.date(d)
			}
			return s
		},
		"spell": func(code string) string {
			if len(code) == 2 {
				return t.country(code)
			}
			return code
		},
	}
}

// sayView is a form with the draft that it belongs to.
type sayView struct {
	ID   string
	Form SayForm
}

// moved is a state of a movement in a declarant's words, where there are any; else in an officer's.
func (t *tongue) moved(state string) string {
	if t.known("declarant.move." + state) {
		return t.word("declarant.move", state)
	}
	return t.word("officer.state", state)
}

// happened is a message likewise.
func (t *tongue) happened(kind string) string {
	if t.known("declarant.message." + kind) {
		return t.word("declarant.message", kind)
	}
	return t.word("officer.act", kind)
}

// input is the input of a path of a consignment, for a link to it; nil where the path is none.
func (t *tongue) input(path string) *FormField {
	var parts []string
	for _, p := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		if _, err := strconv.Atoi(p); err != nil {
			parts = append(parts, p)
		}
	}
	f := FormField{Path: path, Label: "field." + strings.Join(parts, ".")}
	if !strings.HasPrefix(path, "/") || !t.known(f.Label) {
		return nil
	}
	return &f
}

// CountryCodes are the codes of the countries that pages know, for a choice.
func CountryCodes() []string {
	out := make([]string, 0, len(countries))
	for c := range countries {
		if c != "XZ" {
			out = append(out, c)
		}
	}
	sort.Strings(out)
	return out
}

// JourneyMap prepares journeys for the map: with their legs, in the language of a visit.
func (s *Site) JourneyMap(v Visit, page string, js []JourneyRow) (data, messages json.RawMessage, err error) {
	t := s.tongue(v)
	d := mapData{Journeys: []mapJourney{}, Page: page, Countries: map[string][2]string{}}
	for _, c := range s.codes {
		d.Countries[countries[c].numeric] = [2]string{c, t.country(c)}
	}
	for _, j := range js {
		d.Journeys = append(d.Journeys, newMapJourney(t, &JourneyView{Journey: j.Journey, N: j.N, Class: j.Class}))
	}
	data, err = json.Marshal(d)
	return data, s.texts[t.lang], err
}

// CorridorClass is the colour class of a journey's corridor.
func (s *Site) CorridorClass(j *plan.Journey) string { return s.corridorClass(j) }

// LayerClasses are the colour classes of the corridors, for parts of a journey that are told apart by colour.
func (s *Site) LayerClasses() []string {
	var out []string
	for _, c := range s.opt.Corridors {
		out = append(out, s.classes[c.ID])
	}
	return out
}

// LegLines describes the legs of a journey for a table.
func (s *Site) LegLines(v Visit, j *plan.Journey) []LegLine {
	t := s.tongue(v)
	out := make([]LegLine, len(j.Legs))
	for i, l := range j.Legs {
		x := s.legView(t, Form{}, l)
		out[i] = LegLine{Title: x.Title, What: x.About}
	}
	return out
}

// WrongBy gathers the violations of an error by the path of their field.
func WrongBy(err error) map[string][]Wrong {
	out := map[string][]Wrong{}
	if err == nil {
		return out
	}
	for _, e := range fault.All(err) {
		out[e.Path] = append(out[e.Path], Wrong{Text: e.Message, Expected: e.Expected, Hint: e.Hint})
	}
	return out
}

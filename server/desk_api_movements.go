package server

import (
	"slices"
	"strconv"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/unit"
)

// eventsWaitMax is how long a request for events may wait for one: proxies give up after a minute.
const eventsWaitMax = 30 * time.Second

// movementAPI are the operations on movements: officers' systems read and decide, declarants read their own.
func (s *server) movementAPI() []apiRoute {
	const all, one = apiPrefix + "/movements", apiPrefix + "/movements/{country}/{key}"
	r := func(method, pattern string) apiRoute {
		return apiRoute{Method: method, Pattern: pattern, Act: auth.ReadMovement, Once: method == "POST"}
	}
	return []apiRoute{
		route(r("GET", all), "movements", "movements", "List the movements at your offices and those that you filed, in order of country and key", (*caller).listMovements),
		route(r("GET", all+"/events"), "events", "movements", "What has happened to movements since; waits for something to happen where it is asked to", (*caller).listEvents),
		route(r("GET", one), "movement", "movements", "One administration's record of a movement, with its history", (*caller).oneMovement),
		route(r("GET", one+"/documents/{document}"), "movementDocument", "movements", "One document of a movement, as of the version declared; JSON or PDF by Accept", (*caller).movementPaper, paperFiles),
		route(r("POST", one+"/decisions"), "decide", "movements", "Decide on a movement as an officer; the roles of the account say which decisions", (*caller).decideNow),
	}
}

// MovementRow is a movement in a list, as one administration has it.
type MovementRow struct {
	Country     string        `json:"country" doc:"Whose record it is"`
	Key         string        `json:"key"`
	Version     int64         `json:"version" doc:"Number of facts of the record; the ETag of the movement"`
	Number      string        `json:"number,omitempty" doc:"Registration number"`
	Consignment string        `json:"consignment" doc:"Reference"`
	Regime      string        `json:"regime"`
	Role        string        `json:"role" enum:"owner,passage,destination"`
	State       string        `json:"state"`
	From        CustomsOffice `json:"from"`
	To          CustomsOffice `json:"to"`
	Declarant   string        `json:"declarant"`
	Goods       string        `json:"goods" doc:"Description of the first item"`
	Items       int           `json:"items"`
	GrossKg     int64         `json:"grossKg"`
	Containers  []string      `json:"containers,omitempty" nullable:"false"`
	Lane        string        `json:"lane,omitempty" enum:"green,yellow,red" doc:"For officers"`
	Since       time.Time     `json:"since" doc:"Known here since"`
	Limit       time.Time     `json:"limit,omitzero" doc:"The goods must have arrived by then"`
	Acts        []string      `json:"acts,omitempty" nullable:"false" doc:"Decisions that the account may make now"`
}

func movementRow(r *desk.Row) MovementRow {
	out := MovementRow{Country: r.Country, Key: r.Key, Version: r.Version, Number: r.Number, Consignment: r.Consignment, Regime: string(r.Regime), Role: string(r.Role), State: string(r.State),
		From: customsOffice(r.From), To: customsOffice(r.To), Declarant: r.Declarant, Goods: r.Goods, Items: r.Items, GrossKg: int64(r.GrossKg), Containers: r.Containers, Lane: string(r.Lane),
		Since: r.Since, Limit: r.Limit}
	for _, a := range r.Acts {
		out.Acts = append(out.Acts, string(a.Kind))
	}
	return out
}

// MovementList is a part of the movements.
type MovementList struct {
	Movements []MovementRow `json:"movements" nullable:"false"`
	Next      string        `json:"next,omitempty" doc:"The cursor to go on with; missing at the end"`
}

func (c *caller) listMovements(in *struct {
	ListQuery
	Country string `query:"country" maxLength:"2" doc:"Only records of this administration"`
	Office  string `query:"office" maxLength:"17" doc:"Only movements that concern this office, by code"`
	State   string `query:"state" maxLength:"40" doc:"Only those in this state"`
	Text    string `query:"text" maxLength:"120" doc:"Words in number, key, reference, goods, containers, seals, parties, means of transport"`
	Ended   bool   `query:"ended" doc:"Also those that have ended"`
}) (*body[MovementList], error) {
	after, err := fromCursor(in.Cursor, 2)
	if err != nil {
		return nil, err
	}
	f := desk.Filter{Country: in.Country, Office: in.Office, State: transit.State(in.State), Text: in.Text, Ended: in.Ended}
	rows, more, err := c.desk().MovementsAfter(c, c.account, f, after[0], after[1], in.Limit)
	if err != nil {
		return nil, err
	}
	out := MovementList{Movements: []MovementRow{}}
	for i := range rows {
		out.Movements = append(out.Movements, movementRow(&rows[i]))
	}
	if more {
		last := rows[len(rows)-1]
		out.Next = cursor(last.Country, last.Key)
	}
	return &body[MovementList]{"no-store", out}, nil
}

// MovementEvent is one fact of one administration's record of a movement. It does not say who decided.
type MovementEvent struct {
	ID          string        `json:"id" doc:"Number of the event, growing; after it the later ones are asked for"`
	Country     string        `json:"country" doc:"Whose record"`
	Key         string        `json:"key" doc:"Of the movement"`
	Fact        int64         `json:"fact" doc:"Number of the fact in that record, from 1"`
	Message     string        `json:"message" doc:"What happened"`
	From        string        `json:"from" doc:"State before"`
	To          string        `json:"to" doc:"State after; the same where the message was refused or the state did not change"`
	At          time.Time     `json:"at"`
	RecordedAt  time.Time     `json:"recordedAt"`
	Office      CustomsOffice `json:"office"`
	Number      string        `json:"number,omitempty" doc:"Registration number"`
	DataVersion int           `json:"dataVersion,omitempty" doc:"Of the consignment, as declared then"`
	Rule        string        `json:"rule,omitempty"`
	Refused     string        `json:"refused,omitempty" doc:"Why the message was not applied"`
}

// MovementEvents are events in the one order in which everybody reads them.
type MovementEvents struct {
	Events []MovementEvent `json:"events" nullable:"false"`
	Next   string          `json:"next" doc:"What to give as after next time; it moves on past events that the account may not read"`
}

// listEvents answers with the events after a number, or waits until there is one.
func (c *caller) listEvents(in *struct {
	After int64 `query:"after" minimum:"0" doc:"The next of an earlier answer; 0 is the beginning"`
	Limit int   `query:"limit" default:"100" minimum:"1" maximum:"100"`
	Wait  int   `query:"wait" minimum:"0" maximum:"30" doc:"Seconds to wait for an event where there is none yet"`
}) (*body[MovementEvents], error) {
	if in.Wait > 0 {
		if c.s.listen.n.Add(1) > listenersMax {
			c.s.listen.n.Add(-1)
			return nil, fault.New(fault.Busy, "too many are listening").Want("at most %d", listenersMax)
		}
		defer c.s.listen.n.Add(-1)
	}
	end := time.Now().Add(min(time.Duration(in.Wait)*time.Second, eventsWaitMax))
	every := time.NewTicker(eventsEvery)
	defer every.Stop()
	for after := in.After; ; {
		seen := c.desk().Generation()
		list, next, err := c.desk().Events(c, c.account, after, in.Limit)
		if err != nil {
			return nil, err
		}
		moved := next > after
		if after = next; len(list) > 0 || !time.Now().Before(end) {
			return eventsTold(list, next), nil
		}
		for !moved && time.Now().Before(end) && c.desk().Generation() == seen {
			select {
			case <-c.Done():
				return eventsTold(nil, next), nil
			case <-c.s.cfg.Desk.Ending:
				return eventsTold(nil, next), nil
			case <-every.C:
			}
		}
	}
}

func eventsTold(list []desk.Event, next int64) *body[MovementEvents] {
	out := MovementEvents{Events: []MovementEvent{}, Next: strconv.FormatInt(next, 10)}
	for _, e := range list {
		out.Events = append(out.Events, MovementEvent{strconv.FormatInt(e.Number, 10), e.Country, e.Key, e.Fact, string(e.Message), string(e.From), string(e.To), e.At, e.RecordedAt,
			customsOffice(e.Office), e.MRN, e.Version, e.Rule, e.Refused})
	}
	return &body[MovementEvents]{"no-store", out}
}

// MovementRecord is all that one administration's record tells the account.
type MovementRecord struct {
	MovementRow
	Stretch   string          `json:"stretch" doc:"Id in the filing plan"`
	Data      DeclaredData    `json:"declared"`
	Verified  bool            `json:"verified" doc:"The hash of the dossier, or of the message that declared it, is the one declared"`
	Control   *ControlDecided `json:"control,omitempty"`
	Passages  []Recorded      `json:"passages,omitempty" nullable:"false"`
	Arrival   *Recorded       `json:"arrival,omitempty"`
	EndedAt   time.Time       `json:"endedAt,omitzero"`
	History   []Happened      `json:"history" nullable:"false"`
	Documents []MovementPaper `json:"documents" nullable:"false"`
	Offered   []Offered       `json:"offered" nullable:"false" doc:"The decisions that the account may make now, with what each asks"`
	Course
	TIR *CarnetOperation `json:"tir,omitempty" doc:"What only a TIR operation has"`
}

// DeclaredData are what the procedure read of the declaration.
type DeclaredData struct {
	Version    int             `json:"version" doc:"Of the consignment"`
	Hash       string          `json:"hash" doc:"SHA-256 of that version"`
	Goods      []DeclaredGoods `json:"goods" nullable:"false"`
	Passage    []CustomsOffice `json:"passage,omitempty" nullable:"false"`
	Containers []string        `json:"containers,omitempty" nullable:"false"`
	Seals      []string        `json:"seals,omitempty" nullable:"false"`
}

// DeclaredGoods is one line of goods.
type DeclaredGoods struct {
	HS          string `json:"hs"`
	Description string `json:"description"`
	GrossKg     int64  `json:"grossKg"`
	Packages    int    `json:"packages"`
}

func declaredGoods(list []transit.Goods) []DeclaredGoods {
	out := []DeclaredGoods{}
	for _, g := range list {
		out = append(out, DeclaredGoods{g.HS, g.Description, int64(g.GrossKg), g.Packages})
	}
	return out
}

// ControlDecided is a control with its result, once that is in.
type ControlDecided struct {
	Kind         string `json:"kind"`
	Done         bool   `json:"done"`
	Satisfactory bool   `json:"satisfactory"`
}

// Recorded is a passage or arrival.
type Recorded struct {
	Office   CustomsOffice `json:"office"`
	At       time.Time     `json:"at"`
	Declared bool          `json:"declared" doc:"The office is among the declared ones"`
}

// Happened is one fact of the record.
type Happened struct {
	Message    string        `json:"message"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	At         time.Time     `json:"at"`
	RecordedAt time.Time     `json:"recordedAt"`
	Office     CustomsOffice `json:"office"`
	Rule       string        `json:"rule,omitempty"`
	RuleText   string        `json:"ruleText,omitempty"`
	Note       string        `json:"note,omitempty"`
	Refused    string        `json:"refused,omitempty"`
}

func happened(e *node.Entry) Happened {
	return Happened{string(e.Message), string(e.From), string(e.To), e.At, e.RecordedAt, customsOffice(e.Office), e.Rule.ID, e.Rule.Text, e.Note, e.Refused}
}

// MovementPaper is a document that exists for a movement.
type MovementPaper struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Title   string `json:"title"`
	Form    string `json:"form"`
	Paper   bool   `json:"paper" doc:"People carry it: there is a PDF"`
	Missing int    `json:"missing"`
	Blocked bool   `json:"blocked"`
}

// MovementQuery names one administration's record of a movement.
type MovementQuery struct {
	Country string `path:"country" maxLength:"2"`
	Key     string `path:"key" maxLength:"200"`
}

func (c *caller) oneMovement(in *MovementQuery) (*versioned[MovementRecord], error) {
	v, err := c.desk().Movement(c, c.account, in.Country, in.Key)
	if err != nil {
		return nil, err
	}
	m := &v.Movement
	out := MovementRecord{MovementRow: movementRow(&v.Row), Stretch: m.Declaration.Stretch, Verified: v.Verified, EndedAt: m.EndedAt, History: []Happened{}, Documents: []MovementPaper{},
		Data: DeclaredData{Version: m.Declaration.Version, Hash: m.Declaration.Hash, Goods: declaredGoods(m.Declaration.Goods), Containers: m.Declaration.Containers, Seals: m.Declaration.Seals}}
	out.Offered, out.Course, out.TIR = offered(v.Acts), course(&v), carnetOperation(v.TIR)
	out.Data.Passage = customsOffices(m.Declaration.Passage)
	if m.Control != nil {
		out.Control = &ControlDecided{string(m.Control.Kind), m.Control.Done, m.Control.Satisfactory}
	}
	for _, p := range m.Passages {
		out.Passages = append(out.Passages, Recorded{customsOffice(p.Office), p.At, p.Declared})
	}
	if m.Arrival != nil {
		out.Arrival = &Recorded{customsOffice(m.Arrival.Office), m.Arrival.At, m.Arrival.Declared}
	}
	for i := range v.History {
		out.History = append(out.History, happened(&v.History[i]))
	}
	for _, d := range v.Documents {
		out.Documents = append(out.Documents, MovementPaper(d))
	}
	return &versioned[MovementRecord]{CacheControl: "no-store", ETag: tag(v.Version), Body: out}, nil
}

func (c *caller) movementPaper(in *struct {
	MovementQuery
	Document string `path:"document" maxLength:"120"`
	Accept   string `header:"Accept"`
}) (*file, error) {
	d, err := c.desk().Document(c, c.account, in.Country, in.Key, in.Document)
	if err != nil {
		return nil, err
	}
	v, err := c.desk().Movement(c, c.account, in.Country, in.Key)
	if err != nil {
		return nil, err
	}
	return paperFile(&d, in.Accept, c.s.cfg.Now(), demonstrates(&v.Movement))
}

// DecisionRequest is what an officer decides.
type DecisionRequest struct {
	Act       string `json:"act" maxLength:"40" doc:"One of the movement's acts"`
	Reason    string `json:"reason,omitempty" maxLength:"40" doc:"Code of a reason; of a result it says whether it is satisfactory"`
	Text      string `json:"text,omitempty" maxLength:"512" doc:"Remark"`
	Control   string `json:"control,omitempty" maxLength:"40" doc:"Of decide-control: none, documents, scan or physical"`
	Office    string `json:"office,omitempty" maxLength:"17" doc:"Where it is done: the office's code; the first declared one where it is missing"`
	Number    string `json:"number,omitempty" maxLength:"60" doc:"Registration number, with an office that was not declared"`
	LimitDays int    `json:"limitDays,omitempty" minimum:"0" maximum:"366" doc:"Of release: overrides the declared limit"`
	With      string `json:"with,omitempty" maxLength:"2" doc:"Of request-recovery and ask-movement: the country asked; of ask-record: the country of departure, as in the MRN; of change-delivery: the country of the office"`
	As        string `json:"as,omitempty" maxLength:"20" doc:"Of ask-record: passage or destination"`
	At        string `json:"at,omitempty" format:"date-time" doc:"Of incident: when it happened; now where it is missing"`
	Place     string `json:"place,omitempty" maxLength:"512" doc:"Of incident"`
	NewMeans  string `json:"newMeans,omitempty" maxLength:"512" doc:"Of incident: means of transport afterwards"`
	NewSeals  string `json:"newSeals,omitempty" maxLength:"512" doc:"Of incident and release: seals put on, separated by commas"`
	ByCarrier bool   `json:"byCarrier,omitempty" doc:"Of incident: the carrier announced it"`
	Route     string `json:"route,omitempty" maxLength:"512" doc:"Of release: the route prescribed"`
	Escort    bool   `json:"escort,omitempty" doc:"Of release"`
	Days      int    `json:"days,omitempty" minimum:"0" maximum:"366" doc:"Of extend-limit: days added"`
	To        string `json:"to,omitempty" maxLength:"17" doc:"Of change-delivery: code of the office; with is its country"`
	Packages  int    `json:"packages,omitempty" minimum:"0" doc:"Of deliver-part; under TIR of load, terminate and incident"`
	GrossKg   int64  `json:"grossKg,omitempty" minimum:"0" doc:"Of deliver-part"`
	CarnetDecision
}

// decision is what desk decides on.
func (b *DecisionRequest) decision(in *MovementQuery, version int64) (desk.Decision, error) {
	x := desk.Decision{Country: in.Country, Key: in.Key, Act: transit.Kind(b.Act), Reason: b.Reason, Text: b.Text, Version: version, Control: transit.ControlKind(b.Control), Office: b.Office,
		Number: b.Number, LimitDays: b.LimitDays, With: b.With, As: transit.Role(b.As), Place: b.Place, NewMeans: b.NewMeans, NewSeals: b.NewSeals, ByCarrier: b.ByCarrier,
		Route: b.Route, Escort: b.Escort, Days: b.Days, To: b.To, Packages: b.Packages, GrossKg: unit.Kg(b.GrossKg),
		CarnetFields: desk.CarnetFields(b.CarnetDecision)}
	if b.At == "" {
		return x, nil
	}
	at, err := time.Parse(time.RFC3339, b.At)
	if err != nil {
		return x, fault.New(fault.BadField, "%q is no time", fault.Clip(b.At)).At("/at").Want("RFC 3339, such as 2026-12-01T08:30:00Z")
	}
	x.At = at.UTC()
	return x, nil
}

// Offered is a decision that the account may make on a movement as it stands.
type Offered struct {
	Act      string          `json:"act"`
	Offices  []CustomsOffice `json:"offices" nullable:"false" doc:"Where it may be done"`
	Reasons  []OfferedReason `json:"reasons,omitempty" nullable:"false" doc:"Of which one is given"`
	Required bool            `json:"required" doc:"A reason must be given"`
	Said     bool            `json:"said" doc:"A text must be given"`
	Fields   []OfferedField  `json:"fields,omitempty" nullable:"false" doc:"What else is asked, by its name in the request"`
	Rare     bool            `json:"rare" doc:"Possible, and nothing waits for it"`
}

// OfferedReason is one reason that can be given.
type OfferedReason struct {
	Code   string `json:"code"`
	Text   string `json:"text"`
	Result string `json:"result,omitempty" doc:"What the decision leads to with this reason"`
}

// OfferedField is one datum of a decision.
type OfferedField struct {
	Name     string   `json:"name"`
	Type     string   `json:"type" enum:"choice,country,line,days,number,date-time,flag,given,date,amount,pages,vehicles"`
	Required bool     `json:"required"`
	Options  []string `json:"options,omitempty" nullable:"false"`
}

func offered(acts []desk.Act) []Offered {
	out := []Offered{}
	for _, a := range acts {
		x := Offered{Act: string(a.Kind), Offices: customsOffices(a.Offices), Required: a.Required, Said: a.Said, Rare: a.Rare}
		for _, r := range a.Reasons {
			x.Reasons = append(x.Reasons, OfferedReason{r.Code, r.Text, r.Result})
		}
		for _, f := range a.Fields {
			x.Fields = append(x.Fields, OfferedField{f.Name, string(f.Type), f.Required, f.Options})
		}
		out = append(out, x)
	}
	return out
}

// RunningTimer is a time by which something must have happened.
type RunningTimer struct {
	Timer  string    `json:"timer"`
	Due    time.Time `json:"due"`
	Leads  string    `json:"leads" doc:"State of the movement when it has passed; empty: the same, and late"`
	Status string    `json:"status" doc:"How sure its length is: verified, stated, recalled, assumed"`
	Source string    `json:"source"`
}

// Befallen is an incident on the way.
type Befallen struct {
	Code      string        `json:"code" doc:"Of the NCTS list IncidentCode"`
	Office    CustomsOffice `json:"office"`
	At        time.Time     `json:"at"`
	Place     string        `json:"place,omitempty"`
	Text      string        `json:"text"`
	ByCarrier bool          `json:"byCarrier"`
	Means     string        `json:"means,omitempty"`
	Seals     string        `json:"seals,omitempty"`
}

// Sought is an enquiry as it stands.
type Sought struct {
	HolderAsked time.Time `json:"holderAsked,omitzero"`
	HolderSaid  string    `json:"holderSaid,omitempty"`
	Asked       string    `json:"asked,omitempty" doc:"Country asked last"`
	AnswerBy    time.Time `json:"answerBy,omitzero"`
	Result      string    `json:"result,omitempty" doc:"Of the last answer: unknown, searched, presented, recover"`
}

// Unloaded is what the trader at destination found.
type Unloaded struct {
	Completed bool      `json:"completed"`
	Conform   bool      `json:"conform"`
	SealsGood bool      `json:"sealsGood"`
	Remarks   string    `json:"remarks,omitempty"`
	At        time.Time `json:"at"`
}

// Course is what only common transit tells of a movement.
type Course struct {
	Timers          []RunningTimer `json:"timers,omitempty" nullable:"false" doc:"What runs out when, and what follows; the first due first"`
	Guarantee       string         `json:"guarantee,omitempty" doc:"asked, registered, invalid, released or called"`
	GuaranteeOffice string         `json:"guaranteeOffice,omitempty"`
	Refusals        []string       `json:"guaranteeReasons,omitempty" nullable:"false" doc:"Why the guarantee is not valid"`
	Incidents       []Befallen     `json:"incidents,omitempty" nullable:"false"`
	Enquiry         *Sought        `json:"enquiry,omitempty"`
	RecoveryWith    string         `json:"recoveryWith,omitempty" doc:"Country asked to recover the debt"`
	Proof           string         `json:"proof,omitempty" doc:"That stands for the arrival"`
	Late            []string       `json:"late,omitempty" nullable:"false" doc:"Timers that have passed where the state stays"`
	Delivery        *CustomsOffice `json:"delivery,omitempty" doc:"Place of delivery permitted in the place of the declared one"`
	ReachedAt       time.Time      `json:"reachedAt,omitzero" doc:"When the goods reached the place of delivery"`
	Parts           []PartBrought  `json:"parts,omitempty" nullable:"false" doc:"Delivered before the rest"`
	Route           string         `json:"route,omitempty" doc:"Prescribed at release"`
	Escort          bool           `json:"escort,omitempty"`
	Settled         string         `json:"settled,omitempty" doc:"How discrepancies were settled"`
	Unloading       *Unloaded      `json:"unloading,omitempty"`
}

// PartBrought is a part of the goods that was delivered.
type PartBrought struct {
	Office   CustomsOffice `json:"office"`
	At       time.Time     `json:"at"`
	Packages int           `json:"packages,omitempty"`
	GrossKg  int64         `json:"grossKg,omitempty"`
	Text     string        `json:"text,omitempty"`
}

func course(v *desk.MovementView) Course {
	m := &v.Movement
	out := Course{RecoveryWith: m.RecoveryWith, Proof: m.Proof, Settled: m.Settled}
	for _, k := range m.Late {
		out.Late = append(out.Late, string(k))
	}
	if m.Delivery.Code != "" {
		at := customsOffice(m.Delivery)
		out.Delivery = &at
	}
	out.ReachedAt, out.Route, out.Escort = m.ReachedAt, m.Measures.Route, m.Measures.Escort
	for _, p := range m.Parts {
		out.Parts = append(out.Parts, PartBrought{customsOffice(p.Office), p.At, p.Packages, int64(p.GrossKg), p.Text})
	}
	for _, t := range v.Timers {
		out.Timers = append(out.Timers, RunningTimer{string(t.Kind), t.Due, string(t.Leads), string(t.Status), t.Source})
	}
	if g := m.Guarantee; g != nil {
		out.Guarantee, out.GuaranteeOffice, out.Refusals = string(g.Status), g.Office, g.Reasons
	}
	for _, x := range m.Incidents {
		out.Incidents = append(out.Incidents, Befallen{x.Code, customsOffice(x.Office), x.At, x.Place, x.Text, x.ByCarrier, x.NewMeans, x.NewSeals})
	}
	if e := m.Enquiry; e != nil {
		out.Enquiry = &Sought{e.HolderAsked, e.HolderSaid, e.Asked, e.AnswerBy, string(e.Result)}
	}
	if u := m.Unloading; u != nil {
		out.Unloading = &Unloaded{u.Completed, u.Conform, u.SealsGood, u.Remarks, u.At}
	}
	return out
}

// Decided is what a decision led to.
type Decided struct {
	Country string `json:"country"`
	Key     string `json:"key"`
	State   string `json:"state"`
	Number  string `json:"number,omitempty"`
	Version int64  `json:"version" doc:"The new ETag"`
	Waiting bool   `json:"waiting" doc:"The decision stands; messages that follow from it are still on their way"`
}

func (c *caller) decideNow(in *struct {
	MovementQuery
	IfMatch string `header:"If-Match" doc:"The ETag of the movement that was decided on"`
	Body    DecisionRequest
}) (*versioned[Decided], error) {
	version, err := versionOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(desk.Decisions(), transit.Kind(in.Body.Act)) {
		return nil, fault.New(fault.BadField, "%q is no decision of an officer", fault.Clip(in.Body.Act)).At("act").Want("one of %v", desk.Decisions())
	}
	b := &in.Body
	x, err := b.decision(&in.MovementQuery, version)
	if err != nil {
		return nil, err
	}
	o, err := c.desk().Decide(c, c.account, x)
	if err != nil {
		return nil, unmatched(err)
	}
	return &versioned[Decided]{CacheControl: "no-store", ETag: tag(o.Version), Body: Decided{o.Country, o.Key, string(o.State), o.Number, o.Version, o.Waiting}}, nil
}

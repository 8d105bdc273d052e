package server

import (
	"bytes"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/projection"
	"github.com/kairo-corridor/kairo/unit"
)

// waitsShown bounds what is named of what one stretch waits for; the number of the rest is told.
const waitsShown = 50

// consignmentAPI are the operations of declarants on their consignments.
func (s *server) consignmentAPI() []apiRoute {
	const all, one = apiPrefix + "/consignments", apiPrefix + "/consignments/{id}"
	r := func(method, pattern string, act auth.Act) apiRoute {
		return apiRoute{Method: method, Pattern: pattern, Act: act, Once: method == http.MethodPost}
	}
	whole := takes("application/json", "A consignment, see docs/formats/consignment.md", consignmentSchema)
	return []apiRoute{
		route(r("GET", all, auth.ReadConsignment), "consignments", "consignments", "List your consignments in the order in which they were made", (*caller).listConsignments),
		route(r("POST", all, auth.WriteConsignment), "createConsignment", "consignments", "Hand in a consignment; nothing is lodged yet", (*caller).createConsignment, created, whole),
		route(r("GET", one, auth.ReadConsignment), "consignment", "consignments", "One consignment as it is now", (*caller).oneConsignment),
		route(r("PUT", one, auth.WriteConsignment), "amendConsignment", "consignments", "Replace the data of a consignment; what was lodged is amended by the next lodgement", (*caller).amendConsignment, whole),
		route(r("GET", one+"/missing", auth.ReadConsignment), "missing", "consignments", "What the consignment lacks for its whole way, and who knows it", (*caller).missingData),
		route(r("GET", one+"/journeys", auth.ReadConsignment), "journeys", "consignments", "The ways that the consignment can go", (*caller).journeys),
		route(r("PUT", one+"/journey", auth.WriteConsignment), "chooseJourney", "consignments", "Choose a way; documents and filings follow from it", (*caller).chooseWay),
		route(r("POST", one+"/lodgement", auth.Lodge), "lodge", "consignments", "Lodge what can be lodged now and amend what was lodged and has changed", (*caller).lodgeNow, secret),
		route(r("GET", one+"/movements", auth.ReadConsignment), "stretches", "consignments", "Where each stretch of the way stands, as its administration has told", (*caller).stretches),
		route(r("POST", one+"/movements/{key}/cancellation", auth.CancelMovement), "cancelMovement", "consignments", "Ask the administration to invalidate a declaration", (*caller).cancelNow),
		route(r("POST", one+"/movements/{key}/statements", auth.AnswerAsHolder), "say", "consignments", "Tell the administration about a movement: as the holder (present, holder-answer, request-invalidation) or as the trader at destination (arrival-notification, unloading-remarks)", (*caller).sayNow),
		route(r("PUT", one+"/advance", auth.WriteConsignment), "lodgeInAdvance", "consignments", "Say whether common transit is lodged before the goods are presented", (*caller).advanceNow),
		route(r("GET", one+"/documents", auth.ReadConsignment), "documents", "consignments", "Every document of the way", (*caller).papers),
		route(r("GET", one+"/documents/{document}", auth.ReadConsignment), "document", "consignments", "One document: JSON with the origin of every element, or PDF where people carry it, by Accept", (*caller).paper, paperFiles),
	}
}

// paperFiles are the two forms of a document.
var paperFiles = gives(map[string]func(huma.Registry) *huma.Schema{
	"application/json": func(r huma.Registry) *huma.Schema { return r.Schema(reflect.TypeFor[Paper](), true, "Paper") },
	"application/pdf":  binary,
}, http.StatusNotAcceptable)

func consignmentSchema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[consignment.Consignment](), true, "Consignment")
}

// ListQuery asks for a part of a list.
type ListQuery struct {
	Cursor string `query:"cursor" maxLength:"600" doc:"The next of an earlier answer; the beginning where it is missing"`
	Limit  int    `query:"limit" default:"25" minimum:"1" maximum:"100" doc:"The most rows to answer with"`
}

// ConsignmentRow is a consignment in a list.
type ConsignmentRow struct {
	ID          string    `json:"id"`
	Version     int64     `json:"version" doc:"Changes with every save; the ETag of the consignment"`
	State       string    `json:"state" enum:"draft,filed"`
	Reference   string    `json:"reference"`
	Title       string    `json:"title"`
	Origin      string    `json:"origin"`
	Destination string    `json:"destination"`
	Ready       string    `json:"ready"`
	Corridor    string    `json:"corridor,omitempty" doc:"Of the journey chosen"`
	Changed     time.Time `json:"changed"`
}

// ConsignmentList is a part of the consignments.
type ConsignmentList struct {
	Consignments []ConsignmentRow `json:"consignments" nullable:"false"`
	Next         string           `json:"next,omitempty" doc:"The cursor to go on with; missing at the end"`
}

func (c *caller) listConsignments(in *struct {
	ListQuery
	State string `query:"state" enum:"draft,filed" doc:"Only those in this state"`
}) (*body[ConsignmentList], error) {
	after, err := fromCursor(in.Cursor, 1)
	if err != nil {
		return nil, err
	}
	rows, next, err := c.desk().DraftsAfter(c, c.account, desk.DraftState(in.State), after[0], in.Limit)
	if err != nil {
		return nil, err
	}
	out := ConsignmentList{Consignments: []ConsignmentRow{}, Next: cursor(next)}
	for _, r := range rows {
		out.Consignments = append(out.Consignments, ConsignmentRow{r.ID, r.Version, string(r.State), r.Reference, r.Title, r.From, r.To, r.Ready, r.Corridor, r.Changed})
	}
	return &body[ConsignmentList]{"no-store", out}, nil
}

// Filed is what is kept of a consignment.
type Filed struct {
	ID          string                   `json:"id"`
	Version     int64                    `json:"version" doc:"Changes with every save; the ETag"`
	State       string                   `json:"state" enum:"draft,filed"`
	Journey     string                   `json:"journey,omitempty" doc:"Id of the journey chosen"`
	Corridor    string                   `json:"corridor,omitempty"`
	FiledNumber int                      `json:"filedVersion,omitempty" doc:"Number of the version of the data that was declared last"`
	FiledHash   string                   `json:"filedHash,omitempty" doc:"SHA-256 of that version's canonical JSON (RFC 8785)"`
	FiledAt     time.Time                `json:"filedAt,omitzero" doc:"When it was declared first"`
	Created     time.Time                `json:"created"`
	Changed     time.Time                `json:"changed"`
	Consignment *consignment.Consignment `json:"consignment,omitempty" doc:"The data as they are now; missing in answers to changes"`
}

// versioned is an answer with the version of what it is about.
type versioned[T any] struct {
	CacheControl string `header:"Cache-Control"`
	ETag         string `header:"ETag"`
	Location     string `header:"Location"`
	Body         T
}

func filed(x desk.Draft, whole bool) *versioned[Filed] {
	f := Filed{ID: x.ID, Version: x.Version, State: string(x.State), Journey: x.JourneyID, Corridor: x.Corridor, FiledNumber: x.FiledNumber, FiledHash: x.FiledHash, FiledAt: x.FiledAt,
		Created: x.Created, Changed: x.Changed}
	if whole {
		f.Consignment = &x.Consignment
	}
	return &versioned[Filed]{CacheControl: "no-store", ETag: tag(x.Version), Body: f}
}

// ConsignmentBody is a request with a consignment; it is read by package consignment, which names every violation.
type ConsignmentBody struct {
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"application/json"`
}

func (w *ConsignmentBody) read() (consignment.Consignment, error) {
	if err := typed(w.ContentType, "application/json"); err != nil {
		return consignment.Consignment{}, err
	}
	return consignment.Decode(w.RawBody)
}

func (c *caller) createConsignment(in *ConsignmentBody) (*versioned[Filed], error) {
	k, err := in.read()
	if err != nil {
		return nil, err
	}
	x, err := c.desk().CreateDraft(c, c.account, c.once, k)
	if err != nil {
		return nil, err
	}
	out := filed(x, false)
	out.Location = apiPrefix + "/consignments/" + url.PathEscape(x.ID)
	return out, nil
}

// OneQuery names a consignment.
type OneQuery struct {
	ID string `path:"id" maxLength:"64"`
}

func (c *caller) oneConsignment(in *OneQuery) (*versioned[Filed], error) {
	x, err := c.desk().Draft(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	return filed(x, true), nil
}

func (c *caller) amendConsignment(in *struct {
	OneQuery
	IfMatch string `header:"If-Match" doc:"The ETag that was read"`
	ConsignmentBody
}) (*versioned[Filed], error) {
	if _, err := c.desk().Draft(c, c.account, in.ID); err != nil {
		return nil, err // what is another's is not there, whatever was sent
	}
	version, err := versionOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	k, err := in.read()
	if err != nil {
		return nil, err
	}
	x, err := c.desk().SaveDraft(c, c.account, in.ID, version, k)
	if err != nil {
		return nil, unmatched(err)
	}
	return filed(x, false), nil
}

// MissingData is what a consignment lacks.
type MissingData struct {
	Required   int            `json:"required" doc:"Data without which something cannot be lodged"`
	MayFollow  int            `json:"mayFollow"`
	Documents  int            `json:"documents"`
	Blocked    int            `json:"blocked" doc:"Documents that cannot be lodged yet"`
	NotPlanned string         `json:"notPlanned,omitempty" doc:"Why it is not known what the documents ask"`
	Data       []MissingDatum `json:"data" nullable:"false"`
}

// MissingDatum is one datum.
type MissingDatum struct {
	Who      string   `json:"who" doc:"The role that knows it"`
	Path     string   `json:"path" doc:"JSON pointer into the consignment"`
	Names    []string `json:"names,omitempty" nullable:"false" doc:"What the forms call it"`
	Text     string   `json:"text"`
	Expected string   `json:"expected,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Rule     string   `json:"rule" doc:"Id of the rule that asks for it"`
	Required bool     `json:"required"`
	For      []string `json:"for,omitempty" nullable:"false" doc:"Ids of the documents that wait"`
}

func (c *caller) missingData(in *OneQuery) (*body[MissingData], error) {
	m, err := c.desk().Missing(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	out := MissingData{Required: m.Required, MayFollow: m.MayFollow, Documents: m.Documents, Blocked: m.Blocked, NotPlanned: m.NotPlanned, Data: []MissingDatum{}}
	if m.NoJourney {
		out.NotPlanned = "no journey is chosen"
	}
	for _, g := range m.Groups {
		for _, i := range g.Items {
			out.Data = append(out.Data, MissingDatum{g.Who, i.Path, i.Names, i.Text, i.Expected, i.Hint, i.Rule, i.Required, i.For})
		}
	}
	return &body[MissingData]{"no-store", out}, nil
}

// Ways are the ways that a consignment can go.
type Ways struct {
	Chosen     string         `json:"chosen,omitempty" doc:"Id of the journey chosen"`
	Stale      bool           `json:"stale" doc:"The journey was chosen for other places, another date or size: choose anew"`
	Exclusions []WayExclusion `json:"exclusions,omitempty" nullable:"false" doc:"What the goods rule out"`
	Journeys   []Way          `json:"journeys" nullable:"false"`
}

// WayExclusion is something that the goods rule out.
type WayExclusion struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Way is one journey; GET /api/plan has its legs and the sources of its numbers.
type Way struct {
	ID        string   `json:"id"`
	Labels    []string `json:"labels,omitempty" nullable:"false" doc:"What it is best at; may be given in place of the id"`
	Corridor  string   `json:"corridor"`
	Countries []string `json:"countries" nullable:"false"`
	Modes     []string `json:"modes" nullable:"false"`
	MeanDays  float64  `json:"meanDays"`
	P10Days   float64  `json:"p10Days"`
	P90Days   float64  `json:"p90Days"`
	USD       float64  `json:"usd"`
	KgCO2e    float64  `json:"kgCO2e"`
	Borders   int      `json:"borders"`
}

func (c *caller) journeys(in *OneQuery) (*body[Ways], error) {
	js, err := c.desk().Journeys(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	out := Ways{Chosen: js.Chosen, Stale: js.Stale, Journeys: []Way{}}
	for _, x := range js.Exclusions {
		out.Exclusions = append(out.Exclusions, WayExclusion{x.Token, x.Why})
	}
	for _, j := range js.Answer.Journeys {
		out.Journeys = append(out.Journeys, Way{j.ID, j.Labels, j.Corridor, j.Countries, j.Modes, j.MeanDays, j.P10Days, j.P90Days, j.USD, j.KgCO2e, j.Borders})
	}
	return &body[Ways]{"no-store", out}, nil
}

// changed changes a consignment of the caller's own as of the version that was read; what is another's is not there.
func (c *caller) changed(id, ifMatch string, change func(version int64) (desk.Draft, error)) (*versioned[Filed], error) {
	if _, err := c.desk().Draft(c, c.account, id); err != nil {
		return nil, err
	}
	version, err := versionOf(ifMatch)
	if err != nil {
		return nil, err
	}
	x, err := change(version)
	if err != nil {
		return nil, unmatched(err)
	}
	return filed(x, false), nil
}

func (c *caller) chooseWay(in *struct {
	OneQuery
	IfMatch string `header:"If-Match" doc:"The ETag that was read"`
	Body    struct {
		Journey string `json:"journey" minLength:"1" maxLength:"64" doc:"Id or label of one of the journeys"`
	}
}) (*versioned[Filed], error) {
	return c.changed(in.ID, in.IfMatch, func(version int64) (desk.Draft, error) {
		return c.desk().ChooseJourney(c, c.account, in.ID, version, in.Body.Journey)
	})
}

// Lodgement is what lodging did.
type Lodgement struct {
	Reference string            `json:"reference"`
	Version   int               `json:"version" doc:"Number of the version of the consignment that is declared"`
	Hash      string            `json:"hash" doc:"SHA-256 of its canonical JSON (RFC 8785)"`
	Unsettled bool              `json:"unsettled" doc:"Messages are still on their way"`
	Stretches []LodgedOrWaiting `json:"stretches" nullable:"false" doc:"In the order of the way"`
}

// LodgedOrWaiting is what became of one stretch.
type LodgedOrWaiting struct {
	Stretch        string   `json:"stretch"`
	Regime         string   `json:"regime,omitempty"`
	Administration string   `json:"administration"`
	Key            string   `json:"key,omitempty" doc:"Of the movement"`
	Outcome        string   `json:"outcome" enum:"lodged,amended,unchanged,already-sent,waits,refused,ended,lodge-anew,not-in-plan"`
	Waits          []WaitOn `json:"waits,omitempty" nullable:"false"`
	WaitsMore      int      `json:"waitsMore,omitempty" doc:"Further things it waits for, not named here"`
	Changed        []string `json:"changed,omitempty" nullable:"false" doc:"Elements that an amendment changes"`
	Text           string   `json:"text,omitempty" doc:"Why it was refused"`
}

// WaitOn is one thing that a stretch waits for.
type WaitOn struct {
	Key  string `json:"key" enum:"wait.data,wait.identifier,wait.code,wait.arrival" doc:"wait.code: the access code of the guarantee named by on"`
	On   string `json:"on,omitempty" doc:"Id of the stretch, document or guarantee waited for"`
	Who  string `json:"who,omitempty" doc:"The role that knows it"`
	Path string `json:"path,omitempty" doc:"JSON pointer into the consignment"`
	Text string `json:"text"`
}

func waitsOn(list []desk.Waiting) (out []WaitOn, more int) {
	for i, w := range list {
		if i == waitsShown {
			return out, len(list) - waitsShown
		}
		out = append(out, WaitOn{w.Key, w.On, w.Who, w.Path, w.Text})
	}
	return out, 0
}

// LodgementRequest is what is given when lodging.
type LodgementRequest struct {
	AccessCodes map[string]AccessCode `json:"accessCodes,omitempty" doc:"Access codes of guarantees by their reference number. They are sealed to the office of guarantee and kept nowhere"`
}

// AccessCode is an access code in a request.
type AccessCode string

// Schema describes it.
func (AccessCode) Schema(huma.Registry) *huma.Schema {
	longest := guarantee.CodeBytesMax
	return &huma.Schema{Type: huma.TypeString, Format: "password", MaxLength: &longest, WriteOnly: true}
}

func (c *caller) lodgeNow(in *struct {
	OneQuery
	Body *LodgementRequest
}) (*body[Lodgement], error) {
	given := map[string]string{}
	if in.Body != nil {
		for grn, code := range in.Body.AccessCodes {
			given[grn] = string(code)
		}
	}
	l, err := c.desk().LodgeWith(c, c.account, in.ID, desk.CodesOf(given))
	if err != nil {
		return nil, err
	}
	out := Lodgement{Reference: l.Reference, Version: l.Version, Hash: l.Hash, Unsettled: l.Unsettled, Stretches: []LodgedOrWaiting{}}
	for _, s := range l.Stretches {
		x := LodgedOrWaiting{Stretch: s.Stretch, Regime: s.Regime, Administration: s.Administration, Key: s.Key, Outcome: s.Outcome, Changed: s.Changed, Text: s.Text}
		x.Waits, x.WaitsMore = waitsOn(s.Waits)
		out.Stretches = append(out.Stretches, x)
	}
	return &body[Lodgement]{"no-store", out}, nil
}

// CustomsOffice is a customs office.
type CustomsOffice struct {
	Country       string `json:"country" doc:"ISO 3166-1 alpha-2"`
	Code          string `json:"code"`
	Name          string `json:"name,omitempty"`
	Demonstration bool   `json:"demonstration,omitempty" doc:"The code is a placeholder: no such office exists"`
}

func plannedOffice(o filing.Office) CustomsOffice {
	return CustomsOffice{o.Country, o.Code, o.Name, o.Demo}
}

func customsOffice(o transit.Office) CustomsOffice {
	return CustomsOffice{o.Country, o.Code, o.Name, o.Demo}
}

// Stretches are the stretches of a way.
type Stretches struct {
	Stretches []StretchStatus `json:"stretches" nullable:"false" doc:"In the order of the way"`
}

// StretchStatus is where one stretch stands.
type StretchStatus struct {
	Stretch        string          `json:"stretch"`
	Regime         string          `json:"regime"`
	Name           string          `json:"name"`
	Administration string          `json:"administration" doc:"Country whose administration registers it"`
	Departure      CustomsOffice   `json:"departure"`
	Passage        []CustomsOffice `json:"passage,omitempty" nullable:"false"`
	Destination    CustomsOffice   `json:"destination"`
	Key            string          `json:"key,omitempty" doc:"Of the movement, once it is lodged"`
	State          string          `json:"state" doc:"none: not lodged, or not answered yet"`
	Number         string          `json:"number,omitempty" doc:"Registration number"`
	Version        int             `json:"version,omitempty" doc:"Of the consignment, as declared there"`
	Pending        int             `json:"pending,omitempty" doc:"Amendments that are not answered"`
	Since          time.Time       `json:"since,omitzero"`
	Limit          time.Time       `json:"limit,omitzero" doc:"The goods must have arrived by then"`
	Refused        string          `json:"refused,omitempty" doc:"Why the last message was not taken"`
	Rejected       string          `json:"rejected,omitempty"`
	Waits          []WaitOn        `json:"waits,omitempty" nullable:"false"`
	WaitsMore      int             `json:"waitsMore,omitempty"`
	Told           string          `json:"told,omitempty" doc:"What was found at destination, is not in order and not settled"`
	Says           []CanSay        `json:"says" nullable:"false" doc:"What the declarant may say about the movement now"`
	There          *AtDestination  `json:"there,omitempty" doc:"What the administration at destination told the trader there"`

	Guarantees []GuaranteeOfStretch `json:"guarantees,omitempty" nullable:"false" doc:"That secure it, as its administration has told"`
}

// GuaranteeOfStretch is a guarantee that secures a stretch.
type GuaranteeOfStretch struct {
	GRN      string     `json:"grn" doc:"Reference number"`
	Type     string     `json:"type" doc:"Code list GuaranteeType of NCTS (CL251)"`
	Office   string     `json:"office" doc:"Country of the office of guarantee"`
	Holder   string     `json:"holder" doc:"Number, or name, of the holder of the procedure, for whom it is registered there"`
	Amount   unit.Money `json:"amount" doc:"To be covered"`
	State    string     `json:"state" enum:"planned,named,asked,invalid,reserved,engaged,released,called" doc:"planned: not lodged; named: lodged, its office is not asked yet"`
	Reasons  []string   `json:"reasons,omitempty" nullable:"false" doc:"Why it is not valid, with the codes of list CL252"`
	AsksCode bool       `json:"asksCode" doc:"Its access code goes with the next lodgement"`
}

func stretchStatus(t *desk.Territory) StretchStatus {
	x := StretchStatus{Stretch: t.Stretch.ID, Regime: t.Stretch.Regime, Name: t.Stretch.Name, Administration: t.Stretch.Administration, Departure: plannedOffice(t.Stretch.Departure),
		Destination: plannedOffice(t.Stretch.Destination), Key: t.Key, State: string(t.State), Number: t.Number, Version: t.Version, Pending: t.Pending, Since: t.Since, Limit: t.Limit,
		Refused: t.Refused, Rejected: t.Rejected}
	for _, o := range t.Stretch.Passage {
		x.Passage = append(x.Passage, plannedOffice(o))
	}
	x.Waits, x.WaitsMore = waitsOn(t.Waits)
	for _, g := range t.Guarantees {
		x.Guarantees = append(x.Guarantees, GuaranteeOfStretch{g.GRN, g.Type, g.Office, g.Holder, g.Amount, string(g.State), g.Reasons, g.AsksCode})
	}
	x.Told, x.Says = t.Told, []CanSay{}
	for _, y := range t.Says {
		z := CanSay{Message: string(y.Kind), Text: y.Text, Asked: y.Asked}
		for _, f := range y.Fields {
			z.Fields = append(z.Fields, OfferedField{f.Name, string(f.Type), f.Required, f.Options})
		}
		x.Says = append(x.Says, z)
	}
	if t.There != nil {
		x.There = &AtDestination{t.There.Country, string(t.There.State), t.There.Refused}
	}
	return x
}

// CanSay is something that the declarant may say about a movement.
type CanSay struct {
	Message string         `json:"message"`
	Text    bool           `json:"text" doc:"A text must be given"`
	Fields  []OfferedField `json:"fields,omitempty" nullable:"false"`
	Asked   bool           `json:"asked" doc:"It is waited for"`
}

// AtDestination is the record at destination as far as it was told.
type AtDestination struct {
	Country string `json:"country"`
	State   string `json:"state,omitempty"`
	Refused string `json:"refused,omitempty" doc:"Why the last message was not taken"`
}

// Statement is what a declarant says about a movement.
type Statement struct {
	Message   string `json:"message" maxLength:"40" doc:"One of those that the stretch says"`
	Text      string `json:"text,omitempty" maxLength:"512" doc:"Reason, answer or remarks"`
	Place     string `json:"place,omitempty" maxLength:"512" doc:"Where the goods are"`
	LimitDays int    `json:"limitDays,omitempty" minimum:"0" maximum:"366" doc:"Of present: takes the place of the declared time limit"`
	Country   string `json:"country,omitempty" maxLength:"2" doc:"Of the office; the declared destination where it is missing"`
	Office    string `json:"office,omitempty" maxLength:"17" doc:"Code, where it is not the declared one"`
	Document  string `json:"document,omitempty" maxLength:"512" doc:"Of holder-answer: proof offered"`
	Completed bool   `json:"completed,omitempty" doc:"Of unloading-remarks"`
	Conform   bool   `json:"conform,omitempty" doc:"Of unloading-remarks: all is as declared"`
	SealsGood bool   `json:"sealsGood,omitempty" doc:"Of unloading-remarks"`
}

func (c *caller) sayNow(in *struct {
	OneQuery
	Key  string `path:"key" maxLength:"200"`
	Body Statement
}) (*body[StretchStatus], error) {
	b := &in.Body
	t, err := c.desk().Say(c, c.account, in.ID, in.Key, desk.Saying{Kind: transit.Kind(b.Message), Text: b.Text, Place: b.Place, LimitDays: b.LimitDays, Country: b.Country, Office: b.Office,
		Document: b.Document, Completed: b.Completed, Conform: b.Conform, SealsGood: b.SealsGood})
	if err != nil {
		return nil, err
	}
	return &body[StretchStatus]{"no-store", stretchStatus(&t)}, nil
}

func (c *caller) advanceNow(in *struct {
	OneQuery
	IfMatch string `header:"If-Match" doc:"The ETag that was read"`
	Body    struct {
		InAdvance bool `json:"inAdvance"`
	}
}) (*versioned[Filed], error) {
	return c.changed(in.ID, in.IfMatch, func(version int64) (desk.Draft, error) {
		return c.desk().LodgeInAdvance(c, c.account, in.ID, version, in.Body.InAdvance)
	})
}

func (c *caller) stretches(in *OneQuery) (*body[Stretches], error) {
	list, err := c.desk().Status(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	out := Stretches{Stretches: []StretchStatus{}}
	for k := range list {
		out.Stretches = append(out.Stretches, stretchStatus(&list[k]))
	}
	return &body[Stretches]{"no-store", out}, nil
}

// Asked says what was asked of an administration.
type Asked struct {
	Key   string `json:"key"`
	Asked string `json:"asked" enum:"invalidation" doc:"The administration's answer is an event"`
}

func (c *caller) cancelNow(in *struct {
	OneQuery
	Key  string `path:"key" maxLength:"200"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"512"`
	}
}) (*body[Asked], error) {
	if err := c.desk().CancelMovement(c, c.account, in.ID, in.Key, in.Body.Reason); err != nil {
		return nil, err
	}
	return &body[Asked]{"no-store", Asked{in.Key, "invalidation"}}, nil
}

// PaperRow is a document in a list.
type PaperRow struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Title   string   `json:"title"`
	Form    string   `json:"form" doc:"Standard and edition that it follows"`
	For     string   `json:"for,omitempty" doc:"Stretch, contract or advance item of the filing plan"`
	Country string   `json:"country,omitempty" doc:"Administration that gets it"`
	Paper   bool     `json:"paper" doc:"People carry it: there is a PDF"`
	Missing int      `json:"missing" doc:"Required elements that it lacks"`
	Blocked []string `json:"blocked,omitempty" nullable:"false" doc:"Why it cannot be lodged"`
}

// Papers are the documents of a way.
type Papers struct {
	Documents []PaperRow `json:"documents" nullable:"false"`
}

// Paper is a document with its elements.
type Paper struct {
	PaperRow
	Language string         `json:"language" doc:"Of its fixed texts"`
	Barcode  string         `json:"barcode,omitempty"`
	Elements []PaperElement `json:"elements" nullable:"false"`
	Notes    []string       `json:"notes,omitempty" nullable:"false"`
	Data     any            `json:"data,omitempty" doc:"The same in the data structure of its wire format, where there is one"`
}

// PaperElement is one element of a document with where its value comes from.
type PaperElement struct {
	Box      string   `json:"box,omitempty" doc:"Number on the form"`
	Name     string   `json:"name"`
	Path     string   `json:"path"`
	Value    string   `json:"value"`
	Origin   string   `json:"origin" doc:"typed, derived, defaulted or missing"`
	From     []string `json:"from,omitempty" nullable:"false" doc:"What it rests on"`
	How      string   `json:"how,omitempty"`
	Who      string   `json:"who,omitempty" doc:"The role that knows it, where it is missing"`
	Required bool     `json:"required"`
}

func paperRow(d *projection.Document) PaperRow {
	row := PaperRow{ID: d.ID, Kind: d.Kind, Title: d.Title, Form: d.Form, For: d.For, Country: d.Country, Paper: d.Paper, Blocked: d.Blocked}
	for _, e := range d.Elements {
		if e.Origin == projection.Missing && e.Required {
			row.Missing++
		}
	}
	return row
}

func (c *caller) papers(in *OneQuery) (*body[Papers], error) {
	d, err := c.desk().Dossier(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	out := Papers{Documents: []PaperRow{}}
	for i := range d.Documents {
		out.Documents = append(out.Documents, paperRow(&d.Documents[i]))
	}
	return &body[Papers]{"no-store", out}, nil
}

func (c *caller) paper(in *struct {
	OneQuery
	Document string `path:"document" maxLength:"120"`
	Accept   string `header:"Accept"`
}) (*file, error) {
	d, err := c.desk().Dossier(c, c.account, in.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(d.Documents, func(x projection.Document) bool { return x.ID == in.Document })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "this consignment has no document %q", fault.Clip(in.Document)).At("document")
	}
	return paperFile(&d.Documents[i], in.Accept, d.Filing.Date, demonstration(d.Filing))
}

// paperFile is a document in the form that is asked for: JSON, or PDF.
func paperFile(d *projection.Document, accept string, made time.Time, demo bool) (*file, error) {
	if !strings.Contains(accept, "application/pdf") {
		p := Paper{PaperRow: paperRow(d), Language: d.Language, Barcode: d.Barcode, Elements: []PaperElement{}, Notes: d.Notes, Data: d.Data}
		for _, e := range d.Elements {
			p.Elements = append(p.Elements, PaperElement{e.Box, e.Name, e.Path, e.Value, string(e.Origin), e.From, e.How, e.Who, e.Required})
		}
		return jsonFile(p)
	}
	if !d.Paper {
		return nil, &withStatus{fault.New(fault.Usage, "%s is data only: nobody carries it as a paper", d.Title).At("Accept").Want("application/json"), http.StatusNotAcceptable, nil}
	}
	var b bytes.Buffer
	if _, err := document.PDF(&b, *d, document.PDFOptions{Created: made, Demonstration: demo, Fonts: typefaces()}); err != nil {
		return nil, fault.New(fault.Internal, "the document cannot be written").Because(err)
	}
	return &file{"application/pdf", `attachment; filename="` + plainName(path.Base(d.ID)) + `.pdf"`, "no-store", b.Bytes()}, nil
}

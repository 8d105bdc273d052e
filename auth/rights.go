package auth

import "slices"

// Role is what a person does.
type Role string

// The roles.
const (
	Declarant        Role = "declarant"     // files consignments
	Departure        Role = "departure"     // officer of an office of departure, export or import
	Passage          Role = "passage"       // officer of an office of passage
	Destination      Role = "destination"   // officer of an office of destination or exit
	GuaranteeOfficer Role = "guarantee"     // officer of a country's office of guarantee
	Supervisor       Role = "supervisor"    // of the offices of a country, or of one office
	Trainee          Role = "trainee"       // works on cases that are not real
	Administrator    Role = "administrator" // of accounts
)

// Roles lists the roles in the order of tables.
var Roles = []Role{Declarant, Departure, Passage, Destination, GuaranteeOfficer, Supervisor, Trainee, Administrator}

// Officer reports whether the role decides on movements at an office.
func (r Role) Officer() bool { return r == Departure || r == Passage || r == Destination }

// Placed reports whether a grant of the role holds in a country.
func (r Role) Placed() bool { return r.Officer() || r == GuaranteeOfficer || r == Supervisor }

// Act is something that can be done.
type Act string

// The acts.
const (
	ReadConsignment  Act = "read-consignment"
	WriteConsignment Act = "write-consignment" // create, amend, discard a draft
	Lodge            Act = "lodge"
	CancelMovement   Act = "cancel-movement" // as the trader
	ReadMovement     Act = "read-movement"
	Accept           Act = "accept-movement" // or reject
	Control          Act = "control-movement"
	Release          Act = "release-movement" // or refuse the release; discharge
	RecordPassage    Act = "record-passage"
	RecordArrival    Act = "record-arrival"       // and the control at destination
	Invalidate       Act = "invalidate-movement"  // decide on the holder's request, or by the office itself
	Settle           Act = "settle-discrepancies" // that the office of destination found
	Enquire          Act = "enquire"              // ask the holder or the office of destination, accept a proof
	Recover          Act = "recover-debt"         // start, ask another authority, close
	RecordIncident   Act = "record-incident"
	ExtendLimit      Act = "extend-limit"
	ChangeDelivery   Act = "change-delivery" // the place of delivery
	AskMovement      Act = "ask-movement"    // another administration, how it stands
	RecordExit       Act = "record-exit"     // from the security area
	AskRecord        Act = "ask-record"      // of goods presented where it was not declared
	PermitUnloading  Act = "permit-unloading"
	AnswerEnquiry    Act = "answer-enquiry"   // of the office of departure
	RecoverFor       Act = "recover-for"      // the office of departure in another country: answer it, close
	PresentGoods     Act = "present-goods"    // declared in advance
	AnswerAsHolder   Act = "answer-as-holder" // of the procedure, where the goods are
	AnnounceArrival  Act = "announce-arrival" // as the trader at destination; and unloading remarks
	ReadOffice       Act = "read-office"      // work in hand, dwell, shares of an office

	ReadGuarantee     Act = "read-guarantee"     // account, uses, ledger
	RegisterGuarantee Act = "register-guarantee" // enter one at its office
	VaryGuarantee     Act = "vary-guarantee"     // change the limit
	SetAccessCodes    Act = "set-access-codes"
	RevokeGuarantee   Act = "revoke-guarantee"
	SettleClaim       Act = "settle-claim"    // record what was paid
	QueryGuarantee    Act = "query-guarantee" // with its number and access code, whosever it is

	Train          Act = "train"
	ManageAccounts Act = "manage-accounts"
	ManageSelf     Act = "manage-self" // own password, language, sign-out
	ReadPublic     Act = "read-public" // planner, programme, data
)

// Acts lists the acts in the order of tables.
var Acts = []Act{ReadPublic, ManageSelf, ReadConsignment, WriteConsignment, Lodge, CancelMovement, ReadMovement, Accept, Control, Release,
	RecordPassage, RecordArrival, Invalidate, Settle, Enquire, Recover, RecordIncident, ExtendLimit, ChangeDelivery, AskMovement, RecordExit, AskRecord, PermitUnloading, AnswerEnquiry, RecoverFor,
	PresentGoods, AnswerAsHolder, AnnounceArrival, ReadOffice, ReadGuarantee, RegisterGuarantee, VaryGuarantee, SetAccessCodes, RevokeGuarantee,
	SettleClaim, QueryGuarantee, Train, ManageAccounts}

// Reach is how far a role may go with an act.
type Reach string

// The reaches.
const (
	Nothing Reach = ""       // forbidden
	Own     Reach = "own"    // what belongs to the account
	Office  Reach = "office" // what stands at an office of the grant; at any office of the country where the grant names none
	All     Reach = "all"    // everything
)

// Right is one row: who may do an act, and how far. Anyone says that nobody need be signed in.
type Right struct {
	Act    Act
	Anyone bool
	Reach  map[Role]Reach
}

// everyone gives a reach to every role.
func everyone(r Reach) map[Role]Reach {
	m := map[Role]Reach{}
	for _, role := range Roles {
		m[role] = r
	}
	return m
}

// Table says who may do what. There is one row an act.
var Table = []Right{
	{Act: ReadPublic, Anyone: true, Reach: everyone(All)},
	{Act: ManageSelf, Reach: everyone(Own)},
	{Act: ReadConsignment, Reach: map[Role]Reach{Declarant: Own}},
	{Act: WriteConsignment, Reach: map[Role]Reach{Declarant: Own}},
	{Act: Lodge, Reach: map[Role]Reach{Declarant: Own}},
	{Act: CancelMovement, Reach: map[Role]Reach{Declarant: Own}},
	{Act: ReadMovement, Reach: map[Role]Reach{Declarant: Own, Departure: Office, Passage: Office, Destination: Office, Supervisor: Office}},
	{Act: Accept, Reach: map[Role]Reach{Departure: Office}},
	{Act: Control, Reach: map[Role]Reach{Departure: Office}},
	{Act: Release, Reach: map[Role]Reach{Departure: Office}},
	{Act: RecordPassage, Reach: map[Role]Reach{Passage: Office}},
	{Act: RecordArrival, Reach: map[Role]Reach{Destination: Office}},
	{Act: Invalidate, Reach: map[Role]Reach{Departure: Office}},
	{Act: Settle, Reach: map[Role]Reach{Departure: Office}},
	{Act: Enquire, Reach: map[Role]Reach{Departure: Office}},
	{Act: Recover, Reach: map[Role]Reach{Departure: Office}},
	{Act: RecordIncident, Reach: map[Role]Reach{Departure: Office, Passage: Office, Destination: Office}},
	{Act: ExtendLimit, Reach: map[Role]Reach{Departure: Office, Passage: Office, Destination: Office}},
	{Act: ChangeDelivery, Reach: map[Role]Reach{Departure: Office}},
	{Act: AskMovement, Reach: map[Role]Reach{Departure: Office, Passage: Office, Destination: Office}},
	{Act: RecordExit, Reach: map[Role]Reach{Passage: Office}},
	{Act: AskRecord, Reach: map[Role]Reach{Passage: Office, Destination: Office}},
	{Act: PermitUnloading, Reach: map[Role]Reach{Destination: Office}},
	{Act: AnswerEnquiry, Reach: map[Role]Reach{Destination: Office}},
	{Act: RecoverFor, Reach: map[Role]Reach{Passage: Office, Destination: Office}},
	{Act: PresentGoods, Reach: map[Role]Reach{Declarant: Own}},
	{Act: AnswerAsHolder, Reach: map[Role]Reach{Declarant: Own}},
	{Act: AnnounceArrival, Reach: map[Role]Reach{Declarant: Own}},
	{Act: ReadOffice, Reach: map[Role]Reach{Supervisor: Office}},
	{Act: ReadGuarantee, Reach: map[Role]Reach{Declarant: Own, GuaranteeOfficer: Office}},
	{Act: RegisterGuarantee, Reach: map[Role]Reach{GuaranteeOfficer: Office}},
	{Act: VaryGuarantee, Reach: map[Role]Reach{GuaranteeOfficer: Office}},
	{Act: SetAccessCodes, Reach: map[Role]Reach{GuaranteeOfficer: Office}},
	{Act: RevokeGuarantee, Reach: map[Role]Reach{GuaranteeOfficer: Office}},
	{Act: SettleClaim, Reach: map[Role]Reach{GuaranteeOfficer: Office}},
	{Act: QueryGuarantee, Reach: map[Role]Reach{Declarant: All}},
	{Act: Train, Reach: map[Role]Reach{Trainee: All}},
	{Act: ManageAccounts, Reach: map[Role]Reach{Administrator: All}},
}

// rights indexes Table.
var rights = func() map[Act]Right {
	m := map[Act]Right{}
	for _, r := range Table {
		m[r.Act] = r
	}
	return m
}()

// Grant is a role, for officers and supervisors at an office of a country; an empty Office is every office of the country. An
// office of guarantee is one a country: its officers' grants name none.
type Grant struct {
	Role    Role   `json:"role"`
	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Office  string `json:"office,omitempty"`  // code of the customs office
}

// at reports whether a resource stands where the grant holds.
func (g Grant) at(r Resource) bool {
	return g.Country != "" && g.Country == r.Country && (g.Office == "" || slices.Contains(r.Offices, g.Office))
}

// Resource is what an act is done to: whose it is and at which offices of which country it stands. Of a movement Offices are
// those that the act's role may have there: for record-passage its offices of passage, for release-movement that of departure.
type Resource struct {
	Owner   string // id of the account it belongs to, "" for none
	Country string
	Offices []string
}

// Decision is the answer to a question about a right.
type Decision struct {
	OK  bool
	Why string // the row that decided: "departure may release-movement at its own office"
}

// Allow tells whether an account (nil: nobody signed in) may do an act to a resource.
func Allow(a *Account, act Act, r Resource) Decision {
	right, ok := rights[act]
	switch {
	case !ok:
		return Decision{Why: "no row allows " + string(act)}
	case right.Anyone:
		return Decision{true, "anyone may " + string(act)}
	case a == nil:
		return Decision{Why: string(act) + " needs somebody signed in"}
	case a.Disabled:
		return Decision{Why: "the account is disabled"}
	}
	for _, g := range a.Grants {
		if why := reaches(right.Reach[g.Role], a, g, r); why != "" {
			return Decision{true, string(g.Role) + " may " + string(act) + why}
		}
	}
	return Decision{Why: "no role of the account may " + string(act) + " here"}
}

// reaches tells how a grant reaches a resource, "" where it does not.
func reaches(reach Reach, a *Account, g Grant, r Resource) string {
	switch {
	case reach == All:
		return " everywhere"
	case reach == Own && r.Owner != "" && r.Owner == a.ID:
		return " of its own"
	case reach == Office && g.at(r):
		return " at its own office"
	}
	return ""
}

// May reports whether an account may do an act to something at all: whether to show the way there.
func May(a *Account, act Act) bool {
	right := rights[act]
	if right.Anyone {
		return true
	}
	return a != nil && !a.Disabled && slices.ContainsFunc(a.Grants, func(g Grant) bool { return right.Reach[g.Role] != Nothing })
}

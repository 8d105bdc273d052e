package ncts

// Role says who sends a message in Kairo's procedure of transit, or that it has no place there.
type Role string

// The roles.
const (
	Lodged     Role = "lodged"      // traders send it, an office takes it
	Sent       Role = "sent"        // an office sends it to a trader
	DecodeOnly Role = "decode-only" // read, checked and written like any other; no step of the procedure makes or takes it
)

// Roles lists the roles.
var Roles = []Role{Lodged, Sent, DecodeOnly}

// Use is what Kairo's procedure does with a message. Step is the message of package customs/transit that it stands for, empty
// for a message that is decode-only; Reason is one line for people.
type Use struct {
	Role   Role   `json:"role"`
	Step   string `json:"step,omitempty"`
	Reason string `json:"reason"`
}

// UseOf says what Kairo's procedure does with a message. The zero Use stands for a message that the version does not have.
func UseOf(v Version, message string) Use {
	if standard().byName[v][message] == nil {
		return Use{}
	}
	return uses[message]
}

// uses has every message of the tables; what a message is for is the same in both versions (names as in list CL060 of the
// schemas).
var uses = map[string]Use{
	"CC004C": {Sent, "notice", "an amendment was taken: the notice of the fact"},
	"CC007C": {Lodged, "arrival-notification", "the trader at destination says that the goods have arrived"},
	"CC009C": {Sent, "decide-invalidation", "the decision on an invalidation"},
	"CC013C": {Lodged, "amend", "a newer version of the consignment takes the place of what was declared"},
	"CC014C": {Lodged, "request-invalidation", "the declaration shall be invalidated"},
	"CC015C": {Lodged, "lodge", "the declaration"},
	"CC017C": {DecodeOnly, "", "results of control at departure, sent inside an administration: here an officer's act, told to the trader by a notice"},
	"CC019C": {Sent, "notice", "discrepancies were found at destination: the notice of the results"},
	"CC022C": {DecodeOnly, "", "an office asks for an amendment: here it decides a control or refuses, and the trader amends unasked"},
	"CC023C": {DecodeOnly, "", "to the guarantor: guarantors are no party to the exchange"},
	"CC025C": {Sent, "destination-control", "the goods are released at destination"},
	"CC028C": {Sent, "accept", "the declaration is registered under its MRN"},
	"CC029C": {Sent, "release", "the goods are released for transit"},
	"CC035C": {Sent, "start-recovery", "the debt is recovered"},
	"CC040C": {DecodeOnly, "", "to the export system of the same administration: here export is a movement of its own"},
	"CC042C": {DecodeOnly, "", "to the export system of the same administration: here export is a movement of its own"},
	"CC043C": {Sent, "permit-unloading", "the consignee may unload, or go on unloading"},
	"CC044C": {Lodged, "unloading-remarks", "what the consignee found"},
	"CC045C": {Sent, "discharge", "the procedure has ended"},
	"CC048C": {DecodeOnly, "", "to the export system of the same administration: here export is a movement of its own"},
	"CC051C": {Sent, "refuse-release", "the goods are not released for transit"},
	"CC055C": {Sent, "guarantee-answer", "the office of guarantee refused: the notice of its answer"},
	"CC056C": {Sent, "reject", "the office of departure refuses what was lodged; functional errors come from package answer"},
	"CC057C": {Sent, "refusal", "the office of destination refuses what was sent; functional errors come from package answer"},
	"CC060C": {Sent, "decide-control", "a control was decided"},
	"CC140C": {Sent, "ask-holder", "the holder is asked where the goods are"},
	"CC141C": {Lodged, "holder-answer", "the information of the holder"},
	"CC170C": {Lodged, "present", "the goods of a declaration lodged in advance are presented"},
	"CC182C": {Sent, "notice", "an incident on the way: the notice of the fact"},
	"CC190C": {DecodeOnly, "", "between the export and the transit system of one administration: here export is a movement of its own"},
	"CC191C": {DecodeOnly, "", "between the export and the transit system of one administration: here export is a movement of its own"},
	"CC228C": {DecodeOnly, "", "the end of a comprehensive guarantee, told to holder and guarantor: a register of the office of guarantee"},
	"CC906C": {Sent, "refusal", "a message was not applied, and why"},
	"CC917C": {Sent, "refusal", "a message does not keep to its schema; it comes from package answer"},
	"CC928C": {Sent, "lodge", "a declaration was received: the notice of the fact"},
}

package event

import "time"

// Kind is the kind of event.
type Kind string

// The kinds of event. Border pairs carry a crossing; movement kinds carry a movement number.
const (
	Load         Kind = "load"          // loading complete at a location
	Unload       Kind = "unload"        // unloading complete
	Depart       Kind = "depart"        // left a location over a link
	Arrive       Kind = "arrive"        // reached a location over a link
	BorderArrive Kind = "border-arrive" // joined the queue of a crossing
	BorderDepart Kind = "border-depart" // left the crossing on the other side
	Lodged       Kind = "lodged"        // a declaration was lodged
	Accepted     Kind = "accepted"      // it got its registration number
	Controlled   Kind = "controlled"    // a control was decided
	Released     Kind = "released"      // goods were released
	Passage      Kind = "passage"       // an office of passage recorded the goods
	Arrival      Kind = "arrival"       // the office of destination recorded them
	Discharged   Kind = "discharged"    // the procedure ended
)

// Kinds lists the kinds in the order of a journey.
var Kinds = []Kind{Load, Depart, Arrive, Unload, BorderArrive, BorderDepart, Lodged, Accepted, Controlled, Released, Passage, Arrival, Discharged}

// Source says where an event comes from.
type Source string

// The sources.
const (
	Observed  Source = "observed"
	Simulated Source = "simulated"
)

// Event is one thing that happened. Times are UTC to the second.
type Event struct {
	ID          string    `json:"id"` // unique; importing it twice changes nothing
	At          time.Time `json:"at"`
	Kind        Kind      `json:"kind"`
	Consignment string    `json:"consignment"`
	Location    string    `json:"location"`           // network location code
	Crossing    string    `json:"crossing,omitempty"` // network crossing id
	Link        string    `json:"link,omitempty"`     // network link id
	Mode        string    `json:"mode,omitempty"`
	Movement    string    `json:"movement,omitempty"` // registration number of a customs movement
	Source      Source    `json:"source"`
	Recorder    string    `json:"recorder,omitempty"` // who recorded it
}

package reference

import (
	"time"
)

// Status says how sure a row is.
type Status string

// The statuses, surest first.
const (
	Verified Status = "verified" // read in the source or recomputed
	Stated   Status = "stated"   // said by the source named
	Recalled Status = "recalled" // unverified: check before relying on it
)

// Span is the time a row holds: from the first day, until the first day after. A zero end is open.
type Span struct {
	From, Until time.Time
	FromText    string // as printed: "2012" and "2012-12" are less than a day
	UntilText   string
}

// In reports whether the day falls in the span.
func (s Span) In(on time.Time) bool {
	return (s.From.IsZero() || !on.Before(s.From)) && (s.Until.IsZero() || on.Before(s.Until))
}

// Dated reports whether the beginning is known.
func (s Span) Dated() bool { return !s.From.IsZero() }

// Origin says how sure a row is and where it was read.
type Origin struct {
	Status Status
	Source string
	Where  string // "rules.csv:12"
}

// Degree says how far a territory takes part in a convention.
type Degree string

// The degrees. Only Party and Live let a convention be used.
const (
	IsParty   Degree = "party"     // bound
	Live      Degree = "live"      // bound and seen in use
	Connected Degree = "connected" // bound, use not confirmed
	Pilot     Degree = "pilot"
	Announced Degree = "announced"
	Partial   Degree = "partial" // part of a network only
	NoParty   Degree = "none"
	Unknown   Degree = "unknown" // not determined, or sources contradict
)

// Membership is one territory's part in one convention. Basis "deposit" means that FromText is the day of deposit; From is
// then ninety days later, when it takes effect (CMR Art. 43, recalled).
type Membership struct {
	Territory  string
	Convention string
	Degree     Degree
	Basis      string // force, deposit, undated
	Note       string
	Span
	Origin
}

// Member is one territory's part in a customs union.
type Member struct {
	Union, Territory, Degree, Note string
	Span
	Origin
}

// Rule is one rule in Kairo's own words. One id may have several rows that follow each other in time.
type Rule struct {
	ID, Text string
	Span
	Origin
}

// Regime is the procedure of one territory for goods in one role: export, transit, inward (to an inland office), import.
type Regime struct {
	Territory string
	Role      string
	Modes     []string // empty: any
	Regime    string   // export, eaeu-transit, common-transit, national-transit, import; "none": the law knows no such procedure
	Name      string
	Form      string
	Number    string // mrn, eaeu, national
	Limit     Limit
	Rules     []string
	Span
	Origin
}

// Office is a customs office. Code is the printed form and is empty where it is unknown; Demo is then Kairo's
// demonstration number. Classifier is the form of the classifier of EEC Board Decision 145 for offices of the Eurasian
// Economic Union, and the same code for offices of an imported list; it is derived from the printed one unless
// ClassifierSeen.
type Office struct {
	Country, Code, Demo, Name string
	Classifier                string
	ClassifierSeen            bool              // read in a source, not derived by the pattern of the country
	Names                     map[string]string // by language, of an imported list
	Locations                 []string          // network location codes
	Places                    []string          // names of places it serves
	Modes                     []string          // empty: any
	Roles                     []string
	ListRoles                 []string // roles of an imported list as printed there: DEP, DES, TRA …
	Official                  bool     // the code was read in an official list
	Span
	Origin
}

// Security says what guarantee a regime asks.
type Security struct {
	Territory, Regime string
	Modes             []string
	Kind              string // not-required, required, transit-guarantee, listed-goods, owner-liability, as-needed, unknown
	Guarantor, Note   string
	Rules             []string
	Span
	Origin
}

// Advance is one item of data asked ahead of goods at an event (entry, exit, transit, export).
type Advance struct {
	Territory, Event string
	Modes            []string
	Goods            []string // HS prefixes; empty: any
	Members          int      // least number of members of the union that the movement touches
	Kind, Name       string
	Due, Who         string
	Rules            []string
	Span
	Origin
}

// Control is something that the goods themselves bring: a permit, a licence, a paper, a thing to avoid.
type Control struct {
	Class     string   // dangerous class, "*" any dangerous goods, "" none needed
	HS        []string // HS prefixes; empty: any
	Territory string
	Event     string // export, import, transit, passage, carriage, straits, avoid
	Modes     []string
	Kind      string
	Token     string // of an avoid row: what the planner is told to avoid
	Name      string
	Due, Who  string
	Rules     []string
	Span
	Origin
}

// Rate is a percentage with its dates, in hundredths of one per cent.
type Rate struct {
	Territory string
	HS        string // empty for VAT
	BasisPts  int64
	Percent   string // as printed
	Note      string
	Span
	Origin
}

// Ceiling is the highest sum a TIR carnet secures in one territory, in euro.
type Ceiling struct {
	Territory string
	EUR       int64
	Span
	Origin
}

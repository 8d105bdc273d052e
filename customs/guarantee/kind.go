package guarantee

import "slices"

// Kind is a kind of guarantee, by its code in the list of guarantee types (CL251).
type Kind string

// The kinds that an office of guarantee keeps an account of.
const (
	Waiver        Kind = "0" // comprehensive guarantee at 0 per cent: nothing is secured, the reference amount still holds
	Comprehensive Kind = "1" // at 100, 50 or 30 per cent of the reference amount
	Individual    Kind = "2" // undertaking by a guarantor, one movement
	Cash          Kind = "3" // deposit, one movement
	Voucher       Kind = "4" // EUR 10,000 each, one movement
	MultipleUsage Kind = "9" // individual guarantee used several times (common transit only)
	TIRCarnet     Kind = "B" // up to the ceiling of one country, for its TIR operations
)

// Kinds lists them in the order of the code list.
var Kinds = []Kind{Waiver, Comprehensive, Individual, Cash, Voucher, MultipleUsage, TIRCarnet}

// NotKept are the codes of the list that no office of guarantee is asked about: a secured amount of EUR 500 or less,
// public bodies, waiver by agreement, the journey before the first office of transit, the Rhine and Danube waterways.
var NotKept = []string{"5", "8", "A", "J", "R"}

// Asks is true of a guarantee type whose office must be asked before the goods are released.
func Asks(code string) bool { return slices.Contains(Kinds, Kind(code)) }

// Single is true of a guarantee that serves one movement only.
func (k Kind) Single() bool { return k == Individual || k == Cash || k == Voucher }

// shared is true of a guarantee that may be allotted to posts: one whose reference amount several movements share.
func (k Kind) shared() bool { return k == Waiver || k == Comprehensive || k == MultipleUsage }

// undertaken is true where a guarantor stands behind the guarantee and may withdraw by notice.
func (k Kind) undertaken() bool {
	return k == Comprehensive || k == Individual || k == Voucher || k == MultipleUsage
}

// Coded is true where a use must give an access code: the types of CL286 (rule C0086).
func (k Kind) Coded() bool {
	return k == Waiver || k == Comprehensive || k == Individual || k == Voucher || k == MultipleUsage
}

// Reason says why a guarantee is not valid for what it was to serve: the list InvalidGuaranteeReason (CL252).
type Reason struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The reasons, in the order of the list (its code G07 is no longer in it).
var (
	Unknown         = Reason{"G01", "the guarantee does not exist"}
	NotInForce      = Reason{"G02", "the guarantee exists but is not valid"}
	WrongCode       = Reason{"G03", "the access code is not valid"}
	OtherHolder     = Reason{"G04", "the holder of the guarantee is not the holder of the procedure"}
	VoucherUsed     = Reason{"G05", "the voucher was already used"}
	NoSuspended     = Reason{"G06", "not to be used for suspended goods"}
	CountryExcluded = Reason{"G08", "not valid for a country of transit or of destination"}
	Insufficient    = Reason{"G09", "the reference amount or the amount of the guarantee does not suffice"}
	IndividualUsed  = Reason{"G10", "the individual guarantee was already used"}
	OtherOffices    = Reason{"G11", "the offices of departure and destination are not those of the guarantee"}
	OtherGoods      = Reason{"G12", "the commodity code is not that of the guarantee"}
	OtherType       = Reason{"G13", "the reference number and the type of guarantee do not match"}
)

// Reasons is the published list.
var Reasons = []Reason{Unknown, NotInForce, WrongCode, OtherHolder, VoucherUsed, NoSuspended, CountryExcluded, Insufficient,
	IndividualUsed, OtherOffices, OtherGoods, OtherType}

package node

const (
	// RetriesMax is how often a message is tried again when somebody else changed its movement meanwhile: with four
	// officers on one movement the chance of losing eight times is none; more means a defect.
	RetriesMax = 64
	// SettleRoundsMax bounds Settle: a line that loses nine of ten messages is through in under 500 rounds.
	SettleRoundsMax = 2000
	// PumpPage is the outbox rows read at a time.
	PumpPage = 256
	// TickPage is the entries of what is due read at a time, and the records indexed in one transaction.
	TickPage = 256
	// InboxPage is the envelopes taken at a time.
	InboxPage = 256
	// AttemptsMax is how often one stretch may be lodged anew after a refusal: beyond it a person must look.
	AttemptsMax = 99
	// OffersMax bounds the amendments of one stretch, and the messages about it, that wait for an answer: more means that the line is
	// cut.
	OffersMax = 99
	// VouchersMax is the vouchers of the largest TIR carnet: what a body holds of one carnet grows no longer.
	VouchersMax = 20
	// ReasonsBytesMax bounds why an office of guarantee says no: as one remark it fits the 2048 bytes of package transit.
	ReasonsBytesMax = 1900
	// ReasonBytesMax bounds one of those reasons: a reference number and a sentence, or the errors of one reference.
	ReasonBytesMax = 400
	// SealedBytesMax bounds a sealed access code: 64 bytes of code, 32 of the sender's key, 16 of the seal.
	SealedBytesMax = 112
	// ReferenceBytesMax bounds the reference of a consignment: a UCR has 35 characters.
	ReferenceBytesMax = 140
	// KeyBytesMax bounds the key of a movement: with both parties and a number before and behind it, it is a message's id
	// and fits the 240 bytes of package exchange.
	KeyBytesMax = 200
	// TerritoriesMax bounds a corridor in one process: every country of the corridors, twice over.
	TerritoriesMax = 128
	// CarriersMax bounds the carriers of a corridor in one process: a railway and a ferry line for each country.
	CarriersMax = 256
	// TickFailuresMax is the records that the clock passes over in one round because their timer cannot be given: one that is damaged
	// does not keep the others from their time; more mean that the store fails.
	TickFailuresMax = 16
	// ChangesMax bounds the changed movements that a node remembers for its readers: a queue that is read every minute sees
	// far fewer; a reader that is further behind reads everything.
	ChangesMax = 8192
	// WrongAskMax is the wrong questions about guarantees that one person may ask within WrongAskSpan: a mistyped code is mended
	// in a few; at ten in a quarter of an hour trying all codes of four letters and digits takes one person nearly five years.
	WrongAskMax = 10
	// WrongOfMax is the wrong questions about one guarantee within WrongOfSpan, whoever asks: codes of four digits, the weakest
	// that people choose, are tried at twenty a day for more than a year.
	WrongOfMax = 20
)

package tir

const (
	// OperationsMax is the TIR operations of one transport: the largest carnet has 20 vouchers, a pair for each operation.
	OperationsMax = 10
	// OfficesMax is the offices of departure and destination of one transport that are read at all: the limit of Article 18
	// is held by date ([OfficeLimits]); this bounds what is looked at.
	OfficesMax = 20
	// TerminationsMax is the terminations of one operation: each uses a voucher No. 2, and a carnet has at most 10.
	TerminationsMax = 10
	// VehiclesMax is the vehicles and containers presented: a combination of lorry and trailer with containers on both; 9
	// means of transport in the TIR-EPD messages.
	VehiclesMax = 9
	// SealsMax is the seals of one presentation: ten a vehicle.
	SealsMax = 10 * VehiclesMax
	// IncidentsMax is the certified reports of one operation: the carnet has one; others are attached.
	IncidentsMax = 99
	// ReconciliationsMax is the reconciliation requests of one operation: ten for each of its terminations.
	ReconciliationsMax = 10 * TerminationsMax
	// LimitDaysMax is the longest time limit for one operation: half of the year within which the association must be
	// notified, so that an enquiry still fits.
	LimitDaysMax = 180
	// MinorMax bounds an amount in minor units: far above any ceiling, and sums stay within 64 bits.
	MinorMax = 1_000_000_000_000
	// HolderIDDigitsMax is the digits of the last part of a holder's identification number: AAA/BBB/XX…X.
	HolderIDDigitsMax = 10
	// ValidityDaysMax is the longest validity of a carnet: 60 days.
	ValidityDaysMax = 60
)

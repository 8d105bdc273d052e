package guarantee

import "time"

const (
	// UsesMax is the uses one record holds, the ended ones of the last days among them: at 130 to
	// 400 bytes each they stay under half of the largest record of a store (4 MB), and one more reservation takes about 1 ms
	// (BenchmarkUse). A busier guarantee is shared out by allotments.
	UsesMax = 5000
	// AllotmentsMax is the allotments of one guarantee: 99, as NCTS counts offices and countries.
	AllotmentsMax = 99
	// CountriesMax is the countries named in a message or in the terms: 99, the countries involved of IE200 and IE203.
	CountriesMax = 99
	// CodesMax is the access codes of one guarantee, one a holder's office or agent: all 99 are compared in 0.07 ms (BenchmarkAccessCode).
	CodesMax = 99
	// ItemsMax is the goods items of one assessment: 999, the limit of NCTS.
	ItemsMax = 999
	// RatesMax is the rates of one kind on one item: the tariff lines that may fit an incomplete code.
	RatesMax = 99
	// MinorMax bounds an amount in minor units: UsesMax of them still fit into 64 bits.
	MinorMax = 1_000_000_000_000_000
	// NameBytesMax bounds an identifier, party or code; two of them with a stroke between make the name of a use.
	NameBytesMax = 140
	// TextBytesMax bounds a reason or remark: 512 characters of free text in NCTS, in UTF-8 up to four bytes each.
	TextBytesMax = 2048
	// MessageBytesMax bounds an encoded message: the report of an allotment with UsesMax uses.
	MessageBytesMax = 4 << 20
	// CodeBytesMax bounds an access code: 4 characters in NCTS, room for those of other systems.
	CodeBytesMax = 64
	// SaltBytesMin and SaltBytesMax bound the salt of an access code: 128 to 512 bits.
	SaltBytesMin = 16
	SaltBytesMax = 64
	// NumbersMax is the longest number range of an allotment: the releases of a busy post in a year.
	NumbersMax = 1_000_000

	// PendingDefault is how long a reservation waits for its confirmation: from the answer to the release of the goods a
	// control may take a working day.
	PendingDefault = 24 * time.Hour
	// PendingMax is the longest a reservation may wait: 30 days, in which pre-lodged goods must be presented.
	PendingMax = 30 * 24 * time.Hour
	// AllotmentMax is the longest term of an allotment: outages are days; and it ends before the notice of a guarantor that
	// withdraws (NoticeDays), so that no post that is cut off uses an undertaking that is gone.
	AllotmentMax = 15 * 24 * time.Hour
	// RemindAfter is how long a recall or a report waits for its answer before it is sent again: messages are not lost, but
	// one may have been refused, and a day's delay of a report delays no goods.
	RemindAfter = 24 * time.Hour
	// KeepEnded is how long an ended use stays in the record, so that a late message is answered by what it was.
	KeepEnded = 90 * 24 * time.Hour

	// VoucherMinor is the amount of one voucher, EUR 10,000 (rule GUA-VOUCHER).
	VoucherMinor = 10_000_00
	// VoucherDaysMax is the longest validity of a voucher: one year (rule GUA-VOUCHER).
	VoucherDaysMax = 366
	// NoticeDays: the cancellation of an undertaking takes effect on the 16th day after it was received (rule GUA-CANCEL).
	NoticeDays = 16
)

const day = 24 * time.Hour

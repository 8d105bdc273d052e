package desk

import "time"

// Limits, each with its reason.
const (
	PageMax         = 100             // rows of one page: more is not read, it is searched
	PageDefault     = 25              // rows of a page where none is asked
	DraftsMax       = 2000            // drafts and filed consignments of one account: a forwarder's year of daily work
	ImportMax       = 200             // drafts made from one file: more is a transfer, not a morning's work
	PasteBytesMax   = 2 << 20         // pasted spreadsheet text: some thousand rows
	FieldsMax       = 4000            // fields set by one form: 999 goods items are entered by file, not by hand
	MovementsMax    = 20_000          // movements of one administration that a queue reads: the memory of one machine, about 80 MB
	DossiersMax     = 4000            // versions of consignments kept in memory for the lanes
	SearchMax       = 20              // codes shown while typing
	SearchTextMax   = 200             // bytes typed in a search
	TextMax         = 512             // characters of a remark, as in NCTS
	SettleWait      = 3 * time.Second // longest wait for the messages that follow a decision; they stay in the outboxes
	TrainingRecords = 500             // decisions kept of one trainee
	StepsMax        = 50              // things to do next that are named at once
	HistoryMax      = 2000            // entries of one movement's history shown
	EarlierMax      = 200             // earlier findings shown
	GuaranteesRead  = 2000            // guarantees looked at for one answer: at some kB each under a tenth of a second
	CodeBytesMin    = 4               // of an access code: NCTS has four characters
)

package plan

import "time"

// Limits of a request and of the answer, each with its reason.
const (
	teuMax        = 400                      // one block train or a large slot booking; more is several requests
	massMaxKg     = 12_000_000               // 400 TEU at 30 t
	avoidMax      = 64                       // enough for every country of the network
	keepDefault   = 8                        // what a person compares at a glance
	keepMax       = 200                      // a page of JSON
	textMax       = 120                      // longest place name or token read
	labelMax      = 3_000_000                // labels of one search: about 0.3 GB, far above any request of the network
	horizon       = 5 * 365 * 24 * time.Hour // ready dates further away than this from 2026 are refused as mistakes
	resolvedDays  = 32                       // resolved networks kept for different dates
	taretonnesTEU = 2.2                      // tare of a 20-foot container in tonnes (ISO 668 maximum ratings; typical 2.2 t)
)

// SharedCorrelation is the correlation of the durations of two legs in one shock group (one storm, one congested border).
// It is an estimate: no published figure of the corridor gives it; see docs/planning.md.
const SharedCorrelation = 0.5

package plan

import "time"

// Limits of a request and of the answer, each with its reason.
const (
	teuMax        = 400                      // one block train or a large slot booking; more is several requests
	massMaxKg     = 12_000_000               // 400 TEU at 30 t
	avoidMax      = 64                       // enough for every country of the network
	keepDefault   = 8                        // what a person compares at a glance
	keepMax       = 200                      // a page of JSON
	weightMax     = 1e9                      // US dollars a day or tonne: above the value of any consignment
	flipsShown    = 6                        // changes a person reads; one more where only it brings another corridor
	flipVerifyMax = 60                       // figures planned anew for one answer: about a second
	flipSteps     = 8                        // into which a range is cut where a figure moves several totals at once
	flipHalvings  = 40                       // where a hair flips, as between equals: a million millionth of the range
	flipPrecision = 0.005                    // a change smaller by this share does not flip: half of what is promised
	ratesMax      = 500                      // own rates of one request: a price list of every leg of the corridor
	rateMax       = 1e12                     // of one TEU in any currency: 20,000 dollars are ten thousand million rial
	rateFileMax   = 1 << 20                  // a file of rates: two kilobytes a row
	goodsMax      = 1e11                     // US dollars: above the worth of any block train
	textMax       = 120                      // longest place name or token read
	labelMax      = 3_000_000                // labels of one search: about 0.3 GB, far above any request of the network
	horizon       = 5 * 365 * 24 * time.Hour // ready dates further away than this from 2026 are refused as mistakes
	boundsMax     = 256                      // destinations whose lower bounds a resolved network keeps: 40 kB each
	contractMost  = 3                        // rounds over the nodes when the search graph is made smaller: later ones find little
	contractSlack = 4                        // arcs more that taking out a node may make: from 0 to 8 searches get faster, beyond slower
	partsMax      = 24                       // arcs of the skeleton in one of the search graph: a line of two dozen stations
	resolvedMax   = 24                       // resolved networks kept, of one month and period each: about 10 MB
	taretonnesTEU = 2.2                      // tare of a 20-foot container in tonnes (ISO 668 maximum ratings; typical 2.2 t)
)

// SharedCorrelation is the correlation of the durations of two legs in one shock group (one storm, one congested border).
// It is an estimate: no published figure of the corridor gives it; see docs/planning.md.
const SharedCorrelation = 0.5

package server

import (
	"runtime"
	"time"
)

// Limits of what is accepted and done at once, each with its reason.
const (
	bodyMax        = 64 << 10         // a planning request is under 2 kB; consignments come through messages
	deskBodyMax    = 4 << 20          // a pasted or uploaded table of consignments (desk.PasteBytesMax) with the rest of its form
	headerMax      = 32 << 10         // addresses of shared plans stay under 4 kB
	headerTimeout  = 5 * time.Second  // a client that is slower than this with its header is no browser
	readTimeout    = 15 * time.Second // for header and body together
	writeTimeout   = 60 * time.Second // the map's shapes over a slow line
	idleTimeout    = 2 * time.Minute  // kept open between the requests of one person
	planTimeout    = 10 * time.Second // hundreds of times the usual search
	plansWaiting   = 256              // at about 2 ms each a queue of a quarter of a second on two cores
	plannersMax    = 12               // combinations of scenarios kept ready, some MB each; a person tries a handful
	plannersMaking = 3                // made at once: each takes a core for some tenths of a second
	heldDays       = 64               // ready dates for which it is kept what holds: a season of weekly departures and more
	retryAfterSecs = 1                // the queue is empty again by then
	langCookieSecs = 365 * 24 * 3600  // the language of the pages, a year
	placesMax      = 20               // what a list under a field can show
	placesUsual    = 8                //
	queryMax       = 120              // longest text searched for
	gzipFrom       = 1024             // smaller answers fit one packet anyway
)

// plansRunning is how many plans are searched at once: searching is pure computing, more than the cores only adds memory.
var plansRunning = 2 * runtime.GOMAXPROCS(0)

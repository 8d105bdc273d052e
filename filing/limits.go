package filing

import "time"

// LegsMax bounds a journey: the longest of the network have about 60 legs.
const LegsMax = 500

// DateMin is the first day the reference data speak of; before it conventions and unions were others.
var DateMin = time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC)

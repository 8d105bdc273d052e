package rules

// conditionsB are the conditions from C0400 and the sequencing rules (S).
var conditionsB = []Rule{}

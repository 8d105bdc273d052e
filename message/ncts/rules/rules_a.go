package rules

// rulesA are the rules up to R0499.
var rulesA = []Rule{}

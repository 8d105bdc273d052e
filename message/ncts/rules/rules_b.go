package rules

// rulesB are the rules from R0500.
var rulesB = []Rule{}

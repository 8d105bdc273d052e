package rules

// parts are the pieces of the book, one file each.
var parts = [][]Rule{conditionsA, conditionsB, rulesA, rulesB, guidelines, transitional}

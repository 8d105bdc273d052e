package rules

// guidelines are the guidelines (G).
var guidelines = []Rule{}

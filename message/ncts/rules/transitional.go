package rules

// transitionEnd is the first day without the measures of the transitional period of phase 5.
const transitionEnd = "2025-01-21"

// transitional are the business rules (B) and technical rules (E) of the transitional period of phase 5.
var transitional = []Rule{}

package learn

// NMin is the least number of stays a row is written for. Below five a P90 is the largest value seen with a little taken
// off, and one odd stay moves the mean by a fifth; the report shows such crossings, the overlay leaves them as they were.
const NMin = 5

// fence is Tukey's factor: a stay further than this many interquartile ranges outside the quartiles is reported as an
// outlier. It is kept all the same.
const fence = 3

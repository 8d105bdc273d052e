package code

// RawMax is the longest text read as an identifier, in bytes: the longest of the field (a UCR) has 35 characters, four
// times that leaves room for blanks and marks; anything longer is not a number.
const RawMax = 140

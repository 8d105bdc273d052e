// Package fonts holds the typefaces that papers are printed with, and says which characters each can print.
//
// A [Face] is one TrueType font with glyf outlines (ISO/IEC 14496-22, the kind a PDF library can cut down to the letters
// used). A [Set] is an ordered choice: the first face that has a character prints it. The built-in set comes from Go modules
// and is part of the program; what it lacks (Chinese beyond the Japanese kanji) is read from a directory of fonts that the
// caller opens:
//
//	set := fonts.Builtin()
//	set = set.With(fonts.System(os.DirFS("/usr/share/fonts"))...)
//	face := set.Face('霍', false, "zh") // nil: no font has it, and whoever prints says so
//
// Invariants: a face that was accepted has every table that cutting needs and no offset outside the file; nothing is read
// but what the caller hands in; the same set chooses the same faces.
package fonts

// Package examples holds the example consignments: plainly fictional companies, real places, goods and procedures.
package examples

import (
	"embed"
	"slices"
)

//go:embed *.json
var files embed.FS

// Names lists the example files, sorted.
func Names() []string {
	entries, _ := files.ReadDir(".")
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names
}

// Read gives the bytes of an example file; nil if there is none of that name.
func Read(name string) []byte {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	return raw
}

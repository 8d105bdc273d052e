// Command tables reads the NCTS schemas and writes message/ncts/tables.txt, the compact tables the messages are checked by.
//
//	go run ./message/ncts/tables [DIR]
//
// DIR holds the folders xsd-p5 and xsd-p6; without it KAIRO_CONFORMANCE/ncts, else ../shared/conformance/ncts. Only the
// structure is carried over (names, order, occurrence, facets, numbers of code lists), in a layout of our own; what both
// versions have alike stands once. docs/formats/ncts.md describes the layout.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := folder()
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	text, err := build(dir)
	if err == nil {
		err = os.WriteFile(filepath.Join("message", "ncts", "tables.txt"), []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tables:", err)
		os.Exit(1)
	}
}

func folder() string {
	dir := os.Getenv("KAIRO_CONFORMANCE")
	if dir == "" {
		dir = filepath.Join("..", "shared", "conformance")
	}
	return filepath.Join(dir, "ncts")
}

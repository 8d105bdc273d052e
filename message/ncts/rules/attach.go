package rules

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/kairo-corridor/kairo/message/ncts"
)

//go:embed attachments.txt
var attachmentsText string

// attachments are the places of a rule by version, message and number.
type attachments map[ncts.Version]map[string]map[string][]string

// attached is read once from the embedded text; a defect of that text is a defect of the program.
var attached = sync.OnceValue(func() attachments {
	a, err := readAttachments(attachmentsText)
	if err != nil {
		panic(err)
	}
	return a
})

func attachedTo(v ncts.Version, message, number string) []string {
	return attached()[v][message][number]
}

// readAttachments reads attachments.txt: sections, each opened by a line of version and message, and in them rows of a path
// and the numbers attached to what stands there.
//
//	p5 CC015C
//	TransitOperation/TIRCarnetNumber C0411 R0990
//	Consignment/PlaceOfLoading B1893 C0403
//
// A path is XML names below the root, of a value or of a group; "." is the message itself. Empty lines and lines that start
// with # are passed over. A path that the schema of the message does not have is refused. Rows follow the order of the
// schema; elements to which nothing is attached have none.
//
// Source: the column of rules in the message tables of the Technical Interface Specification, every kind of number alike.
func readAttachments(text string) (attachments, error) {
	a := attachments{}
	var section map[string][]string
	var version ncts.Version
	var message string
	for n, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || strings.HasPrefix(line, "#"):
		case f[0] == string(ncts.P5) || f[0] == string(ncts.P6):
			if len(f) != 2 {
				return nil, fmt.Errorf("attachments.txt:%d: a section is version and message", n+1)
			}
			version, message = ncts.Version(f[0]), f[1]
			if a[version] == nil {
				a[version] = map[string]map[string][]string{}
			}
			if a[version][message] == nil {
				a[version][message] = map[string][]string{}
			}
			section = a[version][message]
		case section == nil || len(f) < 2:
			return nil, fmt.Errorf("attachments.txt:%d: a row is path and rule numbers, in a section", n+1)
		case f[0] != "." && !ncts.Known(version, message, f[0]):
			return nil, fmt.Errorf("attachments.txt:%d: %s %s has no element %s", n+1, message, version, f[0])
		default:
			for _, number := range f[1:] {
				section[number] = append(section[number], f[0])
			}
		}
	}
	return a, nil
}

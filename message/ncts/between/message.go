package between

import (
	"strings"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// Namespace is Kairo's own, of the root and all elements.
const Namespace = "urn:kairo-corridor:between"

// Version is the version of the envelope that this package writes and reads.
const Version = "1"

// Message is one message: its number (IE050) and its elements, heading first, values as they stand.
type Message struct {
	Number string
	Kids   []ncts.Node
}

// Value gives the text of the first element at a path of names, empty where there is none.
func (m *Message) Value(path string) string {
	kids := m.Kids
	steps := strings.Split(path, "/")
	for i, step := range steps {
		n := find(kids, step)
		switch {
		case n == nil:
			return ""
		case i == len(steps)-1:
			return n.Text
		}
		kids = n.Kids
	}
	return ""
}

func find(kids []ncts.Node, name string) *ncts.Node {
	for i := range kids {
		if kids[i].Name == name {
			return &kids[i]
		}
	}
	return nil
}

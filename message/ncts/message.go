package ncts

import (
	"strings"
)

// Version is a phase of NCTS.
type Version string

// The versions: phase 5 with schemas 51.8.6, phase 6 with schemas 60.4.16.
const (
	P5 Version = "p5"
	P6 Version = "p6"
)

// Namespace is that of the root element in both versions; the elements inside have none.
const Namespace = "http://ncts.dgtaxud.ec"

// Message is one message as the tables type it: values as they stand in the document after XML has been read, before white
// space is treated. Phase is the attribute PhaseID of the root, empty where the document has none.
type Message struct {
	Type    string
	Version Version
	Phase   string
	Kids    []Node
}

// Node is an element: a group with Kids, or a value with Text.
type Node struct {
	Name string
	Text string
	Kids []Node
}

// All gives the elements at a path of names from the message, such as "Consignment/HouseConsignment", in document order.
func (m *Message) All(path string) []*Node { return find(m.Kids, strings.Split(path, "/"), nil) }

// Value gives the text of the first element at a path, empty where there is none.
func (m *Message) Value(path string) string {
	if all := m.All(path); len(all) > 0 {
		return all[0].Text
	}
	return ""
}

// All gives the elements at a path of names below the element.
func (n *Node) All(path string) []*Node { return find(n.Kids, strings.Split(path, "/"), nil) }

func find(kids []Node, path []string, out []*Node) []*Node {
	for i := range kids {
		switch {
		case kids[i].Name != path[0]:
		case len(path) == 1:
			out = append(out, &kids[i])
		default:
			out = find(kids[i].Kids, path[1:], out)
		}
	}
	return out
}

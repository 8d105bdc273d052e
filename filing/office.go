package filing

import (
	"fmt"
	"hash/fnv"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
)

// office is the customs office of a place for goods that come, stand or go there by a mode. A place the data do not know
// gets the name of the place and a demonstration number made from its code.
func (b *builder) office(p plan.Place, role string, mode network.Mode) Office {
	q := reference.OfficeQuery{Country: p.Country, Location: p.Code, Name: p.Name, Mode: string(mode), Role: role, On: b.on}
	o, ok := b.ref.Office(q)
	if !ok {
		q.Mode = ""
		o, ok = b.ref.Office(q)
	}
	if !ok {
		return Office{Country: p.Country, Code: demoNumber(p), Name: "customs office at " + p.Name, Demo: true, Location: p.Code, Source: "no office of this place is in the data"}
	}
	out := Office{Country: o.Country, Code: o.Code, Name: o.Name, Official: o.Official, Location: p.Code, Source: o.Source}
	if o.Code == "" {
		out.Code, out.Demo = o.Demo, true
	}
	return out
}

// demoNumber is a demonstration number of a place: 1000 to 9999, above those of the data, the same for the same place.
func demoNumber(p plan.Place) string {
	h := fnv.New32a()
	h.Write([]byte(p.Code))
	return fmt.Sprintf("DEMO-%s-%d", p.Country, 1000+h.Sum32()%9000)
}

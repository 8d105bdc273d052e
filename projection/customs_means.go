package projection

import (
	"fmt"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// wagonSources are about the means of transport.
var wagonSources = map[string]func(*projector) val{
	"mode": func(p *projector) val { return p.modeName(p.moveLeg()) },
	"mode.eaeu": func(p *projector) val {
		return p.modeCode(p.moveLeg(), eaeuModes, "code of the mode in list 2004 (recalled but for road)")
	},
	"mode.eu": func(p *projector) val {
		return p.modeCode(p.moveLeg(), euModes, "code of the mode (UN/ECE Recommendation 19)")
	},
	"mode.border": func(p *projector) val {
		return p.modeCode(p.crossing(), euModes, "mode at the border crossed (UN/ECE Recommendation 19)")
	},
	"means.count":    meansCount,
	"vehicle.id":     vehicleID,
	"vehicle.flag":   vehicleFlag,
	"vehicle.type":   vehicleType,
	"border.id":      func(p *projector) val { return p.borderMeans("id") },
	"border.flag":    func(p *projector) val { return p.borderMeans("flag") },
	"border.voyage":  func(p *projector) val { return p.borderMeans("voyage") },
	"border.trailer": func(p *projector) val { return p.borderMeans("trailer") },
}

// Codes of the modes: EAEU list 2004 and UN/ECE Recommendation 19.
var (
	eaeuModes = map[network.Mode]string{network.Sea: "10", network.Ferry: "10", network.Rail: "20", network.Road: "30", network.Air: "40"}
	euModes   = map[network.Mode]string{network.Sea: "1", network.Ferry: "1", network.Rail: "2", network.Road: "3", network.Air: "4"}
)

func meansPointer(i int, field string) string { return fmt.Sprintf("/transport/%d/%s", i, field) }

// moveLeg is the leg on which goods first move inside the part of the journey. Goods that stand there leave by the next leg for
// export and came by the one before for all else.
func (p *projector) moveLeg() int {
	border := -1
	for k := p.first; k <= p.last; k++ {
		switch p.in.j.Legs[k].Kind {
		case plan.Move:
			return k
		case plan.Border:
			if border < 0 {
				border = k
			}
		}
	}
	if border >= 0 {
		return border
	}
	step := -1
	if p.kind == "export" {
		step = 1
	}
	for k := p.first; k >= 0 && k < len(p.in.j.Legs); k += step {
		if p.carries(k) {
			return k
		}
	}
	return p.first
}

// carries reports whether goods move on a leg.
func (p *projector) carries(leg int) bool {
	kind := p.in.j.Legs[leg].Kind
	return kind == plan.Move || kind == plan.Border
}

// crossing is the leg on which goods cross the border of the customs territory: on the way out for export, else on the way in.
func (p *projector) crossing() int {
	if p.kind == "export" {
		for k := p.first; k < len(p.in.j.Legs); k++ {
			if p.crosses(k) {
				return k
			}
		}
		return p.last
	}
	from := p.first
	if p.a != nil {
		from = p.a.Leg
	}
	for k := from; k >= 0; k-- {
		if p.crosses(k) {
			return k
		}
	}
	return from
}

// crosses reports whether a leg leads from one customs territory to another.
func (p *projector) crosses(leg int) bool {
	l := p.in.j.Legs[leg]
	from, to := p.unionOf(l.From.Country), p.unionOf(l.To.Country)
	return p.carries(leg) && l.From.Country != l.To.Country && (from == "" || from != to)
}

func (p *projector) modeName(leg int) val {
	return derived(string(p.in.j.Legs[leg].Mode), "mode of the leg", fmt.Sprintf("journey/legs/%d", leg))
}

func (p *projector) modeCode(leg int, codes map[network.Mode]string, how string) val {
	code, ok := codes[p.in.j.Legs[leg].Mode]
	if !ok {
		return missing("forwarder", "the mode of leg %d has no code", leg+1)
	}
	return derived(code, how, fmt.Sprintf("journey/legs/%d", leg))
}

// vehicle is one vehicle of the consignment: a wagon, a plate, a trailer, a vessel.
type vehicle struct{ pointer, flag string }

// vehicles are those named for the leg on which goods first move in the part of the journey.
func (p *projector) vehicles() []vehicle {
	i := p.meansOn(p.moveLeg())
	if i < 0 {
		return nil
	}
	t := &p.in.c.Transport[i]
	var out []vehicle
	for k := range t.Wagons {
		out = append(out, vehicle{meansPointer(i, "wagons/"+itoa(k)), meansPointer(i, "flag")})
	}
	if len(out) == 0 && t.ID != "" {
		out = append(out, vehicle{meansPointer(i, "id"), meansPointer(i, "flag")})
	}
	if t.Trailer != "" {
		out = append(out, vehicle{meansPointer(i, "trailer"), meansPointer(i, "flag")})
	}
	return out
}

// meansOn is the means of transport named for a leg, by its mode; -1 where none is. A border between two railways has none of
// its own: the train that comes to it counts.
func (p *projector) meansOn(leg int) int {
	mode := string(p.in.j.Legs[leg].Mode)
	for _, k := range []int{leg, leg - 1} {
		for _, i := range p.in.means(k, k) {
			if p.in.c.Transport[i].Mode == mode {
				return i
			}
		}
		if p.in.j.Legs[leg].Kind != plan.Border {
			break
		}
	}
	return -1
}

func (p *projector) vehicle() (vehicle, bool) {
	all := p.vehicles()
	if i := p.at["vehicle"]; i < len(all) {
		return all[i], true
	}
	return vehicle{}, false
}

// noVehicle says what of the means of transport is not known.
func (p *projector) noVehicle() val { return p.unnamed(p.moveLeg()) }

func (p *projector) unnamed(leg int) val {
	l := p.in.j.Legs[leg]
	i := p.meansOn(leg)
	switch {
	case i >= 0 && l.Mode == network.Rail:
		return missing("carrier", "the wagons from %s are not named at %s", l.From.Name, meansPointer(i, "wagons"))
	case i >= 0:
		return missing("carrier", "the means of transport from %s is not named at %s", l.From.Name, meansPointer(i, "id"))
	}
	return missing("carrier", "the means of transport by %s from %s is not named", l.Mode, l.From.Name)
}

func vehicleID(p *projector) val {
	if v, ok := p.vehicle(); ok {
		return p.given(v.pointer, "carrier")
	}
	return p.noVehicle()
}

func vehicleFlag(p *projector) val {
	if v, ok := p.vehicle(); ok {
		return p.given(v.flag, "carrier")
	}
	return p.noVehicle()
}

// vehicleType is the type of identification (code list CL750, recalled): 10 IMO or vessel, 20 wagon, 30 road vehicle, 40 flight.
func vehicleType(p *projector) val {
	leg := p.moveLeg()
	codes := map[network.Mode]string{network.Sea: "11", network.Ferry: "11", network.Rail: "20", network.Road: "30", network.Air: "40"}
	return derived(codes[p.in.j.Legs[leg].Mode], "type of identification of the mode (code list CL750, recalled)", fmt.Sprintf("journey/legs/%d", leg))
}

func meansCount(p *projector) val {
	if n := len(p.vehicles()); n > 0 {
		return derived(fmt.Sprint(n), "number of vehicles named", "/transport")
	}
	return p.noVehicle()
}

// borderMeans is a part of the means of transport that crosses the border of the territory.
func (p *projector) borderMeans(field string) val {
	leg := p.crossing()
	i := p.meansOn(leg)
	if i < 0 {
		return p.unnamed(leg)
	}
	t := &p.in.c.Transport[i]
	switch {
	case field == "id" && t.ID == "" && len(t.Wagons) > 0:
		return p.given(meansPointer(i, "wagons/0"), "carrier")
	case t.ID == "" && len(t.Wagons) == 0 && (field == "id" || field == "flag"):
		return p.unnamed(leg)
	}
	return p.given(meansPointer(i, field), "carrier")
}

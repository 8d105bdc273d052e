package projection

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/plan"
)

// groups say how often a group of lines is repeated.
var groups = map[string]func(*projector) int{
	"item":      func(p *projector) int { return len(p.in.c.Goods) },
	"equipment": func(p *projector) int { return len(p.in.c.Equipment) },
	"seal":      func(p *projector) int { return len(p.in.c.Equipment[p.at["equipment"]].Seals) },
	"anyseal":   func(p *projector) int { return len(p.seals()) },
	"container": func(p *projector) int { return len(p.containers()) },
	"inside":    func(p *projector) int { return len(p.inside()) },
	"doc":       func(p *projector) int { return p.firstItem(len(p.in.c.Documents)) },
	"document":  func(p *projector) int { return len(p.in.c.Documents) },
	"contract":  func(p *projector) int { return p.firstItem(len(p.contracts())) },
	"carriage":  func(p *projector) int { return len(p.contracts()) },
	"dangerous": func(p *projector) int { _, g := p.item(); return one(g.Dangerous != nil) },
	"cold":      func(p *projector) int { _, g := p.item(); return one(g.Temperature != nil) },
	"passage":   func(p *projector) int { return len(p.s.Passage) },
	"routing":   func(p *projector) int { return len(p.s.Countries) },
	"transhipment": func(p *projector) int {
		return len(p.shifts())
	},
	"vehicle":  func(p *projector) int { return max(1, len(p.vehicles())) },
	"agent":    func(p *projector) int { _, x := p.in.party("RA", p.country); return one(x != nil) },
	"terms":    func(p *projector) int { return one(p.in.c.Terms != "") },
	"sale":     func(p *projector) int { return p.firstItem(one(!p.saleAmongDocuments())) },
	"security": func(p *projector) int { return one(p.guaranteePlan() != nil) },
	"asked":    func(p *projector) int { return one(p.asked()) },
}

// saleAmongDocuments reports whether the contract of sale stands among the documents: then it is not named twice.
func (p *projector) saleAmongDocuments() bool {
	return slices.ContainsFunc(p.in.c.Documents, func(d consignment.Document) bool { return strings.EqualFold(d.Kind, "contract") })
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// firstItem lets documents of the whole consignment stand with the first goods item only.
func (p *projector) firstItem(n int) int {
	if p.at["item"] > 0 {
		return 0
	}
	return n
}

// itemSources are about one goods item, one container, one document.
var itemSources = map[string]func(*projector) val{
	"item.number": func(p *projector) val {
		return derived(strconv.Itoa(p.at["item"]+1), "place in the list of goods", fmt.Sprintf("/goods/%d", p.at["item"]))
	},
	"item.hs6":         itemHS6,
	"item.code":        func(p *projector) val { return p.nationalCode(10) },
	"item.code8":       func(p *projector) val { return p.nationalCode(8) },
	"item.code9":       func(p *projector) val { return p.nationalCode(9) },
	"item.description": itemDescription,
	"item.gross":       func(p *projector) val { return p.ofItem("grossKg", "consignor") },
	"item.net":         itemNet,
	"item.packages":    func(p *projector) val { return p.ofItem("packages", "consignor") },
	"item.kind":        func(p *projector) val { return p.ofItem("packageKind", "consignor") },
	"item.marks":       func(p *projector) val { return p.ofItem("marks", "consignor") },
	"item.origin":      func(p *projector) val { return p.ofItem("origin", "consignor") },
	"item.quantity":    itemQuantity,
	"item.value":       itemValue,
	"item.currency":    func(p *projector) val { return p.ofItem("value/currency", "consignor") },
	"item.un":          func(p *projector) val { return p.ofItem("dangerous/un", "consignor") },
	"item.class":       func(p *projector) val { return p.ofItem("dangerous/class", "consignor") },
	"item.dgname":      func(p *projector) val { return p.ofItem("dangerous/name", "consignor") },
	"item.pg":          func(p *projector) val { return p.ofItem("dangerous/packingGroup", "consignor") },
	"item.emergency":   func(p *projector) val { return p.ofItem("dangerous/contact", "consignor") },
	"item.coldest":     func(p *projector) val { return p.ofItem("temperature/minC", "consignor") },
	"item.warmest":     func(p *projector) val { return p.ofItem("temperature/maxC", "consignor") },
	"item.controlled":  itemControlled,
	"item.use": func(p *projector) val {
		return missing("consignee", "use of the goods and end user, for the control list")
	},

	"equipment.id": func(p *projector) val {
		return p.given(fmt.Sprintf("/equipment/%d/id", p.at["equipment"]), "forwarder")
	},
	"equipment.kind": func(p *projector) val {
		return p.given(fmt.Sprintf("/equipment/%d/kind", p.at["equipment"]), "forwarder")
	},
	"equipment.seals": func(p *projector) val {
		i := p.at["equipment"]
		return derived(strconv.Itoa(len(p.in.c.Equipment[i].Seals)), "number of seals", fmt.Sprintf("/equipment/%d/seals", i))
	},
	"seal.id": func(p *projector) val {
		return p.given(fmt.Sprintf("/equipment/%d/seals/%d", p.at["equipment"], p.at["seal"]), "carrier")
	},
	"anyseal.id":   func(p *projector) val { return p.given(p.seals()[p.at["anyseal"]], "carrier") },
	"container.id": func(p *projector) val { return p.given(p.containers()[p.at["container"]], "forwarder") },
	"inside.number": func(p *projector) val {
		return derived(strconv.Itoa(p.inside()[p.at["inside"]]+1), "goods item in this container", fmt.Sprintf("/goods/%d/equipment", p.inside()[p.at["inside"]]))
	},

	"doc.code":   func(p *projector) val { return p.documentCode(p.at["doc"]) },
	"doc.number": func(p *projector) val { return p.ofDocument("doc", "number") },
	"doc.date":   func(p *projector) val { return p.ofDocument("doc", "date") },
	"doc.kind":   func(p *projector) val { return p.ofDocument("doc", "kind") },
	"document.kind": func(p *projector) val {
		return p.ofDocument("document", "kind")
	},
	"document.number": func(p *projector) val { return p.ofDocument("document", "number") },
	"document.date":   func(p *projector) val { return p.ofDocument("document", "date") },
	"document.type": func(p *projector) val {
		return missing("declarant", "code of %q in the code list of supporting documents (CL213): not in the data", p.in.c.Documents[p.at["document"]].Kind)
	},

	"contract.code":   func(p *projector) val { return p.contractCode(p.contracts()[p.at["contract"]]) },
	"contract.no":     func(p *projector) val { return p.contractNumber(p.contracts()[p.at["contract"]]) },
	"carriage.code":   func(p *projector) val { return p.carriageCode(p.contracts()[p.at["carriage"]]) },
	"carriage.name":   carriageName,
	"carriage.number": func(p *projector) val { return p.contractNumber(p.contracts()[p.at["carriage"]]) },
}

func carriageName(p *projector) val {
	k := p.contracts()[p.at["carriage"]]
	return derived(k.Name, "contract of carriage over the legs", "filing/"+k.ID+"/kind")
}

func (p *projector) ofItem(field, who string) val {
	return p.given(fmt.Sprintf("/goods/%d/%s", p.at["item"], field), who)
}

func itemHS6(p *projector) val {
	i, g := p.item()
	pointer := fmt.Sprintf("/goods/%d/hs", i)
	if len(g.HS) == 6 {
		return p.given(pointer, "consignor")
	}
	if len(g.HS) < 6 {
		return missing("consignor", "the code has fewer than six digits")
	}
	return derived(g.HS[:6], "first six digits of the code", pointer)
}

// nationalCode is the commodity code of the territory: that given for it or for another member of its union, else the general
// one where it is long enough.
func (p *projector) nationalCode(digits int) val {
	i, g := p.item()
	union := p.unionOf(p.country)
	for k, c := range g.Codes {
		if c.Country != p.country && (union == "" || c.Country != union && p.unionOf(c.Country) != union) {
			continue
		}
		if len(c.Code) < digits || strings.Trim(c.Code, "0123456789") != "" {
			p.block("item %d: the commodity code %s of %s does not have %d digits", i+1, c.Code, c.Country, digits)
		}
		return p.given(fmt.Sprintf("/goods/%d/codes/%d/code", i, k), "declarant")
	}
	if len(g.HS) >= digits {
		return p.given(fmt.Sprintf("/goods/%d/hs", i), "declarant")
	}
	return missing("declarant", "%s asks for %d digits; the consignment gives %s", p.in.ref.Name(p.country), digits, g.HS)
}

// unionOf is the customs union of a territory on the day of the plan.
func (p *projector) unionOf(territory string) string {
	u, _, _ := p.in.ref.Union(territory, p.in.p.Date)
	return u
}

// itemDescription is the description in the language of the form, or in English with a note.
func itemDescription(p *projector) val {
	i := p.at["item"]
	pointer, _, own := p.in.text(i, p.language)
	if !own {
		note := fmt.Sprintf("the description of item %d is in English: no text in the language of the form (%s) was given", i+1, p.language)
		if !slices.Contains(p.doc.Notes, note) {
			p.note("%s", note)
		}
	}
	return p.given(pointer, "consignor")
}

func itemNet(p *projector) val {
	if _, g := p.item(); g.NetKg == 0 {
		return missing("consignor", "no net mass is given")
	}
	return p.ofItem("netKg", "consignor")
}

func itemQuantity(p *projector) val {
	if _, g := p.item(); g.Quantity == "" {
		return missing("declarant", "quantity in the supplementary unit, where the tariff line asks for one")
	}
	return p.ofItem("quantity", "consignor")
}

func itemValue(p *projector) val {
	i, g := p.item()
	return val{value: decimal(g.Value), from: []string{fmt.Sprintf("/goods/%d/value/minor", i)}}
}

func itemControlled(p *projector) val {
	if _, g := p.item(); g.Controlled == "" {
		return missing("consignor", "the control-list question is not answered: \"none\" says checked and not listed")
	}
	return p.ofItem("controlled", "consignor")
}

// seals are the pointers of all seals.
func (p *projector) seals() []string {
	if p.sealed != nil {
		return p.sealed
	}
	p.sealed = []string{}
	for i, e := range p.in.c.Equipment {
		for k := range e.Seals {
			p.sealed = append(p.sealed, fmt.Sprintf("/equipment/%d/seals/%d", i, k))
		}
	}
	return p.sealed
}

// containers are the pointers of the containers that hold the open goods item.
func (p *projector) containers() []string {
	item, g := p.item()
	if out, ok := p.boxes[item]; ok {
		return out
	}
	out := []string{}
	for i, e := range p.in.c.Equipment {
		if len(g.Equipment) == 0 || slices.Contains(g.Equipment, e.ID) {
			out = append(out, "/equipment/"+itoa(i)+"/id")
		}
	}
	p.boxes = map[int][]string{item: out}
	return out
}

// inside are the goods items in the open container.
func (p *projector) inside() []int {
	id := p.in.c.Equipment[p.at["equipment"]].ID
	var out []int
	for i, g := range p.in.c.Goods {
		if len(g.Equipment) == 0 || slices.Contains(g.Equipment, id) {
			out = append(out, i)
		}
	}
	return out
}

func (p *projector) ofDocument(group, field string) val {
	return p.given(fmt.Sprintf("/documents/%d/%s", p.at[group], field), "consignor")
}

// documentCodes are codes of EAEU list 2009. Those read in declarations of public source code come first; the others are
// recalled.
var documentCodes = []struct {
	kind, code string
	read       bool
}{
	{"invoice", "04021", true},
	{"contract", "03011", true},
	{"power of attorney", "11004", true},
	{"packing list", "04131", false},
	{"export licence", "01011", false},
	{"certificate of origin", "06011", false},
}

// documentCode is the code of a document in list 2009: the trader's where it has the form of one, else by its kind.
func (p *projector) documentCode(i int) val {
	d := &p.in.c.Documents[i]
	if len(d.Code) == 5 && strings.Trim(d.Code, "0123456789") == "" {
		return p.given(fmt.Sprintf("/documents/%d/code", i), "declarant")
	}
	for _, k := range documentCodes {
		if !strings.EqualFold(k.kind, d.Kind) {
			continue
		}
		how := "code of the kind in list 2009"
		if !k.read {
			how += ", recalled: check it"
		}
		return derived(k.code, how, fmt.Sprintf("/documents/%d/kind", i))
	}
	return missing("declarant", "code of %q in list 2009: not in the data", d.Kind)
}

// contracts are the contracts of carriage over the legs.
func (p *projector) contracts() []*filing.Contract {
	var out []*filing.Contract
	for i := range p.in.p.Carriage {
		if k := &p.in.p.Carriage[i]; k.FirstLeg <= p.last && k.LastLeg >= p.first && p.moves(max(k.FirstLeg, p.first), min(k.LastLeg, p.last)) {
			out = append(out, k)
		}
	}
	return out
}

// moves reports whether goods move on the legs.
func (p *projector) moves(first, last int) bool {
	for k := first; k <= last; k++ {
		if l := p.in.j.Legs[k]; l.Kind == plan.Move || l.Kind == plan.Border {
			return true
		}
	}
	return false
}

// contractCode is the code of a transport document in EAEU list 2009; only that of CMR was read, the others are recalled.
func (p *projector) contractCode(k *filing.Contract) val {
	codes := map[string]string{"cmr": "02015", "bill-of-lading": "02011", "sea-waybill": "02011", "smgs": "02013", "cim": "02013", "cim-smgs": "02013", "awb": "02017"}
	code, ok := codes[k.Kind]
	if !ok {
		return missing("declarant", "code of %q in list 2009: not in the data", k.Name)
	}
	how := "code of the contract in list 2009"
	if k.Kind != "cmr" {
		how += ", recalled: check it"
	}
	return derived(code, how, "filing/"+k.ID+"/kind")
}

// carriageCode is the code of a transport document in the code list of common transit (CL754), recalled.
func (p *projector) carriageCode(k *filing.Contract) val {
	codes := map[string]string{"cmr": "N730", "bill-of-lading": "N705", "sea-waybill": "N710", "smgs": "N722", "cim": "N720", "cim-smgs": "N720", "awb": "N741"}
	code, ok := codes[k.Kind]
	if !ok {
		return missing("declarant", "code of %q in the code list of transport documents: not in the data", k.Name)
	}
	return derived(code, "code of the contract in the code list of transport documents (recalled)", "filing/"+k.ID+"/kind")
}

// contractNumber is the number of the transport document, once its carrier has issued it.
func (p *projector) contractNumber(k *filing.Contract) val {
	for _, i := range p.in.means(k.FirstLeg, k.LastLeg) {
		if p.in.c.Transport[i].Document != "" {
			return p.given(meansPointer(i, "document"), "carrier")
		}
	}
	return missing("carrier", "number of the %s %s → %s, given when it is issued", k.Name, k.FromName, k.ToName)
}

package projection

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/smgs"
	"github.com/kairo-corridor/kairo/plan"
)

// transport projects the document of one carriage contract, and the cargo manifest of a ship or a train that carries it.
func (in *inputs) transport(k *filing.Contract) []Document {
	switch k.Kind {
	case "smgs", "cim", "cim-smgs":
		return []Document{in.railNote(k), in.cargoManifest(k, "train")}
	case "bill-of-lading", "sea-waybill":
		return []Document{in.seaNote(k), in.cargoManifest(k, "ship")}
	case "cmr":
		return []Document{in.roadNote(k)}
	case "awb":
		return []Document{in.airNote(k)}
	}
	return []Document{in.nationalNote(k)}
}

// sheet builds a document of a contract together with the structured data that its elements stand for: an element whose path
// is a JSON pointer is written there as it is added, so that paper, provenance and data cannot disagree.
type sheet struct {
	*form
	k         *filing.Contract
	data      *leaf
	languages []string // that the goods may be described in, first choice first
	kept      int      // elements already written into data
}

// cargo is the pointer of the consignment in the structure of a note.
const cargo = "/specifiedConsignment/0/"

// sheet starts a document of a contract.
func (in *inputs) sheet(k *filing.Contract, kind, title, formName string, languages ...string) *sheet {
	s := &sheet{form: in.start(k.ID+"-"+kind, kind, title, formName, k.ID, "", languages[0], true), k: k, data: &leaf{}, languages: languages}
	s.doc.Rules = slices.Clone(k.Rules)
	s.doc.Barcode = in.noteNumber(k)
	return s
}

// noteNumber is what identifies a note: its number once issued, till then the reference of the consignment and the contract.
func (in *inputs) noteNumber(k *filing.Contract) string {
	if i := in.meansOf(k); len(i) > 0 && in.c.Transport[i[0]].Document != "" {
		return in.c.Transport[i[0]].Document
	}
	return in.c.Reference + "/" + k.ID
}

// identify adds the number of the document.
func (s *sheet) identify(box, name, path string) {
	if i := s.in.meansOf(s.k); len(i) > 0 && s.in.c.Transport[i[0]].Document != "" {
		s.give(box, name, path, "/transport/"+strconv.Itoa(i[0])+"/document", true, "carrier")
		return
	}
	s.derive(box, name, path, s.in.noteNumber(s.k), "reference of the consignment with the contract of the filing plan, until the carrier gives the number of the note", "/reference", "filing/"+s.k.ID)
}

// finish writes the elements into the structured data.
func (s *sheet) finish(shape smgs.Form) Document {
	s.keep()
	if shape == "" {
		return *s.doc
	}
	s.data.set("/exchangedDocumentContext/guidelineSpecifiedDocumentContextParameter/0/id/content", smgs.Guideline(shape))
	note, err := smgs.Decode(s.data.json())
	if err != nil {
		s.block("the note cannot be written as data: %v", err)
		return *s.doc
	}
	s.note("units and code-list constants of the data (KGM, RR, ZZZ) are no elements of their own")
	s.doc.Data = note
	return *s.doc
}

// keep writes the elements added since the last call into the structured data.
func (s *sheet) keep() {
	for ; s.kept < len(s.doc.Elements); s.kept++ {
		if e := s.doc.Elements[s.kept]; e.Origin != Missing && strings.HasPrefix(e.Path, "/") {
			s.data.set(e.Path, e.Value)
		}
	}
}

// constant writes what the structure always says: a unit, a code-list value that goes with an element.
func (s *sheet) constant(path, value string) { s.data.set(cargo+path, value) }

// meansOf are the indices of the means of transport that the consignment names for a contract, in the order of the way. A ferry
// typed where the journey has a ship is taken, and the other way round.
func (in *inputs) meansOf(k *filing.Contract) []int {
	var out []int
	start := map[int]int{}
	for i := range in.c.Transport {
		t := &in.c.Transport[i]
		first, last, ok := in.between(t.From, t.To)
		fits := k.Kind == "national" || slices.Contains(contractModes[k.Kind], t.Mode)
		if ok && fits && first <= k.LastLeg && last >= k.FirstLeg {
			out, start[i] = append(out, i), first
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return start[a] - start[b] })
	return out
}

// between are the moves from one place to another, whatever carries them.
func (in *inputs) between(from, to string) (first, last int, ok bool) {
	same := func(p plan.Place, name string) bool {
		return strings.EqualFold(p.Code, name) || strings.EqualFold(p.Name, name)
	}
	first, last = -1, -1
	for i, l := range in.j.Legs {
		if l.Kind != plan.Move && l.Kind != plan.Border {
			continue
		}
		if first < 0 && same(l.From, from) {
			first = i
		}
		if first >= 0 && same(l.To, to) {
			last = i
		}
	}
	return first, last, first >= 0 && last >= first
}

// contractModes are the modes that a kind of contract covers; a national contract any.
var contractModes = map[string][]string{
	"smgs": {"rail"}, "cim": {"rail"}, "cim-smgs": {"rail"}, "bill-of-lading": {"sea", "ferry"}, "sea-waybill": {"sea", "ferry"},
	"cmr": {"road"}, "awb": {"air"},
}

// legs are the legs of a contract.
func (in *inputs) legs(k *filing.Contract) []plan.Leg { return in.j.Legs[k.FirstLeg : k.LastLeg+1] }

// ends are the places where the means of transport of a contract departs and arrives: its first and last move.
func (in *inputs) ends(k *filing.Contract) (from, to plan.Place) {
	legs := in.legs(k)
	from, to = legs[0].From, legs[len(legs)-1].To
	for _, leg := range legs {
		if leg.Kind == plan.Move || leg.Kind == plan.Border {
			from = leg.From
			break
		}
	}
	return from, to
}

// lands are the countries on the way of a contract, in order.
func (in *inputs) lands(k *filing.Contract) []string {
	var out []string
	for _, leg := range in.legs(k) {
		for _, p := range []plan.Place{leg.From, leg.To} {
			if p.Country != openSea && p.Country != "" && (len(out) == 0 || out[len(out)-1] != p.Country) {
				out = append(out, p.Country)
			}
		}
	}
	return out
}

// openSea is the country of places outside every territory.
const openSea = "XZ"

// way is the way of a contract in places, and where it was read.
func (in *inputs) way(k *filing.Contract) (string, []string) {
	var names, from []string
	for i, leg := range in.legs(k) {
		for _, p := range []plan.Place{leg.From, leg.To} {
			if leg.Kind != plan.Load && leg.Kind != plan.Unload && (len(names) == 0 || names[len(names)-1] != p.Name) {
				names = append(names, p.Name)
			}
		}
		from = append(from, legRef(k.FirstLeg+i))
	}
	return strings.Join(names, " – "), from
}

func legRef(i int) string { return "journey/legs/" + strconv.Itoa(i) }

// partyAt says how a party stands in a form: the box, where its members are in the data, the role that knows what is missing.
type partyAt struct {
	box, label, path, pointer, who string
}

// party adds the name, address, contact and identifiers of a party.
func (s *sheet) party(p partyAt) {
	give := func(name, path, pointer string, required bool) {
		s.give(p.box, p.label+", "+name, p.path+path, p.pointer+pointer, required, p.who)
	}
	give("name", "/name/0/content", "/name", true)
	give("street", "/postalTradeAddress/streetName/0/content", "/address", false)
	give("postcode", "/postalTradeAddress/postcodeCode/0/content", "/postCode", false)
	give("city", "/postalTradeAddress/cityName/0/content", "/city", true)
	country := "/postalTradeAddress/countryId/content"
	if p.label == "Carrier" && s.k.Kind == "cmr" {
		country = "/postalTradeAddress/countryName/0/content" // the eCMR has no code there
	}
	give("country", country, "/country", true)
	give("contact", "/definedTradeContact/0/personName/0/content", "/contact", false)
	for i := 0; s.in.typed[p.pointer+"/identifiers/"+strconv.Itoa(i)+"/value"] != ""; i++ {
		at := p.pointer + "/identifiers/" + strconv.Itoa(i)
		give("identifier "+s.in.typed[at+"/scheme"], "/id/"+strconv.Itoa(i)+"/content", "/identifiers/"+strconv.Itoa(i)+"/value", false)
	}
}

// carrierAt adds the carrier of the contract where somebody named it.
func (s *sheet) carrierAt(box, label, path string) {
	for _, i := range s.in.meansOf(s.k) {
		if s.in.c.Transport[i].Carrier != nil {
			s.party(partyAt{box, label, path, "/transport/" + strconv.Itoa(i) + "/carrier", "carrier"})
			return
		}
	}
	from, _ := s.in.ends(s.k)
	if _, pointer, ok := s.in.c.PartyOf("CA", from.Country); ok {
		s.party(partyAt{box, label, path, pointer, "carrier"})
		return
	}
	s.miss(box, label+", name", path+"/name/0/content", "no carrier is named for this part of the way", true, "forwarder")
}

// description is what the goods are called in the languages of the form, and where that stands: a local description where one
// was given, else the description of the consignment.
func (s *sheet) description(i int, g *consignment.GoodsItem) (text, language, pointer string) {
	for _, want := range s.languages {
		for n, l := range g.Local {
			if l.Language == want {
				return l.Text, want, fmt.Sprintf("/goods/%d/local/%d/text", i, n)
			}
		}
	}
	return g.Description, "en", fmt.Sprintf("/goods/%d/description", i)
}

// describe adds the description of goods and says when it is in no language of the form.
func (s *sheet) describe(box, name, path string, i int, g *consignment.GoodsItem) (language string) {
	_, language, pointer := s.description(i, g)
	s.give(box, name, path, pointer, true, "consignor")
	if !slices.Contains(s.languages, language) {
		s.note("goods item %d is described in English: no description in %s was given", i+1, strings.Join(s.languages, ", "))
	}
	return language
}

// payment is who pays the carriage, as typed or by the delivery terms: P prepaid, C collect.
func (s *sheet) payment(box, path string) {
	c := &s.in.c
	code := map[string]string{"prepaid": "P", "collect": "C"}[c.Freight]
	if code != "" {
		s.derive(box, "Payment of the carriage", path, code, "P prepaid, C collect, as the consignment says", "/freight")
		return
	}
	rule, _, _ := strings.Cut(c.Terms, " ")
	switch rule {
	case "CPT", "CIP", "CFR", "CIF", "DAP", "DPU", "DDP":
		s.derive(box, "Payment of the carriage", path, "P", "prepaid: under "+rule+" the seller pays the main carriage", "/terms")
	case "EXW", "FCA", "FAS", "FOB":
		s.derive(box, "Payment of the carriage", path, "C", "collect: under "+rule+" the buyer pays the main carriage", "/terms")
	default:
		s.miss(box, "Payment of the carriage", path, "neither the payer of the freight nor delivery terms are given", true, "consignor")
	}
}

// sortedSteps orders the steps below a node: numbers by value, names as first set.
func sortedSteps(steps []string) []string {
	out := slices.Clone(steps)
	slices.SortStableFunc(out, func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX != nil || errY != nil {
			return 0
		}
		return x - y
	})
	return out
}

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

// railBoxes are the boxes of a rail note by what stands in them. The common note and the CIM note share one numbering.
type railBoxes map[string]string

var commonBoxes = railBoxes{
	"consignor": "1", "consignor code": "2", "payer at departure": "3", "consignee": "4", "consignee code": "5", "payer at destination": "6",
	"declarations": "7", "reference": "8", "documents": "9", "delivery": "10", "delivery code": "11", "station code": "12",
	"specification": "13", "specification code": "14", "remarks": "15", "acceptance": "16", "acceptance code": "17", "sectional": "18",
	"wagon": "19", "goods": "20", "packages": "20", "seals": "20", "exceptional": "21", "dangerous": "22", "nhm": "23", "mass": "24", "customs": "26",
	"value": "27", "made out": "28", "reloading": "29", "reloading data": "30", "header": "37", "payment": "59", "route": "60",
	"carrier": "65", "participation": "66", "identification": "69",
}

var smgsBoxes = railBoxes{
	"consignor": "1", "consignor code": "1", "acceptance": "2", "acceptance code": "2", "declarations": "3", "consignee": "4", "consignee code": "4",
	"delivery": "5", "station code": "5", "route": "6", "wagon": "7", "reloading": "13", "reloading data": "13", "goods": "15", "nhm": "15", "dangerous": "15",
	"packages": "17", "mass": "18", "seals": "19", "carrier": "22", "participation": "22", "sectional": "22", "payment": "23", "documents": "24",
	"remarks": "25", "reference": "25", "made out": "26", "customs": "28", "identification": "29",
}

// railKind is what the three kinds of rail note differ in.
type railKind struct {
	shape     smgs.Form
	title     string
	form      string
	boxes     railBoxes
	languages []string
	dangerous string // code of the regulation (UNTDID 8273), "" where the list has none
}

var railKinds = map[string]railKind{
	"cim-smgs": {smgs.CIMSMGS, "CIM/SMGS consignment note", "CIM/SMGS manual GLV-CIM/SMGS, form of 2019-01-01", commonBoxes, []string{"ru", "de", "en", "zh"}, "RID"},
	"cim":      {smgs.CIM, "CIM consignment note", "COTIF-CIM, structure of the CIM/SMGS note", commonBoxes, []string{"de", "en", "fr"}, "RID"},
	"smgs":     {smgs.SMGS, "SMGS consignment note", "SMGS, Annex 6", smgsBoxes, []string{"ru", "zh"}, ""},
}

// railNote projects a rail consignment note, box by box.
func (in *inputs) railNote(k *filing.Contract) Document {
	kind := railKinds[k.Kind]
	s := &railSheet{in.sheet(k, k.Kind, kind.title, kind.form, kind.languages...), kind}
	s.header()
	s.parties()
	s.words()
	s.places()
	s.wagons()
	for i := range in.c.Goods {
		s.goods(i, &in.c.Goods[i])
	}
	s.totals()
	s.reloading()
	s.office()
	s.charges()
	s.carriers()
	s.sheets()
	s.keep()
	slices.SortStableFunc(s.doc.Elements, func(a, b Element) int { return strings.Compare(boxOrder(a.Box), boxOrder(b.Box)) })
	return s.finish(kind.shape)
}

// boxOrder sorts boxes as on the form: by number, the charge sections A and B where their boxes 50 to 58 stand.
func boxOrder(box string) string {
	section, number, within := strings.Cut(box, ".")
	if !within {
		return fmt.Sprintf("%03s", box)
	}
	return "050" + section + number
}

// railSheet is a sheet with the boxes of its kind.
type railSheet struct {
	*sheet
	kind railKind
}

func (s *railSheet) box(what string) string { return s.kind.boxes[what] }

// has reports whether the form has a box of its own for something.
func (s *railSheet) has(what string) bool { return s.kind.boxes[what] != "" }

func (s *railSheet) header() {
	s.data.set("/exchangedDocument/typeCode/content", "720")
	if s.has("header") {
		s.fix(s.box("header"), "Header of the note", "form/37", s.kind.title, "the form says so")
	}
	s.identify(s.box("identification"), "Identification of the note", "/exchangedDocument/id/content")
	s.fix("", "Language of the note", "/exchangedDocument/languageId/0/content", s.languages[0], "first language of the form; further ones allowed: "+strings.Join(s.languages[1:], ", "))
	s.fix("", "Function of the message", "/exchangedDocument/purposeCode/0/content", "9", "an original note")
	s.miss(s.box("identification"), "Identification of the consignment by the carrier", cargo+"carrierAssignedId/content", "country, station, undertaking and number of dispatch are given at acceptance", false, "carrier")
}

func (s *railSheet) parties() {
	s.party(partyAt{s.box("consignor"), "Consignor", cargo + "consignor", "/consignor", "consignor"})
	s.miss(s.box("consignor code"), "Customer code of the consignor", cargo+"consignor/id/-/content", "the railway of departure gives it", false, "carrier")
	if s.has("payer at departure") {
		s.miss(s.box("payer at departure"), "Code of the payer at departure", cargo+"consignor/id/-/content", "the railway gives it", false, "carrier")
	}
	s.party(partyAt{s.box("consignee"), "Consignee", cargo + "consignee", "/consignee", "consignee"})
	s.miss(s.box("consignee code"), "Customer code of the consignee", cargo+"consignee/id/-/content", "the railway of destination gives it", false, "carrier")
	if s.has("payer at destination") {
		s.miss(s.box("payer at destination"), "Code of the payer at destination", cargo+"consignee/id/-/content", "the railway gives it", false, "carrier")
	}
}

// words are the boxes in words: declarations, references, documents, remarks.
func (s *railSheet) words() {
	c := &s.in.c
	text, from := s.declarations()
	if text == "" {
		s.miss(s.box("declarations"), "Declarations of the consignor", cargo+"handlingInstructions/-/description/0/content", "nothing calls for one: neither temperature nor dangerous goods", false, "consignor")
	} else {
		s.derive(s.box("declarations"), "Declarations of the consignor", cargo+"handlingInstructions/0/description/0/content", text, "what the goods ask of the carrier, in words", from...)
	}
	s.give(s.box("reference"), "Reference of the consignor", cargo+"consignorAssignedId/content", "/reference", true, "consignor")
	s.give(s.box("reference"), "Contract of sale", cargo+"contractTermsInformation/0/content", "/contract/number", false, "consignor")
	for i := range c.Documents {
		s.attached(i)
	}
	if len(c.Documents) == 0 {
		s.miss(s.box("documents"), "Attached documents", cargo+"associatedReferencedDocument/-/id/0/content", "customs and other rules ask for some", true, "consignor")
	}
	if s.has("specification") {
		s.miss(s.box("specification"), "Commercial specification", "form/13", "conditions agreed with the carrier", false, "consignor")
		s.miss(s.box("specification code"), "Code of the commercial specification", "form/14", "conditions agreed with the carrier", false, "consignor")
	}
	s.forwarder()
}

// forwarder stands among the remarks that do not bind the carrier.
func (s *railSheet) forwarder() {
	from, _ := s.in.ends(s.k)
	if _, pointer, ok := s.in.c.PartyOf("FW", from.Country); ok {
		s.give(s.box("remarks"), "Remarks not binding the carrier: forwarder", cargo+"consignorAgent/name/0/content", pointer+"/name", false, "consignor")
		return
	}
	s.miss(s.box("remarks"), "Remarks not binding the carrier", cargo+"consignorAgent/name/0/content", "no forwarder is named", false, "consignor")
}

// attachedMax is how many documents the SMGS structure lists.
const attachedMax = 9

func (s *railSheet) attached(i int) {
	d, at := s.in.c.Documents[i], "/documents/"+strconv.Itoa(i)
	from := []string{at + "/kind", at + "/number"}
	text := d.Kind + " " + d.Number
	if d.Date != "" {
		text, from = text+" "+d.Date, append(from, at+"/date")
	}
	path := cargo + "associatedReferencedDocument/" + strconv.Itoa(i)
	if s.kind.shape == smgs.SMGS && i >= attachedMax {
		path = "list/documents/" + strconv.Itoa(i)
		if i == attachedMax {
			s.note("the note takes %d documents: the others stand on a list", attachedMax)
		}
		s.write(s.box("documents"), "Attached document "+strconv.Itoa(i+1), path, text, true, "consignor", from...)
		return
	}
	s.write(s.box("documents"), "Attached document "+strconv.Itoa(i+1), path+"/id/0/content", text, true, "consignor", from...)
	s.data.set(path+"/typeCode/content", "916")
}

// declarations are what the goods ask of the carrier.
func (s *railSheet) declarations() (string, []string) {
	var words, from []string
	for i, g := range s.in.c.Goods {
		at := "/goods/" + strconv.Itoa(i)
		if t := g.Temperature; t != nil {
			words = append(words, fmt.Sprintf("item %d: keep between %d and %d °C", i+1, t.MinC, t.MaxC))
			from = append(from, at+"/temperature/minC", at+"/temperature/maxC")
		}
		if d := g.Dangerous; d != nil {
			words = append(words, fmt.Sprintf("item %d: dangerous goods, %s, class %s", i+1, d.UN, d.Class))
			from = append(from, at+"/dangerous/un", at+"/dangerous/class")
		}
	}
	return inWords(words), from
}

// wordsMax bounds what is said of the goods in one box: beyond it the box points to the goods items.
const wordsMax = 2000

// inWords joins statements about goods items for one box.
func inWords(words []string) string {
	text := strings.Join(words, "; ")
	if len(text) > wordsMax {
		return fmt.Sprintf("%d statements on dangerous goods and temperatures: see the goods items", len(words))
	}
	return text
}

// places are where the goods are taken over and delivered, with the codes that the railway gives.
func (s *railSheet) places() {
	from, to := s.in.ends(s.k)
	first, last := legRef(s.k.FirstLeg), legRef(s.k.LastLeg)
	s.derive(s.box("delivery"), "Place of delivery", cargo+"deliveryEvent/occurrenceLogisticsLocation/name/0/content", to.Name, "where the contract ends on the journey", last)
	s.derive(s.box("delivery"), "Country of the place of delivery", cargo+"deliveryEvent/occurrenceLogisticsLocation/countryId/content", to.Country, "country of the place", last)
	if s.has("delivery code") {
		s.stationCode("delivery code", "Code of the place of delivery", "deliveryEvent/occurrenceLogisticsLocation/id/0/content", to)
	}
	s.stationCode("station code", "Code of the station of destination", "finalDestinationLogisticsLocation/id/0/content", to)
	at := "carrierAcceptanceLogisticsLocation"
	if s.kind.shape == smgs.SMGS {
		at = "mainCarriageLogisticsTransportMovement/0/departureEvent/0/occurrenceLogisticsLocation"
	}
	s.derive(s.box("acceptance"), "Place of acceptance", cargo+at+"/name/0/content", from.Name, "where the contract begins on the journey", first)
	stamped := s.box("acceptance")
	if s.kind.shape == smgs.SMGS {
		stamped = s.box("made out")
	}
	s.miss(stamped, "Month, day and hour of acceptance", cargo+"carrierAcceptanceDateTime", "the railway stamps it at acceptance", false, "carrier")
	s.stationCode("acceptance code", "Code of the place of acceptance", at+"/id/0/content", from)
}

// stationCode asks for a station's code: the network knows UN/LOCODE, not the codes of the railways.
func (s *railSheet) stationCode(what, name, path string, at plan.Place) {
	s.miss(s.box(what), name, cargo+path, "code of "+at.Name+" in the railway's own list", false, "carrier")
}

// wagons are the wagons with their containers and seals. Those at departure come first; where the gauge changes, see reloading.
func (s *railSheet) wagons() {
	base := cargo + "utilizedLogisticsTransportEquipment/"
	var wagons []string
	from := -1
	if m := s.in.meansOf(s.k); len(m) > 0 {
		from, wagons = m[0], s.in.c.Transport[m[0]].Wagons
	}
	for i, w := range wagons {
		at := base + strconv.Itoa(i)
		s.give(s.box("wagon"), fmt.Sprintf("Wagon %d, number of %s", i+1, gaugeOf(w)), at+"/id/content", fmt.Sprintf("/transport/%d/wagons/%d", from, i), true, "carrier")
		s.data.set(at+"/categoryCode/content", "RR")
	}
	if len(wagons) == 0 {
		s.miss(s.box("wagon"), "Wagon number", base+"0/id/content", "8 digits on 1520 mm, 12 digits by UIC; the carrier provides the wagon", false, "carrier")
		s.data.set(base+"0/categoryCode/content", "RR")
	}
	for _, what := range []string{"owner railway", "load limit", "axles", "tare"} {
		if len(wagons) > 0 && !slices.ContainsFunc(wagons, func(w string) bool { return !strings.HasPrefix(gaugeOf(w), "UIC") }) {
			break
		}
		s.miss(s.box("wagon"), "Wagon, "+what, "form/wagon/"+strings.ReplaceAll(what, " ", "-"), "asked where the number of the wagon has not 12 digits", false, "carrier")
	}
	s.containers(base, len(wagons))
}

// gaugeOf names the system of a wagon number by its length.
func gaugeOf(wagon string) string {
	n := 0
	for _, r := range wagon {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	switch n {
	case 8:
		return "1520 mm, 8 digits"
	case 12:
		return "UIC, 12 digits"
	}
	return "unknown system, " + strconv.Itoa(n) + " digits"
}

// containers are loaded one a wagon in the order typed where there are as many, else all are shown with the first.
func (s *railSheet) containers(base string, wagons int) {
	list := s.in.c.Equipment
	paired := wagons > 1 && wagons == len(list)
	seals := map[int]int{}
	for i, e := range list {
		on, slot := 0, i
		if paired {
			on, slot = i, 0
		}
		at := base + strconv.Itoa(on)
		s.give(s.box("goods"), fmt.Sprintf("Container %d (%s)", i+1, e.Kind), fmt.Sprintf("%s/carriedAssociatedTransportEquipment/%d/id/0/content", at, slot), fmt.Sprintf("/equipment/%d/id", i), true, "consignor")
		for n := range e.Seals {
			seal := fmt.Sprintf("%s/affixedLogisticsSeal/%d", at, seals[on])
			s.give(s.box("seals"), fmt.Sprintf("Seal %d of container %d", n+1, i+1), seal+"/id/0/content", fmt.Sprintf("/equipment/%d/seals/%d", i, n), true, "consignor")
			s.data.set(seal+"/sealingPartyRoleCode/content", "SH")
			seals[on]++
		}
		if len(e.Seals) == 0 {
			s.miss(s.box("seals"), fmt.Sprintf("Seal of container %d", i+1), at+"/affixedLogisticsSeal/-/id/0/content", "a loaded container is sealed", false, "consignor")
		}
	}
	if wagons > 1 && !paired {
		s.note("which container stands on which wagon is not known: all are shown with the first wagon")
	}
	if len(list) > 0 {
		s.derive(s.box("packages"), "Number of containers", cargo+"transportEquipmentQuantity/0/content", strconv.Itoa(len(list)), "containers of the consignment, counted", "/equipment")
	}
}

// goods is one line of goods.
func (s *railSheet) goods(i int, g *consignment.GoodsItem) {
	at, from, item := cargo+"includedConsignmentItem/"+strconv.Itoa(i), "/goods/"+strconv.Itoa(i), fmt.Sprintf("Goods item %d, ", i+1)
	s.data.set(at+"/sequenceNumeric/content", strconv.Itoa(i+1))
	language := s.describe(s.box("goods"), item+"description", at+"/natureIdCargo/0/id/0/content", i, g)
	s.data.set(at+"/natureIdCargo/0/id/0/languageId", language)
	s.derive(s.box("nhm"), item+"NHM code", at+"/applicableNote/0/contentCode/0/content", nhm(g.HS), "the NHM has 8 digits: the 6 of the HS and 00 where it is not split further", from+"/hs")
	s.data.set(at+"/applicableNote/0/subjectCode/0/content", "NHM")
	s.data.set(at+"/typeCode/content", "ZZZ")
	s.give(s.box("packages"), item+"number of packages", at+"/transportLogisticsPackage/0/itemQuantity/content", from+"/packages", true, "consignor")
	s.give(s.box("packages"), item+"kind of packages", at+"/transportLogisticsPackage/0/typeCode/0/content", from+"/packageKind", true, "consignor")
	s.give(s.box("goods"), item+"marks", at+"/physicalLogisticsShippingMarks/0/marking/0/content", from+"/marks", false, "consignor")
	s.give(s.box("mass"), item+"gross mass in kg", at+"/grossWeight/0/content", from+"/grossKg", true, "consignor")
	s.data.set(at+"/grossWeight/0/unitCode", "KGM")
	for n := range g.Equipment {
		s.give(s.box("goods"), item+"container", fmt.Sprintf("%s/associatedReferencedLogisticsTransportEquipment/%d/id/content", at, n), fmt.Sprintf("%s/equipment/%d", from, n), false, "consignor")
	}
	if g.Dangerous != nil {
		s.dangerous(s.box("goods"), item, at+"/applicableDangerousGoods/0", from+"/dangerous", g.Dangerous, s.kind.dangerous, true)
	}
}

// nhm is the code of the harmonized list of goods of the railways.
func nhm(hs string) string {
	if len(hs) < 6 {
		return hs
	}
	return hs[:6] + "00"
}

// dangerous adds what RID, SMGS Annex 2 or ADR ask in the description of dangerous goods.
func (s *sheet) dangerous(box, item, at, from string, d *consignment.Dangerous, regulation string, class bool) {
	s.derive(box, item+"UN number", at+"/undgIdCode/content", strings.TrimPrefix(d.UN, "UN"), "the four digits", from+"/un")
	s.give(box, item+"proper shipping name", at+"/properShippingName/content", from+"/name", true, "consignor")
	path := "form/dangerous/class"
	if class {
		path = at + "/hazardClassificationId/content"
	}
	s.give(box, item+"class", path, from+"/class", true, "consignor")
	if level := map[string]string{"I": "1", "II": "2", "III": "3"}[d.PackingGroup]; level != "" {
		s.derive(box, item+"packing group", at+"/packagingDangerLevelCode/content", level, "danger level "+d.PackingGroup+" in digits", from+"/packingGroup")
	} else if d.Class != "7" && d.Class != "1" && d.Class != "2" {
		s.miss(box, item+"packing group", at+"/packagingDangerLevelCode/content", "asked where the class has packing groups", false, "consignor")
	}
	s.give(box, item+"subsidiary hazards", "form/dangerous/subsidiary", from+"/subsidiary", false, "consignor")
	if regulation != "" {
		s.fix(box, item+"regulation", at+"/regulationCode/content", regulation, "the regulation of this mode")
	}
}

// totals are the boxes ticked and the whole mass.
func (s *railSheet) totals() {
	c := &s.in.c
	if s.has("exceptional") {
		s.fix(s.box("exceptional"), "Exceptional consignment", "form/21", "no", "not ticked: nothing says that the goods exceed the gauge; the carrier ticks it where they do")
		value, how := "no", "not ticked: no item is dangerous"
		if len(c.Classes()) > 0 {
			value, how = "yes", "ticked: an item is dangerous"
		}
		s.derive(s.box("dangerous"), "RID – SMGS Annex 2", "form/22", value, how, "/goods")
		s.miss("25", "Box 25", "form/25", "its content is not known for certain (recalled)", false, "consignor")
		s.note("the content of boxes 24, 25 and 28 to 30 is recalled and unverified, and so is which code stands in 2, 3, 5, 6, 11 and 12")
	}
	s.derive(s.box("mass"), "Gross mass of all goods in kg", cargo+"grossWeight/0/content", strconv.FormatInt(int64(c.GrossKg()), 10), "sum of the goods items", each(len(c.Goods), "/goods/%d/grossKg")...)
	s.constant("grossWeight/0/unitCode", "KGM")
}

// each are the pointers of one field of n items.
func each(n int, format string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return out
}

// reloading is what happens where the law of carriage or the gauge changes: old wagons struck out, new ones entered.
func (s *railSheet) reloading() {
	if s.has("reloading") && s.k.Change != "" {
		s.derive(s.box("reloading"), "Place of reconsignment", "form/29", s.k.Change, "where the law of carriage changes under one note", "filing/"+s.k.ID)
		s.miss(s.box("reloading data"), "Place and time of reconsignment", "form/30", "stamped at the place of reconsignment", false, "carrier")
	}
	n := 0
	for i, leg := range s.in.legs(s.k) {
		if leg.Gauge {
			s.gauge(n, s.k.FirstLeg+i, leg)
			n++
		}
	}
}

// gauge is one change of gauge: the n-th of the note.
func (s *railSheet) gauge(n, leg int, l plan.Leg) {
	at := cargo + "mainCarriageLogisticsTransportMovement/0/transshipmentIntermediateEvent/" + strconv.Itoa(n)
	s.derive(s.box("wagon"), "Place of transshipment", at+"/occurrenceLogisticsLocation/name/0/content", l.To.Name, "the gauge changes on the journey", legRef(leg))
	m := s.in.meansOf(s.k)
	if len(m) < n+2 || len(s.in.c.Transport[m[n]].Wagons) == 0 || len(s.in.c.Transport[m[n+1]].Wagons) == 0 {
		s.miss(s.box("wagon"), "Wagon after transshipment at "+l.To.Name, at+"/transportInformationApplicableNote/0/subject/content", "old numbers are struck out, new ones entered at transshipment", false, "carrier")
		return
	}
	for i, w := range s.in.c.Transport[m[n]].Wagons {
		s.write(s.box("wagon"), "Struck out: wagon number of "+gaugeOf(w), fmt.Sprintf("%s/preTranshipmentTransportEquipmentApplicableNote/%d/subject/content", at, i), w, false, "carrier", fmt.Sprintf("/transport/%d/wagons/%d", m[n], i))
	}
	for i, w := range s.in.c.Transport[m[n+1]].Wagons {
		s.write(s.box("wagon"), "New wagon number of "+gaugeOf(w), fmt.Sprintf("%s/transportInformationApplicableNote/%d/subject/content", at, i), w, false, "carrier", fmt.Sprintf("/transport/%d/wagons/%d", m[n+1], i))
	}
}

// office are the boxes of customs and of making out.
func (s *railSheet) office() {
	for _, land := range slices.Compact(s.in.lands(s.k)) {
		s.miss(s.box("customs"), "Customs endorsements, "+land, cargo+"applicableCrossBorderRegulatoryProcedure/-/remark/0/content", "customs enter registration, seals and release", false, "customs")
	}
	if s.has("value") {
		s.miss(s.box("value"), "Declared value of the goods", cargo+"declaredValueForCarriageAmount/content", "only where the consignor declares one", false, "consignor")
	}
	if s.kind.shape == smgs.SMGS {
		return
	}
	s.give(s.box("made out"), "Place where the note is made out", "/exchangedDocument/firstSignatoryDocumentAuthentication/issueLogisticsLocation/name/0/content", "/consignor/city", false, "consignor")
	s.miss(s.box("made out"), "Date when the note is made out", "/exchangedDocument/issueDateTime", "the consignor dates the note", false, "consignor")
}

// charges are the boxes that the railways fill, and who pays.
func (s *railSheet) charges() {
	s.payment(s.box("payment"), cargo+"applicableLogisticsServiceCharge/0/paymentArrangementCode/content")
	for _, land := range s.smgsLands() {
		s.miss(s.box("sectional"), "Payer on the railway of "+land, "form/sectional/"+land, "each SMGS railway charges its section to a payer with a code there", false, "forwarder")
	}
	if s.kind.shape == smgs.SMGS {
		return
	}
	for box := 40; box <= 47; box++ {
		s.miss(strconv.Itoa(box), "CIM charges, box "+strconv.Itoa(box), "form/"+strconv.Itoa(box), "the railway enters charges", false, "carrier")
	}
	for _, section := range []string{"A", "B"} {
		for box := 50; box <= 58; box++ {
			name := section + "." + strconv.Itoa(box)
			s.miss(name, "Charge section "+name, "form/"+name, "the railway enters charges", false, "carrier")
		}
	}
}

// smgsLands are the countries carried through under SMGS: of a common note only those on that side of the place where the law
// changes, which is the origin's side where the origin is no party to COTIF-CIM.
func (s *railSheet) smgsLands() []string {
	legs, side := s.in.legs(s.k), *s.k
	change := slices.IndexFunc(legs, func(l plan.Leg) bool { return l.From.Name == s.k.Change })
	_, cim := s.in.ref.Party(legs[0].From.Country, "COTIF-CIM", s.in.p.Date)
	switch {
	case s.kind.shape == smgs.CIM:
		return nil
	case s.k.Change == "" || change < 0:
	case !cim && change > 0:
		side.LastLeg = s.k.FirstLeg + change - 1
	case cim:
		side.FirstLeg = s.k.FirstLeg + change
	}
	var out []string
	for _, land := range s.in.lands(&side) {
		if _, ok := s.in.ref.Party(land, "SMGS", s.in.p.Date); ok {
			out = append(out, land)
		}
	}
	return out
}

// carriers are the way, the carrier and those who take part.
func (s *railSheet) carriers() {
	text, from := s.in.way(s.k)
	movement := "mainCarriageLogisticsTransportMovement/0/"
	s.derive(s.box("route"), "Route", cargo+movement+"itineraryRoute/0/description/content", text, "places of the journey", from...)
	s.constant(movement+"modeCode/content", "2")
	s.constant(movement+"stageCode/content", "20")
	n := 0
	for i, leg := range s.in.legs(s.k) {
		if leg.Kind == plan.Border {
			s.derive(s.box("route"), "Border point "+leg.From.Country+"–"+leg.To.Country, fmt.Sprintf("%s%sitineraryRoute/0/itineraryStopEvent/%d/id/content", cargo, movement, n), leg.From.Name+" – "+leg.To.Name, "where the journey crosses the border", legRef(s.k.FirstLeg+i))
			n++
		}
	}
	s.carrierAt(s.box("carrier"), "Contractual carrier", cargo+"carrier")
	for _, land := range s.in.lands(s.k) {
		s.miss(s.box("participation"), "Carrier taking part in "+land, "form/participation/"+land, "each railway signs for its section", false, "carrier")
	}
}

// sheets says how many copies there are, and what is unverified of the form.
func (s *railSheet) sheets() {
	if s.kind.shape == smgs.SMGS {
		s.note("six sheets, the last being the arrival notice; the old form had five")
	} else {
		s.note("six sheets in A4, and extra road bills: from an SMGS origin 2 for the railway of departure and 1 for each SMGS railway in transit (%d here); from a CIM origin stamped copies are made at reloading or change of bogies", max(0, len(s.smgsLands())-1))
		s.note("a list of wagons or containers has as many copies as the note and repeats its boxes 1, 4, 10, 69 and 60; box 19 then says \"see list\"")
	}
	switch s.kind.shape {
	case smgs.SMGS:
		s.note("boxes 1 to 5 of the SMGS note are stated by the source; the numbers of the others are recalled and unverified")
	case smgs.CIM:
		s.note("the boxes of the CIM note are numbered as on the common note (recalled, unverified)")
	}
	s.note("the texts are written in %s; further languages of the note: %s", s.languages[0], strings.Join(s.languages[1:], ", "))
}

package projection

import (
	"fmt"
	"strconv"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/smgs"
)

// roadNote projects the CMR note; its boxes are recalled.
func (in *inputs) roadNote(k *filing.Contract) Document {
	s := in.sheet(k, "cmr", "CMR consignment note", "CMR (Geneva 1956), note of 24 boxes", "en", "ru", "fr", "de")
	s.note("boxes 1 to 24 are numbered as on the usual CMR note: recalled, unverified")
	s.note("three originals: sender, consignee, carrier; further copies as agreed")
	s.data.set("/exchangedDocument/typeCode/content", "730")
	s.identify("", "Identification of the note", "/exchangedDocument/id/content")
	s.party(partyAt{"1", "Sender", cargo + "consignor", "/consignor", "consignor"})
	s.party(partyAt{"2", "Consignee", cargo + "consignee", "/consignee", "consignee"})
	s.roadPlaces()
	for i := range in.c.Documents {
		s.roadDocument(i)
	}
	for i := range in.c.Goods {
		s.roadGoods(i, &in.c.Goods[i])
	}
	s.derive("11", "Gross mass of all goods in kg", cargo+"grossWeight/0/content", strconv.FormatInt(int64(in.c.GrossKg()), 10), "sum of the goods items", each(len(in.c.Goods), "/goods/%d/grossKg")...)
	s.constant("grossWeight/0/unitCode", "KGM")
	s.miss("12", "Volume in m³", cargo+"grossVolume/0/content", "the consignment holds no volumes", false, "consignor")
	s.roadEquipment()
	s.roadTerms()
	return s.finish(smgs.ECMR)
}

func (s *sheet) roadPlaces() {
	from, to := s.in.ends(s.k)
	first, last := legRef(s.k.FirstLeg), legRef(s.k.LastLeg)
	s.derive("3", "Place designated for delivery", cargo+"consigneeReceiptLogisticsLocation/name/0/content", to.Name+", "+to.Country, "where the contract ends on the journey", last)
	s.derive("4", "Place of taking over", cargo+"carrierAcceptanceLogisticsLocation/name/0/content", from.Name+", "+from.Country, "where the contract begins on the journey", first)
	if s.k.FirstLeg == 0 {
		s.give("4", "Date of taking over", "form/4/date", "/ready", false, "consignor")
		return
	}
	s.miss("4", "Date of taking over", "form/4/date", "known when the goods reach the place of taking over", false, "carrier")
}

func (s *sheet) roadDocument(i int) {
	d, at := s.in.c.Documents[i], "/documents/"+strconv.Itoa(i)
	path := cargo + "includedConsignmentItem/0/associatedReferencedDocument/" + strconv.Itoa(i)
	s.write("5", "Attached document "+strconv.Itoa(i+1), path+"/id/0/content", d.Kind+" "+d.Number, true, "consignor", at+"/kind", at+"/number")
	s.data.set(path+"/typeCode/content", "890")
}

func (s *sheet) roadGoods(i int, g *consignment.GoodsItem) {
	at, from, item := cargo+"includedConsignmentItem/"+strconv.Itoa(i), "/goods/"+strconv.Itoa(i), fmt.Sprintf("Goods item %d, ", i+1)
	s.data.set(at+"/sequenceNumeric/content", strconv.Itoa(i+1))
	s.give("6", item+"marks and numbers", at+"/transportLogisticsPackage/0/physicalLogisticsShippingMarks/0/marking/0/content", from+"/marks", false, "consignor")
	s.give("7", item+"number of packages", at+"/transportLogisticsPackage/0/itemQuantity/content", from+"/packages", true, "consignor")
	s.give("8", item+"method of packing", at+"/transportLogisticsPackage/0/typeCode/0/content", from+"/packageKind", true, "consignor")
	language := s.describe("9", item+"nature of the goods", at+"/natureIdCargo/0/id/0/content", i, g)
	s.data.set(at+"/natureIdCargo/0/id/0/languageId", language)
	s.give("10", item+"statistical number", at+"/applicableNote/0/contentCode/0/content", from+"/hs", false, "consignor")
	s.data.set(at+"/applicableNote/0/subjectCode/0/content", "HS")
	s.give("11", item+"gross mass in kg", at+"/grossWeight/0/content", from+"/grossKg", true, "consignor")
	s.data.set(at+"/grossWeight/0/unitCode", "KGM")
	for n := range g.Equipment {
		s.give("6", item+"container", fmt.Sprintf("%s/associatedReferencedLogisticsTransportEquipment/%d/id/content", at, n), fmt.Sprintf("%s/equipment/%d", from, n), false, "consignor")
	}
	if g.Dangerous != nil {
		s.dangerous("9", item, at+"/applicableDangerousGoods/0", from+"/dangerous", g.Dangerous, "ADR", false)
	}
}

// roadEquipment is the containers and the vehicle.
func (s *sheet) roadEquipment() {
	for i, e := range s.in.c.Equipment {
		at, from := cargo+"utilizedLogisticsTransportEquipment/"+strconv.Itoa(i), "/equipment/"+strconv.Itoa(i)
		s.give("6", fmt.Sprintf("Container %d", i+1), at+"/id/content", from+"/id", true, "consignor")
		s.give("6", fmt.Sprintf("Container %d, size and type", i+1), "form/6/container-kind/"+strconv.Itoa(i), from+"/kind", false, "consignor")
		s.data.set(at+"/categoryCode/content", "CN")
		for n := range e.Seals {
			s.give("6", fmt.Sprintf("Seal %d of container %d", n+1, i+1), fmt.Sprintf("%s/affixedLogisticsSeal/%d/id/0/content", at, n), fmt.Sprintf("%s/seals/%d", from, n), false, "consignor")
		}
	}
	movement := "mainCarriageLogisticsTransportMovement/0/"
	s.constant(movement+"modeCode/content", "3")
	m := s.in.meansOf(s.k)
	if len(m) == 0 {
		s.miss("16", "Registration number of the vehicle", cargo+movement+"usedLogisticsTransportMeans/id/0/content", "the carrier provides the vehicle", false, "carrier")
		return
	}
	at := "/transport/" + strconv.Itoa(m[0])
	s.give("16", "Registration number of the vehicle", cargo+movement+"usedLogisticsTransportMeans/id/0/content", at+"/id", false, "carrier")
	s.give("16", "Nationality of the vehicle", cargo+movement+"usedLogisticsTransportMeans/registrationTradeCountry/id/0/content", at+"/flag", false, "carrier")
	s.give("16", "Registration number of the trailer", "form/16/trailer", at+"/trailer", false, "carrier")
}

// roadTerms are instructions, charges, carriers and signatures.
func (s *sheet) roadTerms() {
	var words []string
	for i, g := range s.in.c.Goods {
		if t := g.Temperature; t != nil {
			words = append(words, fmt.Sprintf("item %d: keep between %d and %d °C", i+1, t.MinC, t.MaxC))
		}
	}
	if len(words) > 0 {
		s.derive("13", "Sender's instructions", cargo+"handlingInstructions/0/description/0/content", inWords(words), "what the goods stand, in words", "/goods")
	} else {
		s.miss("13", "Sender's instructions", cargo+"handlingInstructions/0/description/0/content", "customs and other formalities, declared value, interest in delivery", false, "consignor")
	}
	s.payment("14", cargo+"applicableLogisticsServiceCharge/0/paymentArrangementCode/content")
	s.miss("15", "Cash on delivery", cargo+"codAmount/content", "only where agreed", false, "consignor")
	s.carrierAt("16", "Carrier", cargo+"carrier")
	s.miss("17", "Successive carriers", cargo+"connectingCarrier/-/name/0/content", "only where there are any", false, "carrier")
	s.miss("18", "Carrier's reservations and observations", "form/18", "entered at taking over", false, "carrier")
	s.miss("19", "Special agreements", "form/19", "only where there are any", false, "consignor")
	s.miss("20", "Charges to be paid", "form/20", "the carrier enters charges", false, "carrier")
	s.give("21", "Established in", "/exchangedDocument/issueLogisticsLocation/name/0/content", "/consignor/city", false, "consignor")
	s.miss("21", "Established on", "/exchangedDocument/issueDateTime", "the note is dated when it is signed", false, "consignor")
	for box, who := range []string{"consignor", "carrier", "consignee"} {
		s.miss(strconv.Itoa(22+box), "Signature of the "+who, "form/"+strconv.Itoa(22+box), "signed at taking over and delivery", false, who)
	}
}

// seaNote projects a bill of lading or sea waybill; neither has numbered boxes.
func (in *inputs) seaNote(k *filing.Contract) Document {
	title := "Bill of lading"
	if k.Kind == "sea-waybill" {
		title = "Sea waybill"
	}
	s := in.sheet(k, k.Kind, title, "carrier's form, liner terms", "en")
	s.identify("", "Number of the document", "number")
	s.party(partyAt{"", "Shipper", "shipper", "/consignor", "consignor"})
	s.party(partyAt{"", "Consignee", "consignee", "/consignee", "consignee"})
	s.notify()
	s.vessel("Vessel", "Voyage")
	from, to := in.ends(k)
	s.derive("", "Port of loading", "port-of-loading", from.Name+" ("+from.Code+")", "where the ship loads on the journey", legRef(k.FirstLeg))
	s.derive("", "Port of discharge", "port-of-discharge", to.Name+" ("+to.Code+")", "where the contract ends on the journey", legRef(k.LastLeg))
	s.give("", "Place of receipt", "place-of-receipt", "/origin", false, "consignor")
	s.give("", "Place of delivery", "place-of-delivery", "/destination", false, "consignor")
	s.particulars("")
	s.payment("", "freight")
	if k.Kind == "sea-waybill" {
		s.fix("", "Number of originals", "originals", "0", "a sea waybill is not negotiable: no original is presented")
	} else {
		s.fix("", "Number of originals", "originals", "3", "three is the custom; the shipper may ask for another number")
	}
	s.give("", "Place of issue", "place-of-issue", "/consignor/city", false, "consignor")
	s.miss("", "Date shipped on board", "shipped-on-board", "the ship's agent enters it after loading", false, "carrier")
	s.carrierAt("", "Carrier", "carrier")
	return s.finish("")
}

// notify is the party told of arrival: as named, else the consignee.
func (s *sheet) notify() {
	_, to := s.in.ends(s.k)
	if _, pointer, ok := s.in.c.PartyOf("NI", to.Country); ok {
		s.party(partyAt{"", "Notify party", "notify", pointer, "consignee"})
		return
	}
	s.derive("", "Notify party", "notify/name", s.in.c.Consignee.Name, "the consignee, no notify party being named", "/consignee/name")
}

// vessel is the means of transport by name and number.
func (s *sheet) vessel(name, voyage string) {
	m := s.in.meansOf(s.k)
	if len(m) == 0 {
		s.miss("", name, "means/id", "known when space is booked", true, "carrier")
		s.miss("", voyage, "means/voyage", "known when space is booked", true, "carrier")
		return
	}
	at := "/transport/" + strconv.Itoa(m[0])
	s.give("", name, "means/id", at+"/id", true, "carrier")
	s.give("", voyage, "means/voyage", at+"/voyage", true, "carrier")
	s.give("", "Flag", "means/flag", at+"/flag", false, "carrier")
}

// particulars are containers with seals and the goods, for forms without boxes of their own.
func (s *sheet) particulars(box string) {
	c := &s.in.c
	for i, e := range c.Equipment {
		at, path := "/equipment/"+strconv.Itoa(i), "containers/"+strconv.Itoa(i)
		s.give(box, fmt.Sprintf("Container %d", i+1), path+"/id", at+"/id", true, "consignor")
		s.give(box, fmt.Sprintf("Container %d, size and type", i+1), path+"/kind", at+"/kind", true, "consignor")
		s.give(box, fmt.Sprintf("Container %d, tare in kg", i+1), path+"/tare", at+"/tareKg", false, "carrier")
		for n := range e.Seals {
			s.give(box, fmt.Sprintf("Seal %d of container %d", n+1, i+1), fmt.Sprintf("%s/seals/%d", path, n), fmt.Sprintf("%s/seals/%d", at, n), true, "consignor")
		}
		if len(e.Seals) == 0 {
			s.miss(box, fmt.Sprintf("Seal of container %d", i+1), path+"/seals/-", "a loaded container is sealed", true, "consignor")
		}
	}
	for i := range c.Goods {
		s.particular(box, i, &c.Goods[i])
	}
	s.derive(box, "Number of packages", "total/packages", strconv.Itoa(c.Packages()), "sum of the goods items", each(len(c.Goods), "/goods/%d/packages")...)
	s.derive(box, "Gross mass in kg", "total/gross", strconv.FormatInt(int64(c.GrossKg()), 10), "sum of the goods items", each(len(c.Goods), "/goods/%d/grossKg")...)
	s.miss(box, "Measurement in m³", "total/volume", "the consignment holds no volumes", false, "consignor")
}

func (s *sheet) particular(box string, i int, g *consignment.GoodsItem) {
	at, path, item := "/goods/"+strconv.Itoa(i), "goods/"+strconv.Itoa(i), fmt.Sprintf("Goods item %d, ", i+1)
	s.describe(box, item+"description", path+"/description", i, g)
	s.give(box, item+"HS code", path+"/hs", at+"/hs", true, "consignor")
	s.give(box, item+"marks", path+"/marks", at+"/marks", false, "consignor")
	s.give(box, item+"packages", path+"/packages", at+"/packages", true, "consignor")
	s.give(box, item+"kind of packages", path+"/kind", at+"/packageKind", true, "consignor")
	s.give(box, item+"gross mass in kg", path+"/gross", at+"/grossKg", true, "consignor")
	if g.Dangerous != nil {
		s.dangerous(box, item, path+"/dangerous", at+"/dangerous", g.Dangerous, map[string]string{"bill-of-lading": "IMD", "sea-waybill": "IMD", "awb": "ICA"}[s.k.Kind], false)
	}
}

// airNote projects an air waybill by its usual fields; the form has no numbered boxes.
func (in *inputs) airNote(k *filing.Contract) Document {
	s := in.sheet(k, "awb", "Air waybill", "IATA air waybill, as generally known", "en")
	s.note("the fields follow the usual air waybill: recalled, unverified; three originals and at least six copies")
	s.identify("", "Number of the air waybill", "number")
	s.party(partyAt{"", "Shipper", "shipper", "/consignor", "consignor"})
	s.party(partyAt{"", "Consignee", "consignee", "/consignee", "consignee"})
	if _, pointer, ok := in.c.PartyOf("AG", ""); ok {
		s.party(partyAt{"", "Issuing carrier's agent", "agent", pointer, "forwarder"})
	} else if _, pointer, ok := in.c.PartyOf("FW", ""); ok {
		s.give("", "Issuing carrier's agent", "agent/name", pointer+"/name", false, "forwarder")
	} else {
		s.miss("", "Issuing carrier's agent", "agent/name", "no forwarder is named", false, "forwarder")
	}
	from, to := in.ends(k)
	s.derive("", "Airport of departure", "departure", from.Name, "where the flight starts on the journey", legRef(k.FirstLeg))
	s.derive("", "Airport of destination", "destination", to.Name, "where the contract ends on the journey", legRef(k.LastLeg))
	s.vessel("Aircraft", "Flight")
	s.payment("", "charges/payment")
	s.fix("", "Declared value for carriage", "value/carriage", "NVD", "no value declared: the consignor may declare one against a charge")
	s.fix("", "Declared value for customs", "value/customs", "NCV", "no value declared for customs on the waybill; the declaration says it")
	s.particulars("")
	s.miss("", "Chargeable weight and rate", "charges/rate", "the carrier works it out from mass and volume", false, "carrier")
	s.carrierAt("", "Carrier", "carrier")
	s.miss("", "Signature and date of issue", "issued", "signed when the goods are handed over", false, "carrier")
	return s.finish("")
}

// nationalNote projects the note of a carriage inside one country or outside every convention.
func (in *inputs) nationalNote(k *filing.Contract) Document {
	from, to := in.ends(k)
	s := in.sheet(k, "national", k.Name, "national form of "+from.Country, "en")
	s.doc.Country = from.Country
	s.note("the national form is not known: these are the particulars that any note has; unverified")
	s.identify("", "Number of the note", "number")
	s.party(partyAt{"", "Consignor", "consignor", "/consignor", "consignor"})
	s.party(partyAt{"", "Consignee", "consignee", "/consignee", "consignee"})
	s.derive("", "Place of departure", "departure", from.Name, "where the contract begins on the journey", legRef(k.FirstLeg))
	s.derive("", "Place of delivery", "delivery", to.Name, "where the contract ends on the journey", legRef(k.LastLeg))
	text, legs := in.way(k)
	s.derive("", "Route", "route", text, "places of the journey", legs...)
	s.vehicle()
	s.particulars("")
	s.payment("", "charges/payment")
	s.carrierAt("", "Carrier", "carrier")
	return s.finish("")
}

// vehicle is the wagons, truck or ship of a contract as far as known; not required: it is entered at loading.
func (s *sheet) vehicle() {
	means := s.in.meansOf(s.k)
	for _, i := range means {
		at := "/transport/" + strconv.Itoa(i)
		s.give("", "Means of transport", "means/"+strconv.Itoa(i)+"/id", at+"/id", false, "carrier")
		for n := range s.in.c.Transport[i].Wagons {
			s.give("", "Wagon number", fmt.Sprintf("means/%d/wagons/%d", i, n), fmt.Sprintf("%s/wagons/%d", at, n), false, "carrier")
		}
	}
	if len(means) == 0 {
		s.miss("", "Means of transport", "means/0/id", "the carrier provides it at loading", false, "carrier")
	}
}

// cargoManifest lists what a ship or a train carries of the consignment.
func (in *inputs) cargoManifest(k *filing.Contract, carriage string) Document {
	s := in.sheet(k, "manifest", "Cargo manifest of the "+carriage, "cargo manifest, as generally known", "en")
	s.doc.Paper = false
	s.note("the %s's operator joins this with the other consignments aboard; the structure is the project's own, unverified", carriage)
	s.derive("", "Number of the transport document", "document", in.noteNumber(k), "the note or bill of this carriage, by its number or its reference until issued", "/reference", "filing/"+k.ID)
	if carriage == "ship" {
		s.vessel("Vessel", "Voyage")
	} else {
		s.vehicle()
	}
	from, to := in.ends(k)
	s.derive("", "Place of loading", "loading", from.Name+" ("+from.Code+")", "where the contract begins on the journey", legRef(k.FirstLeg))
	s.derive("", "Place of discharge", "discharge", to.Name+" ("+to.Code+")", "where the contract ends on the journey", legRef(k.LastLeg))
	s.give("", "Shipper", "shipper", "/consignor/name", true, "consignor")
	s.give("", "Consignee", "consignee", "/consignee/name", true, "consignee")
	s.particulars("")
	return s.finish("")
}

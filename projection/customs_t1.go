package projection

import "github.com/kairo-corridor/kairo/filing"

// party lines of CC015C: identification number, name, address.
func ctcParty(box, name, path, source, id string) string {
	return `
` + box + ` 017 | ` + name + ` identification number | ` + path + `/identificationNumber | ` + source + `.eori | ` + id + `
` + box + ` 016 | ` + name + ` name | ` + path + `/name | ` + source + `.name | R
` + box + ` 018 019 | ` + name + ` street and number | ` + path + `/Address/streetAndNumber | ` + source + `.street | R
` + box + ` 018 021 | ` + name + ` postcode | ` + path + `/Address/postcode | ` + source + `.post |
` + box + ` 018 022 | ` + name + ` city | ` + path + `/Address/city | ` + source + `.city | R
` + box + ` 018 020 | ` + name + ` country | ` + path + `/Address/country | ` + source + `.country | R
`
}

// t1Form is the data set of the declaration data message IE015 (CC015C of NCTS phase 5, DDNTA 5.15.2): data groups in the order
// of the message, data elements with their numbers of UCC-DA Annex B (2021/234). No claim is made to the wire format.
var t1Form = parseTable(`
12 09 | LRN | /CC015C/TransitOperation/LRN | lrn | R
11 01 | declaration type | /CC015C/TransitOperation/declarationType | = T1; goods without Union status
11 02 | additional declaration type | /CC015C/TransitOperation/additionalDeclarationType | = A; standard declaration, lodged when the goods are presented
15 08 | presentation of the goods, date and time | /CC015C/TransitOperation/presentationOfTheGoodsDateAndTime | arrival |
11 07 | security | /CC015C/TransitOperation/security | = 0; security data are lodged apart: see the entry and exit summary declarations
11 08 | reduced dataset indicator | /CC015C/TransitOperation/reducedDatasetIndicator | = 0; full data set
    | binding itinerary | /CC015C/TransitOperation/bindingItinerary | = 0; no itinerary is prescribed unless the office does so
15 11 | limit date | /CC015C/TransitOperation/limitDate | limit |
12 12 | authorisation | /CC015C/Authorisation[1]/referenceNumber | authorisation |
17 03 | customs office of departure | /CC015C/CustomsOfficeOfDeparture/referenceNumber | office.from | R
17 05 | customs office of destination (declared) | /CC015C/CustomsOfficeOfDestinationDeclared/referenceNumber | office.to | R
@ passage
17 04 | customs office of transit (declared) {passage+1} | /CC015C/CustomsOfficeOfTransitDeclared[{passage+1}]/referenceNumber | passage.code | R
@ end
` + ctcParty("13 07", "holder of the transit procedure", "/CC015C/HolderOfTheTransitProcedure", "holder", "R") + `
13 07 074 | holder's contact person | /CC015C/HolderOfTheTransitProcedure/ContactPerson/name | holder.contact |
@ agent
13 06 017 | representative identification number | /CC015C/Representative/identificationNumber | agent.eori | R
13 06 030 | representative status | /CC015C/Representative/status | = 2; direct representation
@ end
99 02 | guarantee type | /CC015C/Guarantee[1]/guaranteeType | guarantee.code | R
99 03 069 | GRN | /CC015C/Guarantee[1]/GuaranteeReference[1]/GRN | guarantee.number | R
99 03 070 | access code | /CC015C/Guarantee[1]/GuaranteeReference[1]/accessCode | access |
99 03 071 | amount to be covered | /CC015C/Guarantee[1]/GuaranteeReference[1]/amountToBeCovered | guarantee.amount | R
99 03 012 | currency | /CC015C/Guarantee[1]/GuaranteeReference[1]/currency | guarantee.money | R
16 06 | country of dispatch | /CC015C/Consignment/countryOfDispatch | dispatch | R
16 03 | country of destination | /CC015C/Consignment/countryOfDestination | destination | R
19 01 | container indicator | /CC015C/Consignment/containerIndicator | container.indicator | R
19 04 | inland mode of transport | /CC015C/Consignment/inlandModeOfTransport | mode.eu | R
19 03 | mode of transport at the border | /CC015C/Consignment/modeOfTransportAtTheBorder | mode.border |
18 04 | gross mass | /CC015C/Consignment/grossMass | gross | R
12 08 | reference number UCR | /CC015C/Consignment/referenceNumberUCR | reference |
13 12 017 | carrier identification number | /CC015C/Consignment/Carrier/identificationNumber | carrier.eori |
` + ctcParty("13 02", "consignor", "/CC015C/Consignment/Consignor", "consignor", "-") + ctcParty("13 03", "consignee", "/CC015C/Consignment/Consignee", "consignee", "-") + `
@ equipment
19 07 063 | container identification number | /CC015C/Consignment/TransportEquipment[{equipment+1}]/containerIdentificationNumber | equipment.id | R
19 10 | number of seals | /CC015C/Consignment/TransportEquipment[{equipment+1}]/numberOfSeals | equipment.seals | R
@ seal
19 10 015 | seal identifier | /CC015C/Consignment/TransportEquipment[{equipment+1}]/Seal[{seal+1}]/identifier | seal.id | R
@ end
@ inside
19 07 044 | goods reference | /CC015C/Consignment/TransportEquipment[{equipment+1}]/GoodsReference[{inside+1}]/declarationGoodsItemNumber | inside.number |
@ end
@ end
16 15 045 | type of location | /CC015C/Consignment/LocationOfGoods/typeOfLocation | = A; designated location
16 15 046 | qualifier of identification | /CC015C/Consignment/LocationOfGoods/qualifierOfIdentification | = V; customs office
16 15 047 | location of goods, customs office | /CC015C/Consignment/LocationOfGoods/CustomsOffice/referenceNumber | location.office | R
@ vehicle
19 05 061 | departure transport means, type of identification | /CC015C/Consignment/DepartureTransportMeans[{vehicle+1}]/typeOfIdentification | vehicle.type | R
19 05 017 | departure transport means, identification number | /CC015C/Consignment/DepartureTransportMeans[{vehicle+1}]/identificationNumber | vehicle.id | R
19 05 062 | departure transport means, nationality | /CC015C/Consignment/DepartureTransportMeans[{vehicle+1}]/nationality | vehicle.flag |
@ end
@ routing
16 12 | country of routing {routing+1} | /CC015C/Consignment/CountryOfRoutingOfConsignment[{routing+1}]/country | routing.country |
@ end
19 08 017 | active border transport means, identification number | /CC015C/Consignment/ActiveBorderTransportMeans[1]/identificationNumber | border.id |
19 08 062 | active border transport means, nationality | /CC015C/Consignment/ActiveBorderTransportMeans[1]/nationality | border.flag |
19 02 | conveyance reference number | /CC015C/Consignment/ActiveBorderTransportMeans[1]/conveyanceReferenceNumber | border.voyage |
16 13 036 | place of loading, UN/LOCODE | /CC015C/Consignment/PlaceOfLoading/UNLocode | place.loading.code |
16 13 037 | place of loading | /CC015C/Consignment/PlaceOfLoading/location | place.loading |
12 01 | previous document | /CC015C/Consignment/PreviousDocument[1]/referenceNumber | previous |
@ carriage
12 05 002 | transport document type | /CC015C/Consignment/TransportDocument[{carriage+1}]/type | carriage.code |
12 05 001 | transport document number | /CC015C/Consignment/TransportDocument[{carriage+1}]/referenceNumber | carriage.number | R
@ end
18 04 | gross mass of the house consignment | /CC015C/Consignment/HouseConsignment[1]/grossMass | gross | R
@ item
    | goods item number | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/goodsItemNumber | item.number | R
11 03 | declaration goods item number | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/declarationGoodsItemNumber | item.number | R
18 05 | description of goods | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Commodity/descriptionOfGoods | item.description | R
18 09 056 | harmonized system sub-heading code | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Commodity/CommodityCode/harmonizedSystemSubHeadingCode | item.hs6 | R
@ dangerous
18 07 | UN number | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Commodity/DangerousGoods[1]/UNNumber | item.un | R
@ end
18 04 | gross mass | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Commodity/GoodsMeasure/grossMass | item.gross | R
18 01 | net mass | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Commodity/GoodsMeasure/netMass | item.net |
18 06 003 | type of packages | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Packaging[1]/typeOfPackages | item.kind | R
18 06 004 | number of packages | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Packaging[1]/numberOfPackages | item.packages | R
18 06 054 | shipping marks | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/Packaging[1]/shippingMarks | item.marks |
@ doc
12 03 001 | supporting document | /CC015C/Consignment/HouseConsignment[1]/ConsignmentItem[{item+1}]/SupportingDocument[{doc+1}]/referenceNumber | doc.number |
@ end
@ end
    | MRN | /MRN | customs.number |
`)

// t1 projects common and Union transit.
func (in *inputs) t1(s *filing.Stretch) Document {
	p := in.projector(s, s.ID+"-t1", "t1", "Transit declaration T1 (IE015 data set)", "data set of CC015C, NCTS phase 5 (DDNTA 5.15.2); data elements of UCC-DA Annex B", "en", true)
	p.note("groups and names follow CC015C; the wire format is not written and code lists are not checked here")
	p.note("goods without Union status are taken: T1. Union goods move under T2")
	p.run(t1Form)
	p.grn()
	p.doc.Barcode = p.doc.Elements[0].Value // the LRN, until the MRN is given
	p.doc.Data = nest(p.doc.Elements)
	return *p.doc
}

// epdForm is the TIR electronic pre-declaration, message EPD015: its groups as the IRU's interface shows them.
var epdForm = parseTable(`
HEAHEA | LRN | /EPD015/HEAHEA/LRN | lrn | R
HEAHEA | guarantee number (TIR carnet) | /EPD015/HEAHEA/GuaranteeNumber | carnet | R
HEAHEA | declaration type | /EPD015/HEAHEA/Type | = TIR; TIR operation
HEAHEA | country of dispatch | /EPD015/HEAHEA/CountryOfDispatch | dispatch | R
HEAHEA | country of destination | /EPD015/HEAHEA/CountryOfDestination | destination | R
HEAHEA | inland mode | /EPD015/HEAHEA/InlandMode | mode.eu |
HEAHEA | mode at the border | /EPD015/HEAHEA/BorderMode | mode.border |
HEAHEA | total number of items | /EPD015/HEAHEA/TotalItems | items | R
HEAHEA | total number of packages | /EPD015/HEAHEA/TotalPackages | packages | R
HEAHEA | total gross mass | /EPD015/HEAHEA/TotalGrossMass | gross | R
HEAHEA | place of loading | /EPD015/HEAHEA/PlaceOfLoading | place.loading |
principal | holder of the carnet, name | /EPD015/Principal/Name | holder.name | R
principal | holder, number (HolderID of the IRU) | /EPD015/Principal/HolderID | holder.id | R
principal | holder, street | /EPD015/Principal/Street | holder.street |
principal | holder, city | /EPD015/Principal/City | holder.city |
principal | holder, country | /EPD015/Principal/Country | holder.country | R
consignor | consignor, name | /EPD015/Consignor/Name | consignor.name | R
consignor | consignor, street | /EPD015/Consignor/Street | consignor.street |
consignor | consignor, city | /EPD015/Consignor/City | consignor.city |
consignor | consignor, country | /EPD015/Consignor/Country | consignor.country | R
consignee | consignee, name | /EPD015/Consignee/Name | consignee.name | R
consignee | consignee, street | /EPD015/Consignee/Street | consignee.street |
consignee | consignee, city | /EPD015/Consignee/City | consignee.city |
consignee | consignee, country | /EPD015/Consignee/Country | consignee.country | R
@ vehicle
means | registration number {vehicle+1} | /EPD015/Means[{vehicle+1}]/Identity | vehicle.id | R
means | nationality {vehicle+1} | /EPD015/Means[{vehicle+1}]/Nationality | vehicle.flag | R
@ end
driver | driver | /EPD015/Driver[1]/Name | incident.driver |
$DEPARTURE
departure office | country of routing | /EPD015/HEAHEA/Itinerary | itinerary |
@ passage
transit offices | office of transit {passage+1} | /EPD015/TransitOffice[{passage+1}]/Reference | passage.code |
@ end
$DESTINATION
@ equipment
seals | container | /EPD015/Container[{equipment+1}]/Number | equipment.id |
@ seal
seals | seal | /EPD015/Container[{equipment+1}]/Seal[{seal+1}] | seal.id |
@ end
@ end
@ item
goods | item number | /EPD015/GoodsItem[{item+1}]/ItemNumber | item.number | R
goods | commodity code | /EPD015/GoodsItem[{item+1}]/CommodityCode | item.hs6 | R
goods | description | /EPD015/GoodsItem[{item+1}]/Description | item.description | R
goods | gross mass | /EPD015/GoodsItem[{item+1}]/GrossMass | item.gross | R
goods | net mass | /EPD015/GoodsItem[{item+1}]/NetMass | item.net |
goods | number of packages | /EPD015/GoodsItem[{item+1}]/Package[1]/Number | item.packages | R
goods | kind of packages | /EPD015/GoodsItem[{item+1}]/Package[1]/Kind | item.kind | R
goods | marks | /EPD015/GoodsItem[{item+1}]/Package[1]/Marks | item.marks | R
goods | value | /EPD015/GoodsItem[{item+1}]/Value | item.value |
goods | currency | /EPD015/GoodsItem[{item+1}]/Currency | item.currency |
@ dangerous
goods | UN number | /EPD015/GoodsItem[{item+1}]/DangerousGoods | item.un | R
@ end
@ doc
goods | document | /EPD015/GoodsItem[{item+1}]/Document[{doc+1}] | doc.number |
@ end
@ end
`, "$DEPARTURE", "departure office | office of departure | /EPD015/DepartureOffice/Reference | entry.office | R\ndeparture office | its name | /EPD015/DepartureOffice/Name | entry.office.name |",
	"$DESTINATION", "destination office | office of destination | /EPD015/DestinationOffice/Reference | exit.office | R")

// carnetForm are the boxes of a page of the TIR carnet (TIR Convention, Annex 1), recalled.
var carnetForm = parseTable(`
1  | TIR carnet number | /carnet/number | carnet | R
2  | customs office of departure | /carnet/departure | office.from.name | R
3  | name of the international organisation | /carnet/organisation | = IRU; the only organisation that issues carnets
4  | holder of the carnet: name, address, country | /carnet/holder | holder.name | R
4  | holder's address | /carnet/holderAddress | holder.address |
5  | country of departure | /carnet/countryOfDeparture | dispatch | R
6  | country of destination | /carnet/countryOfDestination | destination | R
@ vehicle
7  | registration number of the road vehicle {vehicle+1} | /carnet/vehicle/{vehicle} | vehicle.id | R
@ end
8  | documents attached to the manifest | /carnet/documents | commodity.papers |
@ item
9  | containers or load compartments, marks | /carnet/item/{item}/marks | item.marks | R
10 | number and type of packages | /carnet/item/{item}/packages | item.packages | R
10 | type of packages | /carnet/item/{item}/kind | item.kind | R
10 | description of goods | /carnet/item/{item}/description | item.description | R
11 | gross mass, kg | /carnet/item/{item}/gross | item.gross | R
@ end
@ equipment
9  | container | /carnet/container/{equipment} | equipment.id |
@ end
12 | packages, total, by office of destination | /carnet/packages | packages | R
12 | office of destination | /carnet/destination | office.to.name | R
14 | place and date | /carnet/date | sent |
16 | seals applied | /carnet/seals | seal.count |
18 | certificate of the office of departure | /carnet/certificate | customs |
20 | time limit for transit | /carnet/limit | limit |
22 | customs office of exit en route | /carnet/exit | office.to |
`)

func (in *inputs) carnetPages(s *filing.Stretch) Document {
	p := in.projector(s, s.ID+"-tir-carnet", "tir-carnet", "TIR carnet, data of a voucher pair, "+in.ref.Name(s.Administration), "TIR Convention 1975, Annex 1: boxes recalled", "en", true)
	p.note("numbers of the boxes are recalled: unverified structure")
	p.run(carnetForm)
	p.doc.Data = nest(p.doc.Elements)
	return *p.doc
}

func (in *inputs) epd(s *filing.Stretch) Document {
	p := in.projector(s, s.ID+"-tir-epd", "tir-epd", "TIR electronic pre-declaration, "+in.ref.Name(s.Administration), "EPD015: groups of the IRU interface, names of elements re-expressed", "en", false)
	p.note("groups follow EPD015; the names inside them are Kairo's own: unverified structure")
	p.run(epdForm)
	p.doc.Data = nest(p.doc.Elements)
	return *p.doc
}

package projection

import (
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/message/eaeu"
)

// macros of R.036.
var eaeuMacros = []string{
	"$I", "/DeclarationGoodsShipmentDetails/DeclarationGoodsItemDetails/{item}",
	"$C", "/DeclarationGoodsShipmentDetails/DeclarationConsignmentDetails",
	"$G", "/DeclarationGoodsShipmentDetails/TransitGuaranteeDetails/0",
	"$S", "/DeclarationGoodsShipmentDetails",
}

// eaeuSubject are the lines of a party of R.036.
func eaeuSubject(box, name, path, source, nameMark, numberMark string) string {
	return `
` + box + ` | ` + name + ` name | ` + path + `/SubjectBriefName | ` + source + `.name | ` + nameMark + `
` + box + ` | ` + name + ` taxpayer number | ` + path + `/TaxpayerId | ` + source + `.id | ` + numberMark + `
` + box + ` | ` + name + ` country | ` + path + `/SubjectAddressDetails/UnifiedCountryCode | ` + source + `.country | ` + nameMark + `
` + box + ` | ` + name + ` city | ` + path + `/SubjectAddressDetails/CityName | ` + source + `.city | ` + nameMark + `
` + box + ` | ` + name + ` street and number | ` + path + `/SubjectAddressDetails/StreetName | ` + source + `.street |
` + box + ` | ` + name + ` postcode | ` + path + `/SubjectAddressDetails/PostCode | ` + source + `.post | -
`
}

// eaeuHead, eaeuGoods and eaeuEnd are what a goods declaration and a transit declaration share.
const eaeuHead = `
   | document code              | /EDocCode    | = R.036; code of the structure
   | document identifier        | /EDocId      | doc.uuid | R
   | date and time of document  | /EDocDateTime | sent
   | electronic document mark   | /EDocIndicatorCode | = ЭД; electronic document
`

// eaeuTransitForm follows the boxes of the transit declaration. Boxes 1 to 56 and C, D are those of the form of Decision 289
// (recalled); 9, 14 and 20 were seen in a stylesheet of the later form.
var eaeuTransitForm = parseTable(eaeuHead+`
1/1 | declaration kind          | /DeclarationKindCode  | = ТТ; customs transit
1/3 | transit procedure code    | /TransitProcedureCode | eaeu.direction | R
`+eaeuSubject("2", "consignor", "$S/ConsignorDetails", "consignor", "R", "-")+`
3   | number of sheets          | /PageQuantity  | sheets | R
5   | number of goods items     | /GoodsQuantity | items | R
6   | number of packages        | /CargoQuantity | packages | R
`+eaeuSubject("8", "consignee", "$S/ConsigneeDetails", "consignee", "R", "")+`
@ agent
9   | customs representative    | /representative/name   | agent.name |
9   | representative's number   | /representative/number | agent.id |
@ end
`+eaeuSubject("14", "declarant", "/DeclarantDetails", "declarant", "R", "")+`
15  | country of dispatch       | $S/DepartureCountryDetails/CACountryCode     | dispatch | R
15  | country of dispatch, name | $S/DepartureCountryDetails/ShortCountryName  | dispatch.name | R
17  | country of destination    | $S/DestinationCountryDetails/CACountryCode   | destination | R
17  | country of destination, name | $S/DestinationCountryDetails/ShortCountryName | destination.name | R
@ vehicle
18  | means of transport at departure {vehicle+1} | $C/ArrivalDepartureTransportDetails/TransportMeansRegistrationIdDetails/{vehicle}/TransportMeansRegId/value | vehicle.id | R
18  | its country of registration {vehicle+1} | $C/ArrivalDepartureTransportDetails/TransportMeansRegistrationIdDetails/{vehicle}/TransportMeansRegId/countryCode | vehicle.flag |
@ end
19  | container indicator       | $C/ContainerIndicator | container.indicator | R
20  | number of seals           | /SealDetails/SealQuantity | seal.count |
@ anyseal
20  | seal {anyseal+1}          | /SealDetails/SealId/{anyseal} | anyseal.id |
@ end
21  | means of transport at the border | $C/BorderTransportDetails/TransportMeansRegistrationIdDetails/0/TransportMeansRegId/value | border.id |
21  | its country of registration | $C/BorderTransportDetails/TransportMeansRegistrationIdDetails/0/TransportMeansRegId/countryCode | border.flag |
22  | currency                  | $S/CAValueAmount/currencyCode | currency | R
22  | total value               | $S/CAValueAmount/value | value | R
25  | mode at the border        | $C/BorderTransportDetails/UnifiedTransportModeCode | mode.eaeu | R
@ item
31  | description of goods      | $I/GoodsDescriptionText/0 | item.description | R
31  | number of packages        | $I/CargoPackagePalletDetails/CargoQuantity | item.packages | R
31  | kind of packages          | $I/CargoPackagePalletDetails/PackagePalletDetails/0/PackageKindCode | item.kind | R
31  | marks                     | $I/CargoPackagePalletDetails/PackageMarkDetails/PackageMarkText | item.marks |
@ container
31  | container {container+1}   | $I/ContainerListDetails/ContainerDetails/{container}/ContainerId | container.id | R
@ end
@ dangerous
31  | UN number                 | /dangerous/{item}/un | item.un | R
31  | class                     | /dangerous/{item}/class | item.class | R
31  | proper shipping name      | /dangerous/{item}/name | item.dgname | R
@ end
32  | item number               | $I/ConsignmentItemOrdinal | item.number | R
33  | commodity code, six digits | $I/CommodityCode | item.hs6 | R
35  | gross mass, kg            | $I/UnifiedGrossMassMeasure/value | item.gross | R
35  | unit                      | $I/UnifiedGrossMassMeasure/measurementUnitCode | = 166; kilogram in list 2016
38  | net mass, kg              | $I/UnifiedNetMassMeasure/value | item.net |
38  | unit                      | $I/UnifiedNetMassMeasure/measurementUnitCode | = 166; kilogram in list 2016
40  | previous document         | $I/PrecedingDocDetails/0/CustomsDocIdDetails/CustomsDocumentId | previous |
42  | value                     | $I/CAValueAmount/value | item.value | R
42  | currency                  | $I/CAValueAmount/currencyCode | item.currency | R
@ contract
44  | transport document code   | $I/PresentedDocDetails/{contract}/DocKindCode | contract.code |
44  | transport document number | $I/PresentedDocDetails/{contract}/DocId | contract.no | R
@ end
@ doc
44  | document code             | /documents/{doc}/DocKindCode | doc.code |
44  | document                  | /documents/{doc}/DocName | doc.kind |
44  | document number           | /documents/{doc}/DocId | doc.number | R
44  | document date             | /documents/{doc}/DocCreationDate | doc.date |
@ end
@ end
`+eaeuSubject("50", "carrier", "/CarrierDetails", "carrier", "R", "")+`
51  | person who signs          | /SignatoryPersonV2Details/SigningDetails/FullNameDetails/LastName | signer |
@ security
52  | measure of security       | $G/TransitGuaranteeMeasureCode | guarantee.eaeu |
52  | security asked            | /guarantee/kind | guarantee.kind | R
@ asked
52  | guarantor                 | $G/SubjectBriefName | guarantor | R
52  | number of the guarantee   | $G/TransitGuaranteeDocDetails/DocId | guarantee.number | R
52  | amount                    | $G/GuaranteeAmount/value | guarantee.amount |
52  | currency                  | $G/GuaranteeAmount/currencyCode | guarantee.money |
@ end
@ end
53  | office of destination     | $C/TransitTerminationDetails/CustomsOfficeDetails/CustomsOfficeCode | office.to | R
53  | its name                  | $C/TransitTerminationDetails/CustomsOfficeDetails/CustomsOfficeName | office.to.name |
53  | its country               | $C/TransitTerminationDetails/CustomsOfficeDetails/UnifiedCountryCode | office.to.country |
@ transhipment
55  | transhipment at           | $C/TranshipmentDetails/{transhipment}/PlaceName | transhipment.place |
55  | country of transhipment   | $C/TranshipmentDetails/{transhipment}/CACountryCode | transhipment.land |
55  | new means of transport    | $C/TranshipmentDetails/{transhipment}/TranshipmentTransportDetails/TransportMeansRegistrationIdDetails/0/TransportMeansRegId/value | transhipment.means |
@ end
56  | incidents on the way      | /incident | incident |
C   | office of departure       | $C/BorderCustomsOfficeDetails/CustomsOfficeCode | office.from | R
C   | its name                  | $C/BorderCustomsOfficeDetails/CustomsOfficeName | office.from.name |
C   | registration number       | /registration | customs.number |
D   | result of control         | /control | customs |
D   | time limit                | /limit | limit |
    | own number                | /InternalDocId | reference |
`, eaeuMacros...)

// eaeuGoodsForm is the goods declaration on the same structure; its kind and procedure are put in for export and import.
const eaeuGoodsForm = eaeuHead + `
1/1 | declaration kind          | /DeclarationKindCode  | $KIND
1/2 | customs procedure         | /CustomsProcedureCode | $PROCEDURE
$CONSIGNOR
3   | number of sheets          | /PageQuantity  | sheets | R
5   | number of goods items     | /GoodsQuantity | items | R
6   | number of packages        | /CargoQuantity | packages | R
$CONSIGNEE
12  | total value for customs   | $S/CustomsValueAmount/value | customs.value |
$DECLARANT
15  | country of dispatch       | $S/DepartureCountryDetails/CACountryCode     | dispatch | R
15  | country of dispatch, name | $S/DepartureCountryDetails/ShortCountryName  | dispatch.name | R
17  | country of destination    | $S/DestinationCountryDetails/CACountryCode   | destination | R
17  | country of destination, name | $S/DestinationCountryDetails/ShortCountryName | destination.name | R
@ vehicle
18  | means of transport {vehicle+1} | $C/ArrivalDepartureTransportDetails/TransportMeansRegistrationIdDetails/{vehicle}/TransportMeansRegId/value | vehicle.id |
18  | its country of registration {vehicle+1} | $C/ArrivalDepartureTransportDetails/TransportMeansRegistrationIdDetails/{vehicle}/TransportMeansRegId/countryCode | vehicle.flag |
@ end
19  | container indicator       | $C/ContainerIndicator | container.indicator | R
20  | delivery terms            | $S/DeliveryTermsDetails/DeliveryTermsCode | delivery.code | R
20  | place of delivery         | $S/DeliveryTermsDetails/PlaceName | delivery.place | R
21  | means of transport at the border | $C/BorderTransportDetails/TransportMeansRegistrationIdDetails/0/TransportMeansRegId/value | border.id |
21  | its country of registration | $C/BorderTransportDetails/TransportMeansRegistrationIdDetails/0/TransportMeansRegId/countryCode | border.flag |
22  | currency                  | $S/CAValueAmount/currencyCode | currency | R
22  | total value               | $S/CAValueAmount/value | value | R
24  | nature of the transaction | $S/TransactionNatureDetails/TransactionNatureCode | transaction |
25  | mode of transport         | $C/BorderTransportDetails/UnifiedTransportModeCode | mode.eaeu | R
$OFFICE
30  | where the goods stand     | $S/GoodsLocationDetails/CustomsControlZoneId | location |
@ item
31  | description of goods      | $I/GoodsDescriptionText/0 | item.description | R
31  | number of packages        | $I/CargoPackagePalletDetails/CargoQuantity | item.packages | R
31  | kind of packages          | $I/CargoPackagePalletDetails/PackagePalletDetails/0/PackageKindCode | item.kind | R
31  | marks                     | $I/CargoPackagePalletDetails/PackageMarkDetails/PackageMarkText | item.marks |
@ container
31  | container {container+1}   | $I/ContainerListDetails/ContainerDetails/{container}/ContainerId | container.id |
@ end
32  | item number               | $I/ConsignmentItemOrdinal | item.number | R
33  | commodity code, ten digits | $I/CommodityCode | item.code | R
34  | country of origin         | $I/OriginCountryDetails/CACountryCode | item.origin | R
35  | gross mass, kg            | $I/UnifiedGrossMassMeasure/value | item.gross | R
35  | unit                      | $I/UnifiedGrossMassMeasure/measurementUnitCode | = 166; kilogram in list 2016
36  | preference                | $I/PreferenceDetails/CustomsDutyPrefCode | preference |
37  | procedure                 | $I/CustomsProcedureDetails/CustomsProcedureCode | $PROCEDURE
37  | procedure before          | $I/CustomsProcedureDetails/PreviousCustomsProcedureModeCode | = 00; no procedure before; another where goods come from one
38  | net mass, kg              | $I/UnifiedNetMassMeasure/value | item.net | R
38  | unit                      | $I/UnifiedNetMassMeasure/measurementUnitCode | = 166; kilogram in list 2016
40  | previous document         | $I/PrecedingDocDetails/0/CustomsDocIdDetails/CustomsDocumentId | previous |
41  | supplementary quantity    | $I/AddGoodsMeasureDetails/GoodsMeasure/value | item.quantity |
42  | value                     | $I/CAValueAmount/value | item.value | R
42  | currency                  | $I/CAValueAmount/currencyCode | item.currency | R
@ contract
44  | transport document code   | $I/PresentedDocDetails/{contract}/DocKindCode | contract.code |
44  | transport document number | $I/PresentedDocDetails/{contract}/DocId | contract.no |
@ end
@ sale
44  | contract of sale code     | /sale/0/DocKindCode | = 03011; contract in list 2009
44  | contract of sale number   | /sale/0/DocId | contract.number |
44  | contract of sale date     | /sale/0/DocCreationDate | contract.date |
@ end
@ doc
44  | document code             | /documents/{doc}/DocKindCode | doc.code |
44  | document                  | /documents/{doc}/DocName | doc.kind |
44  | document number           | /documents/{doc}/DocId | doc.number | R
44  | document date             | /documents/{doc}/DocCreationDate | doc.date |
@ end
44  | control-list answer       | /controlled/{item} | item.controlled |
45  | value for customs         | $I/CustomsValueAmount/value | customs.value |
@ end
47  | duties and taxes          | /payments | payments |
54  | person who signs          | /SignatoryPersonV2Details/SigningDetails/FullNameDetails/LastName | signer |
A   | registration number       | /registration | customs.number |
    | own number                | /InternalDocId | reference |
`

// eaeuGoods makes the table of one kind of goods declaration.
func eaeuGoods(kind, procedure, office string, numbers [2]string) table {
	return parseTable(eaeuGoodsForm, append([]string{
		"$KIND", kind, "$PROCEDURE", procedure, "$OFFICE", office,
		"$CONSIGNOR", eaeuSubject("2", "consignor", "/DeclarationGoodsShipmentDetails/ConsignorDetails", "consignor", "R", numbers[0]),
		"$CONSIGNEE", eaeuSubject("8", "consignee", "/DeclarationGoodsShipmentDetails/ConsigneeDetails", "consignee", "R", numbers[1]),
		"$DECLARANT", eaeuSubject("14", "declarant", "/DeclarantDetails", "declarant", "R", "R"),
	}, eaeuMacros...)...)
}

var (
	eaeuExportForm = eaeuGoods("= ЭК; export", "= 10; export in list 2002",
		"29 | office of exit | /DeclarationGoodsShipmentDetails/DeclarationConsignmentDetails/BorderCustomsOfficeDetails/CustomsOfficeCode | office.to | R", [2]string{"R", "-"})
	eaeuImportForm = eaeuGoods("= ИМ; import", "= 40; release for domestic consumption in list 2002 (recalled)",
		"29 | office | /DeclarationGoodsShipmentDetails/DeclarationConsignmentDetails/BorderCustomsOfficeDetails/CustomsOfficeCode | office.to | R", [2]string{"-", "R"})
)

// eaeuDeclaration fills a form of R.036 and makes its data. Elements that R.036 holds elsewhere or not at all, as far as it is
// known, have paths of Kairo's own and stay out of the data.
func (in *inputs) eaeuDeclaration(s *filing.Stretch, id, kind, title string, t table) Document {
	p := in.projector(s, id, kind, title, s.Form+"; "+eaeu.Known, "ru", true)
	p.note("%s", eaeu.Known)
	switch {
	case kind != "eaeu-transit":
	case strings.Contains(s.Form, "289"):
		p.note("boxes 9, 14 and 20 are those of the later form: on this one the declarant stands in box 50, the seals in box D")
	default:
		p.note("a structure of its own for the transit declaration, R.048 v1.0.0, was seen in a stylesheet; since when it is asked is unknown")
	}
	p.run(t)
	p.eaeuData()
	return *p.doc
}

// eaeuData puts the elements into the structure. The documents of box 44 follow the transport documents of the first item.
func (p *projector) eaeuData() {
	var d eaeu.GoodsDeclaration
	for i := range p.doc.Elements {
		e := &p.doc.Elements[i]
		if e.Value == "" || eaeuOwn(e.Path) {
			continue
		}
		if err := eaeu.Set(&d, e.Path, e.Value); err != nil {
			p.block("%s: %s", e.Name, fault.All(err)[0].Message)
		}
	}
	p.eaeuLists(&d)
	p.doc.Data = &d
}

// eaeuOwn reports a path that is Kairo's own: a lower-case step of the root.
func eaeuOwn(path string) bool { return len(path) > 1 && path[1] >= 'a' && path[1] <= 'z' }

// eaeuLists adds the code-list attributes and the documents.
func (p *projector) eaeuLists(d *eaeu.GoodsDeclaration) {
	lists := func(a *eaeu.Amount) {
		if a != nil {
			a.List = "2022"
		}
	}
	s := d.DeclarationGoodsShipmentDetails
	if s == nil {
		return
	}
	lists(s.CAValueAmount)
	lists(s.CustomsValueAmount)
	for i := range s.TransitGuaranteeDetails {
		lists(s.TransitGuaranteeDetails[i].GuaranteeAmount)
	}
	for i := range s.DeclarationGoodsItemDetails {
		item := &s.DeclarationGoodsItemDetails[i]
		lists(item.CAValueAmount)
		lists(item.CustomsValueAmount)
		for _, m := range []*eaeu.Measure{item.UnifiedGrossMassMeasure, item.UnifiedNetMassMeasure} {
			if m != nil {
				m.List = "2016"
			}
		}
	}
	if len(s.DeclarationGoodsItemDetails) > 0 {
		p.presented(&s.DeclarationGoodsItemDetails[0])
	}
}

// presented adds the documents that are not those of carriage to box 44 of the first item.
func (p *projector) presented(item *eaeu.Item) {
	byPath := map[string]string{}
	for _, e := range p.doc.Elements {
		byPath[e.Path] = e.Value
	}
	add := func(base string) {
		x := eaeu.Presented{DocKindCode: byPath[base+"/DocKindCode"], DocName: byPath[base+"/DocName"], DocId: byPath[base+"/DocId"], DocCreationDate: byPath[base+"/DocCreationDate"]}
		if x.DocId != "" {
			item.PresentedDocDetails = append(item.PresentedDocDetails, x)
		}
	}
	add("/sale/0")
	for i := range p.in.c.Documents {
		add("/documents/" + itoa(i))
	}
}

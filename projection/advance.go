package projection

import (
	"strings"

	"github.com/kairo-corridor/kairo/filing"
)

// advance projects one item of security or advance data. What is an obligation and no document gets a notice of one page.
func (in *inputs) advance(a *filing.Advance) []Document {
	if a.Leg < 0 || a.Leg >= len(in.j.Legs) {
		return nil
	}
	switch a.Kind {
	case "preliminary-information":
		if u, _, _ := in.ref.Union(a.To, in.p.Date); u == "EAEU" {
			return []Document{in.announce(a, "eaeu-pi", "preliminary-information", "EAEU preliminary information", preliminaryNote, "ru", eaeuPreliminaryForm)}
		}
		return []Document{in.announce(a, "pi", "preliminary-information", a.Name, "the element set was not read", "", preliminaryForm)}
	case "short-import-declaration":
		return []Document{in.announce(a, "sid", "preliminary-information", a.Name, "the element set of the short import declaration was not read", "az", preliminaryForm)}
	case "ens", "exs":
		return []Document{in.announce(a, a.Kind, a.Kind, in.titled(a), ensNote, "en", ensForm)}
	case "tir-epd":
		return []Document{in.announce(a, "tir-epd", "tir-epd", "TIR electronic pre-declaration, "+in.ref.Name(a.To), "groups follow EPD015; the names inside them are Kairo's own", "en", epdForm)}
	case "manifest":
		return []Document{in.announce(a, "manifest", "manifest", in.titled(a), "the element set of this manifest was not read", "en", manifestForm)}
	case "export-licence", "permit":
		return []Document{in.announce(a, a.Kind, a.Kind, a.Name, "a request sheet: the authority's own form was not read", "en", requestForm)}
	case "dangerous-goods-form", "dangerous-goods-note":
		return []Document{in.announce(a, "dangerous-goods", "dangerous-goods", a.Name, "data of the form; the paper of the mode has its own layout", "en", dangerousForm)}
	}
	return []Document{in.announce(a, "notice", "notice", a.Name, "an obligation, no form: what must be known for it", "en", noticeForm)}
}

const (
	preliminaryNote = "names as seen in a road preliminary information of public source code (Decision 194); other modes have structures of their own"
	ensNote         = "groups as in the Union's entry summary data; the columns of UCC-DA Annex B (F datasets) were not checked"
)

// titled is the name of an item with its country.
func (in *inputs) titled(a *filing.Advance) string {
	if country := in.ref.Name(a.To); !strings.Contains(a.Name, country) {
		return a.Name + ", " + country
	}
	return a.Name
}

// announce fills one form for an advance item.
func (in *inputs) announce(a *filing.Advance, id, kind, title, note, language string, t table) Document {
	if language == "" {
		if language = nationalLanguage[a.To]; language == "" {
			language = "en"
		}
	}
	p := &projector{form: in.start(a.ID+"-"+id, kind, title, a.Name, a.ID, a.To, language, kind == "export-licence" || kind == "permit" || kind == "dangerous-goods"),
		country: a.To, first: a.Leg, last: a.Leg, a: a, language: language, at: map[string]int{}}
	p.doc.Rules = a.Rules
	p.note("unverified structure: %s", note)
	if a.ReplacedBy != "" {
		p.note("not sent where the declaration of %s is lodged in advance", a.ReplacedBy)
	}
	if len(a.ServesAs) > 0 {
		p.note("complete it may stand for the declaration of %s, or for its electronic copy", strings.Join(a.ServesAs, ", "))
	}
	if strings.Contains(id, "epd") || strings.Contains(id, "pi") || id == "sid" {
		if p.s = p.reached(); p.s != nil {
			p.last = max(p.last, p.s.LastLeg)
		}
	}
	if p.s == nil {
		p.s = &filing.Stretch{ID: a.ID, Regime: a.Kind, Administration: a.To, FirstLeg: a.Leg, LastLeg: a.Leg}
	}
	p.run(t)
	p.doc.Data = nest(p.doc.Elements)
	return *p.doc
}

const preliminaryParties = `
   | consignor | /consignor/name | consignor.name | R
   | consignor's address | /consignor/address | consignor.address |
   | consignee | /consignee/name | consignee.name | R
   | consignee's address | /consignee/address | consignee.address |
   | consignee's number | /consignee/number | consignee.id |
`

// preliminaryForm is preliminary information where the country's own set was not read.
var preliminaryForm = parseTable(`
   | own number | /reference | reference | R
   | what is asked | /obligation | obligation | R
   | lead time | /due | due | R
   | office of entry | /office/code | entry.office | R
   | its name | /office/name | entry.office.name |
   | expected arrival | /arrival | arrival |
   | carrier | /carrier/name | sender.name | R
   | carrier's number | /carrier/number | sender.id |
`+preliminaryParties+coreTransport+`
   | country of dispatch | /dispatch | dispatch | R
   | country of destination | /destination | destination | R
   | packages, total | /packages | packages | R
   | gross mass, total | /gross | gross | R
@ item
   | item number | /goods/{item}/number | item.number | R
   | description of goods | /goods/{item}/description | item.description | R
   | commodity code | /goods/{item}/code | item.hs6 | R
   | number of packages | /goods/{item}/packages | item.packages | R
   | kind of packages | /goods/{item}/kind | item.kind | R
   | gross mass, kg | /goods/{item}/gross | item.gross | R
   | value | /goods/{item}/value | item.value |
   | currency | /goods/{item}/currency | item.currency |
@ dangerous
   | UN number | /goods/{item}/un | item.un | R
@ end
@ end
`, coreMacros("transit", "item.hs6")...)

// eaeuPreliminaryForm follows the structure of preliminary information by road (Board Decision 194 of 28.11.2018), so that
// complete it can serve as the electronic copy of the transit declaration.
var eaeuPreliminaryForm = parseTable(`
   | own number | /reference | reference | R
   | lead time | /due | due | R
   | document identifier | /EDocId | doc.uuid | R
   | office of entry | /PIATEntryCheckPointDetails/CustomsOfficeCode | entry.office | R
   | checkpoint | /PIATEntryCheckPointDetails/BorderCheckpointName | entry.office.name |
   | sender of the information | /PIDeclarantDetails/SubjectBriefName | sender.name | R
   | sender's taxpayer number | /PIDeclarantDetails/TaxpayerId | sender.id |
   | mode at the border | /PIATBorderTransportDetails/UnifiedTransportModeCode | mode.eaeu | R
   | container indicator | /PIATBorderTransportDetails/ContainerIndicator | container.indicator | R
@ vehicle
   | means of transport {vehicle+1} | /PIATBorderTransportDetails/Means/{vehicle}/TransportMeansRegId | vehicle.id | R
   | its country of registration {vehicle+1} | /PIATBorderTransportDetails/Means/{vehicle}/countryCode | vehicle.flag |
@ end
   | declaration kind | $M/DeclarationKindCode | = ТТ; customs transit
   | number of goods items | $M/GoodsQuantity | items | R
   | number of packages | $M/CargoQuantity | packages | R
   | number of seals | $M/SealDetails/SealQuantity | seal.count |
@ anyseal
   | seal {anyseal+1} | $M/SealDetails/SealId/{anyseal} | anyseal.id |
@ end
   | office of destination | $M/TransitTerminationDetails/CustomsOfficeCode | exit.office |
@ carriage
   | transport document | $P/PIATTransportDocumentDetails/{carriage}/DocKindName | carriage.name |
   | transport document number | $P/PIATTransportDocumentDetails/{carriage}/DocId | carriage.number | R
@ end
   | country of dispatch | $P/DepartureCountryDetails/CACountryCode | dispatch | R
   | country of destination | $P/DestinationCountryDetails/CACountryCode | destination | R
   | total value | $P/CAInvoiceValueAmount | value | R
   | currency | $P/CAInvoiceValueCurrency | currency | R
   | gross mass, total | $P/UnifiedGrossMassMeasure | gross | R
   | consignor | $P/PIATConsignorDetails/SubjectBriefName | consignor.name | R
   | consignor's country | $P/PIATConsignorDetails/UnifiedCountryCode | consignor.country | R
   | consignor's city | $P/PIATConsignorDetails/CityName | consignor.city |
   | consignor's street | $P/PIATConsignorDetails/StreetName | consignor.street |
   | consignee | $P/PIATConsigneeDetails/SubjectBriefName | consignee.name | R
   | consignee's taxpayer number | $P/PIATConsigneeDetails/TaxpayerId | consignee.id |
   | consignee's country | $P/PIATConsigneeDetails/UnifiedCountryCode | consignee.country | R
   | consignee's city | $P/PIATConsigneeDetails/CityName | consignee.city |
   | consignee's street | $P/PIATConsigneeDetails/StreetName | consignee.street |
@ equipment
   | container {equipment+1} | $P/PIContainerDetails/{equipment}/ContainerId | equipment.id | R
@ end
@ item
   | item number | $P/Item/{item}/ConsignmentItemOrdinal | item.number | R
   | commodity code, six digits | $P/Item/{item}/CommodityCode | item.hs6 | R
   | description of goods | $P/Item/{item}/GoodsDescriptionText | item.description | R
   | gross mass, kg | $P/Item/{item}/UnifiedGrossMassMeasure | item.gross | R
   | number of packages | $P/Item/{item}/CargoQuantity | item.packages | R
   | kind of packages | $P/Item/{item}/PackageKindCode | item.kind | R
   | value | $P/Item/{item}/CAValueAmount | item.value | R
   | currency | $P/Item/{item}/currencyCode | item.currency | R
@ doc
   | document number | $P/Item/{item}/PIGoodsDocDetails/{doc}/DocId | doc.number |
@ end
@ end
   | carrier on the territory of the union | $M/PIUnionCarrierDetails/SubjectBriefName | carrier.name | R
   | carrier's taxpayer number | $M/PIUnionCarrierDetails/TaxpayerId | carrier.id |
   | driver or representative | $M/PIUnionCarrierDetails/CarrierRepresentativeDetails | incident.driver |
`, "$M", "/PIATMainConsignmentDetails", "$P", "/PIATMainConsignmentDetails/PIATConsignmentDetails")

// ensForm are the groups of an entry or exit summary declaration.
var ensForm = parseTable(`
12 09 | LRN | /lrn | lrn | R
    | lead time | /due | due | R
    | customs office of first entry or of exit | /office | entry.office | R
13 05 | declarant (carrier) name | /declarant/name | sender.name | R
13 05 017 | declarant identification number | /declarant/id | sender.eori | R
13 12 | carrier identification number | /carrier/id | carrier.eori |
13 02 | consignor name | /consignor/name | consignor.name | R
13 02 018 | consignor address | /consignor/address | consignor.address | R
13 03 | consignee name | /consignee/name | consignee.name | R
13 03 018 | consignee address | /consignee/address | consignee.address | R
13 14 | notify party | /notify/name | notify.name | -
12 08 | reference number UCR | /ucr | reference |
19 03 | mode of transport at the border | /modeAtTheBorder | mode.border | R
19 08 | active border transport means | /means/id | border.id | R
19 08 062 | its nationality | /means/nationality | border.flag |
19 02 | conveyance reference number | /means/voyage | border.voyage |
15 02 | estimated date and time of arrival | /arrival | arrival | R
16 13 | place of loading | /placeOfLoading | place.from | R
16 14 | place of unloading | /placeOfUnloading | place.to | R
@ carriage
12 05 | transport document | /transportDocuments/{carriage} | carriage.number | R
@ end
@ equipment
19 07 | container | /containers/{equipment}/id | equipment.id | R
@ seal
19 10 | seal | /containers/{equipment}/seals/{seal} | seal.id |
@ end
@ end
18 04 | total gross mass | /grossMass | gross | R
@ item
11 03 | goods item number | /items/{item}/number | item.number | R
18 05 | description of goods | /items/{item}/description | item.description | R
18 09 | commodity code, six digits | /items/{item}/code | item.hs6 | R
18 06 004 | number of packages | /items/{item}/packages | item.packages | R
18 06 003 | type of packages | /items/{item}/kind | item.kind | R
18 06 054 | shipping marks | /items/{item}/marks | item.marks |
18 04 | gross mass | /items/{item}/gross | item.gross | R
@ dangerous
18 07 | UN number | /items/{item}/un | item.un | R
@ end
@ end
14 02 | method of payment of the carriage | /freight | freight |
`)

// manifestForm is one line of a manifest with its goods.
var manifestForm = parseTable(`
   | manifest number | /manifest/number | manifest.number |
   | what is asked | /obligation | obligation | R
   | lead time | /due | due | R
   | sent by | /who | who | R
   | carrier | /carrier/name | sender.name | R
   | carrier's number | /carrier/number | sender.id |
   | mode of transport | /means/mode | mode | R
   | means of transport | /means/id | border.id | R
   | voyage, train or flight | /means/voyage | border.voyage |
   | place of loading | /placeOfLoading | place.from | R
   | place of unloading | /placeOfUnloading | place.to | R
@ carriage
   | transport document | /transportDocuments/{carriage} | carriage.number | R
@ end
   | consignor | /consignor/name | consignor.name | R
   | consignor's address | /consignor/address | consignor.address |
   | consignee | /consignee/name | consignee.name | R
   | consignee's address | /consignee/address | consignee.address |
   | notify party | /notify/name | notify.name | -
@ equipment
   | container | /containers/{equipment}/id | equipment.id | R
   | size and type | /containers/{equipment}/kind | equipment.kind |
@ seal
   | seal | /containers/{equipment}/seals/{seal} | seal.id |
@ end
@ end
   | packages, total | /packages | packages | R
   | gross mass, total | /gross | gross | R
@ item
   | description of goods | /items/{item}/description | item.description | R
   | commodity code, six digits | /items/{item}/code | item.hs6 | R
   | number of packages | /items/{item}/packages | item.packages | R
   | kind of packages | /items/{item}/kind | item.kind | R
   | gross mass, kg | /items/{item}/gross | item.gross | R
@ dangerous
   | UN number | /items/{item}/un | item.un | R
   | class | /items/{item}/class | item.class | R
@ end
@ end
`)

// requestForm is what an authority must be told to answer: a licence, a permit, a control-list question.
var requestForm = parseTable(`
   | request | /request | obligation | R
   | asked of | /authority | receiver | R
   | asked by | /who | who | R
   | when | /due | due | R
   | own number | /reference | reference | R
   | consignor | /consignor/name | consignor.name | R
   | consignor's number | /consignor/number | consignor.id |
   | consignor's address | /consignor/address | consignor.address |
   | consignee, end user | /consignee/name | consignee.name | R
   | consignee's address | /consignee/address | consignee.address |
   | contract of sale | /contract | contract.number |
   | way | /way | itinerary | R
   | ready on | /ready | ready | R
@ item
   | description of goods | /items/{item}/description | item.description | R
   | commodity code | /items/{item}/code | item.hs6 | R
   | control-list answer | /items/{item}/controlled | item.controlled | R
   | use of the goods | /items/{item}/use | item.use |
   | net mass, kg | /items/{item}/net | item.net |
   | quantity | /items/{item}/quantity | item.quantity | -
   | value | /items/{item}/value | item.value | R
   | currency | /items/{item}/currency | item.currency | R
   | country of origin | /items/{item}/origin | item.origin |
@ dangerous
   | UN number | /items/{item}/un | item.un | R
   | class | /items/{item}/class | item.class | R
   | proper shipping name | /items/{item}/name | item.dgname | R
@ end
@ end
   | number of the licence or permit | /answer/number | permit.number | R
   | its date | /answer/date | permit.date |
   | valid until | /answer/until | permit.until |
`)

// dangerousForm is the data of a dangerous goods form or of the text in the note.
var dangerousForm = parseTable(`
   | what is asked | /obligation | obligation | R
   | when | /due | due | R
   | by | /who | who | R
   | consignor | /consignor/name | consignor.name | R
   | consignor's address | /consignor/address | consignor.address |
   | consignee | /consignee/name | consignee.name | R
   | consignee's address | /consignee/address | consignee.address |
   | mode of transport | /mode | mode | R
@ equipment
   | container | /containers/{equipment} | equipment.id | R
@ end
@ item
@ dangerous
   | UN number | /items/{item}/un | item.un | R
   | proper shipping name | /items/{item}/name | item.dgname | R
   | class | /items/{item}/class | item.class | R
   | packing group | /items/{item}/packingGroup | item.pg | -
   | number of packages | /items/{item}/packages | item.packages | R
   | kind of packages | /items/{item}/kind | item.kind | R
   | gross mass, kg | /items/{item}/gross | item.gross | R
   | net mass, kg | /items/{item}/net | item.net |
   | marks | /items/{item}/marks | item.marks |
   | emergency telephone | /items/{item}/emergency | item.emergency | R
@ end
@ end
`)

// noticeForm is one page on an obligation.
var noticeForm = parseTable(`
   | obligation | /obligation | obligation | R
   | country | /country | receiver | R
   | by | /who | who | R
   | when | /due | due | R
   | own number | /reference | reference | R
   | goods | /goods | goods |
   | commodity codes | /commodities | commodities |
   | gross mass, total | /gross | gross |
@ equipment
   | container | /containers/{equipment} | equipment.id |
@ end
   | way | /way | itinerary |
`)

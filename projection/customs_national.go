package projection

import (
	"strings"

	"github.com/kairo-corridor/kairo/filing"
)

// The data elements of a declaration that every administration asks in some form, with their numbers in the WCO Data Model
// left out where they were not read. Countries whose own list was not read get these, and the document says so.
const (
	coreParties = `
   | consignor | /consignor/name | consignor.name | R
   | consignor's number | /consignor/number | consignor.id | $EXPORTER
   | consignor's address | /consignor/address | consignor.address |
   | consignee | /consignee/name | consignee.name | R
   | consignee's number | /consignee/number | consignee.id | $IMPORTER
   | consignee's address | /consignee/address | consignee.address |
`
	coreTransport = `
   | mode of transport | /transport/mode | mode | R
@ vehicle
   | means of transport {vehicle+1} | /transport/means/{vehicle}/id | vehicle.id | $MEANS
   | its country of registration {vehicle+1} | /transport/means/{vehicle}/country | vehicle.flag |
@ end
@ carriage
   | transport document | /transport/documents/{carriage}/kind | carriage.name |
   | transport document number | /transport/documents/{carriage}/number | carriage.number |
@ end
@ equipment
   | container {equipment+1} | /containers/{equipment}/id | equipment.id | R
   | size and type | /containers/{equipment}/kind | equipment.kind |
@ seal
   | seal | /containers/{equipment}/seals/{seal} | seal.id |
@ end
@ end
`
	coreGoods = `
@ item
   | item number | /goods/{item}/number | item.number | R
   | description of goods | /goods/{item}/description | item.description | R
   | commodity code | /goods/{item}/code | $CODE | R
   | number of packages | /goods/{item}/packages | item.packages | R
   | kind of packages | /goods/{item}/kind | item.kind | R
   | marks | /goods/{item}/marks | item.marks |
   | gross mass, kg | /goods/{item}/gross | item.gross | R
   | net mass, kg | /goods/{item}/net | item.net | $NET
   | value | /goods/{item}/value | item.value | R
   | currency | /goods/{item}/currency | item.currency | R
   | country of origin | /goods/{item}/origin | item.origin | $NET
@ dangerous
   | UN number | /goods/{item}/un | item.un | R
   | class | /goods/{item}/class | item.class | R
@ end
@ end
`
	coreDocuments = `
@ document
   | document {document+1} | /documents/{document}/kind | document.kind |
   | document number | /documents/{document}/number | document.number | R
   | document date | /documents/{document}/date | document.date |
@ end
`
	coreSecurity = `
@ security
   | security asked | /guarantee/kind | guarantee.kind |
@ asked
   | guarantor | /guarantee/guarantor | guarantor |
   | number of the guarantee | /guarantee/number | guarantee.number |
   | amount | /guarantee/amount | guarantee.amount |
@ end
@ end
`
	coreTransitHead = `
   | own number | /reference | reference | R
   | regime | /regime | regime | R
   | registration number | /registration | customs.number |
   | country of dispatch | /dispatch | dispatch | R
   | country of destination | /destination | destination | R
   | office of entry | /offices/from/code | office.from | R
   | its name | /offices/from/name | office.from.name |
   | office of exit or destination | /offices/to/code | office.to | R
   | its name | /offices/to/name | office.to.name |
   | declarant | /declarant/name | declarant.name | R
   | declarant's number | /declarant/number | declarant.id |
   | carrier | /carrier/name | carrier.name | R
   | carrier's number | /carrier/number | carrier.id |
   | packages, total | /packages | packages | R
   | gross mass, total | /gross | gross | R
   | time limit | /limit | limit |
`
)

// coreMacros fill the marks that differ between transit and the declarations at both ends.
func coreMacros(kind, commodity string) []string {
	exporter, importer, net := "-", "-", ""
	switch kind {
	case "export":
		exporter, net = "R", "R"
	case "import":
		importer, net = "R", "R"
	}
	means := ""
	if kind == "transit" {
		means = "R"
	}
	return []string{"$EXPORTER", exporter, "$IMPORTER", importer, "$MEANS", means, "$CODE", commodity, "$NET", net}
}

var coreTransitForm = parseTable(coreTransitHead+coreParties+coreTransport+coreGoods+coreDocuments+coreSecurity, coreMacros("transit", "item.hs6")...)

// tmForm are the ten data items of a T1 of ASYCUDA World in Turkmenistan. That there are ten is sourced; which they are is a
// reading.
var tmForm = parseTable(`
1  | type of declaration | /type | = T1; transit of foreign goods
2  | office of entry | /officeOfEntry | office.from | R
3  | office of exit | /officeOfExit | office.to | R
4  | consignor | /consignor | consignor.name | R
5  | consignee | /consignee | consignee.name | R
@ vehicle
6  | means of transport {vehicle+1} | /means/{vehicle} | vehicle.id | R
@ end
7  | country of destination | /destination | destination | R
@ item
8  | goods and commodity code | /goods/{item}/description | item.description | R
8  | commodity code | /goods/{item}/code | item.hs6 | R
9  | number of packages | /goods/{item}/packages | item.packages | R
10 | gross mass, kg | /goods/{item}/gross | item.gross | R
@ end
`)

// irForm adds the second copy, which endorsed is the transit permit.
var irForm = parseTable("\n| copies | /copies | = 2; the endorsed duplicate is the external transit permit\n"+
	coreTransitHead+coreParties+coreTransport+coreGoods+coreDocuments+coreSecurity, coreMacros("transit", "item.hs6")...)

// cnManifestForm is what the railway operator sends under rapid clearance: the manifest stands for the transit declaration.
var cnManifestForm = parseTable(`
   | manifest number | /manifest/number | manifest.number |
   | waybill | /manifest/waybill | waybill | R
   | regime | /regime | regime | R
   | customs of entry or departure | /offices/from/code | office.from | R
   | its name | /offices/from/name | office.from.name |
   | inland or border customs | /offices/to/code | office.to | R
   | its name | /offices/to/name | office.to.name |
   | operator | /carrier/name | carrier.name | R
   | operator's number (USCC) | /carrier/number | carrier.id |
`+coreParties+coreTransport+`
@ item
   | item number | /goods/{item}/number | item.number | R
   | description of goods | /goods/{item}/description | item.description | R
   | commodity code | /goods/{item}/code | item.hs6 | R
   | number of packages | /goods/{item}/packages | item.packages | R
   | kind of packages | /goods/{item}/kind | item.kind | R
   | gross mass, kg | /goods/{item}/gross | item.gross | R
@ end
`, coreMacros("transit", "item.hs6")...)

// nationalTransit projects the transit declaration of one country.
func (in *inputs) nationalTransit(s *filing.Stretch) Document {
	form, name, language, paper := coreTransitForm, "transit declaration", nationalLanguage[s.Administration], false
	note := "the element set of this country was not read: common elements of the WCO Data Model stand in its place"
	switch {
	case s.Administration == "CN" && strings.Contains(s.Form, "manifest sent"):
		form, name, note = cnManifestForm, "manifest data of the railway operator", "no separate transit declaration is made: the manifest stands for it; its element set was not read"
	case s.Administration == "UZ":
		name, note = "transit declaration, lodged in advance", "lodged in advance it replaces preliminary information; the element set of E-tranzit was not read"
	case s.Administration == "TM" && strings.Contains(s.Form, "ten data items"):
		form, name, note = tmForm, "ASYCUDA World T1, ten data items", "that there are ten items is sourced, which they are is a reading"
	case s.Administration == "AZ":
		note = "the short import declaration comes first (see advance data); the element set of the transit declaration was not read"
	case s.Administration == "IR":
		form, name, paper, note = irForm, "external transit declaration in two copies", true, "the element set was not read"
	}
	if language == "" {
		language = "en"
	}
	p := in.projector(s, s.ID+"-national-transit", "national-transit", in.ref.Name(s.Administration)+": "+name, s.Form, language, paper)
	p.note("unverified structure: %s", note)
	p.run(form)
	p.doc.Data = nest(p.doc.Elements)
	return *p.doc
}

// nationalLanguage is the language of customs forms; descriptions are asked in it.
var nationalLanguage = map[string]string{"CN": "zh", "JP": "ja", "UZ": "uz", "TM": "tk", "AZ": "az", "GE": "ka", "TR": "tr", "IR": "fa", "MN": "mn", "TJ": "ru", "KG": "ru"}

const coreDeclaration = `
   | own number | /reference | reference | R
   | registration number | /registration | customs.number |
   | declarant | /declarant/name | declarant.name | R
   | declarant's number | /declarant/number | declarant.id | R
   | office | /office/code | $OFFICE | R
   | its name | /office/name | $OFFICE.name |
   | country of dispatch | /dispatch | dispatch | R
   | country of destination | /destination | destination | R
   | delivery terms | /terms/code | delivery.code | R
   | place of delivery | /terms/place | delivery.place |
   | contract of sale | /contract | contract.number |
   | total value | /value | value | R
   | currency | /currency | currency | R
   | packages, total | /packages | packages | R
   | gross mass, total | /gross | gross | R
   | nature of the transaction | /payments/transaction | transaction |
   | duties and taxes | /payments/amount | payments |
`

func coreNational(kind, commodity string) table {
	office := "office.from"
	if kind == "import" {
		office = "office.to"
	}
	return parseTable(coreDeclaration+coreParties+coreTransport+coreGoods+coreDocuments, append([]string{"$OFFICE", office}, coreMacros(kind, commodity)...)...)
}

// The forms by the length of the commodity code asked.
var (
	coreExportForm, coreImportForm = coreNational("export", "item.hs6"), coreNational("import", "item.hs6")
	jpExportForm, jpImportForm     = coreNational("export", "item.code9"), coreNational("import", "item.code9")
	cnExportForm, cnImportForm     = coreNational("export", "item.code"), coreNational("import", "item.code")
)

// euForm are data elements of UCC-DA Annex B (2021/234) by their numbers and names; the columns (which element is asked for
// which declaration) were not checked against the annex.
const euForm = `
12 09 | LRN | /declaration/lrn | lrn | R
11 01 | declaration type | /declaration/type | $TYPE
11 02 | additional declaration type | /declaration/additionalType | = A; standard declaration
    | MRN | /declaration/mrn | customs.number |
$OFFICES
13 01 016 | exporter name | /exporter/name | consignor.name | R
13 01 017 | exporter identification number | /exporter/id | consignor.eori | $EXPORTER
13 01 018 | exporter address | /exporter/address | consignor.address | R
$CONSIGNEE
13 05 016 | declarant name | /declarant/name | declarant.name | R
13 05 017 | declarant identification number | /declarant/id | declarant.eori | R
@ agent
13 06 017 | representative identification number | /representative/id | agent.eori | R
@ end
@ terms
14 01 035 | delivery terms, Incoterm | /terms/code | delivery.code |
14 01 037 | delivery terms, place | /terms/place | delivery.place |
@ end
14 05 | invoice currency | /invoice/currency | currency | R
14 06 | total amount invoiced | /invoice/amount | value | R
16 03 | country of destination | /countryOfDestination | destination | R
16 06 | country of dispatch | /countryOfDispatch | dispatch |
16 15 047 | location of goods, customs office | /locationOfGoods | location.office | R
18 04 | total gross mass | /grossMass | gross | R
19 01 | container indicator | /containerIndicator | container.indicator | R
19 03 | mode of transport at the border | /modeAtTheBorder | mode.border | R
19 04 | inland mode of transport | /inlandMode | mode.eu |
19 08 017 | active border transport means, identification number | /activeBorderTransportMeans/id | border.id |
19 08 062 | active border transport means, nationality | /activeBorderTransportMeans/nationality | border.flag |
@ equipment
19 07 063 | container identification number | /containers/{equipment}/id | equipment.id | R
@ end
12 01 | previous document | /previousDocument | previous |
@ carriage
12 05 | transport document type | /transportDocuments/{carriage}/type | carriage.code |
12 05 001 | transport document | /transportDocuments/{carriage}/number | carriage.number |
@ end
@ document
12 03 002 | supporting document type | /documents/{document}/type | document.type |
12 03 001 | supporting document | /documents/{document}/number | document.number | R
@ end
99 01 | nature of the transaction | /natureOfTransaction | transaction |
@ item
11 03 | goods item number | /items/{item}/number | item.number | R
11 09 | requested procedure | /items/{item}/procedure | $PROCEDURE
18 05 | description of goods | /items/{item}/description | item.description | R
$CODE
18 07 | dangerous goods | /items/{item}/dangerous | item.un | -
16 08 | country of origin | /items/{item}/origin | item.origin | $ORIGIN
18 04 | gross mass | /items/{item}/gross | item.gross | R
18 01 | net mass | /items/{item}/net | item.net | R
18 02 | supplementary units | /items/{item}/quantity | item.quantity |
18 06 003 | type of packages | /items/{item}/kind | item.kind | R
18 06 004 | number of packages | /items/{item}/packages | item.packages | R
18 06 054 | shipping marks | /items/{item}/marks | item.marks |
14 08 | item amount invoiced | /items/{item}/value | item.value | R
14 11 | preference | /items/{item}/preference | preference |
    | control-list answer | /items/{item}/controlled | item.controlled |
@ end
14 03 | duties and taxes | /payments | payments |
`

var (
	euExportForm = parseTable(euForm, "$TYPE", "= EX; export out of the customs territory of the Union",
		"$OFFICES", "17 01 | customs office of exit | /offices/exit | office.to | R\n17 09 | customs office of export | /offices/export | office.from | R",
		"$EXPORTER", "R", "$CONSIGNEE", "13 03 016 | consignee name | /consignee/name | consignee.name | R\n13 03 018 | consignee address | /consignee/address | consignee.address | R",
		"$PROCEDURE", "= 1000; permanent export, no procedure before", "$ORIGIN", "",
		"$CODE", "18 09 057 | combined nomenclature code | /items/{item}/code | item.code8 | R")
	euImportForm = parseTable(euForm, "$TYPE", "= IM; goods from outside the Union",
		"$OFFICES", "17 10 | customs office of presentation | /offices/presentation | office.to | R",
		"$EXPORTER", "-", "$CONSIGNEE", "13 04 016 | importer name | /importer/name | consignee.name | R\n13 04 017 | importer identification number | /importer/id | consignee.eori | R\n13 04 018 | importer address | /importer/address | consignee.address |",
		"$PROCEDURE", "= 4000; release for free circulation, no procedure before", "$ORIGIN", "R",
		"$CODE", "18 09 058 | TARIC code, ten digits | /items/{item}/code | item.code | R")
)

// nationalDeclaration projects export or import outside the Eurasian Economic Union.
func (in *inputs) nationalDeclaration(s *filing.Stretch, union string) Document {
	form, system, language := coreExportForm, s.Form, nationalLanguage[s.Administration]
	note := "the element set of this country was not read: common elements of the WCO Data Model stand in its place"
	pick := func(export, imported table) {
		if form = export; s.Regime == "import" {
			form = imported
		}
	}
	switch {
	case union == "EU":
		pick(euExportForm, euImportForm)
		system, note = "data elements of UCC-DA Annex B (2021/234)", "numbers and names of the data elements are those of the annex, its columns and code lists were not checked"
	case s.Administration == "JP":
		pick(jpExportForm, jpImportForm)
		note = "the element set of NACCS was not read"
	case s.Administration == "CN":
		pick(cnExportForm, cnImportForm)
		note = "the element set of the single window was not read; ten digits of commodity code are asked (recalled: 13 with the inspection code)"
	default:
		pick(coreExportForm, coreImportForm)
	}
	if language == "" {
		language = "en"
	}
	p := in.projector(s, s.ID+"-"+s.Regime, s.Regime, s.Name, system, language, false)
	p.note("unverified structure: %s", note)
	p.run(form)
	p.doc.Data = nest(p.doc.Elements)
	return *p.doc
}

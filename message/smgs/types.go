package smgs

// Form is one of the forms of note.
type Form string

// The forms, by the guideline that a note names in its context.
const (
	CIMSMGS Form = "cim-smgs"
	CIM     Form = "cim" // written in the structure of the common note
	SMGS    Form = "smgs"
	ECMR    Form = "ecmr"
)

// guidelines are the identifiers by which a note says its form, and the letter of the form in the tags of the types.
var guidelines = []struct {
	form   Form
	id     string
	letter byte
}{
	{CIMSMGS, "UNCEFACT:MMT:D23B:CIM-SMGS", 'C'},
	{CIM, "UNCEFACT:MMT:D23B:CIM-SMGS:CIM", 'C'},
	{SMGS, "UNCEFACT:MMT:D23B:SMGS", 'S'},
	{ECMR, "UNCEFACT:MMT:D23B:eCMR", 'R'},
}

// Guideline is the identifier by which a note says that it has a form; "" for no form.
func Guideline(f Form) string {
	for _, g := range guidelines {
		if g.form == f {
			return g.id
		}
	}
	return ""
}

// The tag `in` lists the structures that have a member: C common note and CIM, S SMGS, R eCMR; none means all three.
// `need` marks a member that its object cannot do without, `max` the longest list where the standard bounds it.

// Note is one consignment note.
type Note struct {
	Context     Context       `json:"exchangedDocumentContext" need:"1"`
	Document    Document      `json:"exchangedDocument" need:"1"`
	Consignment []Consignment `json:"specifiedConsignment" need:"1" max:"1"`
}

// Form is the form that the note names; "" where it names none that is known.
func (n *Note) Form() Form {
	for _, g := range guidelines {
		if len(n.Context.Guideline) == 1 && n.Context.Guideline[0].ID.Content == g.id {
			return g.form
		}
	}
	return ""
}

// Context says which form the note follows.
type Context struct {
	Guideline []Parameter `json:"guidelineSpecifiedDocumentContextParameter" need:"1" max:"1"`
}

// Parameter is one parameter of the context.
type Parameter struct {
	ID ID `json:"id" need:"1"`
}

// Document is the note as a document.
type Document struct {
	ID        ID              `json:"id" need:"1"`
	Type      Code            `json:"typeCode" need:"1"` // UNTDID 1001: 720 rail note, 730 road note
	Issued    DateTime        `json:"issueDateTime,omitempty"`
	Language  []ID            `json:"languageId,omitempty" in:"CS" max:"1"`
	Purpose   []Code          `json:"purposeCode,omitempty" in:"CS" max:"1"` // UNTDID 1225: 9 original
	Remarks   []Text          `json:"remarks,omitempty" in:"R"`
	Notes     []Remark        `json:"includedNote,omitempty"`
	Place     *Location       `json:"issueLogisticsLocation,omitempty" in:"R"`
	Signatory *Authentication `json:"firstSignatoryDocumentAuthentication,omitempty" in:"CS"`
}

// Authentication is where the first signatory signs.
type Authentication struct {
	Place *Location `json:"issueLogisticsLocation,omitempty"`
}

// Remark is a note in the text, coded or in words.
type Remark struct {
	Code    []Code `json:"contentCode,omitempty" max:"1"`
	Content []Text `json:"content,omitempty" max:"1"`
	Subject []Code `json:"subjectCode,omitempty"`
}

// Consignment is what the note is about.
type Consignment struct {
	ID              []ID        `json:"id,omitempty" max:"1"`
	ConsignorID     *ID         `json:"consignorAssignedId,omitempty"`
	CarrierID       *ID         `json:"carrierAssignedId,omitempty"`
	Accepted        DateTime    `json:"carrierAcceptanceDateTime,omitempty" in:"CS"`
	Gross           []Measure   `json:"grossWeight,omitempty" max:"1"`
	Net             []Measure   `json:"netWeight,omitempty" in:"C" max:"1"`
	Volume          []Measure   `json:"grossVolume,omitempty" in:"R" max:"1"`
	COD             *Amount     `json:"codAmount,omitempty" in:"R"`
	EquipmentCount  []Quantity  `json:"transportEquipmentQuantity,omitempty" in:"CS" max:"1"`
	ItemCount       *Quantity   `json:"consignmentItemQuantity,omitempty" in:"R"`
	DeclaredValue   *Amount     `json:"declaredValueForCarriageAmount,omitempty" in:"CS"`
	ContractTerms   []Text      `json:"contractTermsInformation,omitempty" in:"CS"`
	Consignor       *Party      `json:"consignor,omitempty"`
	Consignee       *Party      `json:"consignee,omitempty"`
	Carrier         *Party      `json:"carrier,omitempty"`
	Notified        []Party     `json:"notified,omitempty" in:"R"`
	Successive      []Party     `json:"connectingCarrier,omitempty" in:"R"`
	Agent           *Party      `json:"consignorAgent,omitempty" in:"CS"`
	AcceptancePlace *Location   `json:"carrierAcceptanceLogisticsLocation,omitempty" in:"CR"`
	Transshipment   []Location  `json:"transshipmentLogisticsLocation,omitempty" in:"CS"`
	FinalPlace      *Location   `json:"finalDestinationLogisticsLocation,omitempty" in:"CS"`
	ReceiptPlace    *Location   `json:"consigneeReceiptLogisticsLocation,omitempty" in:"R"`
	Documents       []Reference `json:"associatedReferencedDocument,omitempty" in:"CS"`
	Handling        []Words     `json:"handlingInstructions,omitempty"`
	Delivery        *Event      `json:"deliveryEvent,omitempty"`
	Items           []Item      `json:"includedConsignmentItem,omitempty"`
	Equipment       []Equipment `json:"utilizedLogisticsTransportEquipment,omitempty"`
	Movement        []Movement  `json:"mainCarriageLogisticsTransportMovement,omitempty"`
	Terms           []Terms     `json:"specifiedTradeDeliveryTerms,omitempty" max:"1"`
	Charges         []Charge    `json:"applicableLogisticsServiceCharge,omitempty"`
	Customs         []Procedure `json:"applicableCrossBorderRegulatoryProcedure,omitempty" in:"CS"`
	Instructions    []Words     `json:"deliveryInstructions,omitempty" in:"R"`
}

// Party is one party to the contract.
type Party struct {
	ID      []ID      `json:"id,omitempty"`
	Name    []Text    `json:"name,omitempty"`
	Contact []Contact `json:"definedTradeContact,omitempty" max:"1"`
	Address *Address  `json:"postalTradeAddress,omitempty"`
}

// Contact is whom to ask at a party.
type Contact struct {
	Person     []Text `json:"personName,omitempty"`
	Department []Text `json:"departmentName,omitempty" in:"CS"`
}

// Address is a postal address.
type Address struct {
	PostCode    []Code `json:"postcodeCode,omitempty" max:"1"`
	Street      []Text `json:"streetName,omitempty"`
	City        []Text `json:"cityName,omitempty"`
	Country     *Code  `json:"countryId,omitempty"`
	CountryName []Text `json:"countryName,omitempty" in:"R"`
}

// Location is a place: a station, a border point, a place of delivery.
type Location struct {
	ID      []ID     `json:"id,omitempty" max:"1"`
	Name    []Text   `json:"name,omitempty" max:"1"`
	Type    []Code   `json:"typeCode,omitempty" max:"1"` // UNTDID 3227
	Country *Code    `json:"countryId,omitempty"`
	Address *Address `json:"postalTradeAddress,omitempty" in:"R"`
}

// Reference is a document that goes with the note.
type Reference struct {
	Type    *Code  `json:"typeCode,omitempty"`
	ID      []ID   `json:"id,omitempty" max:"1"`
	Remarks []Text `json:"remarks,omitempty" in:"R"`
}

// Words is an instruction in words.
type Words struct {
	Description []Text `json:"description,omitempty" max:"1"`
}

// Event is something that happens at a place.
type Event struct {
	Actual DateTime  `json:"actualOccurrenceDateTime,omitempty"`
	Place  *Location `json:"occurrenceLogisticsLocation,omitempty"`
}

// Item is one line of goods.
type Item struct {
	ID        []ID                 `json:"id,omitempty" in:"CS"`
	Sequence  *Number              `json:"sequenceNumeric" need:"1"`
	Type      *Code                `json:"typeCode,omitempty" in:"CS"` // UNTDID 7357
	Gross     []Measure            `json:"grossWeight,omitempty" max:"1"`
	Cargo     []Cargo              `json:"natureIdCargo,omitempty" max:"1"`
	Dangerous []Dangerous          `json:"applicableDangerousGoods,omitempty"`
	Marks     []Marking            `json:"physicalLogisticsShippingMarks,omitempty" in:"CS"`
	Equipment []EquipmentReference `json:"associatedReferencedLogisticsTransportEquipment,omitempty"`
	Documents []Reference          `json:"associatedReferencedDocument,omitempty" in:"R"`
	Packages  []Package            `json:"transportLogisticsPackage,omitempty"`
	Notes     []Remark             `json:"applicableNote,omitempty"`
}

// Cargo is the description of goods.
type Cargo struct {
	ID []Text `json:"id,omitempty"`
}

// Marking is marks and numbers of packages.
type Marking struct {
	Marking []Text `json:"marking,omitempty" max:"1"`
}

// EquipmentReference names the container or wagon that goods are in.
type EquipmentReference struct {
	ID *ID `json:"id,omitempty"`
}

// Package is the number and kind of packages.
type Package struct {
	Quantity *Quantity `json:"itemQuantity,omitempty"`
	Type     []Code    `json:"typeCode,omitempty"` // UN/ECE Recommendation 21
	Marks    []Marking `json:"physicalLogisticsShippingMarks,omitempty" in:"R"`
}

// Dangerous is what RID, SMGS Annex 2 or ADR ask of dangerous goods.
type Dangerous struct {
	UN         Code   `json:"undgIdCode" need:"1"`
	Regulation *Code  `json:"regulationCode,omitempty"` // UNTDID 8273
	Technical  []Text `json:"technicalName,omitempty" max:"1"`
	Level      *Code  `json:"packagingDangerLevelCode,omitempty"` // UNTDID 8339
	Class      *ID    `json:"hazardClassificationId,omitempty" in:"CS"`
	Name       *Text  `json:"properShippingName,omitempty"`
}

// Equipment is a wagon with what it carries, or on the road a container.
type Equipment struct {
	ID          *ID       `json:"id,omitempty"`
	Gross       *Measure  `json:"grossWeight,omitempty" in:"CS"`
	Tare        *Measure  `json:"tareWeight,omitempty" in:"CS"`
	Category    *Code     `json:"categoryCode,omitempty"` // UNTDID 8053: RR rail car, CN container
	Information []Text    `json:"information,omitempty" in:"CS"`
	Load        *Quantity `json:"unitQuantity,omitempty" in:"CS"`
	Axles       *Quantity `json:"axleQuantity,omitempty" in:"CS"`
	Seals       []Seal    `json:"affixedLogisticsSeal,omitempty"`
	Carried     []Carried `json:"carriedAssociatedTransportEquipment,omitempty" in:"CS"`
	Owner       []Party   `json:"owner,omitempty" in:"CS"`
}

// Seal is one seal.
type Seal struct {
	ID     []ID  `json:"id,omitempty" max:"1"`
	Sealer *Code `json:"sealingPartyRoleCode,omitempty"` // SH shipper
}

// Carried is a container on a wagon.
type Carried struct {
	ID []ID `json:"id,omitempty" max:"1"`
}

// Movement is the carriage itself.
type Movement struct {
	Stage     *Code       `json:"stageCode,omitempty"` // UNTDID 8051: 20 main carriage
	Mode      *Code       `json:"modeCode,omitempty"`  // 2 rail, 3 road
	Means     *Means      `json:"usedLogisticsTransportMeans,omitempty" in:"R"`
	Arrival   []Event     `json:"arrivalEvent,omitempty" in:"CS" max:"1"`
	Departure []Event     `json:"departureEvent,omitempty" in:"CS" max:"1"`
	Route     []Route     `json:"itineraryRoute,omitempty" in:"CS"`
	Reload    []Reloading `json:"transshipmentIntermediateEvent,omitempty" in:"CS"`
}

// Means is the vehicle.
type Means struct {
	ID   []ID     `json:"id,omitempty"`
	Flag *Country `json:"registrationTradeCountry,omitempty"`
}

// Country is a country by its code.
type Country struct {
	ID []Code `json:"id,omitempty" max:"1"`
}

// Route is the way, its stops being border points.
type Route struct {
	Description *Text  `json:"description,omitempty"`
	Stops       []Stop `json:"itineraryStopEvent,omitempty"`
}

// Stop is one place of the way.
type Stop struct {
	ID *ID `json:"id,omitempty"`
}

// Reloading is a change of wagon or bogies: the wagons struck out and those entered instead.
type Reloading struct {
	Actual DateTime   `json:"actualOccurrenceDateTime,omitempty"`
	Place  *Location  `json:"occurrenceLogisticsLocation,omitempty"`
	Before []Reloaded `json:"preTranshipmentTransportEquipmentApplicableNote,omitempty"`
	After  []Reloaded `json:"transportInformationApplicableNote,omitempty"`
}

// Reloaded is the number of a wagon before or after reloading.
type Reloaded struct {
	Subject *Text `json:"subject,omitempty"`
}

// Terms is the delivery terms.
type Terms struct {
	Delivery    *Code  `json:"deliveryTypeCode,omitempty"` // UNTDID 4053: Incoterms
	Description []Text `json:"description,omitempty" in:"CS" max:"1"`
}

// Charge is a charge and who pays it.
type Charge struct {
	Payment *Code    `json:"paymentArrangementCode,omitempty"` // UNTDID 4237: P prepaid, C collect
	Applied []Amount `json:"appliedAmount,omitempty" max:"1"`
	Payer   *Code    `json:"payingPartyRoleCode,omitempty"` // UNTDID 3035
}

// Procedure is what a customs office enters.
type Procedure struct {
	Remark []Text `json:"remark,omitempty"`
}

// DateTime is an instant by RFC 3339.
type DateTime string

// Decimal is a decimal number in digits: "18000", "12.5".
type Decimal string

// ID is an identifier.
type ID struct {
	Content string `json:"content" need:"1"`
}

// Code is a code of a list.
type Code struct {
	Content string `json:"content" need:"1"`
}

// Text is words in a language (ISO 639-1).
type Text struct {
	Content  string `json:"content" need:"1"`
	Language string `json:"languageId,omitempty"`
}

// Measure is a number with its unit (UN/ECE Recommendation 20): KGM.
type Measure struct {
	Content Decimal `json:"content" need:"1"`
	Unit    string  `json:"unitCode" need:"1"`
}

// Quantity is a number of things.
type Quantity struct {
	Content Decimal `json:"content" need:"1"`
}

// Number is a bare number.
type Number struct {
	Content Decimal `json:"content" need:"1"`
}

// Amount is money with its currency (ISO 4217).
type Amount struct {
	Content  Decimal `json:"content" need:"1"`
	Currency string  `json:"currencyId" need:"1"`
}

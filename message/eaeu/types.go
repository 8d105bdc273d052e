package eaeu

// Known says how sure the structure is.
const Known = "structure R.036 as seen in declarations of public source code (root v1.1.0, components v1.5.1); versions have moved since: unverified"

// GoodsDeclaration is the root of R.036. Which of the fields are used tells the kind: a transit declaration has
// TransitProcedureCode and no CustomsProcedureCode.
type GoodsDeclaration struct {
	Version string `eec:"-"` // of the root's namespace, "v1.1.0" where empty

	EDocCode                        string     `eec:"csdo:EDocCode"` // "R.036"
	EDocId                          string     `eec:"csdo:EDocId"`
	EDocDateTime                    string     `eec:"csdo:EDocDateTime"`
	DeclarationKindCode             string     `eec:"casdo:DeclarationKindCode"`                  // box 1, first part
	CustomsProcedureCode            string     `eec:"casdo:CustomsProcedureCode,codeListId=2002"` // box 1, second part
	TransitProcedureCode            string     `eec:"casdo:TransitProcedureCode"`                 // box 1, third part, of a transit declaration
	TransitFeatureCode              string     `eec:"casdo:TransitFeatureCode"`
	EDocIndicatorCode               string     `eec:"casdo:EDocIndicatorCode"`
	PageQuantity                    string     `eec:"csdo:PageQuantity"` // box 3
	LoadingListsQuantity            string     `eec:"casdo:LoadingListsQuantity"`
	LoadingListsPageQuantity        string     `eec:"casdo:LoadingListsPageQuantity"`
	GoodsQuantity                   string     `eec:"casdo:GoodsQuantity"` // box 5
	CargoQuantity                   string     `eec:"casdo:CargoQuantity"` // box 6
	DeclarantDetails                *Subject   `eec:"cacdo:DeclarantDetails"`
	DeclarationGoodsShipmentDetails *Shipment  `eec:"cacdo:DeclarationGoodsShipmentDetails"`
	CarrierDetails                  *Subject   `eec:"cacdo:CarrierDetails"` // box 50
	SealDetails                     *Seals     `eec:"cacdo:SealDetails"`
	SignatoryPersonV2Details        *Signatory `eec:"cacdo:SignatoryPersonV2Details"`
	InternalDocId                   string     `eec:"casdo:InternalDocId"`
}

// Subject is a person or company. EqualIndicator "1" says: the same as the declarant.
type Subject struct {
	EqualIndicator            string          `eec:"casdo:EqualIndicator"`
	SubjectBriefName          string          `eec:"csdo:SubjectBriefName"`
	TaxpayerId                string          `eec:"csdo:TaxpayerId"`
	SubjectAddressDetails     *Address        `eec:"ccdo:SubjectAddressDetails"`
	RegisterDocumentIdDetails *Register       `eec:"cacdo:RegisterDocumentIdDetails"`
	Representative            *Representative `eec:"cacdo:CarrierRepresentativeDetails"`
}

// Address is a postal address.
type Address struct {
	UnifiedCountryCode string `eec:"csdo:UnifiedCountryCode,codeListId=2021"`
	RegionName         string `eec:"csdo:RegionName"`
	CityName           string `eec:"csdo:CityName"`
	StreetName         string `eec:"csdo:StreetName"`
	BuildingNumberId   string `eec:"csdo:BuildingNumberId"`
	RoomNumberId       string `eec:"csdo:RoomNumberId"`
	PostCode           string `eec:"csdo:PostCode"`
}

// Register is an entry in a register: customs representatives, carriers, authorised operators.
type Register struct {
	UnifiedCountryCode   string `eec:"csdo:UnifiedCountryCode,codeListId=2021"`
	RegistrationNumberId string `eec:"casdo:RegistrationNumberId"`
}

// Representative is the driver or another person of the carrier.
type Representative struct {
	FullNameDetails      *FullName `eec:"ccdo:FullNameDetails"`
	PositionName         string    `eec:"csdo:PositionName"`
	IdentityDocV3Details *Identity `eec:"ccdo:IdentityDocV3Details"`
	RoleCode             string    `eec:"casdo:RoleCode"`
}

// FullName is a person's name.
type FullName struct {
	FirstName  string `eec:"csdo:FirstName"`
	MiddleName string `eec:"csdo:MiddleName"`
	LastName   string `eec:"csdo:LastName"`
}

// Identity is an identity paper.
type Identity struct {
	UnifiedCountryCode  string `eec:"csdo:UnifiedCountryCode,codeListId=2021"`
	IdentityDocKindCode string `eec:"csdo:IdentityDocKindCode,codeListId=2053"`
	DocId               string `eec:"csdo:DocId"`
	DocCreationDate     string `eec:"csdo:DocCreationDate"`
	DocValidityDate     string `eec:"csdo:DocValidityDate"`
}

// Shipment is the consignment declared: boxes 2, 8, 15 to 22 and the items.
type Shipment struct {
	DepartureCountryDetails       *Country     `eec:"cacdo:DepartureCountryDetails"`   // box 15
	DestinationCountryDetails     *Country     `eec:"cacdo:DestinationCountryDetails"` // box 17
	TradeCountryDetails           *Country     `eec:"cacdo:TradeCountryDetails"`       // box 11
	DeliveryTermsDetails          *Delivery    `eec:"cacdo:DeliveryTermsDetails"`      // box 20
	CAValueAmount                 *Amount      `eec:"casdo:CAValueAmount"`             // box 22
	ExchangeRate                  *Rate        `eec:"casdo:ExchangeRate"`              // box 23
	ConsignorDetails              *Subject     `eec:"cacdo:ConsignorDetails"`          // box 2
	ConsigneeDetails              *Subject     `eec:"cacdo:ConsigneeDetails"`          // box 8
	FinancialSettlement           *Subject     `eec:"cacdo:FinancialSettlementSubjectDetails"`
	CustomsValueAmount            *Amount      `eec:"casdo:CustomsValueAmount"`       // box 12
	OriginCountryDetails          *Country     `eec:"cacdo:OriginCountryDetails"`     // box 16
	TransactionNatureDetails      *Transaction `eec:"cacdo:TransactionNatureDetails"` // box 24
	DeclarationConsignmentDetails *Consignment `eec:"cacdo:DeclarationConsignmentDetails"`
	GoodsLocationDetails          *Location    `eec:"cacdo:GoodsLocationDetails"` // box 30
	DeclarationGoodsItemDetails   []Item       `eec:"cacdo:DeclarationGoodsItemDetails"`
	TransitGuaranteeDetails       []Guarantee  `eec:"cacdo:TransitGuaranteeDetails"` // box 52
}

// Country is a country with its short name.
type Country struct {
	CACountryCode    string `eec:"casdo:CACountryCode,codeListId=2021"`
	ShortCountryName string `eec:"casdo:ShortCountryName"`
	TerritoryCode    string `eec:"csdo:TerritoryCode"`
}

// Delivery is the term of delivery.
type Delivery struct {
	DeliveryTermsCode string `eec:"casdo:DeliveryTermsCode,codeListId=2014"`
	PlaceName         string `eec:"casdo:PlaceName"`
	DeliveryKindCode  string `eec:"casdo:DeliveryKindCode"`
}

// Amount is an amount of money with its currency, ISO 4217.
type Amount struct {
	Value        string `eec:"#"`
	CurrencyCode string `eec:"@currencyCode"`
	List         string `eec:"@currencyCodeListId"`
}

// Rate is an exchange rate for 10 to the power of ScaleNumber units.
type Rate struct {
	Value        string `eec:"#"`
	CurrencyCode string `eec:"@currencyCode"`
	List         string `eec:"@currencyCodeListId"`
	ScaleNumber  string `eec:"@scaleNumber"`
}

// Measure is a quantity with its unit of list 2016.
type Measure struct {
	Value string `eec:"#"`
	Unit  string `eec:"@measurementUnitCode"`
	List  string `eec:"@measurementUnitCodeListId"`
}

// Transaction is the nature of the deal.
type Transaction struct {
	TransactionNatureCode  string `eec:"casdo:TransactionNatureCode"`
	TransactionFeatureCode string `eec:"casdo:TransactionFeatureCode"`
}

// Consignment is the carriage: means of transport, transhipments, offices.
type Consignment struct {
	ContainerIndicator               string         `eec:"casdo:ContainerIndicator"`               // box 19
	BorderTransportDetails           *Transport     `eec:"cacdo:BorderTransportDetails"`           // boxes 21, 25
	ArrivalDepartureTransportDetails *Transport     `eec:"cacdo:ArrivalDepartureTransportDetails"` // box 18, 26
	TranshipmentDetails              []Transhipment `eec:"cacdo:TranshipmentDetails"`              // box 55
	BorderCustomsOfficeDetails       *Office        `eec:"cacdo:BorderCustomsOfficeDetails"`       // box 29; of a transit declaration the office of departure
	TransitTerminationDetails        *Termination   `eec:"cacdo:TransitTerminationDetails"`        // box 53
}

// Transport is the means of transport.
type Transport struct {
	UnifiedTransportModeCode            string         `eec:"csdo:UnifiedTransportModeCode,codeListId=2004"`
	RegistrationNationalityCode         string         `eec:"casdo:RegistrationNationalityCode,codeListId=2021"`
	TransportMeansQuantity              string         `eec:"casdo:TransportMeansQuantity"`
	TransportMeansRegistrationIdDetails []Registration `eec:"cacdo:TransportMeansRegistrationIdDetails"`
}

// Registration is one vehicle: a plate, a wagon, a vessel.
type Registration struct {
	TransportMeansRegId *RegId `eec:"csdo:TransportMeansRegId"`
	DocId               string `eec:"csdo:DocId"`
	VehicleId           string `eec:"csdo:VehicleId"`
	TransportTypeCode   string `eec:"casdo:TransportTypeCode"`
}

// RegId is a registration number with the country that gave it.
type RegId struct {
	Value       string `eec:"#"`
	CountryCode string `eec:"@countryCode"`
	List        string `eec:"@countryCodeListId"`
}

// Transhipment is one change of the means of transport under way.
type Transhipment struct {
	ContainerIndicator           string     `eec:"casdo:ContainerIndicator"`
	CACountryCode                string     `eec:"casdo:CACountryCode,codeListId=2021"`
	ShortCountryName             string     `eec:"casdo:ShortCountryName"`
	PlaceName                    string     `eec:"casdo:PlaceName"`
	CustomsOfficeDetails         *Office    `eec:"ccdo:CustomsOfficeDetails"`
	TranshipmentTransportDetails *Transport `eec:"cacdo:TranshipmentTransportDetails"`
	ContainerId                  []string   `eec:"casdo:ContainerId"`
}

// Office is a customs office.
type Office struct {
	CustomsOfficeCode  string `eec:"csdo:CustomsOfficeCode"`
	CustomsOfficeName  string `eec:"csdo:CustomsOfficeName"`
	UnifiedCountryCode string `eec:"csdo:UnifiedCountryCode,codeListId=2021"`
}

// Termination is where the transit ends.
type Termination struct {
	CustomsOfficeDetails *Office `eec:"ccdo:CustomsOfficeDetails"`
	CustomsControlZoneId string  `eec:"casdo:CustomsControlZoneId"`
}

// Location is where the goods stand.
type Location struct {
	GoodsLocationCode    string `eec:"casdo:GoodsLocationCode,codeListId=2023"`
	CustomsOfficeCode    string `eec:"csdo:CustomsOfficeCode"`
	CustomsControlZoneId string `eec:"casdo:CustomsControlZoneId"`
}

// Item is one goods item: boxes 31 to 46.
type Item struct {
	ConsignmentItemOrdinal    string         `eec:"casdo:ConsignmentItemOrdinal"` // box 32
	CommodityCode             string         `eec:"csdo:CommodityCode"`           // box 33
	GoodsDescriptionText      []string       `eec:"casdo:GoodsDescriptionText"`   // box 31, in pieces of 250 characters
	UnifiedGrossMassMeasure   *Measure       `eec:"csdo:UnifiedGrossMassMeasure"` // box 35
	UnifiedNetMassMeasure     *Measure       `eec:"csdo:UnifiedNetMassMeasure"`   // box 38
	GoodsProhibitionFreeCode  string         `eec:"casdo:GoodsProhibitionFreeCode"`
	AddGoodsMeasureDetails    *GoodsMeasure  `eec:"cacdo:AddGoodsMeasureDetails"` // box 41
	CargoPackagePalletDetails *Packages      `eec:"cacdo:CargoPackagePalletDetails"`
	ContainerListDetails      *ContainerList `eec:"cacdo:ContainerListDetails"`
	CleanNetMassMeasure       *Measure       `eec:"casdo:CleanNetMassMeasure"`
	OriginCountryDetails      *Country       `eec:"cacdo:OriginCountryDetails"`    // box 34
	PreferenceDetails         *Preference    `eec:"cacdo:PreferenceDetails"`       // box 36
	CustomsProcedureDetails   *Procedure     `eec:"cacdo:CustomsProcedureDetails"` // box 37
	CAValueAmount             *Amount        `eec:"casdo:CAValueAmount"`           // box 42
	CustomsValueAmount        *Amount        `eec:"casdo:CustomsValueAmount"`      // box 45
	StatisticValueAmount      *Amount        `eec:"casdo:StatisticValueAmount"`    // box 46
	PrecedingDocDetails       []Preceding    `eec:"cacdo:PrecedingDocDetails"`     // box 40
	PresentedDocDetails       []Presented    `eec:"cacdo:PresentedDocDetails"`     // box 44
}

// GoodsMeasure is a quantity in the supplementary unit.
type GoodsMeasure struct {
	GoodsMeasure                *Measure `eec:"casdo:GoodsMeasure"`
	MeasureUnitAbbreviationCode string   `eec:"casdo:MeasureUnitAbbreviationCode"`
}

// Packages is the packing of an item.
type Packages struct {
	PackageAvailabilityCode string    `eec:"casdo:PackageAvailabilityCode"`
	CargoQuantity           string    `eec:"casdo:CargoQuantity"`
	CargoKindName           string    `eec:"casdo:CargoKindName"`
	PackagePalletDetails    []Package `eec:"cacdo:PackagePalletDetails"`
	PackageMarkDetails      *Marks    `eec:"cacdo:PackageMarkDetails"` // name recalled
}

// Package is one kind of package, UN/ECE Recommendation 21.
type Package struct {
	CargoPackageInfoKindCode string `eec:"casdo:CargoPackageInfoKindCode"`
	PackageKindCode          string `eec:"csdo:PackageKindCode,codeListId=2013"`
	PackageQuantity          string `eec:"csdo:PackageQuantity"`
}

// Marks are the marks on the packages.
type Marks struct {
	PackageMarkText string `eec:"casdo:PackageMarkText"` // name recalled
}

// ContainerList are the containers an item is in.
type ContainerList struct {
	ContainerDetails []Container `eec:"cacdo:ContainerDetails"`
}

// Container is one container.
type Container struct {
	ContainerId string `eec:"casdo:ContainerId"`
}

// Preference are the reliefs claimed.
type Preference struct {
	CustomsClearanceChargesPrefCode string `eec:"casdo:CustomsClearanceChargesPrefCode,codeListId=2008"`
	CustomsDutyPrefCode             string `eec:"casdo:CustomsDutyPrefCode,codeListId=2008"`
	ExcisePrefCode                  string `eec:"casdo:ExcisePrefCode,codeListId=2008"`
	VATPrefCode                     string `eec:"casdo:VATPrefCode,codeListId=2008"`
}

// Procedure is the procedure asked for an item and the one before it.
type Procedure struct {
	CustomsProcedureCode             string `eec:"casdo:CustomsProcedureCode,codeListId=2002"`
	PreviousCustomsProcedureModeCode string `eec:"casdo:PreviousCustomsProcedureModeCode,codeListId=2002"`
	GoodsMoveFeatureCode             string `eec:"casdo:GoodsMoveFeatureCode,codeListId=2002"`
}

// Preceding is an earlier declaration or summary document.
type Preceding struct {
	LineId                 string         `eec:"casdo:LineId"`
	DocKindCode            string         `eec:"csdo:DocKindCode,codeListId=2009"`
	CustomsDocIdDetails    *CustomsNumber `eec:"cacdo:CustomsDocIdDetails"`
	ConsignmentItemOrdinal string         `eec:"casdo:ConsignmentItemOrdinal"`
}

// CustomsNumber is a registration number taken apart.
type CustomsNumber struct {
	CustomsOfficeCode string `eec:"csdo:CustomsOfficeCode"`
	DocCreationDate   string `eec:"csdo:DocCreationDate"`
	CustomsDocumentId string `eec:"casdo:CustomsDocumentId"`
}

// Presented is a document presented.
type Presented struct {
	DocKindCode               string      `eec:"csdo:DocKindCode,codeListId=2009"`
	DocName                   string      `eec:"csdo:DocName"`
	DocId                     string      `eec:"csdo:DocId"`
	DocCreationDate           string      `eec:"csdo:DocCreationDate"`
	DocStartDate              string      `eec:"csdo:DocStartDate"`
	DocValidityDate           string      `eec:"csdo:DocValidityDate"`
	DocumentPresentingDetails *Presenting `eec:"cacdo:DocumentPresentingDetails"`
}

// Presenting says how a document is presented.
type Presenting struct {
	DocPresentKindCode string `eec:"casdo:DocPresentKindCode"`
}

// Guarantee is the security of a transit.
type Guarantee struct {
	TransitGuaranteeMeasureCode string     `eec:"casdo:TransitGuaranteeMeasureCode"`
	GuaranteeAmount             *Amount    `eec:"casdo:GuaranteeAmount"`
	TransitGuaranteeDocDetails  *Presented `eec:"cacdo:TransitGuaranteeDocDetails"`
	SubjectBriefName            string     `eec:"csdo:SubjectBriefName"`
	TaxpayerId                  string     `eec:"csdo:TaxpayerId"`
	BankId                      string     `eec:"csdo:BankId"`
}

// Seals are the seals on the load compartments.
type Seals struct {
	SealQuantity string   `eec:"casdo:SealQuantity"`
	SealId       []string `eec:"csdo:SealId"`
}

// Signatory is the person who signs.
type Signatory struct {
	SigningDetails         *Signing   `eec:"cacdo:SigningDetails"`
	IdentityDocV3Details   *Identity  `eec:"ccdo:IdentityDocV3Details"`
	PowerOfAttorneyDetails *Presented `eec:"cacdo:PowerOfAttorneyDetails"`
}

// Signing is who signed and when.
type Signing struct {
	FullNameDetails *FullName `eec:"ccdo:FullNameDetails"`
	PositionName    string    `eec:"csdo:PositionName"`
	SigningDate     string    `eec:"casdo:SigningDate"`
}

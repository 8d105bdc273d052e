package epcis

import (
	"slices"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
)

// The namespaces of the standard's own words, which the JSON-LD binding wants bare.
var (
	cbvSpaces = []string{"urn:epcglobal:cbv", "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"}
	gs1Spaces = []string{"https://gs1.org/voc/", "http://gs1.org/voc/", "https://www.gs1.org/voc/", "http://www.gs1.org/voc/"}
)

// The parts of events, EPCIS 7.3.
var (
	cbvWord = func(v vocabulary) check { return word(v, cbvSpaces...) }

	idOnly = &shape{what: "the place", fields: map[string]check{"id": uri}, required: []string{"id"}, others: anything}

	quantityElement = &shape{what: "the quantity", others: closed, required: []string{"epcClass"},
		fields: map[string]check{"epcClass": uri, "quantity": anyNumber, "uom": unitOfMeasure}}

	bizTransaction = &shape{what: "the business transaction", others: closed, required: []string{"bizTransaction"},
		fields: map[string]check{"type": cbvWord(transactionTypes), "bizTransaction": uri}}

	source = &shape{what: "the source", others: closed, required: []string{"type", "source"},
		fields: map[string]check{"type": cbvWord(partyTypes), "source": uri}}

	destination = &shape{what: "the destination", others: closed, required: []string{"type", "destination"},
		fields: map[string]check{"type": cbvWord(partyTypes), "destination": uri}}

	persistentDisposition = &shape{what: "the persistent disposition", others: closed,
		fields: map[string]check{"set": list(cbvWord(dispositions), 1, true), "unset": list(cbvWord(dispositions), 1, true)}}

	sensorMetadata = &shape{what: "the sensor metadata", fields: map[string]check{"time": moment, "deviceID": uri,
		"deviceMetadata": uri, "rawData": uri, "startTime": moment, "endTime": moment, "dataProcessingMethod": uri, "bizRules": uri}}

	sensorReport = &shape{what: "the sensor report", required: []string{"type"}, fields: map[string]check{
		"type": word(measurements, gs1Spaces...), "exception": word(alerts, gs1Spaces...), "deviceID": uri, "deviceMetadata": uri,
		"rawData": uri, "dataProcessingMethod": uri, "bizRules": uri, "time": moment, "microorganism": uri,
		"chemicalSubstance": uri, "coordinateReferenceSystem": uri, "value": anyNumber, "component": cbvWord(components),
		"stringValue": anyText, "booleanValue": anyBoolean, "hexBinaryValue": hexBinary, "uriValue": uri, "minValue": anyNumber,
		"maxValue": anyNumber, "meanValue": anyNumber, "sDev": anyNumber, "percRank": anyNumber, "percValue": anyNumber, "uom": anyText}}

	sensorElement = &shape{what: "the sensor element", required: []string{"sensorReport"}, fields: map[string]check{
		"sensorMetadata": sensorMetadata.check, "sensorReport": list(sensorReport.check, 1, false)}}

	errorDeclaration = &shape{what: "the error declaration", required: []string{"declarationTime"}, fields: map[string]check{
		"declarationTime": moment, "reason": cbvWord(errorReasons), "correctiveEventIDs": list(uri, 0, false)}}

	ilmd = &shape{what: "ilmd"}
)

// certification accepts one URI or an array of them (EPCIS 7.4.1).
func certification(c *checker, n *node, at string) {
	if n.kind == array {
		list(uri, 0, false)(c, n, at)
		return
	}
	uri(c, n, at)
}

// disposed wants set, unset or both.
func disposed(c *checker, n *node, at string) {
	persistentDisposition.check(c, n, at)
	if n.kind == object && n.get("set") == nil && n.get("unset") == nil {
		c.add(n, at, fault.New(fault.BadField, "the persistent disposition is empty").Want("set, unset or both"))
	}
}

// context accepts a URI, an object, or an array of both without doubles (JSON-LD 1.1, section 3.1).
func context(c *checker, n *node, at string) {
	switch n.kind {
	case text:
		uri(c, n, at)
	case object:
	case array:
		list(func(c *checker, n *node, at string) {
			if n.kind == object {
				return
			}
			uri(c, n, at)
		}, 0, true)(c, n, at)
	default:
		c.add(n, at, fault.New(fault.BadField, "@context is %s", kindNames[n.kind]).Want("a URI, an object or an array of them"))
	}
}

// common are the fields of every event (EPCIS 7.4.1).
var common = map[string]check{"@context": context, "type": anyText, "eventTime": moment, "recordTime": moment,
	"eventTimeZoneOffset": zoneOffset, "eventID": uri, "certificationInfo": certification, "errorDeclaration": errorDeclaration.check}

var commonRequired = []string{"eventTime", "eventTimeZoneOffset"}

// shared are the fields of all five event types (EPCIS 7.4.2 to 7.4.6).
var shared = map[string]check{"bizStep": cbvWord(bizSteps), "disposition": cbvWord(dispositions), "readPoint": idOnly.check,
	"bizLocation": idOnly.check, "sourceList": list(source.check, 0, false), "destinationList": list(destination.check, 0, false),
	"bizTransactionList": list(bizTransaction.check, 0, false), "sensorElementList": list(sensorElement.check, 0, false)}

var (
	epcs        = list(uri, 0, true)
	identifiers = list(uri, 0, false)
	quantities  = list(quantityElement.check, 0, false)
)

// eventShapes are the five event types (EPCIS 7.4.2 to 7.4.6).
var eventShapes = map[string]*shape{
	"ObjectEvent": eventShape("the object event", []string{"action"}, map[string]check{"action": oneWord(actions),
		"epcList": epcs, "quantityList": quantities, "persistentDisposition": disposed, "ilmd": ilmd.check}),
	"AggregationEvent": eventShape("the aggregation event", []string{"action"}, map[string]check{"action": oneWord(actions),
		"parentID": uri, "childEPCs": identifiers, "childQuantityList": quantities}),
	"TransactionEvent": eventShape("the transaction event", []string{"action", "bizTransactionList"}, map[string]check{
		"action": oneWord(actions), "parentID": uri, "epcList": identifiers, "quantityList": quantities,
		"bizTransactionList": list(bizTransaction.check, 1, false)}),
	"TransformationEvent": eventShape("the transformation event", nil, map[string]check{"inputEPCList": epcs,
		"inputQuantityList": quantities, "outputEPCList": epcs, "outputQuantityList": quantities, "transformationID": uri,
		"persistentDisposition": disposed, "ilmd": ilmd.check}),
	"AssociationEvent": eventShape("the association event", []string{"action", "parentID"}, map[string]check{
		"action": oneWord(actions), "parentID": uri, "childEPCs": identifiers, "childQuantityList": quantities}),
}

// extended is an event of a type of somebody's own, named by a URI (EPCIS 6.1.3): only what all events share is held.
var extended = &shape{what: "the event", fields: common, required: commonRequired, others: anything}

func eventShape(what string, required []string, own map[string]check) *shape {
	s := &shape{what: what, fields: map[string]check{}, required: append(slices.Clone(commonRequired), required...)}
	for _, fields := range []map[string]check{common, shared, own} {
		for name, rule := range fields {
			s.fields[name] = rule
		}
	}
	return s
}

// event holds one event to the shape of its type and to the rules between its fields.
func anEvent(c *checker, n *node, at string) {
	if !c.is(n, at, object) {
		return
	}
	t := n.get("type")
	switch {
	case t == nil:
		c.add(n, at, fault.New(fault.BadField, "the event has no type").Want("one of %s", strings.Join(eventTypes, ", ")))
	case t.kind != text:
		c.is(t, down(at, "type"), text)
	case eventShapes[t.text] != nil:
		eventShapes[t.text].check(c, n, at)
		between(c, n, at, t.text)
	case isURI(t.text):
		extended.check(c, n, at)
	default:
		c.add(t, down(at, "type"), fault.New(fault.BadField, "%q is no type of event", clip(t.text)).
			Want("one of %s, or a URI of your own", strings.Join(eventTypes, ", ")).Among(words(strings.Join(eventTypes, " ")).nearest(t.text)...))
	}
}

var eventTypes = []string{"ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"}

// between holds an event to the rules between its fields.
func between(c *checker, n *node, at, kind string) {
	miss := func(f *fault.Error) { c.add(n, at, f) }
	deletes := n.get("action").str() == "DELETE"
	switch kind {
	case "ObjectEvent":
		if n.get("epcList") == nil && !some(n, "quantityList") && !(some(n, "sensorElementList") && n.get("readPoint") != nil) {
			miss(fault.New(fault.BadField, "the object event says of no object").Want("epcList or quantityList, or sensorElementList with readPoint (EPCIS 7.4.2)"))
		}
		if a := n.get("action").str(); n.get("ilmd") != nil && a != "ADD" && a != "" {
			c.add(n.get("ilmd"), at+"/ilmd", fault.New(fault.BadField, "ilmd stands with action %q", clip(a)).Want("ilmd only where action is ADD (EPCIS 7.4.2)"))
		}
	case "AggregationEvent":
		children(c, n, at, deletes)
		if a := n.get("action").str(); n.get("parentID") == nil && (a == "ADD" || a == "DELETE") {
			miss(fault.New(fault.BadField, "the aggregation event has no parentID").Want("parentID where action is ADD or DELETE (EPCIS 7.4.3)"))
		}
	case "AssociationEvent":
		children(c, n, at, deletes)
	case "TransactionEvent":
		if n.get("epcList") == nil && !some(n, "quantityList") && !deletes {
			miss(fault.New(fault.BadField, "the transaction event says of no object").Want("epcList or quantityList where action is not DELETE (EPCIS 7.4.4)"))
		}
	case "TransformationEvent":
		transformed(c, n, at)
	}
}

func children(c *checker, n *node, at string, deletes bool) {
	if !some(n, "childEPCs") && !some(n, "childQuantityList") && !deletes {
		c.add(n, at, fault.New(fault.BadField, "the event names no child").Want("childEPCs or childQuantityList where action is not DELETE (EPCIS 7.4.3, 7.4.6)"))
	}
}

// transformed wants inputs and outputs, or a transformationID with one of them (EPCIS 7.4.5).
func transformed(c *checker, n *node, at string) {
	in := some(n, "inputEPCList") || some(n, "inputQuantityList")
	out := some(n, "outputEPCList") || some(n, "outputQuantityList")
	if n.get("transformationID") != nil && (in || out) || in && out {
		return
	}
	c.add(n, at, fault.New(fault.BadField, "the transformation event lacks inputs or outputs").Want("both, or a transformationID with one of them (EPCIS 7.4.5)"))
}

// some reports whether a member is an array with something in it.
func some(n *node, name string) bool {
	m := n.get(name)
	return m != nil && m.kind == array && len(m.items) > 0
}

// The documents (EPCIS 10.1).
var (
	attribute = &shape{what: "the attribute", fields: map[string]check{"id": uri, "attribute": attributeValue}, required: []string{"id"}, others: anything}

	vocabularyElement = &shape{what: "the vocabulary element", required: []string{"id"}, others: anything, fields: map[string]check{
		"id": uri, "attributes": list(attribute.check, 0, false), "children": identifiers}}

	masterVocabulary = &shape{what: "the vocabulary", required: []string{"type"}, others: anything, fields: map[string]check{
		"type": uri, "vocabularyElementList": list(vocabularyElement.check, 0, false)}}

	masterData = &shape{what: "epcisMasterData", others: anything, fields: map[string]check{"vocabularyList": list(masterVocabulary.check, 0, false)}}

	header = &shape{what: "epcisHeader", fields: map[string]check{"epcisMasterData": masterData.check}}

	events = list(anEvent, 0, false)

	body = &shape{what: "epcisBody", others: anything, required: []string{"eventList"}, fields: map[string]check{"eventList": events}}

	document = &shape{what: "the document", required: []string{"@context", "schemaVersion", "creationDate", "epcisBody"},
		fields: map[string]check{"@context": context, "id": uri, "type": anyText, "schemaVersion": version, "creationDate": moment,
			"instanceIdentifier": anyText, "sender": anyText, "receiver": anyText, "epcisHeader": header.check, "epcisBody": body.check}}

	resultsBody = &shape{what: "resultsBody", required: []string{"eventList"},
		fields: map[string]check{"eventList": events, "vocabularyList": list(masterVocabulary.check, 0, false)}}

	queryResults = &shape{what: "queryResults", required: []string{"queryName", "resultsBody"},
		fields: map[string]check{"queryName": anyText, "subscriptionID": anyText, "resultsBody": resultsBody.check}}

	queryBody = &shape{what: "epcisBody", required: []string{"queryResults"}, fields: map[string]check{"queryResults": queryResults.check}}

	queryDocument = &shape{what: "the query document", required: []string{"@context", "epcisBody"}, fields: map[string]check{
		"@context": context, "id": uri, "type": anyText, "schemaVersion": version, "creationDate": moment, "epcisBody": queryBody.check}}
)

func attributeValue(c *checker, n *node, at string) {
	if n.kind != number && n.kind != text && n.kind != object {
		c.add(n, at, fault.New(fault.BadField, "attribute is %s", kindNames[n.kind]).Want("a number, a string or an object"))
	}
}

// aDocument holds the whole to its shape: a document, the answer to a query, or one event by itself.
func aDocument(c *checker, n *node) {
	if !c.is(n, "", object) {
		return
	}
	switch t := n.get("type"); {
	case t == nil:
		c.add(n, "", fault.New(fault.BadFile, "the document has no type").Want("\"type\": \"EPCISDocument\""))
	case t.str() == "EPCISDocument":
		document.check(c, n, "")
	case t.str() == "EPCISQueryDocument":
		queryDocument.check(c, n, "")
	default:
		anEvent(c, n, "")
		if n.get("@context") == nil {
			c.add(n, "", fault.New(fault.BadField, "the event by itself has no @context").Want("a member \"@context\""))
		}
	}
}

// Package xmlscan reads XML 1.0 with namespaces from memory, strictly and fast, for the wire formats of Kairo.
//
// It follows XML 1.0 (fifth edition) and Namespaces in XML 1.0 for documents in UTF-8 without a document type: a DOCTYPE is
// refused, so nothing is ever fetched or expanded; the five predefined entities and character references are replaced;
// line ends and the white space of attribute values are normalised as sections 2.11 and 3.3.3 say.
//
//	s := xmlscan.New(document, xmlscan.Limits{})
//	for {
//		tok, err := s.Next()
//		if err != nil {
//			return err // *xmlscan.Error: rule, line, column
//		}
//		if tok.Kind == xmlscan.End && tok.Depth == 0 { … }
//		if tok.Kind == xmlscan.EOF {
//			break
//		}
//	}
//
// A reader that knows the form of a document spares itself tokens: SkipSpace passes over white space between elements, Value
// reads the text and the end tag of an element that holds only text.
//
// Invariants: every Start has its End; a Text lies inside the root element; comments and processing instructions are checked
// and left out; after EOF or an error the scanner gives the same again; the scanner never panics and holds no more than the
// document and [Limits] allow. The slices of a token stand until the next call.
package xmlscan

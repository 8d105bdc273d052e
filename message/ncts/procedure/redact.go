package procedure

import (
	"bytes"
	"regexp"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
)

// Mask stands for an access code in what is kept; the schema takes it.
const Mask = "****"

var accessCode = regexp.MustCompile(`(<accessCode(?:\s[^<>]*)?>)[^<]*(</accessCode\s*>)`)

// Redact gives the bytes of a message with the access codes of guarantees replaced by [Mask]; all else stays as it is. Error
// BadField where a code is written in a way that cannot be replaced, as with a comment inside.
func Redact(raw []byte) ([]byte, error) {
	if !bytes.Contains(raw, []byte("accessCode")) {
		return raw, nil
	}
	out := accessCode.ReplaceAll(raw, []byte("${1}"+Mask+"${2}"))
	m, err := ncts.Decode(out)
	if err != nil {
		return nil, err
	}
	for _, e := range ncts.Tree(m).All("Guarantee/GuaranteeReference/accessCode") {
		if e.Value != Mask {
			return nil, fault.New(fault.BadField, "the access code is not written as plain text").At("%s", e.Path()).Want("the code alone between its tags")
		}
	}
	return out, nil
}

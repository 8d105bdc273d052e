package procedure

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
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

// fingerprintRounds makes trying all codes of four characters cost days instead of a moment.
const fingerprintRounds = 200_000

// Fingerprint is bytes to hash in the place of a message: its codes are hard to find from them, and other codes give others.
func Fingerprint(raw []byte) ([]byte, error) {
	var codes []byte
	for _, m := range accessCode.FindAllSubmatchIndex(raw, -1) {
		codes = append(append(codes, raw[m[3]:m[4]]...), 0)
	}
	if len(codes) == 0 {
		return raw, nil
	}
	masked := accessCode.ReplaceAll(raw, []byte("${1}"+Mask+"${2}"))
	salt := sha256.Sum256(masked)
	key, err := pbkdf2.Key(sha256.New, string(codes), salt[:], fingerprintRounds, sha256.Size)
	return append(masked, key...), err
}

package guarantee

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"

	"github.com/kairo-corridor/kairo/fault"
)

// Secret is an access code on its way from the holder to the office. Printing it shows nothing; only the encoded message
// carries it, and messages are encrypted to their receiver.
type Secret string

// String hides the code.
func (Secret) String() string { return "(access code)" }

// GoString hides the code.
func (Secret) GoString() string { return "(access code)" }

// AccessCode is what an office keeps of an access code: its salt and its hash, both hexadecimal. Two guarantees with the
// same code have different hashes, and a hash copied to another guarantee fits nothing there.
type AccessCode struct {
	Label string `json:"label,omitempty"` // whose code it is
	Salt  string `json:"salt"`
	Hash  string `json:"hash"`
}

// HashCode makes what is kept of an access code of a guarantee. The salt is 16 to 64 bytes of chance, drawn by the caller;
// the code has 1 to 64 bytes. Errors: BadField.
func HashCode(grn string, salt []byte, code Secret) (AccessCode, error) {
	if len(salt) < SaltBytesMin || len(salt) > SaltBytesMax {
		return AccessCode{}, fault.New(fault.BadField, "a salt of %d bytes", len(salt)).At("/salt").Want("%d to %d bytes of chance", SaltBytesMin, SaltBytesMax)
	}
	if code == "" || len(code) > CodeBytesMax {
		return AccessCode{}, fault.New(fault.BadField, "an access code of %d bytes", len(code)).At("/accessCode").Want("1 to %d", CodeBytesMax)
	}
	sum := digest(grn, salt, code)
	return AccessCode{Salt: hex.EncodeToString(salt), Hash: hex.EncodeToString(sum[:])}, nil
}

// digest hashes the parts, each after its length, so that no two sets of parts give the same bytes.
func digest(grn string, salt []byte, code Secret) [sha256.Size]byte {
	b := []byte("kairo/guarantee/access-code/1")
	for _, part := range [][]byte{[]byte(grn), salt, []byte(code)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return sha256.Sum256(b)
}

// opens is true if a code is one of those of the guarantee. It compares all of them in constant time, so that its
// duration tells neither which one came close nor how close.
func (t Terms) opens(code Secret) bool {
	found := 0
	for _, c := range t.Codes {
		salt, err := hex.DecodeString(c.Salt)
		hash, err2 := hex.DecodeString(c.Hash)
		if err != nil || err2 != nil {
			continue
		}
		sum := digest(t.GRN, salt, code)
		found |= subtle.ConstantTimeCompare(sum[:], hash)
	}
	return found == 1
}

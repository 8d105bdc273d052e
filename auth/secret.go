package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/kairo-corridor/kairo/fault"
)

// The parameters of argon2id: the first choice of the OWASP Password Storage Cheat Sheet for servers with little memory,
// 19 MiB, two passes, one lane. A stored hash carries its own.
const (
	argonMemoryKiB = 19 * 1024
	argonPasses    = 2
	argonLanes     = 1
	saltBytes      = 16
	keyBytes       = 32
)

// bounds of what a stored hash may ask for, so that a tampered file cannot exhaust memory.
const (
	argonMemoryKiBMax = 256 * 1024
	argonPassesMax    = 16
)

// hashing bounds how many passwords are hashed at once; each takes 19 MiB and a core.
var hashing = make(chan struct{}, 2)

// HashPassword makes the PHC string of a password: "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". random gives the salt.
func HashPassword(password string, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fault.New(fault.Internal, "no random salt").Because(err)
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemoryKiB, argonLanes, keyBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemoryKiB, argonPasses, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// VerifyPassword tells whether a password fits a stored hash, in constant time. An empty or unreadable hash fits nothing, and
// takes as long, so that nobody learns from the time which accounts exist.
func VerifyPassword(hash, password string) bool {
	h, err := parsePHC(hash)
	if err != nil || len(password) > PasswordBytesMax {
		h = phc{memory: argonMemoryKiB, passes: argonPasses, lanes: argonLanes, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
		password = ""
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	key := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(key, h.key) == 1 && err == nil && password != ""
}

// NeedsRehash tells whether a hash was made with weaker parameters than those of today.
func NeedsRehash(hash string) bool {
	h, err := parsePHC(hash)
	return err != nil || h.memory < argonMemoryKiB || h.passes < argonPasses || len(h.key) < keyBytes
}

type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func parsePHC(s string) (h phc, err error) {
	bad := fault.New(fault.BadField, "the stored password is unreadable").Want("an argon2id string")
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, bad
	}
	if n, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil || n != 3 {
		return h, bad
	}
	if h.memory < 8 || h.memory > argonMemoryKiBMax || h.passes < 1 || h.passes > argonPassesMax || h.lanes < 1 || h.lanes > 8 {
		return h, bad
	}
	if h.salt, err = base64.RawStdEncoding.DecodeString(f[4]); err != nil || len(h.salt) < 8 || len(h.salt) > 64 {
		return h, bad
	}
	if h.key, err = base64.RawStdEncoding.DecodeString(f[5]); err != nil || len(h.key) < 16 || len(h.key) > 64 {
		return h, bad
	}
	return h, nil
}

// NewToken makes an unguessable token of 256 bits for a link or session, and the hash under which it is kept.
func NewToken() (token, hash string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, HashToken(token)
}

// HashToken is the SHA-256 of a token in hexadecimal; tokens are long and random, so that no slower hash is needed.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

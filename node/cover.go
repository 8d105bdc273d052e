package node

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/json"
	"slices"
	"time"

	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
)

// Cover names the guarantees that secure a movement of common transit. The access codes are sealed to the office of guarantee
// before anything is kept or sent: they stand beside the declaration, not in it, and the office of departure passes them on
// unread.
type Cover struct {
	Office     string                       // party; "" is [transit.OfficeOfGuarantee]
	Key        []byte                       // [Administration.AccessKey] of that office, needed where there are codes
	References []transit.GuaranteeReference // type, number, amount
	Codes      map[string]guarantee.Secret  // by reference number
	Holder     string                       // number by which the office knows the holder of the procedure; "" is the declarant as declared

	// DepartureKey is the access key of the administration of departure. With it the codes are sealed to it too, so that it can
	// answer from an allotment while it is cut off from the office of guarantee; without it the movement waits.
	DepartureKey []byte
}

// Covered is what a trader keeps of a cover: all but the codes themselves.
type Covered struct {
	Office     string                       `json:"office,omitempty"`
	Holder     string                       `json:"holder,omitempty"`
	References []transit.GuaranteeReference `json:"references,omitempty"`
	Sealed     []string                     `json:"sealed,omitempty"` // reference numbers whose code the administration of departure was given
}

// kept is what is kept of a cover that takes the place of another: codes given take the place of all codes given before.
func (c Cover) kept(before *Covered) *Covered {
	k := &Covered{Office: c.Office, Holder: c.Holder, References: c.References}
	for _, r := range c.References {
		if _, given := c.Codes[r.GRN]; given && !slices.Contains(k.Sealed, r.GRN) {
			k.Sealed = append(k.Sealed, r.GRN)
		}
	}
	switch {
	case len(c.References) == 0 && c.Office == "" && c.Holder == "":
		return nil
	case len(c.Codes) == 0 && before != nil:
		k.Sealed = before.Sealed
	}
	return k
}

// cover is the same guarantees again, without codes.
func (c *Covered) cover() *Cover {
	if c == nil {
		return &Cover{}
	}
	return &Cover{Office: c.Office, Holder: c.Holder, References: c.References}
}

// onto puts the guarantees into a declaration.
func (c *Covered) onto(d transit.Declaration) transit.Declaration {
	if c != nil {
		d.GuaranteeOffice, d.Holder, d.Guarantees = c.Office, c.Holder, slices.Clone(c.References)
	}
	return d
}

// sealedCode is an access code that only the office of guarantee can read (HPKE, RFC 9180: X25519, HKDF-SHA256, AES-256-GCM).
// It opens for one guarantee, one movement and one administration of departure.
type sealedCode struct {
	GRN string `json:"grn"`
	To  string `json:"to,omitempty"` // who can read it; empty: the office of guarantee
	Box []byte `json:"box"`
}

// sealing is what a code is sealed for.
func sealing(office, grn, key, administration string) []byte {
	b, _ := json.Marshal([]string{"kairo/access-code/1", office, grn, key, administration}) // strings always encode
	return b
}

// seal seals the codes for a movement.
func (c Cover) seal(key, administration string) ([]sealedCode, error) {
	if len(c.Codes) == 0 {
		return nil, nil
	}
	office := c.Office
	if office == "" {
		office = transit.OfficeOfGuarantee
	}
	out, err := c.sealTo(c.Key, "", office, key, administration)
	if err != nil || len(c.DepartureKey) == 0 {
		return out, err
	}
	own, err := c.sealTo(c.DepartureKey, administration, administration, key, administration)
	return append(out, own...), err
}

// sealTo seals the codes to one party's key.
func (c Cover) sealTo(key []byte, to, reader, movement, administration string) ([]sealedCode, error) {
	public, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(key)
	if err != nil {
		return nil, fault.New(fault.BadField, "the access codes cannot be sealed").At("/key").Want("the access key of the office of guarantee, 32 bytes").Because(err)
	}
	var out []sealedCode
	for _, r := range c.References {
		secret, ok := c.Codes[r.GRN]
		if !ok || slices.ContainsFunc(out, func(x sealedCode) bool { return x.GRN == r.GRN }) {
			continue
		}
		if secret == "" || len(secret) > guarantee.CodeBytesMax {
			return nil, fault.New(fault.BadField, "an access code of %d bytes", len(secret)).At("/codes/%s", r.GRN).Want("1 to %d", guarantee.CodeBytesMax)
		}
		box, err := hpke.Seal(public, hpke.HKDFSHA256(), hpke.AES256GCM(), sealing(reader, r.GRN, movement, administration), []byte(secret))
		if err != nil {
			return nil, fault.New(fault.Internal, "an access code cannot be sealed").Because(err)
		}
		out = append(out, sealedCode{GRN: r.GRN, To: to, Box: box})
	}
	if len(out) != len(c.Codes) {
		return nil, fault.New(fault.BadField, "%d access codes for %d of the guarantees", len(c.Codes), len(out)).At("/codes").Want("codes of guarantees that are named")
	}
	return out, nil
}

// beside puts sealed codes next to the message that was sent last: {"kind":…,"body":…,"codes":[…]}.
func beside(tx *store.Tx, codes []sealedCode) error {
	if len(codes) == 0 {
		return nil
	}
	row := &tx.Outbox[len(tx.Outbox)-1]
	var message map[string]json.RawMessage
	err := json.Unmarshal(row.Body, &message)
	if err == nil {
		message["codes"], err = json.Marshal(codes)
	}
	if err == nil {
		row.Body, err = json.Marshal(message)
	}
	if err != nil {
		return fault.New(fault.Internal, "the sealed codes cannot be sent").Because(err)
	}
	return nil
}

// codesBeside reads the sealed codes next to a message.
func codesBeside(body []byte) ([]sealedCode, error) {
	if !bytes.Contains(body, []byte(`"codes"`)) {
		return nil, nil
	}
	var message struct {
		Codes []sealedCode `json:"codes"`
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return nil, fault.New(fault.BadField, "the sealed access codes are not understood").At("/codes").Because(err)
	}
	for _, c := range message.Codes {
		if len(message.Codes) > 2*transit.GuaranteesMax || len(c.Box) > SealedBytesMax || len(c.GRN) > guarantee.NameBytesMax || len(c.To) > guarantee.NameBytesMax {
			return nil, fault.New(fault.BadField, "%d sealed access codes, one of %d bytes", len(message.Codes), len(c.Box)).At("/codes").
				Want("at most %d, of %d bytes", 2*transit.GuaranteesMax, SealedBytesMax)
		}
	}
	return message.Codes, nil
}

// accessKey is the key that opens access codes. It comes from a signature of the identity that is never sent, so the node
// keeps no other secret.
func (n *Administration) accessKey() (hpke.PrivateKey, error) {
	root := n.Identity.Sign(exchange.Envelope{Kind: "access-key", ID: "kairo/access-key/1", To: n.party, SentAt: time.Unix(0, 0)})
	key, err := hpke.DHKEM(ecdh.X25519()).DeriveKeyPair(root.Signature)
	if err != nil {
		return nil, fault.New(fault.Internal, "the access key cannot be made").Because(err)
	}
	return key, nil
}

// AccessKey is the public key, 32 bytes, to which holders seal access codes for this office of guarantee.
func (n *Administration) AccessKey() ([]byte, error) {
	key, err := n.accessKey()
	if err != nil {
		return nil, err
	}
	return key.PublicKey().Bytes(), nil
}

// openCodes opens the codes next to a request. One that does not open is none: the guarantee then answers for it.
func (n *Administration) openCodes(v transit.GuaranteeRequest, e exchange.Envelope) (map[string]guarantee.Secret, error) {
	codes, err := codesBeside(e.Body)
	if err != nil || len(codes) == 0 {
		return nil, nil // without a code: the answer is G03, not silence
	}
	key, err := n.accessKey()
	if err != nil {
		return nil, err
	}
	out := map[string]guarantee.Secret{}
	for _, c := range codes {
		code, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), sealing(n.party, c.GRN, v.Key, v.From), c.Box)
		if err == nil {
			out[c.GRN] = guarantee.Secret(code)
		}
	}
	return out, nil
}

// LodgeCovered is [Trader.Lodge] with guarantees named.
func (n *Trader) LodgeCovered(ctx context.Context, reference string, s filing.Stretch, c Cover) (key string, err error) {
	return n.lodgeCovered(ctx, reference, s, &c)
}

// AmendCover names other guarantees for a movement that is lodged: the consignment becomes a new version with the same data,
// and the amendment carries the new guarantees. Codes that are given take the place of all codes given before; without any,
// those stay.
func (n *Trader) AmendCover(ctx context.Context, key string, c Cover) error {
	return retry(ctx, func() error {
		f, at, err := n.filing(ctx, key)
		if err != nil {
			return err
		}
		if f.Declared != nil { // a dossier of the same reference is another's
			return fault.New(fault.WrongState, "the movement was lodged without a consignment").At("%s", key).Mend("amend its declaration")
		}
		v, err := n.Dossier(ctx, f.Reference, 0)
		if err != nil {
			return err
		}
		var tx store.Tx
		if v, err = n.renew(ctx, &tx, v); err != nil {
			return err
		}
		stretch := f.Stretch
		if k := len(f.Offered); k > 0 {
			stretch = f.Offered[k-1].Stretch
		}
		if err := n.offerCover(&tx, f, at, v, stretch, c); err != nil {
			return err
		}
		return n.Store.Commit(ctx, tx)
	})
}

// renew adds the next version of a consignment with the same data to a transaction.
func (n *Trader) renew(ctx context.Context, tx *store.Tx, v Version) (Version, error) {
	var head dossier
	at, err := load(ctx, n.Store, dossierPrefix+v.Reference, &head)
	if err != nil {
		return v, err
	}
	if v.Version != head.Version {
		return v, store.VersionConflict(dossierPrefix+v.Reference, int64(v.Version), int64(head.Version))
	}
	v.Version, v.DeclaredAt, head.Version = v.Version+1, n.now(), v.Version+1
	if err := put(tx, dossierPrefix+v.Reference, at, head); err != nil {
		return v, err
	}
	return v, put(tx, versionKey(v.Reference, v.Version), 0, v)
}

// offerCover puts an amendment with its guarantees, and the codes that are given, into the transaction.
func (n *Trader) offerCover(tx *store.Tx, f Filing, at int64, v Version, s filing.Stretch, c Cover) error {
	cover := c.kept(f.Told())
	d := cover.onto(Project(v, s))
	if err := d.Check(); err != nil {
		return err
	}
	codes, err := c.seal(f.Key, f.Administration)
	if err != nil {
		return err
	}
	if err := n.offer(tx, f, at, s, d, cover, ""); err != nil {
		return err
	}
	return beside(tx, codes)
}

// onlyCover is true where nothing differs but what a cover puts into a declaration.
func onlyCover(changed []string) bool {
	for _, name := range changed {
		if name != "guarantees" && name != "guaranteeOffice" && name != "holder" {
			return false
		}
	}
	return len(changed) > 0
}

// BeforeRelease are the states in which the guarantees of a declaration may be replaced.
var BeforeRelease = []transit.State{transit.None, transit.PreLodged, transit.Lodged, transit.GuaranteeAsked, transit.GuaranteeInvalid, transit.Accepted}

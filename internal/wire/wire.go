// Package wire writes and reads the messages of a procedure as {"kind":…,"body":…}, strictly.
//
// A procedure has message types of its own and a table of readers, one for each kind:
//
//	func decode[T Message](body []byte) (Message, error) { return wire.Read[Message, T](body) }
//	m, err := wire.Decode(b, MessageBytesMax, func(k Kind) (wire.Reader[Message], error) { … })
//
// Errors: Limit for more bytes than allowed, BadField for what is not understood, with its path; Internal for what cannot be
// encoded.
package wire

import (
	"bytes"
	"encoding/json"

	"github.com/kairo-corridor/kairo/fault"
)

// Reader reads the body of one kind of message.
type Reader[M any] func(body []byte) (M, error)

type envelope[K ~string] struct {
	Kind K               `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// Read reads a body into a message type of the procedure; a field the type does not have is an error. T must be an M.
func Read[M, T any](body []byte) (M, error) {
	var v T
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(&v)
	return any(v).(M), err
}

// Unknown is the error of a kind that a procedure does not have.
func Unknown(kind string) error {
	return fault.New(fault.BadField, "no message is called %q", kind).At("/kind")
}

// Handler gives a handler of one message type the shape of all handlers of a procedure. Handed a message of another type that
// says it is of the same kind, a pointer for one, it is BadField.
func Handler[A any, M interface{ Kind() K }, T any, K ~string](f func(A, T) error) func(A, M) error {
	return func(a A, m M) error {
		v, ok := any(m).(T)
		if !ok {
			return fault.New(fault.BadField, "message %s has the type %T", m.Kind(), m).Mend("hand it over by value")
		}
		return f(a, v)
	}
}

// Encode writes a message of a kind in at most limit bytes.
func Encode[K ~string](kind K, m any, limit int) ([]byte, error) {
	body, err := json.Marshal(m)
	if err == nil {
		body, err = json.Marshal(envelope[K]{kind, body})
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "message %s cannot be encoded", kind).Because(err)
	}
	if len(body) > limit {
		return nil, fault.New(fault.Limit, "message %s has %d bytes", kind, len(body)).Want("at most %d", limit)
	}
	return body, nil
}

// Decode reads what Encode wrote, with the reader of its kind.
func Decode[K ~string, M any](b []byte, limit int, reader func(K) (Reader[M], error)) (m M, err error) {
	if len(b) > limit {
		return m, fault.New(fault.Limit, "a message of %d bytes", len(b)).Want("at most %d", limit)
	}
	var e envelope[K]
	if err := json.Unmarshal(b, &e); err != nil {
		return m, fault.New(fault.BadField, "the message is not understood").Want("an object with kind and body").Because(err)
	}
	return Body(e.Kind, e.Body, reader)
}

// Body reads the body of a message of a kind.
func Body[K ~string, M any](kind K, body []byte, reader func(K) (Reader[M], error)) (m M, err error) {
	read, err := reader(kind)
	if err != nil {
		return m, err
	}
	v, err := read(body)
	if err != nil {
		return m, fault.New(fault.BadField, "message %s is not understood", kind).At("/body").Because(err)
	}
	return v, nil
}

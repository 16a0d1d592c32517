// Package form is the form in which values are stored: a byte that names the form, then CBOR (RFC 8949) in its core
// deterministic encoding, where each field of a struct has a number in place of its name:
//
//	data, err := form.Encode(value)         // 0x01, then the value
//	body, json, err := form.Body(data)      // json: an earlier release wrote it, as JSON
//	err = form.Decode(body, &value)
//
// A member of a closed set is a list of its number and its fields. The same value always gives the same bytes.
//
// Times are whole seconds in UTC. Settle makes of a value that was read, from CBOR or JSON, what it is to be, and
// Copier copies a value as a trip through its form would. Fields that this release does not know are passed over; Split
// and Join keep them for a value that is written again.
//
// What the values mean, and which numbers their fields and types have, stands beside them in packages record and state.
package form

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// one is the first byte of a value in this form. A JSON document begins with another.
const (
	one  = 0x01
	json = '{'
)

// ErrNewer says that a value is in a form of which this release knows nothing.
var ErrNewer = errors.New("written by a newer release")

// The limits of what is read. Nothing that is written comes near them.
const (
	mostLevels   = 16
	mostElements = 1 << 17
	mostPairs    = 1 << 20
)

var (
	encoding = encMode()                                           //nolint:gochecknoglobals // never changes
	decoding = decMode(mostLevels, cbor.ExtraDecErrorNone)         //nolint:gochecknoglobals // never changes
	strict   = decMode(mostLevels, cbor.ExtraDecErrorUnknownField) //nolint:gochecknoglobals // never changes
	deep     = decMode(4*mostLevels, cbor.ExtraDecErrorNone)       //nolint:gochecknoglobals // never changes
)

func encMode() cbor.UserBufferEncMode {
	options := cbor.CoreDetEncOptions()
	options.Time = cbor.TimeUnix
	options.NaNConvert = cbor.NaNConvertReject
	options.InfConvert = cbor.InfConvertReject
	options.TagsMd = cbor.TagsForbidden
	mode, err := options.UserBufferEncMode()
	if err != nil {
		panic(err) // the options are constants
	}
	return mode
}

func decMode(levels int, extra cbor.ExtraDecErrorCond) cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		MaxNestedLevels:   levels,
		MaxArrayElements:  mostElements,
		MaxMapPairs:       mostPairs,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		ExtraReturnErrors: extra,
		UTF8:              cbor.UTF8DecodeInvalid, // Settle mends it: a broken byte must not cost the whole value
		FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
		NaN:               cbor.NaNDecodeForbidden,
		Inf:               cbor.InfDecodeForbidden,
		BignumTag:         cbor.BignumTagForbidden,
	}.DecMode()
	if err != nil {
		panic(err) // the options are constants
	}
	return mode
}

// Encode writes a value in its stored form.
func Encode(value any) ([]byte, error) { return written([]byte{one}, value) }

// EncodeList writes a list of a few values in its stored form.
func EncodeList(elements ...any) ([]byte, error) {
	return written([]byte{one, listHead + byte(len(elements)&mostInHead)}, elements...)
}

// List writes a list of a few values as a part of another value.
func List(elements ...any) ([]byte, error) {
	return written([]byte{listHead + byte(len(elements)&mostInHead)}, elements...)
}

// A list of a few values begins with one byte that counts them.
const (
	listHead   = 0x80
	mostInHead = 0x0f
)

// Value writes a value as a part of another: without the byte that names the form.
func Value(value any) ([]byte, error) { return written(nil, value) }

// written writes values one behind the other.
func written(head []byte, values ...any) ([]byte, error) {
	var buffer bytes.Buffer
	buffer.Grow(256)
	buffer.Write(head)
	for _, value := range values {
		if err := encoding.MarshalToBuffer(value, &buffer); err != nil {
			return nil, err //nolint:wrapcheck // the callers say what it was
		}
	}
	return buffer.Bytes(), nil
}

// Body takes the first byte off a stored value. What an earlier release wrote is a JSON document, and given as it is.
func Body(data []byte) (body []byte, isJSON bool, err error) {
	switch {
	case len(data) == 0:
		return nil, false, errors.New("there is nothing")
	case data[0] == json:
		return data, true, nil
	case data[0] == one:
		return data[1:], false, nil
	default:
		return nil, false, fmt.Errorf("%w: form %d", ErrNewer, data[0])
	}
}

// Decode reads a whole value.
func Decode(body []byte, into any) error {
	return decoding.Unmarshal(body, into) //nolint:wrapcheck // the callers say what it was
}

// First reads the value at the front, and gives what stands behind it.
func First(body []byte, into any) (rest []byte, err error) {
	return decoding.UnmarshalFirst(body, into) //nolint:wrapcheck // the callers say what it was
}

// Skip passes over the value at the front, and gives what stands behind it.
func Skip(body []byte) (rest []byte, err error) {
	var passed cbor.RawMessage
	return First(body, &passed)
}

// Strict reads a whole value, and says whether there are fields in it that this release does not know. If there are,
// the value is not read to its end.
func Strict(body []byte, into any) (unknown bool, err error) {
	err = strict.Unmarshal(body, into)
	var field *cbor.UnknownFieldError
	if errors.As(err, &field) {
		return true, nil
	}
	return false, err //nolint:wrapcheck // the callers say what it was
}

// Elements opens a list of a few values: how many there are, and what First reads them from, one by one.
func Elements(body []byte) (n int, elements []byte, err error) {
	if len(body) == 0 || body[0]&^mostInHead != listHead {
		return 0, nil, errors.New("it is not a list of a few values")
	}
	return int(body[0] & mostInHead), body[1:], nil
}

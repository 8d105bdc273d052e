package between

import (
	"strings"
	"time"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// kind is a kind of values. Values are kept and checked as they stand: no white space is treated.
type kind struct {
	name, expected string
	max            int // bytes
	takes          func(v string) bool
}

var kinds = map[string]*kind{
	"line":     {"line", "one line of 1 to 560 bytes", lineBytesMax, func(v string) bool { return !strings.ContainsAny(v, "\r\n") }},
	"text":     {"text", "1 to 2048 bytes", textBytesMax, func(string) bool { return true }},
	"flag":     {"flag", "0 or 1", 1, func(v string) bool { return v == "0" || v == "1" }},
	"count":    {"count", "a whole number without sign or leading zeros, at most 15 digits", digitsMax, isCount},
	"country":  {"country", "two capitals", 2, func(v string) bool { return capitals(v, 2) }},
	"currency": {"currency", "three capitals", 3, func(v string) bool { return capitals(v, 3) }},
	"time":     {"time", "a date and time with its zone, YYYY-MM-DDThh:mm:ssZ", 35, isTime},
}

// wrong says what a value breaks, with the code of the finding; empty when it breaks nothing.
func (k *kind) wrong(v string) (code string) {
	switch {
	case v == "":
		return ncts.TooShort
	case len(v) > k.max:
		return ncts.TooLong
	case !k.takes(v):
		return ncts.WrongType
	}
	return ""
}

func isCount(v string) bool { return digits(v) && (v == "0" || v[0] != '0') }

func digits(v string) bool { return v != "" && strings.Trim(v, "0123456789") == "" }

func capitals(v string, n int) bool {
	return len(v) == n && strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isTime takes RFC 3339 with at most nine digits of a second, as far as the procedure reads it.
func isTime(v string) bool {
	t, err := time.Parse(time.RFC3339Nano, v)
	if err != nil || strings.ContainsAny(v, ",tz") {
		return false
	}
	_, err = t.MarshalJSON()
	return err == nil
}

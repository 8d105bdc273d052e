package consignment

import (
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/unit"
)

// column is one column of a sheet over a T: its name, where its value stands in JSON, and how it is read and written. An
// empty cell is never read: it says nothing. keep marks a column that is written even where it is empty.
type column[T any] struct {
	name, path string
	keep       bool
	get        func(*T) string
	set        func(*T, string) *fault.Error
}

func text[T any](name, path string, field func(*T) *string) column[T] {
	return column[T]{name: name, path: path,
		get: func(t *T) string { return guard(*field(t)) },
		set: func(t *T, s string) *fault.Error { *field(t) = unguard(s); return nil }}
}

func must[T any](c column[T]) column[T] { c.keep = true; return c }

// whole is a column of whole numbers; zero is written only where keepZero is true.
func whole[T any, N ~int | ~int64](name, path string, keepZero bool, field func(*T) *N) column[T] {
	return column[T]{name: name, path: path,
		get: func(t *T) string {
			if *field(t) == 0 && !keepZero {
				return ""
			}
			return strconv.FormatInt(int64(*field(t)), 10)
		},
		set: func(t *T, s string) *fault.Error {
			n, err := strconv.ParseInt(unguard(s), 10, 64)
			if err != nil || n > NumberMax || n < -NumberMax {
				return fault.New(fault.BadField, "is %q", clip(s)).Want("a whole number").Mend("write no separators, blanks or units")
			}
			*field(t) = N(n)
			return nil
		}}
}

func list[T any](name, path string, field func(*T) *[]string) column[T] {
	return column[T]{name: name, path: path,
		get: func(t *T) string { return guard(joinList(*field(t))) },
		set: func(t *T, s string) *fault.Error { *field(t) = splitList(unguard(s)); return nil }}
}

// pairs is a column of name=value items.
func pairs[T, P any](name, path, want string, field func(*T) *[]P, read func(P) [2]string, write func([2]string) P) column[T] {
	return column[T]{name: name, path: path,
		get: func(t *T) string {
			var all [][2]string
			for _, p := range *field(t) {
				all = append(all, read(p))
			}
			return guard(joinPairs(all))
		},
		set: func(t *T, s string) *fault.Error {
			all, err := splitPairs(unguard(s))
			if err != nil {
				return err.Want("%s", want)
			}
			*field(t) = nil
			for _, p := range all {
				*field(t) = append(*field(t), write(p))
			}
			return nil
		}}
}

// money is two columns, the currency first: it says how many decimals the amount has.
func money[T any](amount, currency, path string, field func(*T) *unit.Money) []column[T] {
	cur := text(currency, path+"/currency", func(t *T) *string { return &field(t).Currency })
	return []column[T]{cur, {name: amount, path: path + "/minor",
		get: func(t *T) string {
			if m := field(t); *m != (unit.Money{}) {
				return formatAmount(m.Minor, m.Currency)
			}
			return ""
		},
		set: func(t *T, s string) *fault.Error {
			m := field(t)
			minor, ok := parseAmount(unguard(s), m.Currency)
			if !ok {
				return fault.New(fault.BadField, "is %q", clip(s)).Want("an amount such as 96000.00, with at most %d decimals in %s", Decimals(m.Currency), orNothing(m.Currency)).
					Mend("write a point before the decimals and no separators")
			}
			m.Minor = minor
			return nil
		}}}
}

func orNothing(currency string) string {
	if currency == "" {
		return "a currency not named"
	}
	return clip(currency)
}

func yesNo[T any](name, path string, field func(*T) *bool) column[T] {
	return column[T]{name: name, path: path,
		get: func(t *T) string {
			if *field(t) {
				return "yes"
			}
			return ""
		},
		set: func(t *T, s string) *fault.Error {
			switch strings.ToLower(unguard(s)) {
			case "yes", "true", "1":
				*field(t) = true
			case "no", "false", "0":
				*field(t) = false
			default:
				return fault.New(fault.BadField, "is %q", clip(s)).Want("yes or no")
			}
			return nil
		}}
}

// under lifts the columns of a part into those of the whole. part gives the part, making it where make is true; nil is none.
func under[T, P any](prefix, path string, inner []column[P], part func(t *T, make bool) *P) []column[T] {
	out := make([]column[T], len(inner))
	for i, c := range inner {
		out[i] = column[T]{name: prefix + c.name, path: path + c.path, keep: c.keep,
			get: func(t *T) string {
				if p := part(t, false); p != nil {
					return c.get(p)
				}
				return ""
			},
			set: func(t *T, s string) *fault.Error { return c.set(part(t, true), s) }}
	}
	return out
}

// optional is the part behind a pointer.
func optional[T, P any](field func(*T) **P) func(*T, bool) *P {
	return func(t *T, make bool) *P {
		if *field(t) == nil && make {
			*field(t) = new(P)
		}
		return *field(t)
	}
}

// entry is the i-th part of a list, which grows as far as it must.
func entry[T, P any](i int, field func(*T) *[]P) func(*T, bool) *P {
	return func(t *T, grow bool) *P {
		all := field(t)
		for grow && len(*all) <= i {
			*all = append(*all, *new(P))
		}
		if i < len(*all) {
			return &(*all)[i]
		}
		return nil
	}
}

func join[T any](groups ...[]column[T]) []column[T] {
	var out []column[T]
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

package mutation

import (
	"cmp"
	"reflect"
	"slices"
)

// Number is what can be counted up.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

// Not is a truth, or its contrary.
func Not[B ~bool](number int, value B) B {
	if On(number) {
		return !value
	}
	return value
}

// Less is a < b; the mutants are its contrary and a <= b.
func Less[T cmp.Ordered](number int, a, b T) bool {
	less := a < b
	return Not(number, less) || a == b && On(number+1)
}

// LessOrEqual is a <= b; the mutants are its contrary and a < b.
func LessOrEqual[T cmp.Ordered](number int, a, b T) bool {
	return Not(number, a <= b) && !(a == b && On(number+1))
}

// Greater is a > b; the mutants are its contrary and a >= b.
func Greater[T cmp.Ordered](number int, a, b T) bool { return Less(number, b, a) }

// GreaterOrEqual is a >= b; the mutants are its contrary and a > b.
func GreaterOrEqual[T cmp.Ordered](number int, a, b T) bool { return LessOrEqual(number, b, a) }

// Plus is a number, or the next.
func Plus[N Number](number int, value N) N {
	if On(number) {
		return value + 1
	}
	return value
}

// Minus is a number, or the one before.
func Minus[N Number](number int, value N) N {
	if On(number) {
		return value - 1
	}
	return value
}

// Sum is a + b, or a - b.
func Sum[N Number](number int, a, b N) N {
	if b != 0 && On(number) {
		return a - b
	}
	return a + b
}

// Difference is a - b, or a + b.
func Difference[N Number](number int, a, b N) N {
	if b != 0 && On(number) {
		return a + b
	}
	return a - b
}

// Tilde is a text, or one that is found nowhere.
func Tilde[S ~string](number int, value S) S { return Other(number, value, "~") }

// Other is a value, or another that could stand there.
func Other[T comparable](number int, value, other T) T {
	if value != other && On(number) {
		return other
	}
	return value
}

// Zero is a value, or the zero value of its type.
func Zero[T any](number int, value T) T {
	if !isZero(value) && On(number) {
		var zero T
		return zero
	}
	return value
}

func isZero[T any](value T) bool {
	v := reflect.ValueOf(&value).Elem()
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// Zero2 makes the results of a function pass, or one of the two as its zero value; a truth becomes its contrary.
func Zero2[A, B any](number int) func(A, B) (A, B) {
	return func(a A, b B) (A, B) { return altered(number, a), altered(number+1, b) }
}

// Zero3 is Zero2 for three results.
func Zero3[A, B, C any](number int) func(A, B, C) (A, B, C) {
	return func(a A, b B, c C) (A, B, C) { return altered(number, a), altered(number+1, b), altered(number+2, c) }
}

func altered[T any](number int, value T) T {
	if v := reflect.ValueOf(&value).Elem(); v.Kind() == reflect.Bool {
		if On(number) {
			v.SetBool(!v.Bool())
		}
		return value
	}
	return Zero(number, value)
}

// Reversed is a list, or the same from its end.
func Reversed[S ~[]E, E any](number int, list S) S {
	if len(list) > 1 && On(number) {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	return list
}

// Swapped is the result of a comparison, or that of its contrary.
func Swapped(number, order int) int {
	if order != 0 && On(number) {
		return -order
	}
	return order
}

// Call is a function that makes one value of another, or leaves it as it is.
func Call[T comparable](number int, f func(T) T) func(T) T {
	return func(value T) T { return Other(number, f(value), value) }
}

// Fold is strings.EqualFold, or a comparison of each letter as it is.
func Fold(number int, f func(a, b string) bool) func(a, b string) bool {
	return func(a, b string) bool { return f(a, b) && (a == b || Off(number)) }
}

package mutation_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/mutation"
)

// TestEachMutantDoesOneThingOtherwise calls each function of the switch as it was written and as each of its mutants, 7 and the next
// ones. Where that is to be the same the mutant is not even met. The choice is one for the process, so nothing here is parallel.
func TestEachMutantDoesOneThingOtherwise(t *testing.T) {
	defer mutation.Choose(mutation.Original)
	defer mutation.End()
	err := errors.New("wrong")
	for sentence, test := range map[string]struct {
		do   func() any
		want []any // by the original, and by 7, 8 and so on
	}{
		"a truth":                          {func() any { return mutation.Not(7, true) }, []any{true, false}},
		"less":                             {func() any { return mutation.Less(7, 1, 2) }, []any{true, false, true}},
		"not less at the boundary":         {func() any { return mutation.Less(7, 2, 2) }, []any{false, true, true}},
		"less or equal at the boundary":    {func() any { return mutation.LessOrEqual(7, 2, 2) }, []any{true, false, false}},
		"greater":                          {func() any { return mutation.Greater(7, 3, 2) }, []any{true, false, true}},
		"greater or equal at the boundary": {func() any { return mutation.GreaterOrEqual(7, "b", "b") }, []any{true, false, false}},
		"the next number":                  {func() any { return mutation.Plus(7, 2) }, []any{2, 3}},
		"the number before":                {func() any { return mutation.Minus(7, 2) }, []any{2, 1}},
		"a sum":                            {func() any { return mutation.Sum(7, 5, 2) }, []any{7, 3}},
		"a sum with nothing":               {func() any { return mutation.Sum(7, 5, 0) }, []any{5, 5}},
		"a difference":                     {func() any { return mutation.Difference(7, 5, 2) }, []any{3, 7}},
		"a text":                           {func() any { return mutation.Tilde(7, "a") }, []any{"a", "~"}},
		"another value":                    {func() any { return mutation.Other(7, 'a', 'b') }, []any{'a', 'b'}},
		"the zero value":                   {func() any { return mutation.Zero(7, "a") }, []any{"a", ""}},
		"of nothing the zero value":        {func() any { return mutation.Zero(7, "") }, []any{"", ""}},
		"a list from its end":              {func() any { return mutation.Reversed(7, []int{1, 2}) }, []any{[]int{1, 2}, []int{2, 1}}},
		"a comparison swapped":             {func() any { return mutation.Swapped(7, -1) }, []any{-1, 1}},
		"a text left as it is":             {func() any { return mutation.Call(7, strings.ToLower)("A") }, []any{"a", "A"}},
		"letter case that counts":          {func() any { return mutation.Fold(7, strings.EqualFold)("a", "A") }, []any{true, false}},
		"letter case that is the same":     {func() any { return mutation.Fold(7, strings.EqualFold)("a", "a") }, []any{true, true}},
		"two results": {func() any {
			a, b := mutation.Zero2[int, bool](7)(2, true)
			return []any{a, b}
		}, []any{[]any{2, true}, []any{0, true}, []any{2, false}}},
		"three results": {func() any {
			a, b, c := mutation.Zero3[string, bool, error](7)("a", false, err)
			return []any{a, b, c}
		}, []any{[]any{"a", false, err}, []any{"", false, err}, []any{"a", true, err}, []any{"a", false, nil}}},
	} {
		mutation.Choose(mutation.Original)
		trace := mutation.Begin()
		assert.Equal(t, test.want[0], test.do(), sentence)
		met := trace.Met()
		for i, want := range test.want[1:] {
			mutation.Choose(7 + i)
			assert.Equal(t, want, test.do(), "%s, mutant %d", sentence, 7+i)
			if !assert.ObjectsAreEqual(test.want[0], want) {
				assert.Contains(t, met, 7+i, "%s: what makes a difference is met", sentence)
			} else {
				assert.NotContains(t, met, 7+i, "%s: what makes no difference is not met", sentence)
			}
		}
	}
	mutation.Choose(9)
	assert.True(t, mutation.On(9))
	assert.False(t, mutation.Off(9))
	assert.False(t, mutation.On(8))
}

package outbound

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mtalab/internal/names"
	"mtalab/sim/policy"
)

// Option is a named choice of a built-in sender, whose choices together are an O.
type Option[O any] struct {
	Name   string
	Rule   string   // where the sources leave it open
	Values []string // the default first, and alone if any text of a kind will do
	set    func(*O, string) error
}

// Choice is an option with a few values, the default first.
func Choice[O any, T ~string](name, rule string, field func(*O) *T, values ...T) Option[O] {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = string(value)
	}
	return Option[O]{name, rule, words, func(o *O, value string) error {
		if !slices.Contains(words, value) {
			return fmt.Errorf("%w: option %q is %q: want one of %s", policy.ErrPolicy, name, value, strings.Join(words, ", "))
		}
		*field(o) = T(value)
		return nil
	}}
}

// Period is an option that is a duration.
func Period[O any](name, rule string, field func(*O) *time.Duration, byDefault string) Option[O] {
	return Option[O]{name, rule, []string{byDefault}, func(o *O, value string) error {
		d, err := time.ParseDuration(value)
		if err != nil || d <= 0 {
			return fmt.Errorf("%w: option %q is %q: want a duration such as 30m or 72h", policy.ErrPolicy, name, value)
		}
		*field(o) = d
		return nil
	}}
}

// HostName is an option that is the name of a host, or "none", the default, which leaves its field empty.
func HostName[O any](name, rule string, field func(*O) *string) Option[O] {
	const none = "none"
	return Option[O]{name, rule, []string{none}, func(o *O, value string) error {
		host, err := names.Domain(value)
		if err != nil {
			return fmt.Errorf("%w: option %q is %q: want the name of a host, or %s: %w", policy.ErrPolicy, name, value, none, err)
		}
		*field(o) = ""
		if value != none {
			*field(o) = host
		}
		return nil
	}}
}

// OptionTable are the options of a sender.
type OptionTable[O any] []Option[O]

// Defaults are the first values. It panics if one is no value of its option.
func (t OptionTable[O]) Defaults() O {
	var o O
	for _, option := range t {
		if err := option.set(&o, option.Values[0]); err != nil {
			panic("outbound: the default of an option is none of its values: " + strconv.Quote(option.Name))
		}
	}
	return o
}

// Parse reads options by name; what is not named keeps its default. An error is a sim.ErrPolicy.
func (t OptionTable[O]) Parse(named map[string]string) (O, error) {
	o := t.Defaults()
	for _, name := range slices.Sorted(maps.Keys(named)) { // so that the first mistake is always the same one
		i := slices.IndexFunc(t, func(option Option[O]) bool { return option.Name == name })
		if i < 0 {
			return o, fmt.Errorf("%w: unknown option %q: want one of %s", policy.ErrPolicy, name, strings.Join(t.names(), ", "))
		}
		if err := t[i].set(&o, named[name]); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (t OptionTable[O]) names() []string {
	names := make([]string, len(t))
	for i, option := range t {
		names[i] = option.Name
	}
	slices.Sort(names)
	return names
}

// Rows are the beginnings of the rows of a table in Markdown, one for each option in order: its name, its
// values and its rule. What it decides is for a person to say behind them.
func (t OptionTable[O]) Rows() []string {
	rows := make([]string, len(t))
	for i, option := range t {
		rows[i] = fmt.Sprintf("| `%s` | %s | %s | ", option.Name, strings.Join(option.Values, ", "), option.Rule)
	}
	return rows
}

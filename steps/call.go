package steps

import (
	"context"
	"reflect"
	"strconv"

	"github.com/cucumber/godog"
)

var (
	contextType   = reflect.TypeFor[context.Context]()
	stringType    = reflect.TypeFor[string]()
	tableType     = reflect.TypeFor[*godog.Table]()
	docStringType = reflect.TypeFor[*godog.DocString]()
)

// say makes godog call the phrase with the words that stand for its placeholders. What stands below a step is
// read from the step: godog passes over what a function does not take, and hands on nil for what is not there.
func (s *scenario) say(sc *godog.ScenarioContext, p phrase) {
	do := s.callWith(p)
	switch p.keyword {
	case given:
		sc.Given(p.expression(), do)
	case when:
		sc.When(p.expression(), do)
	case then:
		sc.Then(p.expression(), do)
	}
}

// callWith is a function for godog that takes as many words as the phrase has placeholders.
func (s *scenario) callWith(p phrase) any {
	switch p.expression().NumSubexp() {
	case 0:
		return func(ctx context.Context) error { return s.call(ctx, p, nil) }
	case 1:
		return func(ctx context.Context, a string) error { return s.call(ctx, p, []string{a}) }
	case 2:
		return func(ctx context.Context, a, b string) error { return s.call(ctx, p, []string{a, b}) }
	case 3:
		return func(ctx context.Context, a, b, c string) error { return s.call(ctx, p, []string{a, b, c}) }
	case 4:
		return func(ctx context.Context, a, b, c, d string) error { return s.call(ctx, p, []string{a, b, c, d}) }
	case 5:
		return func(ctx context.Context, a, b, c, d, e string) error { return s.call(ctx, p, []string{a, b, c, d, e}) }
	}
	panic(p.text + ": a phrase has at most five placeholders")
}

// call holds the current step to its phrase, and does what the phrase says.
func (s *scenario) call(ctx context.Context, p phrase, values []string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if p.keyword == given && (s.sends || s.listens) {
		return badText("a Given after a When comes too late: the world runs already")
	}
	if err := p.argument.check(s.current); err != nil {
		return err
	}
	values, err := p.accept(values)
	if err != nil {
		return err
	}
	do := reflect.ValueOf(p.do)
	var inputs []reflect.Value
	for in := range do.Type().Ins() {
		switch in {
		case contextType:
			inputs = append(inputs, reflect.ValueOf(ctx))
		case tableType:
			inputs = append(inputs, reflect.ValueOf(s.current.Argument.DataTable))
		case docStringType:
			inputs = append(inputs, reflect.ValueOf(s.current.Argument.DocString))
		case stringType:
			inputs = append(inputs, reflect.ValueOf(values[0]))
			values = values[1:]
		default: // int, of which accept has seen to the bounds
			number, err := strconv.Atoi(values[0])
			if err != nil {
				return badText("%s: want a number", values[0])
			}
			inputs = append(inputs, reflect.ValueOf(number))
			values = values[1:]
		}
	}
	results := do.Call(inputs)
	if len(results) == 0 || results[0].IsNil() {
		return nil
	}
	return results[0].Interface().(error)
}

// accept holds the values of the placeholders to what each takes.
func (p phrase) accept(values []string) ([]string, error) {
	accepted := make([]string, len(values))
	for i, name := range p.placeholders() {
		var err error
		if accepted[i], err = placeholders[name].accept(name, values[i]); err != nil {
			return nil, err
		}
	}
	return accepted, nil
}

package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// strict reads JSON and holds it to a Go type: what the type has not, what is there twice, missing, null or of another
// type is an error, with its path as $.runs[0].sender. Package json would pass over most of it.
type strict struct{ *json.Decoder }

// checkType holds a JSON text to a type.
func checkType(content io.Reader, t reflect.Type) error {
	s := strict{json.NewDecoder(content)}
	s.UseNumber()
	if err := s.value(t, "", "$"); err != nil {
		return err
	}
	if _, err := s.Token(); !errors.Is(err, io.EOF) {
		return errors.New("$: want one JSON value, and there is more behind it")
	}
	return nil
}

var timeType = reflect.TypeFor[time.Time]()

// value reads one value of a type; least is the least number that it may be, if it is not empty.
func (s strict) value(t reflect.Type, least, path string) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	token, err := s.Token()
	if err != nil {
		return s.broken(err, path)
	}
	is := false
	switch {
	case t == timeType:
		text, isText := token.(string)
		_, err := time.Parse(time.RFC3339, text)
		is = isText && err == nil
	case t.Kind() == reflect.Struct && token == json.Delim('{'):
		return s.object(t, path)
	case t.Kind() == reflect.Slice && token == json.Delim('['):
		return s.array(t.Elem(), path)
	case t.Kind() == reflect.String:
		_, is = token.(string)
	case t.Kind() == reflect.Bool:
		_, is = token.(bool)
	default:
		return number(token, t, least, path)
	}
	if !is {
		return fmt.Errorf("%s: want %s, and not %s", path, kindOf(t), shown(token))
	}
	return nil
}

// number checks that a token is a whole number that the type holds.
func number(token json.Token, t reflect.Type, least, path string) error {
	number, isNumber := token.(json.Number)
	if !isNumber || json.Unmarshal([]byte(number), reflect.New(t).Interface()) != nil {
		return fmt.Errorf("%s: want %s, and not %s", path, kindOf(t), shown(token))
	}
	if least == "" {
		return nil
	}
	least64, _ := strconv.ParseInt(least, 10, 64)
	if value, err := number.Int64(); err == nil && value < least64 {
		return fmt.Errorf("%s: want at least %s, and not %d", path, least, value)
	}
	return nil
}

func (s strict) object(t reflect.Type, path string) error {
	fields, seen := fieldsOf(t), map[string]bool{}
	for s.More() {
		token, err := s.Token()
		if err != nil {
			return s.broken(err, path)
		}
		name := token.(string) // the decoder takes nothing else here
		at := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		switch {
		case at < 0:
			return fmt.Errorf("%s: unknown field %.100q", path, name)
		case seen[name]:
			return fmt.Errorf("%s.%s: it is there twice", path, name)
		}
		seen[name] = true
		if err := s.value(fields[at].of, fields[at].least, path+"."+name); err != nil {
			return err
		}
	}
	if _, err := s.Token(); err != nil {
		return s.broken(err, path)
	}
	for _, field := range fields {
		if !field.optional && !seen[field.name] {
			return fmt.Errorf("%s: want a field %q, and there is none", path, field.name)
		}
	}
	return nil
}

func (s strict) array(t reflect.Type, path string) error {
	for i := 0; s.More(); i++ {
		if err := s.value(t, "", fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	if _, err := s.Token(); err != nil {
		return s.broken(err, path)
	}
	return nil
}

func (s strict) broken(err error, path string) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%s: want JSON, and at byte %d: %w", path, s.InputOffset(), err)
}

// field is a field of a struct as package json sees it.
type field struct {
	name     string
	of       reflect.Type
	optional bool
	least    string // of a number; empty: any
}

func fieldsOf(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		all = append(all, field{name, f.Type, strings.HasPrefix(options, "omit"), f.Tag.Get("least")})
	}
	return all
}

func kindOf(t reflect.Type) string {
	switch {
	case t == timeType:
		return "a time (RFC 3339)"
	case t.Kind() == reflect.Struct:
		return "an object"
	case t.Kind() == reflect.Slice:
		return "a list"
	case t.Kind() == reflect.String:
		return "a string"
	case t.Kind() == reflect.Bool:
		return "true or false"
	}
	return "a whole number"
}

func shown(token json.Token) string {
	switch token := token.(type) {
	case json.Delim:
		return map[json.Delim]string{'{': "an object", '[': "a list"}[token]
	case string:
		return fmt.Sprintf("%.100q", token)
	case nil:
		return "null"
	}
	return fmt.Sprintf("%.100v", token)
}

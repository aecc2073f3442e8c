package shim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// parse reads an answer: one JSON object and nothing behind it, with fields of exactly these names, each once.
func parse(said string) (answer1, error) {
	var answer answer1
	decoder := json.NewDecoder(strings.NewReader(said))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return answer, errors.Join(errors.New("want a JSON object"), err)
	}
	fields := map[string]any{"fate": &answer.Fate, "reason": &answer.Reason, "verified": &answer.Verified}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return answer, err
		}
		name := token.(string) // as a key is
		field, known := fields[name]
		if !known {
			return answer, fmt.Errorf("the field %q is unknown, or there twice: want fate, reason and verified, each once", name)
		}
		delete(fields, name)
		if err := decoder.Decode(field); err != nil {
			return answer, fmt.Errorf("the field %q: %w", name, err)
		}
	}
	if _, err := decoder.Token(); err != nil {
		return answer, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return answer, errors.New("something stands behind the object: want one JSON object and nothing else")
	}
	return answer, nil
}

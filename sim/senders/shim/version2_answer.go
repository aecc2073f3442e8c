package shim

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// answer is what a program of version 2 says of a message: answer.schema.json says what it means. It has exactly one of
// Recipients, NotSupported and Broken.
type answer struct {
	Version      int      `json:"version"`
	ID           *int     `json:"id"`
	Recipients   []told   `json:"recipients"`
	NotSupported *string  `json:"notSupported"`
	Broken       *string  `json:"broken"`
	Log          []string `json:"log"`
}

// told is the fate of one recipient.
type told struct {
	Address  string     `json:"address"`
	Fate     string     `json:"fate"`
	Reason   string     `json:"reason"`
	Verified *bool      `json:"verified"`
	Host     string     `json:"host"`
	IP       netip.Addr `json:"ip"`
}

// strictly reads one JSON value: every field is known, there once (RFC 7493 §2.3) and has a value, and nothing stands behind it.
func strictly(said string, into any) error {
	if at, found := null(said); found {
		return fmt.Errorf("%s: null: want it left out", at)
	}
	err := json.Unmarshal([]byte(said), into, json.RejectUnknownMembers(true))
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic) && errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("%s: a field that the contract does not know", semantic.JSONPointer)
	case errors.As(err, &syntactic) && errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("%s: a field that is there twice", syntactic.JSONPointer)
	case errors.As(err, &semantic) && semantic.Err != nil:
		return fmt.Errorf("%s: %w", semantic.JSONPointer, semantic.Err)
	case errors.As(err, &semantic):
		return fmt.Errorf("%s: it is of another type than the schema has", cmp.Or(semantic.JSONPointer, "/"))
	}
	return err
}

// null finds a null in a text.
func null(said string) (at jsontext.Pointer, found bool) {
	decoder := jsontext.NewDecoder(strings.NewReader(said))
	for {
		token, err := decoder.ReadToken()
		if err != nil {
			return "", false // which the reader of the whole text will find too
		}
		if token.Kind() == 'n' {
			return decoder.StackPointer(), true
		}
	}
}

// read reads an answer to a question; one of a program that stays must say to which. What can be read of it is there beside
// an error too.
func (q question) read(said string, stays bool) (heard answer, err error) {
	if err = strictly(said, &heard); err == nil {
		err = q.sound(heard, stays)
	}
	if err != nil {
		err = fmt.Errorf("%w: its answer %.200q is not that of the contract: %w", sim.ErrMisbehaved, said, err)
	}
	return heard, err
}

// sound holds an answer to what it must have.
func (q question) sound(heard answer, stays bool) error {
	kinds := 0
	for _, there := range []bool{heard.Recipients != nil, heard.NotSupported != nil, heard.Broken != nil} {
		if there {
			kinds++
		}
	}
	switch {
	case heard.Version != version:
		return fmt.Errorf("/version: %d: want %d", heard.Version, version)
	case heard.ID == nil && stays:
		return fmt.Errorf("/id: want that of the question, %d, as the program stays", q.ID)
	case heard.ID != nil && *heard.ID != q.ID:
		return fmt.Errorf("/id: %d: want that of the question, %d", *heard.ID, q.ID)
	case kinds != 1:
		return errors.New("want exactly one of recipients, notSupported and broken")
	case heard.NotSupported != nil && *heard.NotSupported == "", heard.Broken != nil && *heard.Broken == "":
		return errors.New("want a reason, and it is empty")
	}
	return q.complete(heard.Recipients)
}

// complete holds the recipients of an answer to those of the question: each is there once, with a fate.
func (q question) complete(answered []told) error {
	if answered == nil {
		return nil
	}
	left := slices.Clone(answered)
	for _, asked := range q.Recipients {
		at := slices.IndexFunc(left, func(t told) bool { return t.Address == asked.Address })
		if at < 0 {
			return fmt.Errorf("/recipients: nothing is said of %s", asked.Address)
		}
		if _, known := fates[left[at].Fate]; !known {
			return fmt.Errorf("the fate of %s is %q: want delivered, deferred, bounced, discarded or trying", asked.Address, left[at].Fate)
		}
		left = slices.Delete(left, at, at+1)
	}
	if len(left) > 0 {
		return fmt.Errorf("/recipients: %q was not asked about, or is there twice", left[0].Address)
	}
	return nil
}

// fates are those of an answer, in the words of the contract.
var fates = map[string]evidence.Fate{
	"delivered": evidence.Delivered, "deferred": evidence.Deferred, "bounced": evidence.Bounced,
	"discarded": evidence.Discarded, "trying": evidence.StillTrying,
}

// outcomes are what a sound answer says, of recipients as the world knows them.
func (q question) outcomes(name string, heard answer, original []string) ([]evidence.Outcome, error) {
	switch {
	case heard.NotSupported != nil:
		return nil, fmt.Errorf("%w: %s says %q", sim.ErrNotSupported, name, *heard.NotSupported)
	case heard.Broken != nil:
		return nil, fmt.Errorf("%s says that it is not the sender's fault: %q", name, *heard.Broken)
	}
	var outcomes []evidence.Outcome
	left := slices.Clone(heard.Recipients)
	for i, asked := range q.Recipients {
		at := slices.IndexFunc(left, func(t told) bool { return t.Address == asked.Address })
		outcomes, left = append(outcomes, left[at].outcome(original[i], asked.Chain != "")), slices.Delete(left, at, at+1)
	}
	return outcomes, nil
}

// outcome is what is told, of a recipient as the world knows it. Where the policy does not ask for it, a certificate that
// was verified by the way decided nothing.
func (t told) outcome(original string, asked bool) evidence.Outcome {
	outcome := evidence.Outcome{Recipient: original, Fate: fates[t.Fate], Reason: t.Reason}
	if outcome.Fate == evidence.Delivered {
		outcome.Host, outcome.Address = t.Host, t.IP
	}
	if outcome.Fate == evidence.Delivered && asked {
		outcome.Fate, outcome.VerificationUnknown = delivered(t.Verified)
	}
	return outcome
}

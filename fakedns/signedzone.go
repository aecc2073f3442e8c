package fakedns

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// SignedZone is a zone that signs its records, with ECDSA P-256 and one key that it keeps for the run. The zero
// value of all but Name is an honest one, which renews its signatures in time.
//
// Where there is one, the root and what lies right below it are signed too, and so is every zone on the way from the
// root; the others are unsigned, and their parents prove that they have no DS.
type SignedZone struct {
	Name string `json:"name,omitzero"`
	// NSEC3 denies by hashes of names (RFC 5155), without salt or iterations, in place of NSEC.
	NSEC3 bool `json:"nsec3,omitzero"`
	// Expires is when its signatures end, and are not renewed.
	Expires time.Time `json:"expires,omitzero"`
	// Flaws are what is wrong.
	Flaws []Flaw `json:"flaws,omitzero"`
}

// Flaw is one thing that is wrong with the signatures of a zone, or with those in an answer.
type Flaw string

// What can be wrong with a zone. Those up to LongTTL can be wrong with a single answer too.
const (
	Expired     Flaw = "expired"                  // the signatures ended a month ago
	NotYetValid Flaw = "not yet valid"            // they begin in a month
	WrongKey    Flaw = "wrong key"                // the records are signed with a key that is not the zone's
	NoRRSIG     Flaw = "no RRSIG"                 // the signatures of the records are left out
	Tampered    Flaw = "tampered"                 // the records were changed after they were signed
	NoDenial    Flaw = "no denial"                // negative answers have no NSEC or NSEC3 records
	LongTTL     Flaw = "TTL above the signed one" // which means nothing: the lower one counts (RFC 4035 §5.3.3)

	NoDS             Flaw = "no DS"                      // the parent proves that the zone has none, so that it is insecure
	UnprovenDS       Flaw = "absence of the DS unproven" // there is none, and no proof of it
	WrongDS          Flaw = "wrong DS digest"            // the DS is that of another key
	UnknownAlgorithm Flaw = "unknown algorithm"          // of the key, the DS and the signatures, so that the zone is insecure (RFC 4035 §5.2)
	Unsigned         Flaw = "unsigned"                   // the zone has no key, signatures or denial, whatever its DS says
	NoDNSKEY         Flaw = "no DNSKEY"                  // it is signed, and the key is missing
	OptOut           Flaw = "opt-out"                    // its NSEC3 records pass over unsigned zones below it (RFC 5155 §6)
)

var ofAnswers = []Flaw{Expired, NotYetValid, WrongKey, NoRRSIG, Tampered, NoDenial, LongTTL}

var ofZones = slices.Concat(ofAnswers, []Flaw{NoDS, UnprovenDS, WrongDS, UnknownAlgorithm, Unsigned, NoDNSKEY, OptOut})

// Flaws are all there are: of a single answer, or of a zone.
func Flaws(ofAnswer bool) []Flaw {
	if ofAnswer {
		return slices.Clone(ofAnswers)
	}
	return slices.Clone(ofZones)
}

// flaws is a set of them.
type flaws uint16

func flawsOf(known, given []Flaw) (flaws, error) {
	var set flaws
	for _, flaw := range given {
		if !slices.Contains(known, flaw) {
			return 0, fmt.Errorf("unknown flaw %q: want one of %s", flaw, listed(known))
		}
		set |= flaw.bit()
	}
	return set, nil
}

func (f Flaw) bit() flaws { return 1 << slices.Index(ofZones, f) }

func setOf(all ...Flaw) flaws {
	var set flaws
	for _, flaw := range all {
		set |= flaw.bit()
	}
	return set
}

func listed(all []Flaw) string {
	var words []string
	for _, flaw := range all {
		words = append(words, fmt.Sprintf("%q", string(flaw)))
	}
	return strings.Join(words, ", ")
}

// Sets that are looked at for every answer.
var (
	expired, notYetValid, wrongKey, noRRSIG = Expired.bit(), NotYetValid.bit(), WrongKey.bit(), NoRRSIG.bit()
	tampered, noDenial, longTTL             = Tampered.bit(), NoDenial.bit(), LongTTL.bit()
	noDS, unprovenDS, wrongDS, unsigned     = NoDS.bit(), UnprovenDS.bit(), WrongDS.bit(), Unsigned.bit()
	unknownAlgorithm, noDNSKEY, optOut      = UnknownAlgorithm.bit(), NoDNSKEY.bit(), OptOut.bit()

	// ofSignatures are about how a record set is signed.
	ofSignatures = expired | notYetValid | wrongKey | noRRSIG
	// ofItsDS are about what stands above a zone.
	ofItsDS = setOf(NoDS, UnprovenDS, WrongDS)
)

func (f flaws) has(any flaws) bool { return f&any != 0 }

// Check finds mistakes in the zone itself that Start would find.
func (s SignedZone) Check() error {
	_, _, err := s.read()
	return err
}

// read returns the lower-case absolute name of the zone, and what is wrong with it.
func (s SignedZone) read() (string, flaws, error) {
	name, err := ownerName(s.Name, "")
	if err != nil {
		return "", 0, fmt.Errorf("signed zone: %w", err)
	}
	wrong, err := flawsOf(ofZones, s.Flaws)
	switch {
	case err != nil:
	case name == "." && wrong.has(ofItsDS):
		err = errors.New("the root has no DS: no zone is above it")
	case !s.Expires.IsZero() && wrong.has(expired|notYetValid):
		err = fmt.Errorf("when its signatures end is said twice: want Expires, or one of %q, %q", Expired, NotYetValid)
	}
	if err != nil {
		return "", 0, fmt.Errorf("signed zone %q: %w", shortened(s.Name), err)
	}
	return strings.ToLower(name), wrong, nil
}

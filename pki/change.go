package pki

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ChangeKind is what becomes of a certificate after it was signed, in words.
type ChangeKind string

// The kinds of changes; each is the method of Certificate of a like name.
const (
	SignatureAltered     ChangeKind = "altered after it was signed"
	ForeignKey           ChangeKind = "shown without its key"
	IntermediatesLeftOut ChangeKind = "sent without its intermediate"
	RootSent             ChangeKind = "sent with its root"
	RootSentFirst        ChangeKind = "sent with its root before its intermediate"
	UnrelatedSent        ChangeKind = "sent with an unrelated certificate"
	ChainLengthened      ChangeKind = "sent in a longer chain" // to Count certificates
	OCSPStapled          ChangeKind = "shown with an OCSP response"
	CrossCertified       ChangeKind = "sent with a cross-certificate" // of its issuer, by Root
)

// Change is one thing that becomes of a certificate after it was signed: data that Changed interprets.
type Change struct {
	Kind  ChangeKind `json:"kind"`
	Count int        `json:"count,omitzero"` // for ChainLengthened
	// Status is what the response of OCSPStapled says; it was made at ThisUpdate, and the next is due at NextUpdate.
	Status     Status    `json:"status,omitzero"`
	ThisUpdate time.Time `json:"thisUpdate,omitzero"`
	NextUpdate time.Time `json:"nextUpdate,omitzero"`
	Root       Root      `json:"root,omitzero"` // for CrossCertified
}

// Changed is a copy to which one thing after the other has happened.
func (c *Certificate) Changed(changes ...Change) (*Certificate, error) {
	for _, change := range changes {
		var err error
		if c, err = c.changed(change); err != nil {
			return nil, fmt.Errorf("a certificate %s: %w", change.Kind, err)
		}
	}
	return c, nil
}

func (c *Certificate) changed(change Change) (*Certificate, error) {
	switch change.Kind {
	case SignatureAltered:
		return c.Altered(), nil
	case ForeignKey:
		return c.WithForeignKey()
	case IntermediatesLeftOut:
		return c.WithoutIntermediates(), nil
	case RootSent:
		return c.WithRoot(), nil
	case RootSentFirst:
		return c.withRootFirst()
	case UnrelatedSent:
		stranger, err := Shared(Root{CommonName: "mtalab unrelated CA"})
		if err != nil {
			return nil, err
		}
		return c.WithExtra(stranger.Certificate), nil
	case ChainLengthened:
		return c.Lengthened(change.Count), nil
	case CrossCertified:
		return c.withCross(change.Root)
	case OCSPStapled:
		return c.withOCSP(change)
	}
	return nil, errors.New("unknown kind of change")
}

// withRootFirst is for a chain of one intermediate (RFC 8446 §4.4.2 asks clients to cope).
func (c *Certificate) withRootFirst() (*Certificate, error) {
	whole := c.WithRoot()
	if len(whole.Raw) != 3 {
		return nil, fmt.Errorf("a chain of %d certificates: want leaf, intermediate and root", len(whole.Raw))
	}
	return whole.Reordered(0, 2, 1), nil
}

// withCross sends, before the other certificates of authorities, one by which another root has certified the name and the
// key of the issuer (RFC 5280 §3.2).
func (c *Certificate) withCross(by Root) (*Certificate, error) {
	if c.Issuer == nil {
		return nil, errors.New("want a certificate with an issuer, who alone can be certified by another")
	}
	root, err := Shared(by)
	if err != nil {
		return nil, err
	}
	der, err := root.certifies(c.Issuer)
	if err != nil {
		return nil, err
	}
	return c.withRaw(slices.Insert(slices.Clone(c.Raw), 1, der)), nil
}

func (c *Certificate) withOCSP(change Change) (*Certificate, error) {
	if c.Issuer == nil {
		return nil, errors.New("want a certificate with an issuer, who alone can respond")
	}
	response, err := c.Issuer.OCSP(OCSP{Certificate: c.Leaf, Status: change.Status, ThisUpdate: change.ThisUpdate, NextUpdate: change.NextUpdate})
	if err != nil {
		return nil, err
	}
	return c.WithOCSPStaple(response), nil
}

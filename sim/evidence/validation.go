package evidence

// Problem is why a certificate is rejected, whatever its names; empty: it is accepted.
type Problem string

// The problems of a certificate. Each word goes with "rejected as".
const (
	Expired             Problem = "expired"                          // or an issuer is (R5280-1)
	NotYetValid         Problem = "not yet valid"                    // or an issuer is not (R5280-1)
	Untrusted           Problem = "untrusted"                        // no chain of sound signatures by authorities leads to a trust anchor (R5280-2, R5280-3)
	NotForServers       Problem = "not made for servers"             // R5280-4
	OutsideConstraints  Problem = "outside the limits of its issuer" // name constraints, path length (R5280-2, R5280-5)
	NotUnderstood       Problem = "not understood"                   // a critical extension that is unknown (R5280-6)
	Revoked             Problem = "revoked"                          // R5280-9
	Malformed           Problem = "malformed"                        // it says what no certificate may say (RFC 5280 §4.1)
	RevocationUnchecked Problem = "possibly revoked"                 // nothing is known, where something must be (AMB-45)
)

// Problems lists every problem.
func Problems() []Problem {
	return []Problem{Expired, NotYetValid, Untrusted, NotForServers, OutsideConstraints, NotUnderstood, Revoked, Malformed, RevocationUnchecked}
}

// Validation is what a sender finds of a certificate before it looks at any name: stage I (ESA-20, ESA-21).
type Validation struct {
	Problem Problem // empty: the certificate is accepted
	Detail  string  // what exactly, for a person
	Cause   Cause
}

// Accepted says whether nothing stands against the certificate.
func (v Validation) Accepted() bool { return v.Problem == "" }

// Verdict is the result in words that go with "the certificate is".
func (v Validation) Verdict() string {
	text := "accepted"
	if !v.Accepted() {
		text = "rejected as " + string(v.Problem)
	}
	if v.Detail != "" {
		text += ": " + v.Detail
	}
	return text
}

// Finding is the result in words.
func (v Validation) Finding() string { return "the certificate is " + v.Verdict() }

func (v Validation) String() string { return v.Finding() + Cite(v.Cause) }

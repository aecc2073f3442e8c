package evidence

import "fmt"

// Verification is what a Verifier says of a domain.
type Verification struct {
	Domain   string
	Verified bool   // a host of the domain passed
	Reason   string // one line for a person
	Cause    Cause
}

func (v Verification) String() string {
	verdict := "fails"
	if v.Verified {
		verdict = "succeeds"
	}
	return fmt.Sprintf("tlsverify %s for %s: %s%s", verdict, v.Domain, v.Reason, Cite(v.Cause))
}

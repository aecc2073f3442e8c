package sim

import "errors"

// DomainSecurity is the setting of the domains in Exchange's TLSSendDomainSecureList (EXCH-30): mutual TLS
// or no delivery. No other sender has it.
const DomainSecurity Setting = 200

// ErrConfiguration says that the sender refuses what it is told to do, as its product would refuse the
// administrator: its Launch returns it, and nothing is sent.
var ErrConfiguration = errors.New("the sender refuses its configuration")

package policy

// DomainSecurity is the setting of the domains in Exchange's TLSSendDomainSecureList (EXCH-30): mutual TLS
// or no delivery. No other sender has it.
const DomainSecurity Setting = 200

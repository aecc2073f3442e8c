package fakemta

// ExchangeCapabilities are what Exchange 2010 offers before or inside TLS, by the log in the book chapter on
// Exchange: passwords may be said inside TLS only (EXCH-3), and STARTTLS is not offered there again
// (EXCH-6). The slice is the caller's.
func ExchangeCapabilities(encrypted bool) []string {
	if encrypted {
		return []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "X-ANONYMOUSTLS",
			"AUTH NTLM LOGIN PLAIN", "X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "XEXCH50", "XRDST"}
	}
	return []string{"SIZE", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS", "X-ANONYMOUSTLS",
		"AUTH NTLM", "X-EXPS GSSAPI NTLM", "8BITMIME", "BINARYMIME", "CHUNKING", "XEXCH50", "XRDST"}
}

package fakemta_test

import (
	"crypto/tls"

	"mtalab/fakemta"
)

// answering is a set of replies to one verb.
func answering(verb string, r fakemta.Reply) map[string]fakemta.Reply {
	return map[string]fakemta.Reply{verb: r}
}

func plain(verb string, r fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Replies: answering(verb, r)}}
}

func encrypted(verb string, r fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Encrypted: fakemta.Dialogue{Replies: answering(verb, r)}}
}

func greeting(r fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: r}}
}

func offering(capabilities ...string) fakemta.Behaviour {
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Capabilities: capabilities}}
}

// misbehaviours is every behaviour, each once, for the clients of other people
// to meet.
func misbehaviours() map[string]fakemta.Behaviour {
	return map[string]fakemta.Behaviour{
		"honest":                           {},
		"greeting 421 and closed":          greeting(fakemta.Reply{Text: "421 4.3.2 no", After: fakemta.Close}),
		"greeting 554":                     greeting(fakemta.Reply{Text: "554 5.3.2 no"}),
		"greeting of several lines":        greeting(fakemta.Reply{Text: "220-a\n220 b"}),
		"greeting silent":                  greeting(fakemta.Reply{Instead: fakemta.Silence}),
		"greeting delayed":                 greeting(fakemta.Reply{Delayed: true}),
		"greeting endless":                 greeting(fakemta.Reply{EndlessLines: true}),
		"greeting of one endless line":     greeting(fakemta.Reply{EndlessLine: true}),
		"closed on connect":                greeting(fakemta.Reply{Instead: fakemta.Close}),
		"reset on connect":                 greeting(fakemta.Reply{Instead: fakemta.Reset}),
		"no STARTTLS":                      offering("PIPELINING"),
		"starttls in lower case":           offering("PIPELINING", "starttls"),
		"STARTTLS masked":                  offering("PIPELINING", "XXXXXXXA"),
		"STARTTLS with a parameter":        offering("STARTTLS REQUIRED"),
		"STARTTLS on the first line only":  plain("EHLO", fakemta.Reply{Text: "250 STARTTLS"}),
		"EHLO lines run together":          plain("EHLO", fakemta.Reply{Text: "250-mta.test\n250-XEXCH50S: 250 XRDST\n250 STARTTLS"}),
		"EHLO endless":                     plain("EHLO", fakemta.Reply{EndlessLines: true}),
		"EHLO one endless line":            plain("EHLO", fakemta.Reply{EndlessLine: true}),
		"EHLO refused":                     plain("EHLO", fakemta.Reply{Text: "502 5.5.1 no"}),
		"STARTTLS 454":                     plain("STARTTLS", fakemta.Reply{Text: "454 4.3.0 no"}),
		"STARTTLS 501":                     plain("STARTTLS", fakemta.Reply{Text: "501 5.5.4 no"}),
		"STARTTLS 250":                     plain("STARTTLS", fakemta.Reply{Text: "250 2.0.0 Ready to start TLS"}),
		"STARTTLS 421 and closed":          plain("STARTTLS", fakemta.Reply{Text: "421 4.3.2 no", After: fakemta.Close}),
		"STARTTLS silent":                  plain("STARTTLS", fakemta.Reply{Instead: fakemta.Silence}),
		"STARTTLS closed":                  plain("STARTTLS", fakemta.Reply{Instead: fakemta.Close}),
		"STARTTLS reset":                   plain("STARTTLS", fakemta.Reply{Instead: fakemta.Reset}),
		"220 of several lines":             plain("STARTTLS", fakemta.Reply{Text: "220-a\n220 b"}),
		"220 without text":                 plain("STARTTLS", fakemta.Reply{Text: "220"}),
		"220 in segments":                  plain("STARTTLS", fakemta.Reply{SegmentSize: 3}),
		"220 and then silent":              plain("STARTTLS", fakemta.Reply{After: fakemta.Silence}),
		"220 and then closed":              plain("STARTTLS", fakemta.Reply{After: fakemta.Close}),
		"injected reply, same segment":     plain("STARTTLS", fakemta.Reply{SameSegment: "250 evil\r\n"}),
		"injected EHLO reply, same":        plain("STARTTLS", fakemta.Reply{SameSegment: "250-evil\r\n250 AUTH PLAIN\r\n"}),
		"injected fragment, same segment":  plain("STARTTLS", fakemta.Reply{SameSegment: "250 ev"}),
		"injected reply, next segment":     plain("STARTTLS", fakemta.Reply{NextSegment: "250 evil\r\n"}),
		"one byte at a time":               {SegmentSize: 1},
		"text for a ServerHello":           {ServerHello: fakemta.Reply{Text: "250 mta.test"}},
		"text for a ServerHello, closed":   {ServerHello: fakemta.Reply{Text: "250 mta.test", After: fakemta.Close}},
		"alert for a ServerHello":          {Alert: 40},
		"closed after the ClientHello":     {ServerHello: fakemta.Reply{Instead: fakemta.Close}},
		"reset after the ClientHello":      {ServerHello: fakemta.Reply{Instead: fakemta.Reset}},
		"silent after the ClientHello":     {ServerHello: fakemta.Reply{Instead: fakemta.Silence}},
		"server name unknown":              {ServerNames: []string{"other.test"}},
		"TLS 1.1 only":                     {MinVersion: tls.VersionTLS11, MaxVersion: tls.VersionTLS11},
		"TLS 1.2 only":                     {MaxVersion: tls.VersionTLS12},
		"TLS 1.3 only":                     {MinVersion: tls.VersionTLS13},
		"RC4 only":                         {MaxVersion: tls.VersionTLS12, CipherSuites: []fakemta.CipherSuite{fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA)}},
		"P-521 only":                       {Curves: []tls.CurveID{tls.CurveP521}},
		"client certificate asked for":     {ClientAuth: tls.RequestClientCert},
		"client certificate demanded":      {ClientAuth: tls.RequireAnyClientCert},
		"no tickets":                       {NoTickets: true},
		"no close_notify":                  {NoCloseNotify: true},
		"banner inside TLS":                {Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 again"}}},
		"closed after the handshake":       {Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Close}}},
		"closed for EHLO inside TLS":       encrypted("EHLO", fakemta.Reply{Instead: fakemta.Close}),
		"EHLO refused inside TLS":          encrypted("EHLO", fakemta.Reply{Text: "502 5.5.1 no"}),
		"STARTTLS offered inside TLS":      {Encrypted: fakemta.Dialogue{Capabilities: []string{"STARTTLS"}}},
		"554 to everything inside TLS":     encrypted(fakemta.AnyCommand, fakemta.Reply{Text: "554 5.7.1 no"}),
		"530 to MAIL in the clear":         plain("MAIL", fakemta.Reply{Text: "530 5.7.0 STARTTLS first"}),
		"451 to MAIL inside TLS":           encrypted("MAIL", fakemta.Reply{Text: "451 4.3.0 later"}),
		"550 to RCPT inside TLS":           encrypted("RCPT", fakemta.Reply{Text: "550 5.1.1 no"}),
		"451 to DATA inside TLS":           encrypted("DATA", fakemta.Reply{Text: "451 4.3.0 later"}),
		"552 to the message inside TLS":    encrypted(fakemta.EndOfData, fakemta.Reply{Text: "552 5.3.4 no"}),
		"closed before the last reply":     encrypted(fakemta.EndOfData, fakemta.Reply{Instead: fakemta.Close}),
		"closed after the last reply":      encrypted(fakemta.EndOfData, fakemta.Reply{After: fakemta.Close}),
		"silent instead of the last reply": encrypted(fakemta.EndOfData, fakemta.Reply{Instead: fakemta.Silence}),
		"AUTH before TLS":                  offering("AUTH PLAIN LOGIN", "STARTTLS"),
	}
}

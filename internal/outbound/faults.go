package outbound

// Faults are the classic mistakes of MTAs with STARTTLS, for a sender that is to be bad on purpose. The
// zero value makes none, and each field is one of them, honoured at one place: the first three in this
// package, the others by the sender.
type Faults struct {
	// BelievesInjected takes what stands behind the 220 in the clear for the beginning of what the
	// server says inside TLS (RATK-5).
	BelievesInjected bool
	// KeepsExtensions remembers inside TLS what the server offered before it (RFC 3207 §4.2).
	KeepsExtensions bool
	// PipelinesSTARTTLS sends another EHLO in the segment of STARTTLS, without waiting for the
	// answer (RATK-15). Inside TLS it says EHLO as it should.
	PipelinesSTARTTLS bool

	// SkipsSecondEHLO goes on inside TLS without saying EHLO again (RFC 3207 §4.2).
	SkipsSecondEHLO bool
	// BeginsTLSAfter250 takes a 250 to STARTTLS for the 220 (EXCH-10).
	BeginsTLSAfter250 bool
	// FallsBackAfter220 tries again in plaintext after a failed handshake wherever the setting allows
	// plaintext before the 220 (RATK-13).
	FallsBackAfter220 bool
	// MailsBeforeVerdict says MAIL before it looks at the certificate, and RSET behind it (RFC 3207 §4.1).
	MailsBeforeVerdict bool
	// ChecksNoName is content with any certificate that a trusted authority issued (RATK-9).
	ChecksNoName bool
	// TrustsResumed resumes TLS sessions, and judges no certificate in one that is (CE-35).
	TrustsResumed bool
	// RemembersVerdicts judges the certificate of each host once and for all.
	RemembersVerdicts bool
}

// pipelineSTARTTLS sends STARTTLS and, in the same segment, the command before it once more. A 220 makes the
// server forget the second one; otherwise it is answered too.
func (s *Session) pipelineSTARTTLS() (Reply, error) {
	hello := s.Exchanges[len(s.Exchanges)-1].Command
	reply, err := s.say(Patience, "STARTTLS\r\n"+hello+"\r\n", "STARTTLS")
	if err == nil && s.err == nil && reply.Code != 220 {
		_, _ = s.read(hello) // if it does not come, the session is over
	}
	return reply, err
}

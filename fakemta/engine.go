package fakemta

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// newEngine is the go-smtp server of one phase. What it can do is what the
// phase offers.
func newEngine(p *phase) *smtp.Server {
	e := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &transaction{phase: p, conn: c}, nil
	}))
	e.ErrorLog = engineLog{}
	e.Domain = p.server.name()
	e.MaxLineLength = 0 // the phase bounds lines
	e.MaxRecipients = maxRecipients
	e.AllowInsecureAuth = true // the phase is no *tls.Conn; AuthMechanisms decides
	p.offer = func() { p.enable(e) }
	p.offer()
	return e
}

// enable lets the engine do what is offered to the client.
func (p *phase) enable(e *smtp.Server) {
	e.MaxMessageBytes, e.EnableSMTPUTF8, e.EnableREQUIRETLS, e.EnableBINARYMIME, e.EnableDSN = 0, false, false, false, false
	for _, capability := range p.capabilities() {
		keyword, argument, _ := strings.Cut(strings.ToUpper(capability), " ")
		switch keyword {
		case "SIZE":
			e.MaxMessageBytes, _ = strconv.ParseInt(argument, 10, 64) // no number: no limit (RFC 1870 §4)
		case "SMTPUTF8":
			e.EnableSMTPUTF8 = true
		case "REQUIRETLS":
			e.EnableREQUIRETLS = true
		case "BINARYMIME":
			e.EnableBINARYMIME = true
		case "DSN":
			e.EnableDSN = true
		}
	}
}

// engineLog drops go-smtp's complaints about connections, which the transcript
// has, but does not let it swallow a panic, which is a bug of ours.
type engineLog struct{}

func (engineLog) Println(...any) {}
func (engineLog) Printf(format string, v ...any) {
	if strings.HasPrefix(format, "panic") {
		panic(fmt.Sprintf(format, v...))
	}
}

// transaction is go-smtp's view of a mail transaction (RFC 5321 §3.3). go-smtp
// asks for one per EHLO and resets it.
type transaction struct {
	phase   *phase
	conn    *smtp.Conn
	message Message
}

func (t *transaction) Reset()        { t.message = Message{} }
func (t *transaction) Logout() error { return nil }

func (t *transaction) Mail(from string, opts *smtp.MailOptions) error {
	if !opts.UTF8 && !isASCII(from) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: notASCII, Message: "A sender must be ASCII without SMTPUTF8"}
	}
	if t.phase.messages >= maxMessages {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 5, 3}, Message: "Too many messages"}
	}
	if refuse := t.phase.server.Refuse; refuse != nil {
		if reply := refuse(t.phase.session, from, t.phase.encrypted); reply != "" {
			t.phase.reply.Text = reply // in place of go-smtp's words for the error
			return &smtp.SMTPError{Code: 530, Message: "refused"}
		}
	}
	secure, refusal := t.phase.mutualTLS(from)
	if refusal != nil {
		return refusal
	}
	t.message = Message{
		MutualTLS:  secure,
		From:       from,
		Hello:      t.conn.Hostname(),
		Encrypted:  t.phase.encrypted,
		RequireTLS: opts.RequireTLS,
		UTF8:       opts.UTF8,
	}
	return nil
}

// notASCII is the enhanced code for an address that is not permitted to be what it is (RFC 6531 §3.5).
var notASCII = smtp.EnhancedCode{5, 6, 7}

func isASCII(address string) bool {
	return !strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII })
}

func (t *transaction) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !t.message.UTF8 && !isASCII(to) {
		return &smtp.SMTPError{Code: 553, EnhancedCode: notASCII, Message: "A recipient must be ASCII without SMTPUTF8"}
	}
	t.message.To = append(t.message.To, to)
	return nil
}

// Data reads a message. For BDAT go-smtp calls it in a goroutine of its own,
// and reads what it did only after it has returned nil.
func (t *transaction) Data(r io.Reader) error {
	var kept bytes.Buffer
	limit := int64(cmp.Or(t.phase.server.KeepData, defaultKeepData))
	n, err := io.CopyN(&kept, r, min(limit, keptMessages*limit-t.phase.kept))
	if err == nil {
		var more int64
		more, err = io.Copy(io.Discard, r)
		n += more
	}
	if err != nil && err != io.EOF {
		return err // an *smtp.SMTPError, or the connection broke and nobody reads the reply
	}
	m := t.message
	m.Data, m.Size = kept.Bytes(), n
	t.phase.message = &m
	return nil
}

// AuthMechanisms implements smtp.AuthSession.
func (t *transaction) AuthMechanisms() []string {
	for _, capability := range t.phase.capabilities() {
		if f := strings.Fields(strings.ToUpper(capability)); len(f) > 0 && f[0] == "AUTH" {
			return f[1:]
		}
	}
	return nil
}

// Auth implements smtp.AuthSession.
func (t *transaction) Auth(mechanism string) (sasl.Server, error) {
	if slices.Contains(t.AuthMechanisms(), mechanism) {
		switch mechanism {
		case sasl.Plain:
			return sasl.NewPlainServer(func(_, name, password string) error { return t.phase.server.authenticate(name, password) }), nil
		case sasl.Login:
			return &loginServer{challenges: []string{"Username:", "Password:"}, admit: t.phase.server.authenticate}, nil
		}
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

// authenticate refuses a user who is none of Users (RFC 4954 §6).
func (s *Server) authenticate(name, password string) error {
	if known, ok := s.Users[name]; s.Users == nil || ok && known == password {
		return nil
	}
	return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Authentication credentials invalid"}
}

// loginServer is the server side of the mechanism LOGIN
// (draft-murchison-sasl-login-00), which go-sasl lacks.
type loginServer struct {
	challenges []string
	admit      func(name, password string) error
	answers    []string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if response != nil && len(l.challenges) == 2 {
		l.challenges = l.challenges[1:] // an initial response is the user name
	}
	if response != nil {
		l.answers = append(l.answers, string(response))
	}
	if len(l.challenges) == 0 {
		return nil, true, l.admit(l.answers[0], l.answers[1])
	}
	challenge, l.challenges = []byte(l.challenges[0]), l.challenges[1:]
	return challenge, false, nil
}

// String is the envelope: "from <a@b> to <c@d>, 120 bytes, accepted".
func (m Message) String() string {
	verdict := "not accepted"
	switch {
	case m.Accepted && m.MutualTLS:
		verdict = "accepted, marked as secure"
	case m.Accepted:
		verdict = "accepted"
	}
	return fmt.Sprintf("from <%s> to <%s>, %d bytes, %s", m.From, strings.Join(m.To, ">, <"), m.Size, verdict)
}

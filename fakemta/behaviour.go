package fakemta

import (
	"crypto/tls"
	"strings"
)

// Behaviour says where a server departs from the honest one. The zero value
// departs nowhere, each field is one deviation, and they compose. It is only
// read, so one Behaviour may serve many connections.
type Behaviour struct {
	Plain     Dialogue `json:"plain,omitzero"`     // the session up to STARTTLS
	Encrypted Dialogue `json:"encrypted,omitzero"` // the session inside TLS, which starts afresh (RFC 3207 §4.2)

	// SegmentSize cuts each reply that has no SegmentSize of its own.
	SegmentSize int `json:"segmentSize,omitzero"`

	// ServerHello, unless zero, is what comes in place of the ServerHello once
	// the ClientHello was read: Text in the clear, or the bytes of NextSegment, or
	// nothing (Instead). After it the server is silent.
	ServerHello Reply `json:"serverHello,omitzero"`
	// Alert is a fatal TLS alert sent in place of the ServerHello, by its number
	// (RFC 8446 §6), after which the connection is closed; 0 sends none.
	Alert uint8 `json:"alert,omitzero"`
	// ServerNames, if any, are the only server names that are not refused with
	// the fatal alert unrecognized_name (RFC 6066 §3). Compared without case.
	ServerNames []string `json:"serverNames,omitzero"`

	MinVersion   TLSVersion    `json:"minVersion,omitzero"`   // as in tls.Config; 0: TLS 1.2
	MaxVersion   TLSVersion    `json:"maxVersion,omitzero"`   // as in tls.Config; 0: TLS 1.3
	CipherSuites []CipherSuite `json:"cipherSuites,omitzero"` // as in tls.Config, so for TLS 1.2 and older only, and see foreignSuite; nil: Go's choice
	Curves       []tls.CurveID `json:"curves,omitzero"`       // as in tls.Config; nil: Go's choice

	ClientAuth tls.ClientAuthType `json:"clientAuth,omitzero"` // whether a client certificate is asked for, demanded, verified
	// MutualTLSDomains are domains whose mail is taken only inside TLS from a client whose certificate is trusted and names the
	// domain (EXCH-30). If there are any, a client certificate is asked for.
	MutualTLSDomains []string `json:"mutualTLSDomains,omitzero"`

	// ForcedSuite, unless 0, is named by the ServerHello of TLS 1.2 whether or not the client offered it.
	// After it the server is silent.
	ForcedSuite CipherSuite `json:"forcedSuite,omitzero"`
	// SSL2 answers the ClientHello with the SERVER-HELLO of SSL 2.0, and is silent after it.
	SSL2 bool `json:"ssl2,omitzero"`
	// TLSAfter250 lets TLS begin after a 250 to STARTTLS too, where the client begins it (EXCH-10).
	TLSAfter250 bool `json:"tlsAfter250,omitzero"`

	// SMTPUTF8 is offered beside the DefaultCapabilities, before and inside TLS (RFC 6531). A server that does
	// not offer it refuses addresses that are not ASCII, as it does where MAIL does not say SMTPUTF8.
	SMTPUTF8 bool `json:"smtpUTF8,omitzero"`

	// Cases are how the server is towards some clients, in place of all else that stands here.
	Cases []Case `json:"cases,omitzero"`

	TakesParameter    bool `json:"takesParameter,omitzero"`    // STARTTLS with a parameter is STARTTLS (against RFC 3207 §4)
	ExecutesInjected  bool `json:"executesInjected,omitzero"`  // what came in the clear behind STARTTLS is taken for said inside TLS (RATK-4)
	AnswersInjected   bool `json:"answersInjected,omitzero"`   // what came behind STARTTLS is answered with 250 in the segment of the 220 (against RFC 3207 §4)
	KeepsSession      bool `json:"keepsSession,omitzero"`      // EHLO, MAIL and RCPT said before TLS hold inside it (RATK-6)
	PlainAfterFailure bool `json:"plainAfterFailure,omitzero"` // after a failed handshake the session goes on in the clear (against RFC 3207 §4)

	// Rate is how many connections are taken in a time.
	Rate Rate `json:"rate,omitzero"`

	NoTickets     bool `json:"noTickets,omitzero"`     // session tickets are neither issued nor taken
	NoCloseNotify bool `json:"noCloseNotify,omitzero"` // TLS ends without the alert close_notify (RFC 8446 §6.1)
}

// Dialogue says where one half of a session, before or inside TLS, departs
// from the honest one.
type Dialogue struct {
	// Greeting is what the server says before the client says anything. Inside
	// TLS an honest server says nothing (RFC 3207 §4.2); Text is then a second
	// banner. After a greeting that is not 2xx every command but QUIT gets 503
	// (RFC 5321 §3.1).
	Greeting Reply `json:"greeting,omitzero"`
	// Capabilities are the lines of the reply to EHLO behind the server's name,
	// exactly as sent: a lower-case "starttls" or a masked "XXXXXXXA" is just a
	// line. "AUTH PLAIN LOGIN", "SIZE 1000", "SMTPUTF8", "REQUIRETLS", "DSN" and
	// "BINARYMIME" also make the server able to do what they say. nil: those of
	// DefaultCapabilities, and STARTTLS where it can be done.
	Capabilities []string `json:"capabilities,omitzero"`
	// Replies are the replies to single commands, by verb in upper case
	// ("EHLO", "STARTTLS", "MAIL"), by EndOfData, or by AnyCommand.
	Replies map[string]Reply `json:"replies,omitzero"`
	// Again are the replies to a verb that is said more than once in this half of a session, in place of Replies: the
	// first to the second time, and the last to all later ones.
	Again map[string][]Reply `json:"again,omitzero"`
	// Recipients are the replies to RCPT by the address that it names, in lower case, in place of all others.
	Recipients map[string]Reply `json:"recipients,omitzero"`
}

// Keys of Dialogue.Replies that are not verbs.
const (
	EndOfData  = "." // the end of a message: the dot after DATA, or the last BDAT
	AnyCommand = "*" // each command without a reply of its own, but not QUIT (RFC 3207 §4.1)
)

// Reply says how the server answers one thing. The zero value is the honest
// answer.
//
// A Text of the class 2xx or 3xx replaces the words of an honest reply that is
// positive too: the command is carried out. Any other Text, and Instead, mean
// that the command is not carried out. TLS follows on STARTTLS if, and only if,
// the reply says 220, the text of a message on DATA if, and only if, it says 354
// (RFC 5321 §3.3), and an answer of the client on AUTH only if it says 334.
type Reply struct {
	// Text is the whole reply without its last CRLF, lines separated by "\n":
	// "454 4.3.0 Not now", "220-one\n220 two", "220". Empty: the honest words.
	Text string `json:"text,omitzero"`
	// Instead is what the server does in place of replying.
	Instead Action `json:"instead,omitzero"`
	// After is what the server does once it has replied. For Silence it first
	// reads what the client says next, so that the client waits; after a reply
	// that lacks its last line the client waits anyway.
	After Action `json:"after,omitzero"`

	// Delayed makes the server call OnSilence before it replies.
	Delayed bool `json:"delayed,omitzero"`
	// LateSeconds makes the server call OnDelay, with so many seconds, before it replies.
	LateSeconds int `json:"lateSeconds,omitzero"`
	// SameSegment is sent directly behind the reply, in the same segment (TLS:
	// the same record), as it stands: without a CRLF it is a fragment.
	SameSegment string `json:"sameSegment,omitzero"`
	// NextSegment is sent in a segment of its own after that.
	NextSegment string `json:"nextSegment,omitzero"`
	// SegmentSize cuts the reply into segments (TLS: records) of so many bytes.
	// OnTick is called between two of them. 0: in one piece.
	SegmentSize int `json:"segmentSize,omitzero"`
	// EndlessLines puts a million lines in front of the reply, as part of it, or
	// as many as the client takes.
	EndlessLines bool `json:"endlessLines,omitzero"`
	// EndlessLine puts a line of 64 MiB in front of the reply, as part of it, or
	// as much of it as the client takes.
	EndlessLine bool `json:"endlessLine,omitzero"`
}

// Action is something a server does other than talking.
type Action int

// The actions. Continue, the zero value, is none.
const (
	Continue Action = iota
	Silence         // keep the connection open, listen, and never say anything again
	Close           // close the connection in an orderly way: close_notify inside TLS, then FIN
	Reset           // tear the connection down with a TCP RST
)

// DefaultCapabilities are the extensions that an honest server offers before
// and inside TLS, without STARTTLS. The slice is the caller's.
func DefaultCapabilities() []string {
	return []string{"PIPELINING", "8BITMIME", "SIZE 10485760", "ENHANCEDSTATUSCODES"}
}

func (b *Behaviour) dialogue(encrypted bool) *Dialogue {
	if encrypted {
		return &b.Encrypted
	}
	return &b.Plain
}

func (d *Dialogue) reply(verb string) Reply {
	if r, ok := d.Replies[verb]; ok {
		return r
	}
	if verb == "QUIT" || verb == EndOfData {
		return Reply{}
	}
	return d.Replies[AnyCommand]
}

// replyTo is the reply to a verb, with its argument, that is said for the n-th time.
func (d *Dialogue) replyTo(verb, argument string, n int) Reply {
	if verb == "RCPT" {
		_, path, _ := strings.Cut(argument, "<")
		address, _, _ := strings.Cut(path, ">")
		if own, has := d.Recipients[strings.ToLower(address)]; has {
			return own
		}
	}
	if again := d.Again[verb]; n > 1 && len(again) > 0 {
		return again[min(n-1, len(again))-1]
	}
	return d.reply(verb)
}

// refuses tells whether a command is answered without being carried out. What
// happens Instead ends the session, so it makes no difference there.
func (r *Reply) refuses(verb string) bool {
	if verb == "DATA" && r.Text != "" {
		return code(r.Text) != "354"
	}
	return r.Text != "" && !positive(r.Text)
}

// code is the reply code of a reply's last line, "" if there is none.
func code(reply string) string {
	reply = strings.TrimRight(reply, "\r\n")
	last := reply[strings.LastIndexByte(reply, '\n')+1:]
	if len(last) < 3 {
		return ""
	}
	return last[:3]
}

func positive(reply string) bool {
	c := code(reply)
	return c != "" && (c[0] == '2' || c[0] == '3')
}

package steps

import (
	"context"
	"crypto/tls"
	"regexp"
	"strings"

	"mtalab/internal/fakeclient"
)

// delivery is the client's latest attempt to send a message.
func (s *scenario) delivery() (fakeclient.Delivery, error) {
	client, err := s.seen()
	if err != nil {
		return fakeclient.Delivery{}, err
	}
	deliveries := client.Deliveries()
	if len(deliveries) == 0 {
		return fakeclient.Delivery{}, notYet("the client sends no message: say first that it does")
	}
	return deliveries[len(deliveries)-1], nil
}

func (s *scenario) messageIsAccepted(half string) error {
	delivery, err := s.delivery()
	if err != nil {
		return err
	}
	if !delivery.Accepted {
		client, _ := s.client()
		return mismatch("the message is not accepted: %q%s", delivery.Reply.Last(), howItEnded(client))
	}
	if delivery.Encrypted != (half == "inside TLS") {
		return mismatch("the message is accepted, but not %s", half)
	}
	return nil
}

func (s *scenario) messageIsNotAccepted() error {
	delivery, err := s.delivery()
	if err == nil && delivery.Accepted {
		return mismatch("the message is accepted: %q", delivery.Reply.Last())
	}
	return err
}

// tlsVersion is how a Received header names the version: TLS1.3, TLSv1.3, TLS 1.3.
var tlsVersion = map[uint16]*regexp.Regexp{
	tls.VersionTLS12: regexp.MustCompile(`TLS\s?v?1[._]2`),
	tls.VersionTLS13: regexp.MustCompile(`TLS\s?v?1[._]3`),
}

func (s *scenario) receivedRecordsTLS(ctx context.Context) error {
	delivery, err := s.delivery()
	if err != nil {
		return err
	}
	client, _ := s.client()
	state := client.TLS()
	if !delivery.Accepted || state == nil {
		return mismatch("no message was accepted inside TLS: %q%s", delivery.Reply.Last(), howItEnded(client))
	}
	message, err := s.listening.Kept(ctx, delivery.Reply.Last())
	if err != nil {
		return s.skipIfUnsupported(err)
	}
	header := firstReceived(string(message))
	named := tlsVersion[state.Version]
	if named == nil || !named.MatchString(header) || !strings.Contains(header, tls.CipherSuiteName(state.CipherSuite)) {
		return mismatch("the session is %s with %s, and the header does not tell: %q",
			tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite), header)
	}
	return nil
}

// firstReceived is the topmost Received header, unfolded.
func firstReceived(message string) string {
	unfolded := regexp.MustCompile(`\r?\n[ \t]+`).ReplaceAllString(message, " ")
	for line := range strings.Lines(unfolded) {
		if strings.HasPrefix(strings.ToLower(line), "received:") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

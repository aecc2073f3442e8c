package fakemta_test

import (
	"context"
	"crypto/tls"
	"net"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// conversation is what s_client is given to say inside TLS.
const conversation = "EHLO a\nMAIL FROM:<a@client.test>\nRCPT TO:<b@mta.test>\nDATA\nSubject: x\n\ntext\n.\nQUIT\n"

// realClient is a client that other people wrote.
type realClient struct {
	name     string
	args     func(host, port string) []string
	harmless []string // behaviours that do not keep it from delivering over TLS
}

func realClients() []realClient {
	harmless := []string{"honest", "greeting of several lines", "greeting delayed", "220 of several lines", "TLS 1.2 only",
		"TLS 1.3 only", "P-521 only", "client certificate asked for", "no tickets", "no close_notify",
		"closed after the last reply", "530 to MAIL in the clear"}
	return []realClient{{
		name: "openssl",
		args: func(host, port string) []string {
			return []string{"s_client", "-starttls", "smtp", "-connect", host + ":" + port, "-crlf", "-quiet", "-servername", "mta.test"}
		},
		harmless: harmless,
	}, {
		name: "swaks",
		args: func(host, port string) []string {
			return []string{"--server", host, "--port", port, "--from", "a@client.test", "--to", "b@mta.test", "--tls-optional", "--timeout", "1s"}
		},
		// OpenSSL's takes the first segment for the whole 220.
		harmless: append(harmless, "220 in segments", "one byte at a time"),
	}}
}

// TestRealClientsMeetEveryBehaviour is not parallel: it counts what the process holds.
func TestRealClientsMeetEveryBehaviour(t *testing.T) {
	if testing.Short() {
		t.Skip("short: no real clients")
	}
	for _, program := range realClients() {
		t.Run(program.name, func(t *testing.T) {
			if _, err := exec.LookPath(program.name); err != nil {
				t.Skipf("%s is not installed", program.name)
			}
			goroutines, descriptors := runtime.NumGoroutine(), openDescriptors(t)
			certificate := selfSigned(t, "mta.test")
			for name, b := range misbehaviours() {
				ctx, giveUp := context.WithTimeout(t.Context(), bound)
				s := &fakemta.Server{Behaviour: b, Certificate: always(certificate), OnSilence: giveUpUnless(b.Plain.Greeting.Delayed, giveUp)}
				endless := strings.Contains(name, "endless")
				if endless { // some take a million lines, slowly
					s.OnEvent = func(_ *fakemta.Session, e fakemta.Event) {
						if e.Kind == fakemta.Opened {
							time.AfterFunc(time.Second, giveUp)
						}
					}
				}
				meet(ctx, t, s, program.name, program.args)
				assert.True(t, endless || ctx.Err() != context.DeadlineExceeded, "%s: the client did not end", name)
				giveUp()
				assertMet(t, name, s, slices.Contains(program.harmless, name))
			}
			assertNothingLeft(t, goroutines, descriptors)
		})
	}
}

// TestRealClientsRefuseACertificate shows what a server sees of it: that
// depends on the client's library, and comes in the clear from OpenSSL's.
func TestRealClientsRefuseACertificate(t *testing.T) {
	t.Parallel()
	for _, program := range realClients() {
		refusing := map[string]string{"openssl": "-verify_return_error", "swaks": "--tls-verify"}[program.name]
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(program.name+" "+tls.VersionName(version), func(t *testing.T) {
				t.Parallel()
				if _, err := exec.LookPath(program.name); err != nil {
					t.Skipf("%s is not installed", program.name)
				}
				s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{MaxVersion: fakemta.TLSVersion(version)}})
				ctx, cancel := context.WithTimeout(t.Context(), bound)
				defer cancel()
				meet(ctx, t, s, program.name, func(host, port string) []string {
					return append(program.args(host, port), refusing)
				})
				failure := s.Sessions()[0].TLSFailure()
				require.NotNil(t, failure)
				t.Logf("%+v", *failure)
				assert.NotEmpty(t, failure.Alert)
				assert.Contains(t, failure.Reason, failure.Alert)
				assert.Empty(t, s.Sessions()[0].Messages())
			})
		}
	}
}

// meet runs a client until it ends or ctx does.
func meet(ctx context.Context, t *testing.T, s *fakemta.Server, program string, args func(host, port string) []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Start(l)
	host, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	cmd := exec.CommandContext(ctx, program, args(host, port)...)
	cmd.Stdin = strings.NewReader(conversation)
	cmd.Run() // how the client ends is its own affair
	wait(t, s)
	require.NoError(t, s.Close())
}

func always(certificate *tls.Certificate) func(string) (*tls.Certificate, error) {
	return func(string) (*tls.Certificate, error) { return certificate, nil }
}

// assertMet checks that each session came to one end of its own, and that a
// message was delivered if the behaviour is harmless.
func assertMet(t *testing.T, name string, s *fakemta.Server, harmless bool) {
	t.Helper()
	require.NotEmpty(t, s.Sessions(), name)
	delivered := false
	for _, session := range s.Sessions() {
		closed := texts(session, fakemta.Closed)
		require.Len(t, closed, 1, name)
		assert.False(t, strings.HasPrefix(closed[0], "after "), "%s: %s", name, closed[0])
		for _, m := range session.Messages() {
			delivered = delivered || (m.Accepted && m.Encrypted)
		}
	}
	if harmless {
		assert.True(t, delivered, "%s: %s", name, s.Sessions()[0].Lines())
	}
}

// giveUpUnless kills a client that would wait for ever.
func giveUpUnless(onlyDelayed bool, giveUp func()) func() {
	if onlyDelayed {
		return nil
	}
	return giveUp
}

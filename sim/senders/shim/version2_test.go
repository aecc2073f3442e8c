package shim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// program2 makes a sender of a script that introduces itself and has the question, in $question, after that.
func program2(t *testing.T, about, script string, options Options) sender {
	t.Helper()
	options.Patience = 5 * time.Second
	return started(t, written(t, `#!/bin/bash
		read -r question
		case $question in *'"ask":"about"'*) echo '`+about+`'; exit;; esac
		`+script), options)
}

const plainAbout = `{"version": 2}`

// fate is the answer of a program in shell: one fate for bob.
func fate(fate string) string {
	return `echo '{"version": 2, "recipients": [{"address": "bob@example.com", "fate": "` + fate + `"}]}'`
}

// schema is one of the contract's.
func schema(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource(path, parsed))
	compiled, err := compiler.Compile(path)
	require.NoError(t, err)
	return compiled
}

// TestTheQuestion holds what a program reads to the schema, and to what is so in its world.
func TestTheQuestion(t *testing.T) {
	t.Parallel()
	sender := program2(t, `{"version": 2, "can": ["clientCertificate", "smartHost", "addresses", "dane"]}`, `
		test "$1" = --loud || exit 3
		question=$(printf '%s' "$question" | base64 -w0)
		echo '{"version": 2, "recipients": [{"address": "bob@example.com", "fate": "deferred", "reason": "'$question'"},
			{"address": "eve@xn--bcher-kva.example", "fate": "bounced", "reason": "'$PWD $HOME'"}]}'`, Options{Arguments: []string{"--loud"}})
	described := right(t, policy.Encrypted)
	described.Certificate = &sim.Certificate{Leaf: pki.Leaf{CommonName: "sender.test"}}
	described.Addresses = []netip.Addr{netip.MustParseAddr("192.0.2.77")}
	described.Policy.Destinations = []policy.Destination{{Domain: "BÜCHER.example", Setting: policy.VerifiedHost, DANE: policy.MandatoryDANE, Addresses: policy.IPv6Only}}
	described.Policy.Routes = []policy.Route{{Domain: "xn--bcher-kva.example", Hosts: []policy.RouteHost{{Name: "Relay.example", Bracket: true, Port: 587}}}}
	w := start(t, sender, described)
	outcomes, err := w.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com", "eve@bücher.example"}, Data: []byte("\r\n<&>\r\n")})
	require.NoError(t, err)
	require.Equal(t, "eve@bücher.example", outcomes[1].Recipient)
	assert.Equal(t, "/tmp/mtalab/messages/1 /tmp/mtalab/run", outcomes[1].Reason)
	text, err := base64.StdEncoding.DecodeString(outcomes[0].Reason)
	require.NoError(t, err)
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, schema(t, "question.schema.json").Validate(instance))
	var asked map[string]any
	require.NoError(t, json.Unmarshal(text, &asked))
	assert.Contains(t, asked["message"], "Message-ID: <1@mtalab.test>\r\n")
	assert.Contains(t, asked["message"], "\r\n\r\n<&>\r\n")
	assert.Contains(t, asked["trustAnchor"], "DNSKEY")
	delete(asked, "trustAnchor")
	delete(asked, "message")
	assert.Equal(t, map[string]any{
		"version": 2.0, "ask": "send", "id": 2.0, "world": 1.0, "attempt": 1.0, "from": "alice@sender.test",
		"recipients": []any{
			map[string]any{"address": "bob@example.com", "policy": "encrypted", "tls": "always"},
			map[string]any{"address": "eve@xn--bcher-kva.example", "policy": "verified against the MX host name", "tls": "always", "chain": "trusted",
				"names": []any{"MX host"}, "addresses": "IPv6 only", "dane": "mandatory", "smartHost": map[string]any{"host": "relay.example", "port": 587.0, "lookupMX": false}},
		},
		"hostname": "sender.test", "addresses": []any{"192.0.2.77", "2001:db8::10"}, "nameServer": "192.0.2.53:53", "roots": "/etc/ssl/certs/ca-certificates.crt",
		"clientCertificate": map[string]any{"chain": "/etc/ssl/client/certificate.pem", "key": "/etc/ssl/client/key.pem"},
		"folder":            "/tmp/mtalab/messages/1", "runFolder": "/tmp/mtalab/run", "patience": 5.0,
	}, asked)
}

func TestAProgramIntroducesItself(t *testing.T) {
	t.Parallel()
	sender := program2(t, `{"version": 2, "subject": {"name": "exim4-daemon_1.0", "version": "4.96 (Debian)"}, "stays": false, "can": []}`, "", Options{})
	assert.Equal(t, "exim4-daemon_1.0", sender.Name())
	version, err := sender.Version(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "4.96 (Debian)", version)
	sender = program2(t, plainAbout, "", Options{})
	assert.Equal(t, "my-mta", sender.Name(), "the name of its file")
}

func TestAnIntroductionIsReadStrictly(t *testing.T) {
	t.Parallel()
	compiled := schema(t, "answer.schema.json")
	for sentence, c := range map[string]struct{ about, complaint string }{
		"it is of the future":              {`{"version": 3}`, "/version: 3: want 2"},
		"its version is a text":            {`{"version": "2"}`, "/version"},
		"it is no JSON":                    {`{"version": 2`, "unexpected EOF"},
		"it has a field of its own":        {`{"version": 2, "nam": "x"}`, "/nam: a field that the contract does not know"},
		"it has one within the subject":    {`{"version": 2, "subject": {"Name": "x"}}`, "/subject/Name: a field that"},
		"it has a field twice":             {`{"version": 2, "stays": true, "stays": false}`, "there twice"},
		"it says null":                     {`{"version": 2, "can": null}`, "/can: null: want it left out"},
		"its name is a path":               {`{"version": 2, "subject": {"name": "../x"}}`, `/subject/name: "../x": want a name such as my-mta`},
		"its version has a second line":    {`{"version": 2, "subject": {"version": "1\n2"}}`, "/subject/version"},
		"it can do what nobody knows":      {`{"version": 2, "can": ["retry", "fly"]}`, `/can/1: "fly": want some of clientCertificate`},
		"it can do what is no word":        {`{"version": 2, "can": [1]}`, "/can/0"},
		"it stays, more or less":           {`{"version": 2, "stays": "yes"}`, "/stays"},
		"something stands behind the text": {`{"version": 2} x`, "invalid character"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			_, err := New(t.Context(), written(t, "#!/bin/sh\nprintf %s '"+c.about+"'"), Options{})
			if errors.Is(err, namespace.ErrNoPrivate) {
				t.Skip(err)
			}
			require.ErrorContains(t, err, c.complaint)
			instance, err := jsonschema.UnmarshalJSON(strings.NewReader(c.about))
			if sentence != "it has a field twice" { // which no schema can say
				assert.False(t, err == nil && compiled.Validate(instance) == nil, "the schema takes it")
			}
		})
	}
}

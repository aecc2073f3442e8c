package sim

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	stdjson "encoding/json"
	"flag"
	"maps"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim/policy"
)

var update = flag.Bool("update", false, "write world.schema.json anew")

// TestTheSchemaIsThatOfTheTypes holds world.schema.json to what Encode writes: go test ./sim -run Schema -update makes it.
func TestTheSchemaIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	s := schema{definitions: map[string]any{}}
	root := s.object(reflect.TypeFor[World]())
	properties := root["properties"].(map[string]any)
	properties["$schema"] = map[string]any{"const": WorldSchema}
	properties["version"] = map[string]any{"const": worldVersion}
	root["required"] = []string{"version"}
	root["$schema"], root["$id"] = "https://json-schema.org/draft/2020-12/schema", WorldSchema
	root["title"], root["$defs"] = "a world of mtalab, as mtalab world prints it", s.definitions
	want, err := stdjson.MarshalIndent(root, "", "  ")
	require.NoError(t, err)
	want = append(want, '\n')
	if *update {
		require.NoError(t, os.WriteFile("world.schema.json", want, 0o644))
	}
	got, err := os.ReadFile("world.schema.json")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "go test ./sim -run Schema -update")
}

// TestTheSchemaTellsRightFromWrong validates worlds by a validator that is not ours.
func TestTheSchemaTellsRightFromWrong(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("world.schema.json")
	require.NoError(t, err)
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource(WorldSchema, parsed))
	compiled, err := compiler.Compile(WorldSchema)
	require.NoError(t, err)
	world := &World{
		Instant: time.Now(),
		MTAs: []*MTA{{
			Address: netip.MustParseAddr("192.0.2.1"),
			Shows: &Certificate{
				Leaf:    pki.Leaf{DNSNames: []string{"a.not", "\xff"}, Key: pki.RSA2048, ExtKeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}},
				Issuer:  &Issuer{Intermediates: []pki.Intermediate{{NotCA: true}}},
				Changes: []pki.Change{{Kind: pki.OCSPStapled, Status: pki.Revoked}},
			},
			Behaviour: fakemta.Behaviour{
				ClientAuth: tls.RequireAndVerifyClientCert, Curves: []tls.CurveID{tls.X25519}, MaxVersion: tls.VersionTLS12,
				CipherSuites: []fakemta.CipherSuite{fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA)},
				Plain:        fakemta.Dialogue{Capabilities: []string{}, Replies: map[string]fakemta.Reply{"EHLO": {After: fakemta.Reset}}},
			},
		}},
		Policy: policy.Policy{Default: policy.VerifiedHost},
	}
	for sentence, test := range map[string]struct {
		change func(string) string
		valid  bool
	}{
		"a world":           {func(text string) string { return text }, true},
		"an unknown field":  {func(text string) string { return strings.Replace(text, `"mtas"`, `"MTAs"`, 1) }, false},
		"another version":   {func(text string) string { return strings.Replace(text, `"version": 1`, `"version": 2`, 1) }, false},
		"an unknown action": {func(text string) string { return strings.Replace(text, `"reset"`, `"explode"`, 1) }, false},
		"a flaw of a zone": {func(text string) string {
			return strings.Replace(text, `"mtas"`, `"dns": {"signedZones": [{"name": "a.not", "flaws": ["expired"]}]}, "mtas"`, 1)
		}, true},
		"an unknown flaw": {func(text string) string {
			return strings.Replace(text, `"mtas"`, `"dns": {"signedZones": [{"name": "a.not", "flaws": ["rotten"]}]}, "mtas"`, 1)
		}, false},
		"a number for a name": {func(text string) string { return strings.Replace(text, `"a.not"`, `7`, 1) }, false},
	} {
		written, err := Encode(world)
		require.NoError(t, err)
		changed := test.change(string(written))
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(changed))
		require.NoError(t, err)
		assert.Equal(t, test.valid, compiled.Validate(instance) == nil, "%s by the schema", sentence)
		_, err = Decode([]byte(changed))
		assert.Equal(t, test.valid, err == nil, "%s by Decode: %v", sentence, err)
	}
}

// schema makes a JSON Schema of Go types by their JSON tags.
type schema struct{ definitions map[string]any }

func oneOf[T any](words map[string]T) map[string]any {
	return map[string]any{"enum": slices.Sorted(maps.Keys(words))}
}

// special are the types that have a form of their own.
var special = map[reflect.Type]map[string]any{
	reflect.TypeFor[time.Time]():             {"type": "string", "format": "date-time"},
	reflect.TypeFor[netip.Addr]():            {"type": "string", "description": "an IP address"},
	reflect.TypeFor[netip.AddrPort]():        {"type": "string", "description": "an IP address and a port"},
	reflect.TypeFor[asn1.ObjectIdentifier](): {"type": "string", "description": "an object identifier, with dots"},
	reflect.TypeFor[tls.ClientAuthType]():    oneOf(clientAuthWords),
	reflect.TypeFor[tls.CurveID]():           oneOf(curveWords),
	reflect.TypeFor[x509.ExtKeyUsage]():      oneOf(extKeyUsageWords),
	reflect.TypeFor[fakemta.Action]():        {"enum": []string{"close", "continue", "reset", "silence"}},
	reflect.TypeFor[fakemta.TLSVersion]():    {"enum": []string{"1.0", "1.1", "1.2", "1.3"}},
	reflect.TypeFor[fakemta.CipherSuite]():   {"type": "string", "description": "IANA's name of a cipher suite"},
	reflect.TypeFor[TLSASubject]():           {"enum": TLSASubjects()},
	reflect.TypeFor[fakedns.Flaw]():          {"enum": fakedns.Flaws(false)},
	reflect.TypeFor[pki.KeyKind]():           {"enum": []string{"Ed25519", "P-256", "P-384", "P-521", "RSA-2048"}},
	reflect.TypeFor[pki.Status]():            {"enum": []string{"good", "revoked", "unknown"}},
	reflect.TypeFor[policy.Names]():          {"type": "array", "items": map[string]any{"enum": []string{"MX host", "recipient domain", "reverse name", "route"}}},
	reflect.TypeFor[x509.KeyUsage]():         {"type": "array", "items": map[string]any{"type": "string"}},
	reflect.TypeFor[[]byte]():                {"type": "string", "contentEncoding": "base64"},
	reflect.TypeFor[string]():                {"$ref": "#/$defs/text"},

	reflect.TypeFor[netip.Prefix]():              {"type": "string", "description": "a network, as 198.51.100.0/24"},
	reflect.TypeFor[fakemta.ClientCertificate](): {"enum": []string{"none", "trusted", "untrusted"}},
}

func (s *schema) of(t reflect.Type) any {
	s.definitions["text"] = map[string]any{
		"description": "a text; one that is not UTF-8 as its bytes in base64",
		"oneOf": []any{map[string]any{"type": "string"}, map[string]any{
			"type": "object", "properties": map[string]any{"base64": map[string]any{"type": "string"}}, "required": []string{"base64"}, "additionalProperties": false,
		}},
	}
	if known, ok := special[t]; ok {
		return known
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Struct:
		name := t.String()
		if _, known := s.definitions[name]; !known {
			s.definitions[name] = nil // it may be within itself
			s.definitions[name] = s.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + name}
	default:
		return map[string]any{"type": "integer"}
	}
}

func (s *schema) object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	s.fields(t, properties)
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

func (s *schema) fields(t reflect.Type, properties map[string]any) {
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			s.fields(field.Type, properties)
			continue
		}
		properties[name] = s.of(field.Type)
	}
}

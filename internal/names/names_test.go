package names_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/names"
)

func TestDomainsThatAPersonWrites(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct{ text, want string }{
		"letter case has no meaning":          {"Example.COM", "example.com"},
		"a final dot is none":                 {"example.com.", "example.com"},
		"U-labels become A-labels":            {"bücher.example", "xn--bcher-kva.example"},
		"U-labels in capital letters too":     {"BÜCHER.example", "xn--bcher-kva.example"},
		"and with a final dot":                {"bücher.example.", "xn--bcher-kva.example"},
		"dots of other scripts are dots":      {"bücher。example", "xn--bcher-kva.example"},
		"and at the end":                      {"bücher.example。", "xn--bcher-kva.example"},
		"A-labels are as they are":            {"XN--bcher-kva.example", "xn--bcher-kva.example"},
		"two hyphens are no fault":            {"ab--cd.example.com", "ab--cd.example.com"},
		"nor is an underscore":                {"foo_bar.example.com", "foo_bar.example.com"},
		"nor an A-label that encodes nothing": {"xn--puny.python.org", "xn--puny.python.org"},
		"an address literal":                  {"[192.0.2.1]", "[192.0.2.1]"},
		"an address literal of version 6":     {"[IPv6:2001:DB8::1]", "[ipv6:2001:db8::1]"},
		"a name of one label":                 {"localhost", "localhost"},
		"a label of 63 octets":                {strings.Repeat("x", 63) + ".example", strings.Repeat("x", 63) + ".example"},
		"a name of 253 octets":                {strings.Repeat("x.", 126) + "x", strings.Repeat("x.", 126) + "x"},
	} {
		got, err := names.Domain(test.text)
		require.NoError(t, err, sentence)
		assert.Equal(t, test.want, got, sentence)
	}
	for sentence, text := range map[string]string{
		"nothing":             "",
		"the root":            ".",
		"two final dots":      "example.com..",
		"an empty label":      "a..b",
		"a label too long":    strings.Repeat("x", 64) + ".example",
		"a name too long":     strings.Repeat("x.", 127) + "example",
		"a name of 254":       strings.Repeat("x.", 126) + "xx",
		"a blank":             "exa mple.com",
		"a star":              "*.example.com",
		"an open bracket":     "[192.0.2.1",
		"no address":          "[example.com]",
		"what IDNA disallows": "\u2028.example",
	} {
		_, err := names.Domain(text)
		assert.ErrorIs(t, err, names.ErrName, sentence)
	}
}

func TestMailboxes(t *testing.T) {
	t.Parallel()
	local, domain, err := names.Mailbox(`"a@b"@Bücher.example.`)
	require.NoError(t, err)
	assert.Equal(t, `"a@b"`, local)
	assert.Equal(t, "xn--bcher-kva.example", domain)
	for _, text := range []string{"", "bob", "@example.com", "bob@"} {
		_, _, err := names.Mailbox(text)
		assert.ErrorIs(t, err, names.ErrName, text)
	}
	assert.True(t, names.SameMailbox("Bob@bücher.example", "bob@xn--bcher-kva.EXAMPLE."))
	assert.False(t, names.SameMailbox("bob@example.com", "eve@example.com"))
	assert.True(t, names.SameMailbox(`"a..b"@example.com`, "A..b@example.com"), "as the other side of a session has it")
	assert.True(t, names.SameMailbox(`"a\"\b@c"@example.com`, `a"b@c@example.com`))
	assert.False(t, names.SameMailbox(`"a..b"@example.com`, "a.b@example.com"))
	assert.False(t, names.SameMailbox(`"@example.com`, `@example.com`))
}

func TestDomainsThatAreTheSame(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"bücher.example.", "XN--bcher-kva.example", true},
		{"a.b", "A.b.", true},
		{"a.b", "a.c", false},
		{"a..b", "a..b", true},
		{"a..b", "a.b", false},
		{"a..b", "c..d", false},
	} {
		assert.Equal(t, test.same, names.SameDomain(test.a, test.b), "%s and %s", test.a, test.b)
	}
}

func TestWhatIsSaidOverTheWire(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"Bob@Example.com.":    "Bob@Example.com",
		"bob@bücher.example":  "bob@xn--bcher-kva.example",
		"用户@example.com":      "用户@example.com",
		"bob@":                "bob@",
		"bob@ü\u2028.example": "bob@ü\u2028.example",
		"mx1.example.com.":    "mx1.example.com",
	} {
		assert.Equal(t, want, names.Wire(address), address)
	}
	assert.True(t, names.IsInternational("用户@example.com"))
	assert.False(t, names.IsInternational("bob@bücher.example"))
	assert.False(t, names.IsInternational("\x7f@example.com"), "DEL is ASCII")
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{".Bücher.example": ".xn--bcher-kva.example", "Example.com.": "example.com"} {
		got, err := names.Pattern(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{".", ".a..b", "a..b"} {
		_, err := names.Pattern(text)
		assert.ErrorIs(t, err, names.ErrName, text)
	}
}

func TestAnAddressLiteralStandsInBrackets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[192.0.2.1]":        "192.0.2.1",
		"[IPv6:2001:db8::1]": "2001:db8::1",
		"[ipv6:2001:db8::1]": "2001:db8::1",
	} {
		address, ok := names.AddressLiteral(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, address.String(), text)
	}
	for _, text := range []string{"192.0.2.1", "[192.0.2.1", "192.0.2.1]", "[]", "[example.com]", "[IPv6:]", ""} {
		_, ok := names.AddressLiteral(text)
		assert.False(t, ok, text)
	}
}

// FuzzDomain: what is a name is one in its own form, and compares with what was written.
func FuzzDomain(f *testing.F) {
	for _, text := range []string{"example.com.", "bücher.example", "[192.0.2.1]", "xn--a", "..", "ß.de", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		domain, err := names.Domain(text)
		if err != nil {
			require.ErrorIs(t, err, names.ErrName)
			return
		}
		again, err := names.Domain(domain)
		require.NoError(t, err)
		require.Equal(t, domain, again)
		require.True(t, names.SameDomain(text, domain))
	})
}

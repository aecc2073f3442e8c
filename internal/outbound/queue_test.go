package outbound_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/outbound"
)

func TestAnAddressLiteralStandsInBrackets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[192.0.2.1]":        "192.0.2.1",
		"[IPv6:2001:db8::1]": "2001:db8::1",
		"[ipv6:2001:db8::1]": "2001:db8::1",
	} {
		address, ok := outbound.AddressLiteral(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, address.String(), text)
	}
	for _, text := range []string{"192.0.2.1", "[192.0.2.1", "192.0.2.1]", "[]", "[example.com]", "[IPv6:]", ""} {
		_, ok := outbound.AddressLiteral(text)
		assert.False(t, ok, text)
	}
}

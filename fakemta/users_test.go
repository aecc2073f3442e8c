package fakemta_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/fakemta"
)

func TestUsersAndTheirPasswords(t *testing.T) {
	t.Parallel()
	in64 := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"PLAIN":                               {[]string{"AUTH PLAIN " + in64("\x00ann\x00secret")}, "235"},
		"PLAIN with another password":         {[]string{"AUTH PLAIN " + in64("\x00ann\x00guess")}, "535"},
		"PLAIN with an unknown name":          {[]string{"AUTH PLAIN " + in64("\x00eve\x00")}, "535"},
		"LOGIN":                               {[]string{"AUTH LOGIN", in64("ann"), in64("secret")}, "235"},
		"LOGIN with an initial response":      {[]string{"AUTH LOGIN " + in64("ann"), in64("secret")}, "235"},
		"LOGIN with another password":         {[]string{"AUTH LOGIN", in64("ann"), in64("guess")}, "535"},
		"LOGIN with a password that is empty": {[]string{"AUTH LOGIN", in64("ann"), ""}, "535"},
	} {
		s := able(t, &fakemta.Server{
			Users:     map[string]string{"ann": "secret"},
			Behaviour: fakemta.Behaviour{Encrypted: fakemta.Dialogue{Capabilities: []string{"AUTH PLAIN LOGIN"}}},
		})
		c := secure(t, start(t, s))
		c.ask("EHLO a")
		var reply string
		for _, line := range test.lines {
			reply = c.ask(line)
		}
		assert.Equal(t, test.want, reply[:3], name)
	}
}

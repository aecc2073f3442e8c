package exchange2010_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/fakemta"
	"mtalab/internal/exchange2010"
)

// TestTheListsOfWindows holds the lists to the counts of the source and to Go: what can be spoken.
func TestTheListsOfWindows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list                []fakemta.Suite
		all, spoken, curves int
	}{
		"2003": {exchange2010.WindowsServer2003(), 13, 2, 0},
		"2008": {exchange2010.WindowsServer2008(), 24, 16, 12},
	} {
		spoken, curves := 0, 0
		for _, suite := range test.list {
			if suite.Spoken() {
				spoken++
			}
			if suite.Curve != 0 {
				curves++
			}
			found, known := fakemta.SuiteNamed(suite.Name)
			assert.True(t, known, suite.Name)
			assert.Equal(t, suite, found)
		}
		assert.Len(t, test.list, test.all, name)
		assert.Equal(t, test.spoken, spoken, name)
		assert.Equal(t, test.curves, curves, name)
	}
	_, known := fakemta.SuiteNamed("TLS_RSA_WITH_ROT13_MD5")
	assert.False(t, known)
	_, known = fakemta.SuiteNamed("SSL_CK_NOTHING")
	assert.False(t, known)
}

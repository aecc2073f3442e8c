package report_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/result"
)

func TestFatesAreToldInShort(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		fates []string
		want  string
	}{
		"nothing was sent":          {nil, ""},
		"one message":               {[]string{"deferred"}, "deferred"},
		"two fates":                 {[]string{"deferred", "bounced"}, "deferred, bounced"},
		"many alike are counted":    {[]string{"deferred", "deferred", "deferred"}, "deferred (3)"},
		"alike, but not in one row": {[]string{"deferred", "bounced", "bounced", "deferred"}, "deferred, bounced (2), deferred"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, result.Scenario{Fates: test.fates}.FatesInShort())
		})
	}
}

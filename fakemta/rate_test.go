package fakemta

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestARateCountsWhatItLetsIn(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	server := &Server{Now: func() time.Time { return now }}
	rate := Rate{Connections: 2, Seconds: 60}
	var exceeded []bool
	for _, wait := range []time.Duration{0, 30, 29, 1, 0, 29, 1, 1} {
		now = now.Add(wait * time.Second)
		exceeded = append(exceeded, server.exceeds(rate))
	}
	assert.Equal(t, []bool{false, false, true, false, true, true, false, true}, exceeded)
	assert.False(t, server.exceeds(Rate{}))
}

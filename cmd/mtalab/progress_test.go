package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/result"
)

func TestProgressIsOneLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	p := &progress{out: &out, width: 30, now: func() time.Time { return now }, total: 3}
	said := func() string { defer out.Reset(); return out.String() }

	p.count(result.Scenario{Path: "a.feature", Line: 1, Status: result.Passed})
	assert.Equal(t, "\r\x1b[K1 of 3  a.feature:1", said())
	p.count(result.Scenario{Path: "a.feature", Line: 2, Status: result.Failed})
	assert.Empty(t, said(), "no more often than an eye can see")
	p.clear()
	assert.Equal(t, "\r\x1b[K", said())
	p.clear()
	assert.Empty(t, said(), "nothing is there to be cleared")
	p.count(result.Scenario{Path: "a/very/long/pâth.feature", Line: 3, Status: result.Broken})
	assert.Equal(t, "\r\x1b[K3 of 3, 2 wrong  a/very/long/", said(), "cut at the width of the terminal")
}

func TestThereIsNoProgressInALog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := newProgress(&out)
	assert.Nil(t, p)
	p.count(result.Scenario{})
	p.clear()
	assert.Empty(t, out.String())
}

package unbound

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"sync"
	"time"
)

// log is what the program says: the end of it, and why answers are bogus.
type log struct {
	mu      sync.Mutex
	kept    []byte
	rest    []byte            // a line that has not ended yet
	reasons map[string]string // by the question: "example.com. MX"
}

// failure is how val-log-level 2 says why an answer is bogus.
var failure = regexp.MustCompile(`validation failure <(\S+ \S+) IN>: (.+)`)

func (l *log) Write(text []byte) (int, error) {
	const enough = 1000
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = append(l.kept, text...)
	l.kept = bytes.Clone(l.kept[max(0, len(l.kept)-enough):])
	l.rest = append(l.rest, text...)
	for {
		line, rest, ended := bytes.Cut(l.rest, []byte("\n"))
		if !ended {
			return len(text), nil
		}
		l.rest = rest
		if found := failure.FindSubmatch(line); found != nil {
			if l.reasons == nil {
				l.reasons = map[string]string{}
			}
			l.reasons[strings.ToLower(string(found[1]))] = string(found[2])
		}
	}
}

// reason is why the answer to a question is bogus; empty: it is not said. The answer may be here before the line that says why.
func (l *log) reason(ctx context.Context, name, rtype string) string {
	const patience, pause = 50 * time.Millisecond, time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		l.mu.Lock()
		reason, known := l.reasons[strings.ToLower(name+" "+rtype)]
		l.mu.Unlock()
		if known || ctx.Err() != nil {
			return reason
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

func (l *log) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reasons = nil
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.TrimSpace(string(l.kept))
}

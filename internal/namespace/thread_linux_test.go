package namespace

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/sys/unix"
)

// TestNothingIsSealedOnTheFirstThread takes so many threads that the first one would be among them.
func TestNothingIsSealedOnTheFirstThread(t *testing.T) {
	t.Parallel()
	const threads = 100
	var all sync.WaitGroup
	begun, end := make(chan int, threads), make(chan struct{})
	for range threads {
		all.Go(func() {
			offFirstThread(func() {
				begun <- unix.Gettid()
				<-end
			})
		})
	}
	for range threads {
		assert.NotEqual(t, unix.Getpid(), <-begun)
	}
	close(end)
	all.Wait()
}

package trial

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"mtalab/internal/mutation"
)

// What may become of a worker.
var (
	errHung    = errors.New("it hangs")
	errCrashed = errors.New("it crashes")
	errRefused = errors.New("nothing can be run")
)

// worker is a process that runs scenarios.
type worker struct {
	command *exec.Cmd
	in      io.WriteCloser
	answers chan Answer // closed when the process ends
	tried   int         // mutants
}

// newWorker starts a process. A mutant that is met before main begins is given to it, or mutation.Original.
func newWorker(ctx context.Context, program string, atStart int) (*worker, error) {
	w := &worker{command: exec.CommandContext(ctx, program), answers: make(chan Answer, 1024)}
	w.command.Env = append(os.Environ(), mutation.Variable+"="+strconv.Itoa(atStart))
	w.command.Stderr = io.Discard
	in, err := w.command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	out, err := w.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	if err := w.command.Start(); err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	w.in = in
	go func() {
		defer close(w.answers)
		decoder := json.NewDecoder(bufio.NewReader(out))
		for {
			var answer Answer
			if decoder.Decode(&answer) != nil {
				return
			}
			w.answers <- answer
		}
	}()
	return w, nil
}

// ask puts a request to the worker and hands on what it tells of scenarios; it may be silent for a limit.
func (w *worker) ask(request Request, limit time.Duration, tell func(Answer)) (goroutines int, err error) {
	if err := json.NewEncoder(w.in).Encode(request); err != nil {
		return 0, errCrashed
	}
	silence := time.NewTimer(limit)
	defer silence.Stop()
	for {
		select {
		case answer, alive := <-w.answers:
			switch {
			case !alive:
				return 0, errCrashed
			case answer.Error != "":
				return 0, fmt.Errorf("%w: %s", errRefused, answer.Error)
			case answer.Done:
				return answer.Goroutines, nil
			}
			tell(answer)
			silence.Reset(limit)
		case <-silence.C:
			return 0, errHung
		}
	}
}

// end stops the process.
func (w *worker) end() {
	w.in.Close()
	_ = w.command.Process.Kill()
	for range w.answers { // until it is closed
	}
	_ = w.command.Wait()
}

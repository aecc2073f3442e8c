package main

import (
	"fmt"
	"io"
	"os"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"mtalab/internal/printable"
	"mtalab/internal/result"
)

// progress is a line on a terminal that says how far a run is. It stands below everything else, and
// goes away for what is printed meanwhile. Nil, as for a log, shows nothing.
type progress struct {
	out    io.Writer
	width  int              // columns of the terminal
	now    func() time.Time // as time.Now
	total  int              // scenarios of the run
	ended  int
	wrong  int       // of those, the ones that failed or are broken
	drawn  time.Time // when it was last drawn
	latest string    // where the latest scenario to end stands
}

// newProgress is for a run whose total is yet to be set; nil if nobody looks at out.
func newProgress(out io.Writer) *progress {
	file, isFile := printable.Behind(out).(*os.File)
	if !isFile || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 1 {
		width = 80
	}
	return &progress{out: file, width: width, now: time.Now}
}

// count takes note of a scenario that ended.
func (p *progress) count(s result.Scenario) {
	if p == nil {
		return
	}
	p.ended++
	p.latest = printable.Line(s.Place())
	if s.Status == result.Failed || s.Status == result.Broken {
		p.wrong++
	}
	if p.now().Sub(p.drawn) >= 50*time.Millisecond {
		p.draw()
	}
}

func (p *progress) draw() {
	p.drawn = p.now()
	line := fmt.Sprintf("%d of %d", p.ended, p.total)
	if p.wrong > 0 {
		line += fmt.Sprintf(", %d wrong", p.wrong)
	}
	line += "  " + p.latest
	for utf8.RuneCountInString(line) > p.width-1 {
		_, size := utf8.DecodeLastRuneInString(line)
		line = line[:len(line)-size]
	}
	fmt.Fprint(p.out, "\r\x1b[K"+line)
}

// clear makes room for something else; the next count draws again.
func (p *progress) clear() {
	if p == nil || p.drawn.IsZero() {
		return
	}
	p.drawn = time.Time{}
	fmt.Fprint(p.out, "\r\x1b[K")
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/report"
)

// hostileFeature is a feature that tries to become part of the page, and of which one scenario fails.
const hostileFeature = `Feature: A </script><img src=x onerror="alert(1)"> feature

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <b>mx1</b>.example.com |

  @ESA-14
  Scenario: A </script><img src=x onerror=alert(1)> scenario
    Given the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And 192.0.2.1 is contacted once
`

// TestTheReportInABrowser reads a report as a person does.
func TestTheReportInABrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	dir := t.TempDir()
	feature := filepath.Join(dir, "hostile.feature")
	require.NoError(t, os.WriteFile(feature, []byte(hostileFeature), 0o600))
	earlier, out := filepath.Join(dir, "earlier"), filepath.Join(dir, "report")
	mustRun(t, exitExpected, "run", "--quiet", "--report", earlier, "esa/worked_example.feature", "esa/queue.feature")
	mustRun(t, exitFailed, "run", "--quiet", "--report", out, "--since", earlier, "esa/worked_example.feature", "esa/queue.feature", "esa/hosted_order.feature", feature)
	address := (&url.URL{Scheme: "file", Path: filepath.Join(out, "index.html")}).String()
	b.do(chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("[data-ready]")))
	all := b.number(`document.querySelectorAll('#all .chip').length`)
	require.Greater(t, all, 10)

	t.Run("the filters filter", func(t *testing.T) {
		b := b.in(t)
		b.do(chromedp.Click(chromedp.CSS(`[data-status=failed]`)))
		assert.Equal(t, []string{feature + ":12"}, b.texts(`[...document.querySelectorAll('#all .chip')].map(c => c.dataset.id)`))
		b.do(chromedp.Click(chromedp.CSS(`[data-status=failed]`)), chromedp.Click(chromedp.CSS(`[data-fate=deferred]`)))
		assert.Equal(t, []string{"deferred"}, b.texts(`[...new Set([...document.querySelectorAll('#all .chip span')].map(c => c.textContent.split(' ')[1]))]`))
		b.do(chromedp.Click(chromedp.CSS(`#clear`)))
		for _, filter := range []struct{ id, value, each string }{
			{"area", "esa", `c.dataset.id.startsWith('esa/')`},
			{"rule", "ESA-70", `c.dataset.id.startsWith('esa/worked_example')`},
			{"setting", "Required - Verify", `c.closest('td').dataset.column === 'Required - Verify'`},
		} {
			b.choose(filter.id, filter.value)
			left := b.number(`document.querySelectorAll('#all .chip').length`)
			assert.Positive(t, left, filter.id)
			assert.Less(t, left, all, filter.id)
			assert.Zero(t, b.number(`[...document.querySelectorAll('#all .chip')].filter(c => !(`+filter.each+`)).length`), filter.id)
			b.do(chromedp.Click(chromedp.CSS(`#clear`)))
		}
		b.do(chromedp.SendKeys(chromedp.CSS(`#search`), "hosted domains example.com"))
		assert.Contains(t, b.text(`document.getElementById('found').textContent`), " of ")
		b.do(chromedp.Click(chromedp.CSS(`#clear`)), chromedp.Click(chromedp.CSS(`#changed`)))
		assert.Zero(t, b.number(`document.querySelectorAll('#all [data-id^="esa/queue"]').length`), "what is as it was")
		assert.Equal(t, b.number(`document.querySelectorAll('#all .chip').length`), b.number(`document.querySelectorAll('#all .chip em').length`))
		b.do(chromedp.Click(chromedp.CSS(`#clear`)))
		assert.Equal(t, all, b.number(`document.querySelectorAll('#all .chip').length`))
	})

	t.Run("a filter and a story open by their links", func(t *testing.T) {
		b := b.in(t)
		b.open(address + "#?rule=ESA-70&status=passed")
		assert.Positive(t, b.number(`document.querySelectorAll('#all .chip').length`))
		assert.Zero(t, b.number(`document.querySelectorAll('#all [data-id^="esa/queue"]').length`))
		b.open(address + "#esa/worked_example.feature:63")
		assert.Equal(t, "Required - Verify: the Common Name matches the reverse name", b.text(`document.querySelector('#story h1').textContent`))
		assert.Equal(t, "mx0a.emailhosted.not", b.text(`document.querySelector('#story tr.decides td:nth-child(3)').textContent`))
		assert.Positive(t, b.number(`document.querySelectorAll('#story svg.world .node.address').length`))
		assert.Equal(t, 3, b.number(`document.querySelectorAll('#story svg.world .edge.used').length`), "MX, A and PTR of the first host")
		assert.Equal(t, 3, b.number(`document.querySelectorAll('#story svg.world .edge:not(.used)').length`), "those of the second")
		assert.Positive(t, b.number(`document.querySelectorAll('#story .sequence .inside').length`), "what is inside TLS is shaded")
		assert.Contains(t, b.text(`document.querySelector('#story .sequence').textContent`), "MAIL FROM:<alice@sender.test>")
		assert.Contains(t, b.text(`document.querySelector('#story .rules').textContent`), "ESA-43")
		assert.Contains(t, b.text(`document.querySelector('#story .whole').textContent`), "Feature: One certificate, two readings")
	})

	t.Run("a story opens by the keyboard", func(t *testing.T) {
		b := b.in(t)
		b.open(address)
		b.slash()
		assert.Equal(t, "search", b.text(`document.activeElement.id`))
		b.do(chromedp.KeyEvent("queue"), chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent("j"))
		focused := b.text(`document.activeElement.dataset.id`)
		b.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(`#story h1`)))
		assert.Equal(t, "#"+focused, b.text(`location.hash`))
		b.do(chromedp.KeyEvent("k"), chromedp.Poll[chromedp.Void](`location.hash !== '#`+focused+`'`))
		previous := strings.TrimPrefix(b.text(`location.hash`), "#")
		b.do(chromedp.KeyEvent(kb.Escape), chromedp.WaitVisible(chromedp.CSS(`#all .chip`)))
		assert.Equal(t, previous, b.text(`document.activeElement.dataset.id`), "the focus is where it was left")
		assert.Equal(t, "#?q=queue", b.text(`location.hash`), "and so is the filter")
		b.do(chromedp.KeyEvent(kb.Escape))
		assert.Equal(t, all, b.number(`document.querySelectorAll('#all .chip').length`))
	})

	t.Run("what is hostile stays text", func(t *testing.T) {
		b := b.in(t)
		b.open(address + "#" + feature + ":12")
		assert.Contains(t, b.text(`document.querySelector('#story h1').textContent`), `A </script><img src=x onerror=alert(1)> scenario`)
		assert.Contains(t, b.text(`document.querySelector('#story svg.world').textContent`), `<b>mx1</b>.example.com`)
		assert.Contains(t, b.text(`document.querySelector('#story .problem').textContent`), "and not delivered verified")
		assert.Zero(t, b.number(`document.querySelectorAll('img, b b, #story script').length`))
		assert.Equal(t, []string{"passed", "passed", "passed", "passed", "failed", "skipped"}, b.texts(`[...document.querySelectorAll('#story .steps .sign')].map(s => s.title)`))
	})

	t.Run("it turns dark and light, and prints", func(t *testing.T) {
		b := b.in(t)
		b.open(address + "#esa/worked_example.feature:63")
		const paper = `getComputedStyle(document.body).backgroundColor`
		before := b.text(paper)
		b.do(chromedp.KeyEvent("t"))
		assert.NotEqual(t, before, b.text(paper))
		printed, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground()))
		require.NoError(t, err)
		assert.True(t, bytes.HasPrefix(printed, []byte("%PDF-")) && len(printed) > 10_000, "%d bytes", len(printed))
		_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		require.NoError(t, err)
		assert.Equal(t, "rgb(255, 255, 255)", b.text(paper), "paper is light")
		assert.Equal(t, "none", b.text(`getComputedStyle(document.querySelector('.crumbs')).display`), "nothing to click on stands on paper")
	})

	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(t, b.complaints, "what the browser's console says")
	assert.NotEmpty(t, b.requests)
	for _, request := range b.requests {
		assert.True(t, strings.HasPrefix(request, address) || strings.HasPrefix(request, "data:"), "the page asks for %s", request)
	}
}

// TestThePageTellsBreachesAndChoicesApart has a sender that breaks a promise in some of the scenarios that leave it a choice.
func TestThePageTellsBreachesAndChoicesApart(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	out := filepath.Join(t.TempDir(), "report")
	mustRun(t, exitFailed, "run", "--quiet", "--sender", "faulty=believes-injected-reply", "--report", out, "senders/injected.feature", "senders/preferred.feature", "esa/worked_example.feature")
	b.open((&url.URL{Scheme: "file", Path: filepath.Join(out, report.PageName)}).String())
	heads := b.texts(`[...document.querySelectorAll('#all h2.part')].map(h => h.firstChild.textContent)`)
	assert.Equal(t, []string{"Breaches", "Choices: what each sender does", "As stated, or not supported"}, heads)
	assert.Equal(t, "choice", b.text(`[...document.querySelectorAll('#demand option')].map(o => o.value).find(v => v === 'choice')`))
	b.choose("demand", "choice")
	assert.Equal(t, []string{"senders/injected", "senders/preferred"}, b.texts(`[...new Set([...document.querySelectorAll('#all .chip')].map(c => c.dataset.id.split('.')[0]))]`))
	chosen := b.texts(`[...new Set([...document.querySelectorAll('#all .chip.status-passed span')].map(c => c.textContent.trim().slice(2)))]`)
	assert.ElementsMatch(t, []string{"delivered in plaintext", "deferred"}, chosen)
}

// TestAStrangersRecordInABrowser reads a page that mtalab merge made of a record in which every text is hostile.
func TestAStrangersRecordInABrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	dir := t.TempDir()
	shard, page := filepath.Join(dir, "shard"), filepath.Join(dir, "page")
	strangersRecord(t, shard)
	mustRun(t, exitExpected, "merge", "--quiet", "--report", page, shard)

	address := (&url.URL{Scheme: "file", Path: filepath.Join(page, report.PageName)}).String()
	b.open(address)
	assert.Greater(t, b.number(`document.querySelectorAll('#all .chip').length`), 5)
	for _, story := range b.texts(`[...document.querySelectorAll('#all .chip')].slice(0, 5).map(c => c.getAttribute('href'))`) {
		b.open(address + story)
		assert.Contains(t, b.text(`document.querySelector('#story h1').textContent`), "<img src=x")
		assert.Zero(t, b.number(`document.querySelectorAll('img, iframe, a[href^=javascript], #story script').length`))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(t, b.complaints, "what the browser's console says")
}

func mustRun(t *testing.T, want int, arguments ...string) {
	var out bytes.Buffer
	require.Equal(t, want, run(context.Background(), arguments, &out, &out), out.String())
}

// browser is a browser that remembers what it was asked for and complained of.
type browser struct {
	*testing.T
	ctx context.Context
	*heard
}

type heard struct {
	mu                   sync.Mutex
	requests, complaints []string
}

// newBrowser starts a browser of its own; without one the test is skipped, but not in CI.
func newBrowser(t *testing.T) browser {
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("chromium is not installed: make tools installs it")
	}
	require.NoError(t, err, "CI must have chromium")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1400, 900),
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WSURLReadTimeout(time.Minute))
	bound, done := context.WithTimeoutCause(context.Background(), 4*time.Minute, errors.New("the browser took too long"))
	allocator, stop := chromedp.NewExecAllocator(bound, options...)
	b := browser{t, nil, &heard{}}
	var leave context.CancelFunc
	b.ctx, leave = chromedp.NewContext(allocator, chromedp.WithListener(b.listen))
	t.Cleanup(func() {
		leave()
		stop()
		chromedp.FromContext(b.ctx).Allocator.Wait() // it removes what the browser stored
		done()
	})
	_, err = chromedp.Call(b.ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	return b
}

func (h *heard) listen(event any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		h.requests = append(h.requests, event.Request.URL)
	case *runtime.EventExceptionThrown:
		h.complaints = append(h.complaints, event.ExceptionDetails.Text+" "+event.ExceptionDetails.Exception.Description)
	case *runtime.EventConsoleAPICalled:
		h.complaints = append(h.complaints, fmt.Sprint("console.", event.Type))
	case *log.EventEntryAdded:
		h.complaints = append(h.complaints, event.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		h.complaints = append(h.complaints, "a dialog: "+event.Message)
	}
}

// in is the same browser for a subtest.
func (b browser) in(t *testing.T) browser { return browser{t, b.ctx, b.heard} }

func (b browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeoutCause(b.ctx, time.Minute, errors.New("the page did not come to that"))
	defer cancel()
	require.NoError(b, chromedp.Do(ctx, actions...))
}

// open loads a page anew, as from a link in a message.
func (b browser) open(address string) {
	b.Helper()
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("[data-ready]")))
}

func (b browser) choose(id, value string) {
	b.Helper()
	b.do(chromedp.SetValue(chromedp.CSS("#"+id), value), chromedp.Evaluate[chromedp.Void](`document.getElementById('`+id+`').dispatchEvent(new Event('change'))`))
}

// slash presses the key as a keyboard does: the character is part of it, and KeyEvent sends it beside.
func (b browser) slash() {
	b.Helper()
	for _, press := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Code: "Slash", Text: "/"},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: "/", Code: "Slash"},
	} {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, press)
		require.NoError(b, err)
	}
}

func (b browser) number(script string) int     { return evaluated[int](b, script) }
func (b browser) text(script string) string    { return evaluated[string](b, script) }
func (b browser) texts(script string) []string { return evaluated[[]string](b, script) }

func evaluated[T any](b browser, script string) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	require.NoError(b, err)
	return value
}

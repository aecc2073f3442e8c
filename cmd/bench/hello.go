package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed hello.py
var helloScript string

// hello measures how long a client of OpenSSL's waits for the reply to its EHLO inside TLS: it sends EHLO
// right behind its Finished, and an MTA that acknowledges late makes it wait 40 ms.
func hello(ctx context.Context, _ *bench) (table, error) {
	t := table{
		title:   "The first words inside TLS",
		about:   "Python's smtplib, with OpenSSL, says EHLO after STARTTLS to fakemta; median and worst of 50.",
		columns: []string{"client", "median", "worst", "goal for the median", "verdict"},
	}
	python, err := exec.LookPath("python3")
	if errors.Is(err, exec.ErrNotFound) {
		t.add("python3 is missing")
		return t, nil
	} else if err != nil {
		return t, err
	}
	certificate, _, err := identity("mx1.example.com")
	if err != nil {
		return t, err
	}
	address, stop, err := startFakeMTA(ctx, certificate)
	if err != nil {
		return t, err
	}
	defer stop()
	said, err := exec.CommandContext(ctx, python, "-c", helloScript, address, "50").CombinedOutput()
	if err != nil {
		return t, fmt.Errorf("%s: %w: %s", python, err, said)
	}
	var took []time.Duration
	for _, word := range strings.Fields(string(said)) {
		seconds, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return t, fmt.Errorf("%s: want seconds: %w", python, err)
		}
		took = append(took, time.Duration(seconds*float64(time.Second)))
	}
	middle := median(took)
	want, verdict := atMost(10).judge(float64(middle) / float64(time.Millisecond))
	t.add("smtplib", short(middle), short(slices.Max(took)), want+" ms", verdict)
	return t, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mtalab/fakedns"
)

// domains is how many domains the name servers know, each with an MX and an address.
const domains = 1000

// nameServer is one that is measured: start makes it listen on a port of the loopback, with its files in a
// folder.
type nameServer struct {
	name  string
	goal  goal // of fakedns against it
	start func(ctx context.Context, port, folder string) (stop func(), err error)
}

// nameServers asks fakedns and others the same questions.
func nameServers(ctx context.Context, _ *bench) (table, error) {
	t := table{
		title: "Questions to the name server",
		about: fmt.Sprintf("dnsperf asks for the MX and the A of %d domains over UDP, on the same machine; fakedns remembers every\n"+
			"question, the others log none.", domains),
		columns: []string{"name server", "questions a second", "fakedns is", "goal", "verdict"},
	}
	dnsperf, err := find("dnsperf", "/usr/bin/dnsperf")
	if line, is := missing(err); is {
		t.add(line)
		return t, nil
	} else if err != nil {
		return t, err
	}
	folder, err := os.MkdirTemp("", "mtalab-bench-")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(folder)
	if err := writeQuestions(folder); err != nil {
		return t, err
	}
	all := []nameServer{
		{"fakedns", goal{}, startFakeDNS},
		{"dnsmasq", atLeast(1.2), startDnsmasq},
		{"unbound", goal{}, startUnbound},
		{"knot", goal{}, startKnot},
	}
	rates := map[string][]float64{}
	absent := map[string]string{}
	for range rounds {
		for _, server := range all {
			rate, err := server.measure(ctx, dnsperf, folder)
			if line, is := missing(err); is {
				absent[server.name] = line
				continue
			} else if err != nil {
				return t, fmt.Errorf("%s: %w", server.name, err)
			}
			rates[server.name] = append(rates[server.name], rate)
		}
	}
	ours := rates["fakedns"]
	for _, server := range all {
		theirs := rates[server.name]
		if theirs == nil {
			t.add(server.name, absent[server.name])
			continue
		}
		faster := medianRatio(ours, theirs)
		t.add(append([]string{server.name, fmt.Sprintf("%.0f", median(theirs)), ratio(faster) + " times as fast"}, server.goal.cells(faster)...)...)
	}
	return t, nil
}

// medianRatio is the median of the ratios of figures that were taken in turns.
func medianRatio(ours, theirs []float64) float64 {
	var ratios []float64
	for i := range min(len(ours), len(theirs)) {
		ratios = append(ratios, ours[i]/theirs[i])
	}
	return median(ratios)
}

var perSecond = regexp.MustCompile(`Queries per second:\s+([\d.]+)`)

func (s nameServer) measure(ctx context.Context, dnsperf program, folder string) (rate float64, err error) {
	port, err := freePort()
	if err != nil {
		return 0, err
	}
	stop, err := s.start(ctx, port, folder)
	if err != nil {
		return 0, err
	}
	defer stop()
	said, err := dnsperf.command(ctx, "-s", "127.0.0.1", "-p", port, "-d", filepath.Join(folder, "questions"), "-l", "2").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("dnsperf: %w: %s", err, said)
	}
	found := perSecond.FindSubmatch(said)
	if found == nil {
		return 0, fmt.Errorf("dnsperf does not say how many questions a second: %s", said)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}

func writeQuestions(folder string) error {
	var questions strings.Builder
	for n := range domains {
		fmt.Fprintf(&questions, "d%d.test MX\nmx.d%d.test A\n", n, n)
	}
	return os.WriteFile(filepath.Join(folder, "questions"), []byte(questions.String()), 0o644)
}

func startFakeDNS(_ context.Context, port, _ string) (stop func(), err error) {
	server := &fakedns.Server{}
	for n := range domains {
		server.Records = append(server.Records,
			fakedns.Record{Name: fmt.Sprintf("d%d.test", n), Type: "MX", Value: fmt.Sprintf("10 mx.d%d.test", n)},
			fakedns.Record{Name: fmt.Sprintf("mx.d%d.test", n), Type: "A", Value: "192.0.2.1"})
	}
	packets, err := net.ListenPacket("udp4", "127.0.0.1:"+port)
	if err != nil {
		return nil, err
	}
	return func() { _ = server.Close() }, server.Start(packets, nil)
}

func startDnsmasq(ctx context.Context, port, folder string) (stop func(), err error) {
	return startNameServer(ctx, port, folder, "dnsmasq", "/usr/sbin/dnsmasq",
		"port="+port+"\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nuser=root\npid-file=\n",
		"mx-host=d%[1]d.test,mx.d%[1]d.test,10\nhost-record=mx.d%[1]d.test,192.0.2.1\n",
		"--keep-in-foreground", "--conf-file=")
}

func startUnbound(ctx context.Context, port, folder string) (stop func(), err error) {
	return startNameServer(ctx, port, folder, "unbound", "/usr/sbin/unbound",
		"server:\n interface: 127.0.0.1@"+port+"\n port: "+port+"\n username: \"\"\n chroot: \"\"\n pidfile: \"\"\n"+
			" directory: "+folder+"\n use-syslog: no\n module-config: \"iterator\"\n local-zone: test. static\n",
		" local-data: \"d%[1]d.test. 300 IN MX 10 mx.d%[1]d.test.\"\n local-data: \"mx.d%[1]d.test. 300 IN A 192.0.2.1\"\n",
		"-d", "-c")
}

func startKnot(ctx context.Context, port, folder string) (stop func(), err error) {
	zone := "test. 300 SOA ns.test. admin.test. 1 7200 3600 1209600 300\ntest. 300 NS ns.test.\nns.test. 300 A 127.0.0.1\n"
	zone += perDomain("d%[1]d.test. 300 MX 10 mx.d%[1]d.test.\nmx.d%[1]d.test. 300 A 192.0.2.1\n")
	if err := os.WriteFile(filepath.Join(folder, "test.zone"), []byte(zone), 0o644); err != nil {
		return nil, err
	}
	return startNameServer(ctx, port, folder, "knot", "/usr/sbin/knotd",
		"server:\n  listen: 127.0.0.1@"+port+"\n  rundir: "+folder+"\ndatabase:\n  storage: "+folder+"\nlog:\n  - target: stderr\n    any: error\n"+
			"zone:\n  - domain: test.\n    file: "+folder+"/test.zone\n    zonefile-sync: -1\n    journal-content: none\n", "", "-c")
}

// startNameServer runs a program with a configuration, of which the last argument gives the file, and waits
// until it answers.
func startNameServer(ctx context.Context, port, folder, name, path, configuration, eachDomain string, arguments ...string) (stop func(), err error) {
	found, err := find(name, path)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, name+".conf")
	if err := os.WriteFile(file, []byte(configuration+perDomain(eachDomain)), 0o644); err != nil {
		return nil, err
	}
	last := len(arguments) - 1
	if strings.HasSuffix(arguments[last], "=") {
		arguments[last] += file
	} else {
		arguments = append(arguments, file)
	}
	return serve(ctx, found.command(ctx, arguments...), func() error { return answers(ctx, port) })
}

func perDomain(line string) string {
	var all strings.Builder
	for n := range domains {
		if line != "" {
			fmt.Fprintf(&all, line, n)
		}
	}
	return all.String()
}

// answers asks a name server for its last domain.
func answers(ctx context.Context, port string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", "127.0.0.1:"+port)
	}}
	found, err := resolver.LookupMX(ctx, fmt.Sprintf("d%d.test.", domains-1))
	if err == nil && len(found) != 1 {
		err = errors.New("not the answer that it was given")
	}
	return err
}

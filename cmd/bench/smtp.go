package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"

	"mtalab/fakemta"
	"mtalab/pki"
)

// mailServer is one that is measured: start makes it listen and says where.
type mailServer struct {
	name  string
	plain goal // of fakemta against it
	tls   goal
	start func(ctx context.Context, certificate *pki.Certificate) (address string, stop func(), err error)
}

// concurrencies are how many clients deliver at once.
var concurrencies = []int{1, 8, 64}

// mailServers delivers to fakemta and to others with the same client.
func mailServers(ctx context.Context, _ *bench) (table, error) {
	t := table{
		title: "Messages into an MTA",
		about: "Each message has a connection of its own; the same client delivers to all, on the same machine. fakemta and\n" +
			"go-smtp run in the client's process. fakemta keeps every line that is said, every handshake and every message.",
		columns: []string{"MTA", "clients", "plain, messages a second", "fakemta is", "goal", "verdict", "STARTTLS, messages a second", "fakemta is", "goal", "verdict"},
	}
	certificate, _, err := identity("mx1.example.com")
	if err != nil {
		return t, err
	}
	all := []mailServer{
		{"fakemta", goal{}, goal{}, startFakeMTA},
		{"go-smtp", atLeast(0.85), atLeast(0.85), startGoSMTP},
		{"smtp-sink", atLeast(0.75), goal{}, startSMTPSink},
		{"aiosmtpd", goal{}, atLeast(1.4), startAiosmtpd},
	}
	for _, clients := range concurrencies {
		rates := map[string][2][]float64{}
		absent := map[string]string{}
		for range rounds {
			for _, server := range all {
				rate, err := server.measure(ctx, certificate, clients)
				if line, is := missing(err); is {
					absent[server.name] = line
					continue
				} else if err != nil {
					return t, fmt.Errorf("%s, %d clients: %w", server.name, clients, err)
				}
				both := rates[server.name]
				rates[server.name] = [2][]float64{append(both[0], rate[0]), append(both[1], rate[1])}
			}
		}
		for _, server := range all {
			cells := []string{server.name, fmt.Sprint(clients)}
			if line := absent[server.name]; line != "" {
				t.add(append(cells, line)...)
				continue
			}
			for way, goal := range []goal{server.plain, server.tls} {
				ours, theirs := rates["fakemta"][way], rates[server.name][way]
				faster := medianRatio(ours, theirs)
				if median(theirs) == 0 {
					cells = append(cells, "does not offer it", "", "", "")
					continue
				}
				cells = append(append(cells, fmt.Sprintf("%.0f", median(theirs)), ratio(faster)), goal.cells(faster)...)
			}
			t.add(cells...)
		}
	}
	return t, nil
}

// measure gives the messages a second in plaintext and with STARTTLS; 0: it does not offer it.
func (s mailServer) measure(ctx context.Context, certificate *pki.Certificate, clients int) (rates [2]float64, err error) {
	address, stop, err := s.start(ctx, certificate)
	if err != nil {
		return rates, err
	}
	defer stop()
	for way, config := range []*tls.Config{nil, {InsecureSkipVerify: true}} {
		if err := send(address, config); errors.Is(err, errNotOffered) {
			continue
		}
		if rates[way], err = flood(address, config, clients); err != nil {
			return rates, err
		}
	}
	return rates, nil
}

// flood delivers for a while with so many clients at once.
func flood(address string, config *tls.Config, clients int) (perSecond float64, err error) {
	const length = 600 * time.Millisecond
	var sent atomic.Int64
	var work sync.WaitGroup
	errs := make(chan error, clients)
	began := time.Now()
	for range clients {
		work.Go(func() {
			for time.Since(began) < length {
				if err := send(address, config); err != nil {
					errs <- err
					return
				}
				sent.Add(1)
			}
		})
	}
	work.Wait()
	took := time.Since(began)
	close(errs)
	return float64(sent.Load()) / took.Seconds(), <-errs
}

var errNotOffered = errors.New("not offered here")

// send delivers one message over a connection of its own, inside TLS if there is a configuration for it.
func send(address string, config *tls.Config) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	var client *smtp.Client
	if config == nil {
		client = smtp.NewClient(conn)
	} else if client, err = smtp.NewClientStartTLS(conn, config); err != nil {
		if strings.Contains(err.Error(), "doesn't support STARTTLS") { // go-smtp has no value for it
			err = errNotOffered
		}
		return err
	}
	if err := client.SendMail(envelopeSender, []string{recipient}, strings.NewReader(text)); err != nil {
		var refused *smtp.SMTPError
		if errors.As(err, &refused) && refused.Code == 530 { // STARTTLS first (RFC 3207 §4)
			return fmt.Errorf("%w: %w", errNotOffered, err)
		}
		return err
	}
	return client.Quit()
}

func startFakeMTA(_ context.Context, certificate *pki.Certificate) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	shown := certificate.TLS()
	server := &fakemta.Server{Certificate: func(string) (*tls.Certificate, error) { return &shown, nil }}
	server.Start(listener)
	return listener.Addr().String(), func() { _ = server.Close() }, nil
}

func startGoSMTP(_ context.Context, certificate *pki.Certificate) (address string, stop func(), err error) {
	f, err := startFloor(certificate)
	if err != nil {
		return "", nil, err
	}
	return f.listener.Addr().String(), func() { _ = f.close() }, nil
}

func startSMTPSink(ctx context.Context, _ *pki.Certificate) (address string, stop func(), err error) {
	sink, err := find("postfix", "/usr/sbin/smtp-sink")
	if err != nil {
		return "", nil, err
	}
	return startMailServer(ctx, sink, func(address string) []string {
		if os.Geteuid() == 0 { // which it refuses to stay
			return []string{"-u", "nobody", address, "1000"}
		}
		return []string{address, "1000"}
	})
}

func startAiosmtpd(ctx context.Context, certificate *pki.Certificate) (address string, stop func(), err error) {
	module, err := find("aiosmtpd", "/usr/lib/python3/dist-packages/aiosmtpd/main.py")
	if err != nil {
		return "", nil, err
	}
	module.path = "/usr/bin/python3"
	folder, err := os.MkdirTemp("", "mtalab-bench-")
	if err != nil {
		return "", nil, err
	}
	key, err := certificate.KeyPEM()
	err = errors.Join(err,
		os.WriteFile(filepath.Join(folder, "chain.pem"), certificate.PEM(), 0o644),
		os.WriteFile(filepath.Join(folder, "key.pem"), key, 0o600))
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(folder))
	}
	address, end, err := startMailServer(ctx, module, func(address string) []string {
		// It asks the resolver for its own name at each connection, which is no part of the comparison.
		return []string{"-c", "import socket, aiosmtpd.main\nsocket.getfqdn = lambda *_: 'mx1.example.com'\naiosmtpd.main.main()", "--nosetuid", "--listen", address, "--class", "aiosmtpd.handlers.Sink",
			"--tlscert", filepath.Join(folder, "chain.pem"), "--tlskey", filepath.Join(folder, "key.pem")}
	})
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(folder))
	}
	return address, func() { end(); _ = os.RemoveAll(folder) }, nil
}

// startMailServer runs a program that listens where its arguments say, and waits until it greets.
func startMailServer(ctx context.Context, found program, arguments func(address string) []string) (address string, stop func(), err error) {
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	address = "127.0.0.1:" + port
	stop, err = serve(ctx, found.command(ctx, arguments(address)...), func() error {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			return err
		}
		return conn.Close()
	})
	return address, stop, err
}

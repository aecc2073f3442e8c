package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/emersion/go-smtp"

	"mtalab/pki"
)

// What every delivery of the benchmark carries.
const (
	envelopeSender = "alice@sender.test"
	recipient      = "bob@example.com"
	text           = "Subject: a message\r\n\r\nOne line.\r\n"
)

// floor is a running go-smtp server with a chain of three, and a client that delivers to it: F.
type floor struct {
	listener net.Listener
	server   *smtp.Server
	ended    chan error
	client   *tls.Config
}

func newFloor() (*floor, error) {
	certificate, root, err := identity("mx1.example.com")
	if err != nil {
		return nil, err
	}
	f, err := startFloor(certificate)
	if err != nil {
		return nil, err
	}
	f.client = &tls.Config{ServerName: "mx1.example.com", RootCAs: pki.Pool(root)}
	return f, nil
}

// startFloor starts the server alone.
func startFloor(certificate *pki.Certificate) (*floor, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &floor{
		listener: listener,
		server:   smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return discard{}, nil })),
		ended:    make(chan error, 1),
	}
	f.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate.TLS()}}
	f.server.Domain = "mx1.example.com"
	go func() { f.ended <- f.server.Serve(listener) }()
	return f, nil
}

// identity is a certificate below an intermediate one, and their root.
func identity(name string) (*pki.Certificate, *pki.Authority, error) {
	root, err := pki.NewRoot(pki.Root{})
	if err != nil {
		return nil, nil, err
	}
	intermediate, err := root.Intermediate(pki.Intermediate{})
	if err != nil {
		return nil, nil, err
	}
	leaf, err := intermediate.Issue(pki.Leaf{DNSNames: []string{name}})
	return leaf, root, err
}

// deliver is F.
func (f *floor) deliver() error {
	conn, err := net.Dial("tcp", f.listener.Addr().String())
	if err != nil {
		return err
	}
	defer conn.Close()
	client, err := smtp.NewClientStartTLS(conn, f.client)
	if err != nil {
		return fmt.Errorf("the floor: %w", err)
	}
	if err := client.SendMail(envelopeSender, []string{recipient}, strings.NewReader(text)); err != nil {
		return fmt.Errorf("the floor: %w", err)
	}
	return client.Quit()
}

func (f *floor) close() error {
	return errors.Join(f.server.Close(), <-f.ended)
}

// discard is a go-smtp session that reads a message and keeps nothing.
type discard struct{}

func (discard) Reset()                               {}
func (discard) Logout() error                        { return nil }
func (discard) Mail(string, *smtp.MailOptions) error { return nil }
func (discard) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (discard) Data(message io.Reader) error         { _, err := io.Copy(io.Discard, message); return err }

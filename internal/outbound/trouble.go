package outbound

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"regexp"
	"syscall"
)

// Trouble words an error of the connection alike on every network and system.
func Trouble(err error) string {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "no answer in time"
	}
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection is reset"
	case errors.As(err, &op) && op.Op == "dial":
		return "the connection is refused"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection is closed"
	}
	if op != nil {
		return op.Err.Error() // without the ports, which change from run to run
	}
	return lengthOf.ReplaceAllString(err.Error(), "")
}

// lengthOf is in an error of crypto/tls on a large message, whose signatures differ in length from hour to hour.
var lengthOf = regexp.MustCompile(` of length \d+ bytes`)

// Alerted says whether the server has ended a handshake with an alert (RFC 8446 §6).
func Alerted(err error, description uint8) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error" && op.Err.Error() == tls.AlertError(description).Error()
}

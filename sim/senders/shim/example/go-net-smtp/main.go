// Command go-net-smtp is a sender for mtalab: Go's net/smtp. It wants Go, to build it with:
// go build && mtalab run --sender ./go-net-smtp
package main

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

type object map[string]any

type recipient struct {
	Address, TLS, Chain string
	Names               []string
}

type question struct {
	Ask, From, Message, Hostname string
	Recipients                   []recipient
}

func main() {
	var asked question
	answer := object{"version": 2}
	if line, err := bufio.NewReader(os.Stdin).ReadBytes('\n'); err != nil || json.Unmarshal(line, &asked) != nil {
		answer["broken"] = "the question cannot be read"
	} else if asked.Ask == "about" {
		answer["subject"] = object{"name": "go-net-smtp", "version": strings.TrimPrefix(runtime.Version(), "go")}
	} else if slices.ContainsFunc(asked.Recipients, cannotBeTold) {
		answer["notSupported"] = "crypto/tls verifies the chain together with one name, and stops if that fails"
	} else {
		var all []object
		for _, to := range asked.Recipients {
			all = append(all, asked.deliver(to))
		}
		answer["recipients"] = all
	}
	_ = json.NewEncoder(os.Stdout).Encode(answer)
}

func cannotBeTold(to recipient) bool {
	return (to.Chain != "") != (len(to.Names) == 1) || to.Chain != "" && (to.TLS != "always" || to.Names[0] == "route" || to.Names[0] == "reverse name")
}

// deliver tries one MX host after the other.
func (q question) deliver(to recipient) object {
	domain := to.Address[strings.LastIndexByte(to.Address, '@')+1:]
	hosts, err := net.LookupMX(domain)
	var missing *net.DNSError
	if errors.As(err, &missing) && missing.IsNotFound {
		hosts, err = []*net.MX{{Host: domain}}, nil // the implicit MX (RFC 5321 §5.1)
	}
	for _, mx := range hosts {
		if err = q.hand(to, strings.TrimSuffix(mx.Host, "."), domain); err == nil {
			return object{"address": to.Address, "fate": "delivered", "verified": to.Chain != "", "host": mx.Host}
		}
		var reply *textproto.Error
		if errors.As(err, &reply) && reply.Code >= 500 {
			return object{"address": to.Address, "fate": "bounced", "reason": err.Error()}
		}
	}
	return object{"address": to.Address, "fate": "deferred", "reason": fmt.Sprint(err)}
}

// hand hands the message to one host.
func (q question) hand(to recipient, host, domain string) error {
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, "25"), 4*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	client, err := smtp.NewClient(conn, host)
	if err == nil {
		err = client.Hello(q.Hostname)
	}
	if err != nil {
		return err
	}
	if offered, _ := client.Extension("STARTTLS"); to.TLS == "always" && !offered {
		return errors.New(host + " offers no STARTTLS")
	} else if offered && to.TLS != "never" {
		name := map[bool]string{true: domain, false: host}[slices.Contains(to.Names, "recipient domain")]
		if err := client.StartTLS(&tls.Config{ServerName: name, InsecureSkipVerify: to.Chain == ""}); err != nil {
			return fmt.Errorf("STARTTLS: %s", cmp.Or(err.Error(), "failed")) // whatever its code, the message is kept
		}
	}
	if err := errors.Join(client.Mail(q.From), client.Rcpt(to.Address)); err != nil {
		return err
	}
	data, err := client.Data()
	if err != nil {
		return err
	}
	_, err = data.Write([]byte(q.Message))
	if err = errors.Join(err, data.Close()); err == nil {
		_ = client.Quit()
	}
	return err
}

package certpath

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
)

// largestList is how many octets a CRL may have.
const largestList = 1 << 20

var errUnsuitable = errors.New("only http is understood")

// Fetch gets a CRL from a web server. It follows no redirection: what a certificate names is where the list is.
func Fetch(ctx context.Context, from string, dial func(ctx context.Context, network, address string) (net.Conn, error)) ([]byte, error) {
	if where, err := url.Parse(from); err != nil || where.Scheme != "http" {
		return nil, errUnsuitable
	}
	question, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{
		Transport:     &http.Transport{DialContext: dial, DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(question)
	if err != nil {
		return nil, errors.Unwrap(err) // without the URL
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the web server answers %s", answer.Status)
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, largestList+1))
	if err != nil {
		return nil, err
	}
	if len(content) > largestList {
		return nil, fmt.Errorf("it has more than %d KiB", largestList>>10)
	}
	return content, nil
}

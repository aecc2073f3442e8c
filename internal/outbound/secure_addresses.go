package outbound

import (
	"context"
	"errors"
	"net/netip"
	"strings"
)

// SecureAddresses is Addresses, and whether the answers of both families are secure. ErrTemporary beside addresses is that one
// family could not be looked up: then only the other's answer is meant.
func (r *Resolver) SecureAddresses(ctx context.Context, host string) (Answer[netip.Addr], error) {
	found := Answer[netip.Addr]{Name: host, Secure: true}
	var failed error
	observed := func(lookup func(context.Context, string) (Answer[netip.Addr], error)) func(context.Context, string) ([]netip.Addr, error) {
		return func(ctx context.Context, host string) ([]netip.Addr, error) {
			answer, err := lookup(ctx, host)
			if errors.Is(err, ErrTemporary) {
				failed = err
				return nil, err
			}
			found.Secure = found.Secure && answer.Secure
			if !strings.EqualFold(answer.Name, host) {
				found.Name = answer.Name
			}
			return answer.Records, err
		}
	}
	var err error
	found.Records, err = addressesBy(ctx, host, observed(r.SecureIPv4), observed(r.SecureIPv6))
	if err == nil {
		err = failed
	}
	return found, err
}

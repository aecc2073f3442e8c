package exim

import (
	"fmt"
	"strings"

	"mtalab/internal/driver"
)

// hosts are those of a route as Exim's manualroute has them (Exim specification, chapter 20), with a plus between two. By
// itself it looks up the addresses of a host alone: for a host that is not in brackets it is told to follow its MX records
// if it has any. A space would end the list.
func hosts(route driver.Route) string {
	var all []string
	for _, host := range route {
		var port string
		if host.Port != 0 {
			port = fmt.Sprintf(":%d", host.Port)
		}
		switch {
		case host.Address.Is6() && port != "":
			all = append(all, "["+host.Address.String()+"]"+port)
		case host.Address.IsValid():
			all = append(all, host.Address.String()+port)
		case host.Bracket:
			all = append(all, host.Name+port)
		case host.Name != "":
			all = append(all, fmt.Sprintf("${lookup dnsdb{mxh=%[1]s}{%[1]s/MX%[2]s}{%[1]s%[2]s}}", host.Name, port))
		}
	}
	if all == nil {
		return ""
	}
	return "<+" + strings.Join(all, "+")
}

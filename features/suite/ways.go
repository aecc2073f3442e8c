package suite

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders"
)

// ways finds the ways of the mail of a world: by the routes that its sender went by, and by the DNS records.
type ways struct {
	world   *sim.World
	trail   *sim.Trail
	drawing *result.World
	records map[string][]int // by name, in lower case
	nodes   map[string]int
	edges   map[result.Edge]int // by themselves, unused
	asked   map[string]bool     // addresses whose reverse name was asked for

	// Of the recipient domain at hand:
	*visits
	linked map[string]bool // addresses that some way leads to
	walked map[int]bool    // names that were followed already, with whether they lead to an address that was tried
}

// drawWays adds nodes and edges to a drawing, and marks its records that are edges.
func drawWays(world *sim.World, trail *sim.Trail, drawing *result.World) {
	w := &ways{
		world: world, trail: trail, drawing: drawing, asked: reverseQuestions(world, trail),
		records: map[string][]int{}, nodes: map[string]int{}, edges: map[result.Edge]int{},
	}
	for i, record := range drawing.Records {
		name := strings.ToLower(record.Name)
		w.records[name] = append(w.records[name], i)
	}
	for _, domain := range drawing.Recipients {
		w.visits, w.linked, w.walked = visitsFor(trail, domain), map[string]bool{}, map[int]bool{}
		w.start(w.node(result.DomainNode, domain, 0))
	}
	for _, host := range drawing.Hosts {
		w.node(result.AddressNode, host.Address, 0)
	}
}

// start draws the ways from the recipient domain, and those that the sender knew by other means.
func (w *ways) start(from int) {
	if address, literal := addressLiteral(w.domain); literal {
		w.address(from, address.String(), result.AddressEdge, "address literal", w.tried(address.String(), ""))
	} else if route, routed := w.route(w.world.Policy); routed {
		for _, host := range route.Hosts {
			w.viaRoute(from, host)
		}
	} else {
		w.exchangers(from, w.domain, w.domain, 0)
	}
	for _, candidate := range w.candidates {
		address := candidate.Address.Addr().String()
		if !w.linked[address] && len(candidate.Origins) > 0 {
			w.told(from, address, candidate.Origins[0])
		}
	}
}

// told draws a way that only the sender tells of: to a smart host, or by a record that stands for many names.
func (w *ways) told(from int, address string, way evidence.Origin) {
	used := w.tried(address, way.Host)
	if way.Host == "" {
		w.address(from, address, result.RouteEdge, way.Source, used)
		return
	}
	name := from
	if !strings.EqualFold(way.Host, w.domain) {
		name = w.node(result.HostNode, way.Host, 1)
		if before := slices.IndexFunc(w.drawing.Edges, func(e result.Edge) bool { return e.From == from && e.To == name }); before >= 0 {
			w.use(before, used)
		} else {
			kind := result.RouteEdge
			if way.Source == "MX" {
				kind = result.MXEdge
			}
			w.edge(from, name, kind, way.Source, used)
		}
	}
	label := "A"
	if netip.MustParseAddr(address).Is6() {
		label = "AAAA"
	}
	w.address(name, address, result.AddressEdge, label, used)
}

func (w *ways) viaRoute(from int, to policy.RouteHost) {
	label := "SMTP route"
	if to.Port > 0 {
		label += fmt.Sprintf(", port %d", to.Port)
	}
	switch {
	case to.UseDNS:
		w.exchangers(from, w.domain, w.domain, 0)
	case to.Discard:
		w.edge(from, w.node(result.HostNode, senders.Dialect().FormatRouteHost(to), 1), result.RouteEdge, label, w.discarded)
	case to.Address.IsValid():
		w.address(from, to.Address.String(), result.RouteEdge, label, w.tried(to.Address.String(), ""))
	default:
		node := w.node(result.HostNode, to.Name, 1)
		edge := w.edge(from, node, result.RouteEdge, label, false)
		used := false
		if to.Bracket {
			used = w.addresses(node, to.Name, to.Name, 1)
		} else {
			used = w.exchangers(node, to.Name, to.Name, 1)
		}
		w.use(edge, used)
	}
}

// exchangers follows the MX records of a name, and without any its addresses (RFC 5321 §5.1); it says whether a way was
// used. Addresses beside MX records are drawn: they are there, and not on the way.
func (w *ways) exchangers(from int, name, lookedUp string, depth int) bool {
	if leads, again := w.walked[from]; again {
		return leads
	}
	used := false
	exchangers := w.of(name, "MX")
	if len(exchangers) > 0 {
		lookedUp = ""
	}
	for _, record := range exchangers {
		preference, target, _ := strings.Cut(record.Value, " ")
		to := w.node(result.HostNode, cmp.Or(target, "."), depth+1)
		edge := w.edge(from, to, result.MXEdge, "MX "+preference, false)
		leads := w.addresses(to, target, target, depth+1)
		w.use(edge, leads)
		used = used || leads
	}
	used = w.follow(from, name, lookedUp, depth, w.exchangers) || used
	w.walked[from] = used
	return used
}

// addresses follows the addresses and aliases of a name, which the sender came to by looking up a name; empty: it did not
// come this way. It says whether a way was used.
func (w *ways) addresses(from int, name, lookedUp string, depth int) bool {
	if leads, again := w.walked[from]; again {
		return leads
	}
	return w.follow(from, name, lookedUp, depth, w.addresses)
}

// follow draws the addresses of a name, and its aliases with what is behind them.
func (w *ways) follow(from int, name, lookedUp string, depth int, behind func(int, string, string, int) bool) bool {
	w.walked[from] = false // an alias may lead back here
	used := false
	for _, record := range w.of(name, "A", "AAAA") {
		leads := lookedUp != "" && w.tried(record.Value, lookedUp)
		w.address(from, record.Value, result.AddressEdge, record.Type, leads)
		used = used || leads
	}
	for _, record := range w.of(name, "CNAME", "DNAME") {
		const farthest = 8 // columns
		next := min(depth+1, farthest)
		to := w.node(result.HostNode, record.Value, next)
		edge := w.edge(from, to, result.AliasEdge, record.Type, false)
		leads := behind(to, record.Value, lookedUp, next)
		w.use(edge, leads)
		used = used || leads
	}
	w.walked[from] = used
	return used
}

// address draws an address and its reverse names.
func (w *ways) address(from int, address string, kind result.EdgeKind, label string, used bool) {
	to := w.node(result.AddressNode, address, 0)
	w.linked[address] = true
	w.edge(from, to, kind, label, used)
	for _, record := range w.of(address, "PTR") {
		reverse := w.node(result.ReverseNode, record.Value, 0)
		w.edge(to, reverse, result.PTREdge, "PTR", w.asked[address])
		if slices.ContainsFunc(w.of(record.Value, "A", "AAAA"), func(r result.Record) bool { return r.Value == address }) {
			w.drawing.Nodes[reverse].LeadsBack = true
		}
	}
}

// of are the records of a name, which are drawn with this.
func (w *ways) of(name string, types ...string) []result.Record {
	var found []result.Record
	for _, i := range w.records[strings.ToLower(name)] {
		if record := &w.drawing.Records[i]; slices.Contains(types, record.Type) {
			record.Drawn = true
			found = append(found, *record)
		}
	}
	return found
}

func (w *ways) node(kind result.NodeKind, name string, depth int) int {
	key := string(kind) + " " + strings.ToLower(name)
	if _, known := w.nodes[key]; !known {
		w.nodes[key] = len(w.drawing.Nodes)
		w.drawing.Nodes = append(w.drawing.Nodes, result.Node{Kind: kind, Name: name, Depth: depth})
	}
	return w.nodes[key]
}

func (w *ways) edge(from, to int, kind result.EdgeKind, label string, used bool) int {
	edge := result.Edge{From: from, To: to, Kind: kind, Label: label}
	if _, known := w.edges[edge]; !known {
		w.edges[edge] = len(w.drawing.Edges)
		w.drawing.Edges = append(w.drawing.Edges, edge)
	}
	w.use(w.edges[edge], used)
	return w.edges[edge]
}

func (w *ways) use(edge int, used bool) {
	w.drawing.Edges[edge].Used = w.drawing.Edges[edge].Used || used
}

// addressLiteral reads a recipient domain that is an address in brackets (RFC 5321 §4.1.3).
func addressLiteral(domain string) (netip.Addr, bool) {
	inner, bracketed := strings.CutPrefix(strings.TrimSuffix(domain, "]"), "[")
	if tag := "IPv6:"; len(inner) > len(tag) && strings.EqualFold(inner[:len(tag)], tag) {
		inner = inner[len(tag):]
	}
	address, err := netip.ParseAddr(inner)
	return address, bracketed && err == nil
}

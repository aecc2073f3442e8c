package result

// NodeKind is what a Node is.
type NodeKind string

// The kinds of nodes.
const (
	DomainNode  NodeKind = "domain"  // a recipient domain
	HostNode    NodeKind = "host"    // a name on the way: of an MX host, of a route, an alias; "." is a null MX (RFC 7505)
	AddressNode NodeKind = "address" // an IP address
	ReverseNode NodeKind = "reverse" // the name of a PTR record
)

// Node is one thing that an Edge leads from or to.
type Node struct {
	Kind NodeKind `json:"kind"`
	Name string   `json:"name"`
	// Depth is how many steps a host is away from the recipient domain that first leads there.
	Depth int `json:"depth,omitempty" least:"0"`
	// LeadsBack says that a reverse name has the address that it is of.
	LeadsBack bool `json:"leadsBack,omitempty"`
}

// EdgeKind is why an Edge leads where it leads.
type EdgeKind string

// The kinds of edges.
const (
	MXEdge      EdgeKind = "MX"      // from a domain, or from the name of a route
	RouteEdge   EdgeKind = "route"   // from a domain to a name or an address, as the sender was told
	AliasEdge   EdgeKind = "alias"   // a CNAME or DNAME record
	AddressEdge EdgeKind = "address" // from a name, or from an address literal
	PTREdge     EdgeKind = "PTR"     // from an address to its reverse name
)

// Edge is one step on the way of the mail.
type Edge struct {
	From  int      `json:"from" least:"0"` // of Nodes, from 0
	To    int      `json:"to" least:"0"`
	Kind  EdgeKind `json:"kind"`
	Label string   `json:"label"` // with the details: "MX 10", "AAAA", "SMTP route, port 2525"
	// Used says that the sender went this way to an address that it tried, or asked for this reverse name.
	Used bool `json:"used,omitempty"`
}

package network

import "net/netip"

// NameServer is where every world's name server answers.
var NameServer = netip.MustParseAddrPort("192.0.2.53:53")

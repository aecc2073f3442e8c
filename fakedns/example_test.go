package fakedns_test

import (
	"fmt"
	"log"
	"net"

	"github.com/miekg/dns"

	"mtalab/fakedns"
)

func ExampleServer() {
	records, err := fakedns.ParseRecords(`
		example.com               MX   10 mx01.subd.emailhosted.not
		mx01.subd.emailhosted.not A    192.0.2.1
		192.0.2.1                 PTR  mx0a.emailhosted.not`)
	if err != nil {
		log.Fatal(err)
	}
	server := &fakedns.Server{
		Records: records,
		Faults:  []fakedns.Fault{{Name: "192.0.2.1", Type: "PTR", Rcode: "SERVFAIL", Times: 1}},
		OnQuery: func(query fakedns.Query) { fmt.Println(query) },
	}
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	if err := server.Start(udp, nil); err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	for _, question := range []*dns.Msg{
		new(dns.Msg).SetQuestion("example.com.", dns.TypeMX),
		new(dns.Msg).SetQuestion("example.com.", dns.TypeAAAA),
		new(dns.Msg).SetQuestion("example.org.", dns.TypeMX),
		new(dns.Msg).SetQuestion("1.2.0.192.in-addr.arpa.", dns.TypePTR),
		new(dns.Msg).SetQuestion("1.2.0.192.in-addr.arpa.", dns.TypePTR),
	} {
		if _, err := dns.Exchange(question, udp.LocalAddr().String()); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// example.com. MX → 10 mx01.subd.emailhosted.not.
	// example.com. AAAA → no records
	// example.org. MX → NXDOMAIN
	// 1.2.0.192.in-addr.arpa. PTR → SERVFAIL
	// 1.2.0.192.in-addr.arpa. PTR → mx0a.emailhosted.not.
}

func ExampleNewRecord() {
	record, _ := fakedns.NewRecord("192.0.2.1", "PTR", "mx1.example.com")
	fmt.Println(record)
	_, err := fakedns.NewRecord("example.com", "MX", "mx1.example.com")
	fmt.Println(err)
	// Output:
	// 1.2.0.192.in-addr.arpa. 300 PTR mx1.example.com.
	// MX of example.com: value "mx1.example.com": the preference is missing: want "10 mx1.example.com"
}

func ExampleParseRecords() {
	records, err := fakedns.ParseRecords(`
		example.com      MX 10 mx1.example.com  ; the better one
		example.com 3600 MX 20 mx2.example.com`)
	if err != nil {
		log.Fatal(err)
	}
	for _, record := range records {
		fmt.Println(record)
	}
	// Output:
	// example.com. 300 MX 10 mx1.example.com.
	// example.com. 3600 MX 20 mx2.example.com.
}

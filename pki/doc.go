// Package pki makes certificate authorities and every kind of certificate a mail server might show, good and bad.
//
// A world is a [Root], usually an [Intermediate] below it, and one [Leaf] per server:
//
//	root, err := pki.NewRoot(pki.Root{})
//	intermediate, err := root.Intermediate(pki.Intermediate{})
//	certificate, err := intermediate.Issue(pki.Leaf{CommonName: "mx1.example.com", DNSNames: []string{"mx1.example.com"}})
//	config := &tls.Config{Certificates: []tls.Certificate{certificate.TLS()}}
//
// The zero value of each is honest, and each deviation is one field or one method:
//
//   - what a certificate says is a field of [Leaf], [Intermediate] or [Root];
//   - what becomes of it after signing (what is sent along, which key the server holds, what is stapled) is a method
//     of [Certificate] that returns a changed copy, so that deviations can be combined; a [Change] is the same as data.
//
// The same request to the same authority gives the same certificate, so asking again costs nothing; only [NewRoot] and
// [SelfSigned] make something new each time. What the package hands out is shared: read
// it, don't change it.
package pki

package pki_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log"

	"golang.org/x/crypto/ocsp"

	"mtalab/pki"
)

// must gives the value of a call that does not fail in the examples.
func must[V any](value V, err error) V {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func ExampleNewRoot() {
	root := must(pki.NewRoot(pki.Root{CommonName: "Example Root"}))
	fmt.Println(root.Certificate.Subject, root.Certificate.IsCA)
	// Output: CN=Example Root true
}

func ExampleShared() {
	one := must(pki.Shared(pki.Root{}))
	same := must(pki.Shared(pki.Root{}))
	fmt.Println(one == same)
	// Output: true
}

func ExampleAuthority_Intermediate() {
	root := must(pki.NewRoot(pki.Root{}))
	intermediate := must(root.Intermediate(pki.Intermediate{NotCA: true}))
	fmt.Println(intermediate.Certificate.Subject, "is a CA:", intermediate.Certificate.IsCA)
	// Output: CN=mtalab intermediate CA is a CA: false
}

func ExampleAuthority_Issue() {
	root := must(pki.NewRoot(pki.Root{}))
	intermediate := must(root.Intermediate(pki.Intermediate{}))
	certificate := must(intermediate.Issue(pki.Leaf{CommonName: "mx1.example.com", DNSNames: []string{"example.com", "mx1.example.com"}}))

	intermediates := pki.Pool(intermediate)
	_, err := certificate.Leaf.Verify(x509.VerifyOptions{Roots: pki.Pool(root), Intermediates: intermediates})
	fmt.Println(certificate.Leaf.Subject, certificate.Leaf.DNSNames, len(certificate.TLS().Certificate), err)
	// Output: CN=mx1.example.com [example.com mx1.example.com] 2 <nil>
}

func ExampleSelfSigned() {
	certificate := must(pki.SelfSigned(pki.Leaf{CommonName: "mx1.example.com"}))
	fmt.Println(certificate.Leaf.Issuer, len(certificate.Raw))
	// Output: CN=mx1.example.com 1
}

func ExampleCertificate_Reordered() {
	root := must(pki.NewRoot(pki.Root{}))
	intermediate := must(root.Intermediate(pki.Intermediate{}))
	certificate := must(intermediate.Issue(pki.Leaf{CommonName: "mx1.example.com"}))
	for _, der := range certificate.WithRoot().Reordered(0, 2, 1).Raw {
		fmt.Println(must(x509.ParseCertificate(der)).Subject)
	}
	// Output:
	// CN=mx1.example.com
	// CN=mtalab root CA
	// CN=mtalab intermediate CA
}

func ExampleCertificate_PEM() {
	root := must(pki.NewRoot(pki.Root{}))
	certificate := must(root.Issue(pki.Leaf{CommonName: "mx1.example.com"}))
	block, _ := pem.Decode(certificate.PEM())
	fmt.Println(block.Type, must(x509.ParseCertificate(block.Bytes)).Subject)
	// Output: CERTIFICATE CN=mx1.example.com
}

func ExampleAuthority_CRL() {
	root := must(pki.NewRoot(pki.Root{}))
	certificate := must(root.Issue(pki.Leaf{CommonName: "mx1.example.com", CRLURLs: []string{"http://crl.example/"}}))
	list := must(x509.ParseRevocationList(must(root.CRL(pki.CRL{Revoked: []*x509.Certificate{certificate.Leaf}}))))
	fmt.Println(len(list.RevokedCertificateEntries), list.CheckSignatureFrom(root.Certificate))
	// Output: 1 <nil>
}

func ExampleAuthority_OCSP() {
	root := must(pki.NewRoot(pki.Root{}))
	certificate := must(root.Issue(pki.Leaf{CommonName: "mx1.example.com"}))
	response := must(root.OCSP(pki.OCSP{Certificate: certificate.Leaf, Status: pki.Revoked}))
	certificate = certificate.WithOCSPStaple(response)
	read := must(ocsp.ParseResponseForCert(certificate.OCSPStaple, certificate.Leaf, root.Certificate))
	fmt.Println(read.Status == ocsp.Revoked)
	// Output: true
}

func ExampleParseKeyKind() {
	fmt.Println(must(pki.ParseKeyKind("RSA-2048")))
	_, err := pki.ParseKeyKind("DSA")
	fmt.Println(err)
	// Output:
	// RSA-2048
	// unknown kind of key "DSA": known are P-256, Ed25519, RSA-2048, P-384, P-521
}

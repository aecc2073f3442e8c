package shim

import "embed"

//go:embed example/smtplib example/msmtp example/swaks
var examples embed.FS

// Examples are the complete programs of one file, to begin with.
func Examples() []string { return []string{"smtplib", "msmtp", "swaks"} }

// Example is one of these; its first lines say what it wants.
func Example(name string) ([]byte, error) { return examples.ReadFile("example/" + name) }

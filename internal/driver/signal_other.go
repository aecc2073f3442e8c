//go:build !unix

package driver

// signalOf names the signal by which a program died: there are none here.
func signalOf(error) string { return "" }

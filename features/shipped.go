// Package features holds the scenarios that come with mtalab: what a sender must do, as <area>/<claim>.feature. It is
// embedded, so that the tests of another program can run them; package suite runs them, package lint looks at their text.
package features

import (
	"embed"
	"io/fs"
)

//go:embed */*.feature
var shipped embed.FS

//go:embed known/*.txt known/withheld.sha256
var known embed.FS

// Shipped is the file system of the scenarios that come with mtalab: <area>/<claim>.feature.
func Shipped() fs.FS { return shipped }

// Known is the file system of the lists of what senders are known to do otherwise: known/<sender>.txt, and of
// what is withheld of them.
func Known() fs.FS { return known }

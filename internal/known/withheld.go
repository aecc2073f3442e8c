package known

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"mtalab/features"
)

// Withheld says whether nothing is told of what becomes of a scenario with a sender: it would show an outsider how to read
// or inject mail, to impersonate somebody or to end the program, and the makers do not know yet. The file that comes with
// mtalab holds digests, so that nobody who reads it learns which sender and which scenario are meant.
func Withheld(sender, scenario string) bool {
	return slices.Contains(withheld(), Digest(sender, scenario))
}

// CountWithheld is how many there are, of all senders.
func CountWithheld() int { return len(withheld()) }

// Digest is what stands in features/known/withheld.sha256 for a scenario, by its result.Scenario.ID, with a sender.
func Digest(sender, scenario string) string {
	digest := sha256.Sum256([]byte(sender + "\n" + scenario))
	return hex.EncodeToString(digest[:])
}

var withheld = sync.OnceValue(func() []string {
	content, err := fs.ReadFile(features.Known(), "known/withheld.sha256")
	if err != nil {
		panic(fmt.Sprintf("known: %v", err)) // it is embedded
	}
	return strings.Fields(string(content))
})

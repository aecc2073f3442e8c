package suite

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"mtalab/internal/result"
	"mtalab/internal/text"
)

// shard is the part of the suite that runs, with a digest of the whole suite.
func (o Options) shard() (result.Shard, error) {
	shard := o.Shard
	if shard.Count == 0 {
		return result.Shard{}, nil
	}
	o.Shard = result.Shard{}
	whole, err := o.choose()
	if err != nil {
		return result.Shard{}, err
	}
	digest := sha256.New()
	for _, document := range whole.documents { // reduced to what is selected: two choices from one file differ
		fmt.Fprintf(digest, "%s\n%d\n%s", text.BelowFeatures(document.Path), len(document.Content), document.Content)
	}
	shard.Suite = hex.EncodeToString(digest.Sum(nil))
	return shard, nil
}

package features

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"mtalab/report"
)

// shard is the part of the suite that runs, with a digest of the whole suite.
func (o Options) shard() (report.Shard, error) {
	shard := o.Shard
	if shard.Count == 0 {
		return report.Shard{}, nil
	}
	o.Shard = report.Shard{}
	whole, err := o.documents()
	if err != nil {
		return report.Shard{}, err
	}
	digest := sha256.New()
	for _, document := range whole { // reduced to what is selected: two choices from one file differ
		fmt.Fprintf(digest, "%s\n%d\n%s", belowFeatures(document.path), len(document.content), document.content)
	}
	shard.Suite = hex.EncodeToString(digest.Sum(nil))
	return shard, nil
}

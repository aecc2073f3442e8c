package result

import (
	"fmt"
	"regexp"
	"strconv"
)

// Shard is one of Count parts of a suite, the first of which has the Index 1. The scenarios are dealt to
// the shards like cards, one after the other, so that slow neighbours do not meet in one. The zero value
// is all of the suite.
type Shard struct {
	Index int `json:"index" least:"1"`
	Count int `json:"count" least:"1"`
	// Suite is a digest of the whole suite, which a run fills in: shards of another one have another.
	Suite string `json:"suite"`
}

var shardText = regexp.MustCompile(`^([0-9]{1,6})/([0-9]{1,6})$`)

// ParseShard reads "2/5", the second of five.
func ParseShard(text string) (Shard, error) {
	if found := shardText.FindStringSubmatch(text); found != nil {
		index, _ := strconv.Atoi(found[1])
		count, _ := strconv.Atoi(found[2])
		if 1 <= index && index <= count {
			return Shard{Index: index, Count: count}, nil
		}
	}
	return Shard{}, fmt.Errorf("shard %q: want INDEX/COUNT, from 1/COUNT to COUNT/COUNT", text)
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// Has says whether a scenario belongs to the shard, by its position in the suite, from 0.
func (s Shard) Has(position int) bool { return s.Count == 0 || position%s.Count == s.Index-1 }

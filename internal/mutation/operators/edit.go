package operators

import (
	"cmp"
	"go/token"
	"slices"
	"strings"
)

// edit puts text around a part of a file, or in its place. Edits are nested as the syntax is, so that one never crosses another.
type edit struct {
	start, end int // offsets
	before     string
	after      string
	instead    bool // before stands in place of the part
	depth      int  // of edits of the same part the smallest is outside
}

// apply makes the edits of a file; no line moves.
func apply(content []byte, edits []edit) []byte {
	type insertion struct {
		at, skip int
		text     string
		order    [3]int
	}
	var all []insertion
	for _, e := range edits {
		if e.instead {
			all = append(all, insertion{at: e.start, skip: e.end - e.start, text: e.before, order: [3]int{2}})
			continue
		}
		// What ends here stands before what begins here; the outer begins first and ends last.
		all = append(all, insertion{at: e.start, text: e.before, order: [3]int{1, -e.end, e.depth}},
			insertion{at: e.end, text: e.after, order: [3]int{0, -e.start, -e.depth}})
	}
	slices.SortStableFunc(all, func(a, b insertion) int {
		return cmp.Or(cmp.Compare(a.at, b.at), slices.Compare(a.order[:], b.order[:]))
	})
	var out strings.Builder
	at := 0
	for _, i := range all {
		out.Write(content[at:i.at])
		out.WriteString(i.text)
		at = i.at + i.skip
	}
	out.Write(content[at:])
	return []byte(out.String())
}

// span is where a node stands, by offsets.
func span(files *token.FileSet, start, end token.Pos) (int, int) {
	return files.Position(start).Offset, files.Position(end).Offset
}

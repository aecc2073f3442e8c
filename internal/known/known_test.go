package known_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/internal/known"
	"mtalab/internal/result"
)

const text = `# Known.

a/b.feature: one | 3.7 | it waits | man 5 postconf
a/b.feature: two \| three \\ | any | it \| that | §4
  a/b.feature: old | <3.7 | it waited | the release notes
`

func TestParse(t *testing.T) {
	t.Parallel()
	list, err := known.Parse("x.txt", text)
	require.NoError(t, err)
	entries := list.Entries()
	require.Len(t, entries, 3)
	assert.Equal(t, `a/b.feature: two | three \`, entries[1].Scenario)
	assert.Equal(t, "it | that", entries[1].Reason)
	assert.Equal(t, "§4", entries[1].Documented)
	assert.Equal(t, "x.txt:4", entries[1].Place)
	assert.Equal(t, `a/b.feature: two \| three \\ | any | it \| that | §4`, entries[1].String())
	assert.Equal(t, text, list.String())

	applicable, err := list.For("3.7.11")
	require.NoError(t, err)
	assert.Contains(t, applicable, "a/b.feature: one")
	assert.NotContains(t, applicable, "a/b.feature: old", "it is for other versions")
}

func TestALineThatIsNoEntry(t *testing.T) {
	t.Parallel()
	for line, says := range map[string]string{
		"a.feature: s":                            "x.txt:2: want \"PATH: SCENARIO | VERSIONS | REASON | WHERE IT IS DOCUMENTED\", and there are 1 parts",
		"a.feature: s | any | r | d | e":          "x.txt:2: want \"PATH: SCENARIO | VERSIONS | REASON | WHERE IT IS DOCUMENTED\", and there are 5 parts",
		"a.feature: s | any |  | d":               "x.txt:2: want a reason in part 3, and it is empty",
		"a.feature: s | any | r |":                "x.txt:2: want a place where it is documented in part 4, and it is empty",
		"a.feature: s |  | r | d":                 "x.txt:2: want a range of versions in part 2, and it is empty",
		"a.feature:12 | any | r | d":              `x.txt:2: "a.feature:12": want a scenario as "PATH.feature: NAME"`,
		"a.feature: s | 3.7-3.9 | r | d":          `x.txt:2: versions "3.7-3.9": want "any", or versions such as`,
		"a.feature: s | >=3.7 and <3.9 | r | d":   `and not "and"`,
		"a.feature: s | =>3.7 | reason | manuals": `and not "=>3.7"`,
	} {
		_, err := known.Parse("x.txt", "# a comment\n"+line+"\n")
		var syntax known.SyntaxError
		require.ErrorAs(t, err, &syntax, line)
		assert.ErrorContains(t, err, says, line)
	}
}

func TestTwoLinesForOneVersion(t *testing.T) {
	t.Parallel()
	list, err := known.Parse("x.txt", "a.feature: s | >=3.5 | r | d\na.feature: s | 3.7 | r | d\n")
	require.NoError(t, err)
	_, err = list.For("3.6")
	require.NoError(t, err)
	_, err = list.For("3.7.1")
	require.EqualError(t, err, "x.txt:2: x.txt:1 has the same scenario for the same version 3.7.1")
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		versions, version string
		included          bool
	}{
		{"any", "", true},
		{"any", "1", true},
		{"3.7", "", false},
		{"3.7", "3.7", true},
		{"3.7", "3.7.11", true},
		{"3.7", "3.70", false},
		{"3.7.11", "3.7", false},
		{">=3.7", "3.7", true},
		{">=3.7", "3.10.1", true},
		{">=3.7", "3.6.9", false},
		{"<3.10", "3.9", true},
		{"<3.10", "3.10", false},
		{">=3.5 <3.9", "3.7.11", true},
		{">=3.5 <3.9", "3.9", false},
		{"6.8.0", "6.8.0p2", true},
		{">=6.8.0p2", "6.8.0", false},
		{">=6.8.0p2", "6.8.0p10", true},
		{"<8.17.2", "8.17.1.9", true},
	} {
		versions, err := known.ParseVersions(c.versions)
		require.NoError(t, err)
		assert.Equal(t, c.included, versions.Include(c.version), "%s in %s", c.version, c.versions)
		assert.Equal(t, c.versions, versions.String())
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	list, err := known.Parse("x.txt", `# stays
a.feature: still fails | 3 | its reason | its manual
a.feature: passes now | 3 | gone | gone
a.feature: passes now | 2 | another version | stays
a.feature: cannot be asked | any | gone | gone
a.feature: is broken | any | stays | stays
b.feature: was not run | any | stays | stays
`)
	require.NoError(t, err)
	listed := &result.Deviation{}
	change := list.Update(result.Run{Version: "3.7", Scenarios: []result.Scenario{
		{ID: "a.feature: still fails", Status: result.Known, Deviation: listed},
		{ID: "a.feature: fails | now", Status: result.Failed},
		{ID: "a.feature: passes now", Status: result.Failed, Deviation: listed},
		{ID: "a.feature: cannot be asked", Status: result.NotSupported},
		{ID: "a.feature: is broken", Status: result.Broken},
		{ID: "a.feature: passes", Status: result.Passed},
	}})
	assert.Equal(t, known.Change{Added: 1, Removed: 2, Kept: 4}, change)
	assert.Equal(t, `# stays
a.feature: still fails | 3 | its reason | its manual
a.feature: passes now | 2 | another version | stays
a.feature: is broken | any | stays | stays
b.feature: was not run | any | stays | stays
a.feature: fails \| now | 3.7 | TODO: reason | TODO: where it is documented
`, list.String())
	_, err = known.Parse("x.txt", list.String())
	require.NoError(t, err)
}

// TestEachLineThatIsShippedCanBeSeen holds the shipped lists of real MTAs to what a line is to tell: the versions, the clause
// or the promise that is broken, where it is documented, and a command that shows it without mtalab.
func TestEachLineThatIsShippedCanBeSeen(t *testing.T) {
	t.Parallel()
	senders := known.Senders()
	require.Contains(t, senders, "postfix")
	clause := regexp.MustCompile(`RFC \d+ §\d|the promise of its manual`)
	byHand := regexp.MustCompile(`by-hand: ([A-Z]+=\S+ )?(try|many|receive)\.sh \S`)
	for _, sender := range senders {
		list, err := known.Shipped(sender)
		require.NoError(t, err)
		for _, entry := range list.Entries() {
			assert.NotContains(t, strings.ToUpper(entry.Reason+entry.Documented), "TODO", entry.Place)
			if sender == "receiver-exchange" {
				continue // a model, and nothing to be seen by hand
			}
			assert.NotEqual(t, "any", entry.Versions.String(), entry.Place)
			assert.Regexp(t, clause, entry.Reason, entry.Place)
			assert.Regexp(t, byHand, entry.Documented, entry.Place)
		}
	}
}

func TestWhatIsWithheldIsToldByADigestAlone(t *testing.T) {
	t.Parallel()
	content, err := fs.ReadFile(features.Known(), "known/withheld.sha256")
	require.NoError(t, err)
	digests := strings.Fields(string(content))
	assert.True(t, slices.IsSorted(digests), "the order tells nothing")
	for _, digest := range digests {
		assert.Regexp(t, `^[0-9a-f]{64}$`, digest)
	}
	assert.False(t, known.Withheld("postfix", "a/b.feature: nothing"))
	assert.NotEqual(t, known.Digest("a", "b"), known.Digest("b", "a"))
}

func ExampleParse() {
	list, err := known.Parse("my-mta.txt", "dns/null_mx.feature: Null MX: Required | <2.0 | it tries the address | its manual, page 7\n")
	fmt.Println(err)
	applicable, err := list.For("1.9")
	fmt.Println(applicable["dns/null_mx.feature: Null MX: Required"].Reason, err)
	// Output:
	// <nil>
	// it tries the address <nil>
}

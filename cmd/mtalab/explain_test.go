package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/explain"
)

// TestExplainTellsTheWorkedExample holds the explanation to the table of ESA-70.
func TestExplainTellsTheWorkedExample(t *testing.T) {
	t.Parallel()
	path := feature(t, background+`
  @ESA-50
  Scenario: the wildcard covers one label
    Given these DNS records instead:
      | example.com | MX | 10 mx01.subd.emailhosted.not |
    And these DNS records:
      | mx01.subd.emailhosted.not | A   | 192.0.2.2                 |
      | 192.0.2.2                 | PTR | mx0a.emailhosted.not      |
      | mx0a.emailhosted.not      | A   | 192.0.2.2                 |
    And an MTA at 192.0.2.2 whose certificate has
      | CN  | *.emailhosted.not                  |
      | DNS | *.emailhosted.not, emailhosted.not |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to bob@example.com
    Then the message is deferred
`)
	status, stdout, stderr := mtalab(t, "explain", path+":11")
	assert.Equal(t, exitExpected, status)
	assert.Empty(t, stderr)
	inOrder(t, stdout,
		path+":11  the wildcard covers one label\n",
		"A message to bob@example.com\n  TLS setting \"Required - Verify Hosted Domains\", by the entry of example.com in the destination controls\n",
		"  1  mx01.subd.emailhosted.not  192.0.2.2:25  MX        given up\n",
		"Host 1, mx01.subd.emailhosted.not (192.0.2.2)\n",
		"  STARTTLS     220 2.0.0 Ready to start TLS\n",
		"  TLS          TLS 1.3, server name mx01.subd.emailhosted.not\n",
		"  certificate  CN *.emailhosted.not; DNS names *.emailhosted.not, emailhosted.not; issued by mtalab intermediate CA; valid from ",
		"accepted: *.emailhosted.not, up to the trust anchor mtalab root CA  [ESA-21]\n",
		"    1  SAN *.emailhosted.not  example.com                recipient domain  no                                 [ESA-52]\n",
		"    2  SAN emailhosted.not    example.com                recipient domain  no                                 [ESA-52]\n",
		"    -  no SMTP route names a host  [ESA-52]\n",
		"    3  SAN *.emailhosted.not  mx01.subd.emailhosted.not  MX                no: the wildcard covers one label  [ESA-52, AMB-29]\n",
		"    4  SAN emailhosted.not    mx01.subd.emailhosted.not  MX                no                                 [ESA-52]\n",
		"    -  CN *.emailhosted.not is not looked at: the certificate has a DNS name  [ESA-50]\n",
		"  result       given up: no name of the certificate matches a name that is accepted  [ESA-14]\n",
		"Fate\n  bob@example.com: deferred: no name of the certificate matches a name that is accepted  [ESA-14]\n",
		"To have it delivered verified, any one of these is enough\n",
		"  mx01.subd.emailhosted.not (192.0.2.2)  add example.com to the certificate's DNS names\n",
		"  mx01.subd.emailhosted.not (192.0.2.2)  add mx01.subd.emailhosted.not to the certificate's DNS names\n",
		"The rules\n  ESA-52\n    Reference identifiers, in order, same for dNSName and for CN:",
		"  ESA-50\n    If the certificate has at least one dNSName, only dNSNames are compared;",
		"    source: S EN 43",
		"The same under each setting\n",
		"     No                                delivered in plaintext  TLS is not negotiated  [ESA-10]\n",
		"     Required - Verify                 delivered verified      CN~PTR: *.emailhosted.not ~= mx0a.emailhosted.not  [ESA-43]\n",
		"  >  Required - Verify Hosted Domains  deferred ",
	)
}

// inOrder states that pieces of text come one after the other.
func inOrder(t *testing.T, text string, pieces ...string) {
	rest := text
	for _, piece := range pieces {
		_, after, found := strings.Cut(rest, piece)
		require.True(t, found, "%q is missing, or comes too early, in\n%s", piece, text)
		rest = after
	}
}

func TestExplainShowsTheReverseName(t *testing.T) {
	t.Parallel()
	_, stdout, _ := mtalab(t, "explain", "esa/worked_example.feature")
	inOrder(t, stdout,
		"Preferred - Verify: the Common Name matches the reverse name\n",
		"    3  CN *.emailhosted.not   example.com           recipient domain  no     [ESA-42]\n",
		"    ?  1.2.0.192.in-addr.arpa. PTR → mx0a.emailhosted.not.\n",
		"    ?  mx0a.emailhosted.not. A → 192.0.2.1\n",
		"    4  CN *.emailhosted.not   mx0a.emailhosted.not  PTR               yes    [ESA-43, AMB-1]\n",
		"  mail         MAIL 250, RCPT 250, DATA 354, . 250\n",
		"  result       delivered verified: CN~PTR: *.emailhosted.not ~= mx0a.emailhosted.not  [ESA-43]\n",
	)
	assert.NotContains(t, stdout, "\n\n\n")
	assert.NotContains(t, stdout, `\n`, "a blank line stands between scenarios, and the quotation of a rule has lines")
}

func TestExplainSaysWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ given, says string }{
		"no STARTTLS":       {"the MTA at 192.0.2.1 does not offer STARTTLS", "  STARTTLS  not offered\n"},
		"STARTTLS refused":  {`the MTA at 192.0.2.1 answers STARTTLS with "454 4.7.0 Not now"`, "  STARTTLS  454 4.7.0 Not now\n"},
		"nobody listens":    {"the MTA at 192.0.2.1 refuses connections", "Host 1, mx1.example.com (192.0.2.1)\n  result       given up: no connection: the connection is refused  [ESA-61]\n"},
		"expired":           {"the certificate at 192.0.2.1 is expired", "rejected as expired: mx1.example.com has expired  [R5280-1]\n"},
		"no host to go to":  {"there is no A record of mx1.example.com", "Where it may go\n  nowhere\n"},
		"advice, no better": {`the TLS setting for example.com is "No"`, `  example.com  choose a setting that starts TLS: "No" never does` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := feature(t, background+"  Scenario: s\n    Given "+test.given+"\n    When a message is sent to bob@example.com\n    Then the message is bounced\n")
			_, stdout, _ := mtalab(t, "explain", path)
			inOrder(t, stdout, test.says)
			inOrder(t, stdout, "What stands in the way of a better fate\n", "The rules\n")
		})
	}
}

func TestExplainNamesTheEntryThatGovernsAndKeepsTheRestOfItUnderEachSetting(t *testing.T) {
	t.Parallel()
	path := feature(t, `Feature: mine
  Scenario: an entry for every domain below com
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 without STARTTLS
    And the destination controls:
      """
      [.com]
      table_tls = required
      ip_sort_pref = REQUIRE_V6
      """
    When a message is sent to bob@example.com
    Then the message is deferred
`)
	_, stdout, stderr := mtalab(t, "explain", path)
	assert.Empty(t, stderr)
	inOrder(t, stdout,
		"TLS setting \"Required\", by the entry of .com in the destination controls\n",
		"no address that may be used under REQUIRE_V6: [192.0.2.1]",
		"The same under each setting\n",
		"     No                                deferred ",
		"     Required - Verify Hosted Domains  deferred ",
	)
}

func TestExplainEndsLikeRun(t *testing.T) {
	t.Parallel()
	failing := feature(t, background+"  Scenario: s\n    When a message is sent to bob@example.com\n    Then the message is bounced\n")
	status, stdout, _ := mtalab(t, "explain", failing)
	assert.Equal(t, exitFailed, status)
	inOrder(t, stdout, "FAILED: "+failing+":11: the message is bounced\n", "Where it may go\n")

	broken := feature(t, background+"  Scenario: s\n    Given gibberish\n    When a message is sent to bob@example.com\n    Then the message is bounced\n")
	status, stdout, _ = mtalab(t, "explain", broken)
	assert.Equal(t, exitFault, status)
	inOrder(t, stdout, "BROKEN: "+broken+":10: gibberish\n")
}

func TestExplainLeavesOutTheMiddleOfManyDeliveries(t *testing.T) {
	t.Parallel()
	path := feature(t, background+"  Scenario: s\n    When 12 messages are sent to bob@example.com\n    Then all 12 messages are deferred\n")
	_, stdout, _ := mtalab(t, "explain", path)
	assert.Equal(t, explain.Most, strings.Count(stdout, "A message to bob@example.com"))
	assert.Equal(t, 1, strings.Count(stdout, "\n… 7 more deliveries …\n"))
}

func TestExplainAsksAboutAWorldWithoutAScenario(t *testing.T) {
	t.Parallel()
	path := feature(t, background)
	status, stdout, stderr := mtalab(t, "explain", "--domain", "example.com", "--setting", "6", path)
	assert.Equal(t, exitExpected, status, stderr)
	inOrder(t, stdout,
		path+"  a message to u@example.com\n",
		"  TLS setting \"Required - Verify Hosted Domains\", by the entry of example.com",
		"  result       delivered verified: SAN~MX: mx1.example.com ~= mx1.example.com  [ESA-52]\n",
		"     Required - Verify                 deferred ",
	)
	assert.NotContains(t, stdout, "any one of these is enough")

	_, stdout, _ = mtalab(t, "explain", "--recipient", "eve@example.com", path)
	inOrder(t, stdout, "A message to eve@example.com\n  TLS setting \"Required - Verify\", ", "add example.com to the certificate's DNS names\n")
}

func TestExplainRefuses(t *testing.T) {
	t.Parallel()
	good, none := feature(t, background), feature(t, "Feature: f\n  Scenario: s\n    Given x\n")
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"nothing":               {[]string{"explain"}, "mtalab: requires at least 1 arg(s), only received 0\nSee mtalab --help.\n"},
		"a setting alone":       {[]string{"explain", "--setting", "5", good}, "mtalab: --setting goes with --domain or --recipient\nSee mtalab --help.\n"},
		"an unknown setting":    {[]string{"explain", "--domain", "a.not", "--setting", "7", good}, "mtalab: --setting: unknown TLS setting \"7\": want one of 1 \"No\", "},
		"two worlds":            {[]string{"explain", "--domain", "a.not", good, none}, "mtalab: --domain: want one feature file\nSee mtalab --help.\n"},
		"a world that is none":  {[]string{"explain", "--domain", "a.not", none}, "mtalab: " + none + ":1: the feature has no Background: want one that draws the world\n"},
		"a file that is none":   {[]string{"explain", "--domain", "a.not", "nowhere.feature"}, "mtalab: no feature file nowhere.feature\n"},
		"a domain that is none": {[]string{"explain", "--domain", "a b", good}, "mtalab: recipient \"u@a b\": want local-part@domain\n"},
		"no such line":          {[]string{"explain", good + ":1"}, "mtalab: " + good + ":1: no scenario at this line"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := mtalab(t, test.arguments...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.True(t, strings.HasPrefix(stderr, test.says), "%s", stderr)
		})
	}
}

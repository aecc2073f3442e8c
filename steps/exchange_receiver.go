package steps

import (
	"slices"
	"strings"
)

// exchangeReceiverPhrases state, of the receiver under test, what its neighbours do not.
func (s *scenario) exchangeReceiverPhrases() []phrase {
	return []phrase{
		{then, "the receiver offers {text} {half}", nothing,
			"What stood in the reply to the client's latest EHLO, before or inside TLS, behind the receiver's name: this, in this order, and nothing else.",
			`Then the receiver offers "SIZE, AUTH NTLM" before TLS`,
			s.receiverOffers},
		{then, "the latest answer is {code}", nothing,
			"The receiver's reply to what the client said last, which may be no command, as in AUTH.",
			"Then the latest answer is 235",
			s.latestAnswerIs},
	}
}

func (s *scenario) receiverOffers(capabilities, half string) error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	want := list(capabilities)
	for _, reply := range slices.Backward(client.Replies()) {
		if reply.Verb() != "EHLO" || reply.Encrypted != (half == "inside TLS") {
			continue
		}
		if offered := reply.Capabilities(); !slices.Equal(offered, want) {
			return mismatch("%s the receiver offers %q", half, strings.Join(offered, ", "))
		}
		return nil
	}
	return mismatch("there was no answer to EHLO %s%s", half, howItEnded(client))
}

func (s *scenario) latestAnswerIs(code string) error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	replies := client.Replies()
	if len(replies) == 0 {
		return mismatch("nothing was answered%s", howItEnded(client))
	}
	basic, status, _ := strings.Cut(code, " ")
	last := replies[len(replies)-1]
	found := enhanced.FindStringSubmatch(last.Last())
	if !strings.HasPrefix(last.Code(), strings.TrimSuffix(basic, "xx")) || status != "" && (found == nil || found[1] != status) {
		return mismatch("the latest answer is %q, and not %s", last.Last(), code)
	}
	return nil
}

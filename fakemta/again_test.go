package fakemta

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestACommandIsAnsweredOtherwiseWhenItIsSaidAgain(t *testing.T) {
	t.Parallel()
	no, busy := Reply{Text: "550 no"}, Reply{Text: "452 busy"}
	d := Dialogue{
		Replies: map[string]Reply{"MAIL": no},
		Again:   map[string][]Reply{"RCPT": {{}, busy}, "MAIL": {{}}},
	}
	var rcpt, mail []Reply
	for n := 1; n <= 4; n++ {
		rcpt, mail = append(rcpt, d.replyTo("RCPT", "", n)), append(mail, d.replyTo("MAIL", "", n))
	}
	assert.Equal(t, []Reply{{}, {}, busy, busy}, rcpt)
	assert.Equal(t, []Reply{no, {}, {}, {}}, mail, "honest from the second time on")
}

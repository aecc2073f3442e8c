package outbound

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadReply(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, said string
		want           Reply
		err            error
	}{
		{"one line", "250 2.0.0 OK\r\n", Reply{250, []string{"2.0.0 OK"}}, nil},
		{"several lines", "250-mx\r\n250-SIZE 100\r\n250 HELP\r\n", Reply{250, []string{"mx", "SIZE 100", "HELP"}}, nil},
		{"a code and nothing else", "220\r\n", Reply{220, []string{""}}, nil},
		{"a code and a space", "220 \r\n", Reply{220, []string{""}}, nil},
		{"an empty line within a reply", "250-\r\n250 b\r\n", Reply{250, []string{"", "b"}}, nil},
		{"lines that end without CR", "250-a\n250 b\n", Reply{250, []string{"a", "b"}}, nil},
		{"two replies run together are one line", "250-XEXCH50S: 250 XRDST\r\n250 b\r\n", Reply{250, []string{"XEXCH50S: 250 XRDST", "b"}}, nil},
		{"what stands behind it is left alone", "220 go\r\n250 evil\r\n", Reply{220, []string{"go"}}, nil},
		{"a line as long as the limit", "250 " + strings.Repeat("x", longestLine-6) + "\r\n", Reply{250, []string{strings.Repeat("x", longestLine-6)}}, nil},
		{"nothing at all", "", Reply{}, io.EOF},
		{"half a line", "250 O", Reply{}, io.EOF},
		{"half a reply", "250-mx\r\n", Reply{}, io.EOF},
		{"an empty line", "\r\n", Reply{}, ErrProtocol},
		{"a word", "hello\r\n", Reply{}, ErrProtocol},
		{"a code of two digits", "25 OK\r\n", Reply{}, ErrProtocol},
		{"a code of four digits", "2500 OK\r\n", Reply{}, ErrProtocol},
		{"a code that is none of SMTP's", "150 OK\r\n", Reply{}, ErrProtocol},
		{"a code beyond those of SMTP", "600 OK\r\n", Reply{}, ErrProtocol},
		{"the lowest code", "200 OK\r\n", Reply{200, []string{"OK"}}, nil},
		{"the highest code", "599 No\r\n", Reply{599, []string{"No"}}, nil},
		{"a code with a 9 at its end", "259 OK\r\n", Reply{259, []string{"OK"}}, nil},
		{"what stands before the digits in ASCII", "25/ OK\r\n", Reply{}, ErrProtocol},
		{"what stands behind the digits in ASCII", "25: OK\r\n", Reply{}, ErrProtocol},
		{"digits of another script", "２５０ OK\r\n", Reply{}, ErrProtocol},
		{"another separator", "250_OK\r\n", Reply{}, ErrProtocol},
		{"a code that changes", "250-a\r\n550 b\r\n", Reply{}, ErrProtocol},
		{"a line that is too long", "250 " + strings.Repeat("x", longestLine) + "\r\n", Reply{}, ErrProtocol},
		{"too many lines", strings.Repeat("250-a\r\n", longestReply) + "250 b\r\n", Reply{}, ErrProtocol},
		{"bytes of TLS", "\x16\x03\x01\x00\x02ab\n", Reply{}, ErrProtocol},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			reply, err := readReply(bufio.NewReaderSize(strings.NewReader(test.said), longestLine))
			require.ErrorIs(t, err, test.err)
			assert.Equal(t, test.want, reply)
		})
	}
}

func TestALineThatIsTooLongIsSaidToBeSo(t *testing.T) {
	t.Parallel()
	_, err := readReply(bufio.NewReaderSize(strings.NewReader("250 "+strings.Repeat("x", longestLine)+"\r\n"), longestLine))
	assert.ErrorContains(t, err, "a line of more than 4096 octets")
}

func TestACodeAloneHasNoBlankBehindIt(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "250", Reply{250, []string{""}}.String())
}

func TestAReplyIsLegibleWhateverTheServerSays(t *testing.T) {
	t.Parallel()
	reply := Reply{250, []string{"a\x1b[31mred", "b\xffc"}}
	assert.Equal(t, "250 a\uFFFD[31mred / b\uFFFDc", reply.String())
	assert.Equal(t, "250 a\uFFFD[31mred\nb\uFFFDc", reply.Text())
}

// forever says the same again and again, and counts.
type forever struct {
	said  []byte
	place int
	read  int
}

func (f *forever) Read(into []byte) (int, error) {
	n := copy(into, f.said[f.place:])
	f.place = (f.place + n) % len(f.said)
	f.read += n
	return n, nil
}

// FuzzReadReply: whatever a server says, for ever, is a reply within the limits or an error.
func FuzzReadReply(f *testing.F) {
	for _, said := range []string{"250 OK\r\n", "250-a\r\n250 b\r\n", "250-a\r\n", "x", "\n", "250", "250-\n550 \n", "\x00", "999 \r\n"} {
		f.Add([]byte(said))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		if len(said) == 0 {
			return
		}
		server := &forever{said: said}
		reply, err := readReply(bufio.NewReaderSize(server, longestLine))
		assert.LessOrEqual(t, server.read, (longestReply+1)*longestLine)
		if err != nil {
			assert.ErrorIs(t, err, ErrProtocol, "an endless server never ends")
			return
		}
		assert.GreaterOrEqual(t, reply.Code, 200)
		assert.Less(t, reply.Code, 600)
		assert.LessOrEqual(t, len(reply.Lines), longestReply)
		again, err := readReply(bufio.NewReaderSize(bytes.NewReader(written(reply)), longestLine))
		require.NoError(t, err)
		assert.Equal(t, reply, again)
	})
}

// written is a reply as a server would say it.
func written(reply Reply) []byte {
	var said bytes.Buffer
	for i, line := range reply.Lines {
		separator := "-"
		if i == len(reply.Lines)-1 {
			separator = " "
		}
		said.WriteString(string([]byte{'0' + byte(reply.Code/100), '0' + byte(reply.Code/10%10), '0' + byte(reply.Code%10)}) + separator + line + "\r\n")
	}
	return said.Bytes()
}

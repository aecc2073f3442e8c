package outbound_test

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/outbound"
	"mtalab/sim/clock"
	"mtalab/sim/network"
)

// reply is the honest answer to a question for an address, which a test then makes worse.
func reply(t *testing.T, question *dns.Msg, address string) *dns.Msg {
	answer, err := dns.NewRR(question.Question[0].Name + " IN A " + address)
	assert.NoError(t, err)
	message := new(dns.Msg).SetReply(question)
	message.Answer = []dns.RR{answer}
	return message
}

// serve answers the questions to a name server by hand, until its socket is closed.
func serve(t *testing.T, network *network.Loopback, answer func(question *dns.Msg, say func(to net.Addr, message *dns.Msg), from net.Addr)) {
	t.Helper()
	packets, err := network.ListenPacket("udp", nameServer.String())
	require.NoError(t, err)
	ended := make(chan struct{})
	t.Cleanup(func() {
		assert.NoError(t, packets.Close())
		<-ended
	})
	say := func(to net.Addr, message *dns.Msg) {
		wire, err := message.Pack()
		assert.NoError(t, err)
		_, _ = packets.WriteTo(wire, to) // whoever asked may be gone
	}
	go func() {
		defer close(ended)
		var buffer [dns.DefaultMsgSize]byte
		for {
			n, from, err := packets.ReadFrom(buffer[:])
			if err != nil {
				return
			}
			question := new(dns.Msg)
			if assert.NoError(t, question.Unpack(buffer[:n])) {
				answer(question, say, from)
			}
		}
	}()
}

func TestResolverLeavesAloneWhatDoesNotAnswerItsQuestion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		forge    func(*dns.Msg)
	}{
		{"a wrong identifier", func(m *dns.Msg) { m.Id++ }},
		{"a message that is no response", func(m *dns.Msg) { m.Response = false }},
		{"another name in the question", func(m *dns.Msg) { m.Question[0].Name = "mx2.example.com." }},
		{"another type in the question", func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA }},
		{"another class in the question", func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }},
		{"no question", func(m *dns.Msg) { m.Question = nil }},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			network, clock := new(network.Loopback), clock.NewClock(start)
			resolver := newResolver(t, network, clock)
			serve(t, network, func(question *dns.Msg, say func(net.Addr, *dns.Msg), from net.Addr) {
				forged := reply(t, question, "203.0.113.66")
				test.forge(forged)
				say(from, forged)
				say(from, reply(t, question, "192.0.2.1"))
			})
			got, err := resolver.IPv4(context.Background(), "mx1.example.com")
			require.NoError(t, err)
			assert.Equal(t, addresses("192.0.2.1"), got)
		})
	}
}

func TestResolverTakesItsQuestionInOtherLetterCase(t *testing.T) {
	t.Parallel()
	network, clock := new(network.Loopback), clock.NewClock(start)
	resolver := newResolver(t, network, clock)
	serve(t, network, func(question *dns.Msg, say func(net.Addr, *dns.Msg), from net.Addr) {
		message := reply(t, question, "192.0.2.1")
		message.Question[0].Name = "MX1.Example.com."
		say(from, message)
	})
	got, err := resolver.IPv4(context.Background(), "mx1.example.com")
	require.NoError(t, err)
	assert.Equal(t, addresses("192.0.2.1"), got)
}

func TestResolverLeavesAloneRecordsThatItDidNotAskFor(t *testing.T) {
	t.Parallel()
	network, clock := new(network.Loopback), clock.NewClock(start)
	resolver := newResolver(t, network, clock)
	serve(t, network, func(question *dns.Msg, say func(net.Addr, *dns.Msg), from net.Addr) {
		message := reply(t, question, "192.0.2.1")
		foreign, err := dns.NewRR("mx9.example.com. IN A 203.0.113.66")
		assert.NoError(t, err)
		message.Answer = append(message.Answer, foreign)
		say(from, message)
	})
	got, err := resolver.IPv4(context.Background(), "mx1.example.com")
	require.NoError(t, err)
	assert.Equal(t, addresses("192.0.2.1"), got)
}

func TestResolverAsksAgainAfterGarbage(t *testing.T) {
	t.Parallel()
	network, clock := new(network.Loopback), clock.NewClock(start)
	resolver := newResolver(t, network, clock)
	packets, err := network.ListenPacket("udp", nameServer.String())
	require.NoError(t, err)
	defer packets.Close()
	questions := make(chan int, 2)
	go func() {
		defer close(questions)
		var buffer [dns.DefaultMsgSize]byte
		for range cap(questions) {
			n, from, err := packets.ReadFrom(buffer[:])
			if err != nil {
				return
			}
			questions <- n
			_, _ = packets.WriteTo([]byte("what?"), from)
		}
	}()
	_, err = resolver.IPv4(context.Background(), "mx1.example.com")
	require.ErrorIs(t, err, outbound.ErrTemporary)
	assert.Len(t, questions, 2)
}

// A name server that answers a question only when the next one arrives must not be believed: the late
// answer goes to a socket that is closed, and if it finds the new one it has an old identifier.
func TestResolverDoesNotTakeALateAnswerForAnother(t *testing.T) {
	t.Parallel()
	network, clock := new(network.Loopback), clock.NewClock(start)
	resolver := newResolver(t, network, clock)
	var late []*dns.Msg
	var lateFrom []net.Addr
	serve(t, network, func(question *dns.Msg, say func(net.Addr, *dns.Msg), from net.Addr) {
		if question.Question[0].Name == "slow.example.com." {
			late, lateFrom = append(late, reply(t, question, "203.0.113.66")), append(lateFrom, from)
			clock.AdvanceToNextDeadline()
			return
		}
		for n, message := range late {
			assert.NotEqual(t, from.String(), lateFrom[n].String(), "a new socket for a new question")
			say(lateFrom[n], message)
			message.Question = question.Question
			say(from, message)
		}
		say(from, reply(t, question, "192.0.2.1"))
	})
	_, err := resolver.IPv4(context.Background(), "slow.example.com")
	require.ErrorIs(t, err, outbound.ErrTemporary)
	got, err := resolver.IPv4(context.Background(), "mx1.example.com")
	require.NoError(t, err)
	assert.Equal(t, []netip.Addr{netip.MustParseAddr("192.0.2.1")}, got)
}

package namespace_test

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"mtalab/internal/namespace"
	"mtalab/sim/network"
)

// pool makes a Pool of Private networks, or skips the test.
func pool(t *testing.T) *namespace.Pool {
	t.Helper()
	private(t) // or skip
	made := &namespace.Pool{Make: func() network.Network { return &namespace.Private{} }}
	t.Cleanup(func() { assert.NoError(t, made.Close()) })
	return made
}

// borrow takes a network out of the pool for one world.
func borrow(t *testing.T, from *namespace.Pool) (network.Network, *namespace.Private) {
	t.Helper()
	lent := from.Network()
	t.Cleanup(func() { assert.NoError(t, lent.Close()) })
	inside, err := namespace.PrivateIn(lent)
	require.NoError(t, err)
	return lent, inside
}

// printed is what a shell command prints inside.
func printed(t *testing.T, lent network.Network, script string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", script)
	var out strings.Builder
	command.Stdout, command.Stderr = &out, &out
	require.NoError(t, lent.Start(command))
	require.NoError(t, command.Wait(), out.String())
	return out.String()
}

func TestPrivateServesAnotherWorldAsIfItWereNew(t *testing.T) {
	t.Parallel()
	const look = "find / -xdev | sort; cat /etc/resolv.conf /etc/passwd /etc/hosts; hostname; set -- /proc/[0-9]*; echo $# processes"
	all := pool(t)
	lent, inside := borrow(t, all)
	require.NoError(t, inside.MountRoot(t.Context(), namespace.Root{}))
	fresh := printed(t, lent, look)
	_, err := lent.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	_, err = lent.ListenPacket("udp", network.NameServer.String())
	require.NoError(t, err)
	_, err = inside.ListenPacket("unixgram", "/run/log")
	require.NoError(t, err)
	require.NoError(t, inside.MountRoot(t.Context(), namespace.Root{Hostname: "other.test", Files: []namespace.File{
		{Path: "/etc/passwd", Content: []byte("root:x:0:0::/:/bin/sh\n")}, {Path: "/srv/deep/file"}, {Path: "/etc/closed", Folder: true, Mode: 0o700},
	}}))
	left := printed(t, lent, `
		mkdir /a && touch /a/b && ln -s /a /tmp/link && rm -r /var/mail /dev/stdin && echo x >> /etc/resolv.conf
		setsid sh -c 'trap "" TERM HUP; sleep 1000 & wait' >/dev/null 2>&1 & sleep 1000 >/dev/null 2>&1 &
		echo left`)
	require.Equal(t, "left\n", left)
	inside.MarkReusable(nil)
	require.NoError(t, lent.Close())
	require.NoError(t, lent.Close(), "a second time it does nothing")

	lent, again := borrow(t, all)
	require.Same(t, inside, again)
	_, another := borrow(t, all)
	assert.NotSame(t, inside, another, "it is lent to one at a time")
	require.NoError(t, again.MountRoot(t.Context(), namespace.Root{}))
	assert.Equal(t, fresh, printed(t, lent, look))
	for _, address := range []string{"192.0.2.1:25", "[2001:db8::1]:25"} {
		_, err = lent.Listen("tcp", address)
		require.NoError(t, err)
	}
	_, err = lent.ListenPacket("udp", network.NameServer.String())
	require.NoError(t, err)
}

func TestPrivateIsNotUsedAgainUnlessSaidSo(t *testing.T) {
	t.Parallel()
	all := pool(t)
	for name, use := range map[string]func(network.Network, *namespace.Private){
		"nothing was said": func(network.Network, *namespace.Private) {},
		"it was furnished after that": func(_ network.Network, inside *namespace.Private) {
			inside.MarkReusable(nil)
			require.NoError(t, inside.MountRoot(t.Context(), namespace.Root{}))
		},
		"an address was not to be had": func(lent network.Network, inside *namespace.Private) {
			_, err := inside.Listen("tcp", "192.0.2.1:25")
			require.NoError(t, err)
			_, err = lent.Listen("tcp", "192.0.2.1:25")
			require.ErrorIs(t, err, unix.EADDRINUSE)
			inside.MarkReusable(nil)
		},
		"the process inside was killed": func(_ network.Network, inside *namespace.Private) {
			inside.MarkReusable(nil)
			require.NoError(t, unix.Kill(inside.Process(), unix.SIGKILL))
			<-inside.Lost()
		},
	} {
		lent, inside := borrow(t, all)
		require.NoError(t, inside.MountRoot(t.Context(), namespace.Root{}), name)
		process := inside.Process()
		use(lent, inside)
		require.NoError(t, lent.Close(), name)
		ended(t, process)
		_, next := borrow(t, all)
		assert.NotSame(t, inside, next, name)
	}
}

// resident is what goes on running inside.
type resident struct{ closed chan struct{} }

func (t resident) Close() error {
	close(t.closed)
	return errors.New("the resident's last word")
}

func TestPrivateKeepsATenant(t *testing.T) {
	t.Parallel()
	all := pool(t)
	lent, inside := borrow(t, all)
	listener, err := inside.Listen("tcp", "127.0.0.1:80")
	require.NoError(t, err)
	ofWorld, err := lent.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	process := printed(t, lent, "touch /tmp/mine; sleep 1000 >/dev/null 2>&1 & echo -n $!")
	lives := "kill -0 " + process + " && echo lives || echo gone"
	who := resident{make(chan struct{})}
	inside.MarkReusable(who)
	require.NoError(t, lent.Close())
	_, err = ofWorld.Accept()
	require.ErrorIs(t, err, net.ErrClosed)

	lent, again := borrow(t, all)
	require.Same(t, inside, again)
	assert.Equal(t, io.Closer(who), again.Resident())
	assert.Nil(t, again.Resident(), "it was taken")
	assert.Equal(t, "lives\n/tmp/mine\n", printed(t, lent, lives+"; ls /tmp/mine"))
	conn, err := lent.DialContext(t.Context(), "tcp", listener.Addr().String())
	require.NoError(t, err, "what the resident listens on stays")
	require.NoError(t, conn.Close())

	again.MarkReusable(who)
	require.ErrorContains(t, again.MountRoot(t.Context(), namespace.Root{}), "the resident's last word", "a world that wants another one ends it")
	<-who.closed
	assert.Equal(t, "gone\n", printed(t, lent, "("+lives+") 2>/dev/null"))

	who = resident{make(chan struct{})}
	again.MarkReusable(who)
	require.NoError(t, lent.Close())
	require.ErrorContains(t, all.Close(), "the resident's last word")
	<-who.closed
}

func TestPrivateIsEndedByAPoolThatIsClosed(t *testing.T) {
	t.Parallel()
	all := pool(t)
	idle, inside := borrow(t, all)
	lent, other := borrow(t, all)
	for _, one := range []*namespace.Private{inside, other} {
		require.NoError(t, one.MountRoot(t.Context(), namespace.Root{}))
		one.MarkReusable(nil)
	}
	require.NoError(t, idle.Close())
	require.NoError(t, all.Close())
	ended(t, inside.Process())
	_, err := lent.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err, "a world goes on until its end")
	require.NoError(t, lent.Close())
	ended(t, other.Process())
}

// TestPrivateGivesAnAddressToTheNextWorld starts programs as fast as it can: each has, until it executes,
// the sockets of this process.
func TestPrivateGivesAnAddressToTheNextWorld(t *testing.T) {
	t.Parallel()
	all := pool(t)
	over, idle := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(idle)
		for {
			select {
			case <-over:
				return
			default:
				_ = exec.Command(os.Args[0], "-test.list=^$").Run() // whatever it says
			}
		}
	}()
	for end := time.Now().Add(500 * time.Millisecond); time.Now().Before(end); {
		lent, inside := borrow(t, all)
		require.NoError(t, inside.MountRoot(t.Context(), namespace.Root{}))
		for _, address := range []string{"192.0.2.1:25", "192.0.2.2:25", "192.0.2.3:25"} {
			_, err := lent.Listen("tcp", address)
			require.NoError(t, err)
		}
		inside.MarkReusable(nil)
		require.NoError(t, lent.Close())
	}
	close(over)
	<-idle
}

package namespace_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"mtalab/internal/namespace"
)

// roleVariable makes the test program another one.
const roleVariable = "MTALAB_TEST_ROLE"

func TestMain(m *testing.M) {
	namespace.PrivateChild()
	if role, other := roles[os.Getenv(roleVariable)]; other {
		role()
		return
	}
	if role, other := roles[os.Args[0]]; other { // inside, where the environment is not the caller's
		role()
		return
	}
	os.Exit(m.Run())
}

// roles are the other programs.
var roles = map[string]func(){"leaves": leave}

// leave makes a private network with a program and its child inside, says so, and waits to be killed or
// for the end of its input, whereupon it closes the network and waits for the end of the test.
func leave() {
	network, err := namespace.NewPrivate(context.Background())
	if err == nil {
		_, err = network.Listen("tcp", "192.0.2.1:25")
	}
	if err == nil {
		command := exec.Command("sh", "-c", "setsid sleep 1000 & echo ready; exec sleep 1000")
		command.Stdout = os.Stdout
		err = network.Start(command)
	}
	if err != nil {
		fmt.Println(err)
	}
	_, _ = io.ReadAll(os.Stdin)
	fmt.Println("closed", network.Close())
	select {}
}

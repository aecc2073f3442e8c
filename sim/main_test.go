package sim_test

import (
	"os"
	"testing"

	"mtalab/internal/namespace"
)

func TestMain(m *testing.M) {
	namespace.PrivateChild() // of the tests in a private network this program is the inside too
	os.Exit(m.Run())
}

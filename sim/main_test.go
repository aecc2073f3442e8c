package sim_test

import (
	"os"
	"testing"

	"mtalab/sim"
)

func TestMain(m *testing.M) {
	sim.PrivateChild()
	os.Exit(m.Run())
}

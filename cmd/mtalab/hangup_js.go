package main

import "os"

// hangup is another signal here, where terminals do not close.
var hangup = os.Interrupt

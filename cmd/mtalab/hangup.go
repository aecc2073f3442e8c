//go:build !js

package main

import "syscall"

// hangup says that the terminal was closed.
const hangup = syscall.SIGHUP

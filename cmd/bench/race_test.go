//go:build race

package main

// raceDetector says that figures of allocations are not those of the program.
const raceDetector = true

//go:build race

package suite_test

// raceDetector says that everything takes several times as long.
const raceDetector = true

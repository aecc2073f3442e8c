//go:build race

package features_test

// raceDetector says that everything takes several times as long.
const raceDetector = true

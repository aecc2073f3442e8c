package sim

// Opaque is a Sender that does not tell how it judges a certificate: a real program has its log, and
// what stands there is not what it compared with what.
type Opaque interface {
	Sender
	Opaque()
}

// Unobservable says whether the sender keeps something to itself, and notes in the trail that this
// was not observed; what names it.
func (w *World) Unobservable(what string) bool {
	if _, opaque := w.sender.(Opaque); !opaque {
		return false
	}
	w.trail.add("world", Note{Text: "not observable with " + w.sender.Name() + ": " + what})
	return true
}

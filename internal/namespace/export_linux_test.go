package namespace

// Without leaves parts out of the seal of a network that does not exist yet.
func (p *Private) Without(parts ...string) {
	for _, name := range parts {
		p.without = append(p.without, part(name))
	}
}

// HasCgroup says whether a cgroup bounds all that is inside together.
func (p *Private) HasCgroup() bool { return len(p.cgroup.folders) > 0 }

package pki

import "sync"

// cache makes each value once and hands it out ever after. It is safe for concurrent use and its zero value is empty.
// Two callers that ask for different keys do not wait for each other.
type cache[V any] struct {
	mutex sync.Mutex
	once  map[string]func() (V, error)
}

func (c *cache[V]) get(key string, create func() (V, error)) (V, error) {
	c.mutex.Lock()
	if c.once == nil {
		c.once = map[string]func() (V, error){}
	}
	once, known := c.once[key]
	if !known {
		once = sync.OnceValues(create)
		c.once[key] = once
	}
	c.mutex.Unlock()
	return once()
}

package pki

import "sync"

// cached is how many values a cache holds: more than the servers of the largest world. At the next one it begins anew.
const cached = 1 << 17

// cache makes each value once and hands it out again, as long as it holds no more than cached. It is safe for concurrent
// use and its zero value is empty. Two callers that ask for different keys do not wait for each other.
type cache[V any] struct {
	mutex sync.Mutex
	once  map[string]func() (V, error)
}

func (c *cache[V]) get(key string, create func() (V, error)) (V, error) {
	c.mutex.Lock()
	if c.once == nil || len(c.once) == cached {
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

package journal

import (
	"sync"

	"github.com/kairo-corridor/kairo/fault"
	"golang.org/x/mod/sumdb/tlog"
)

// Memory keeps the hashes of a journal in memory. The zero value is empty.
type Memory struct {
	mu     sync.RWMutex
	hashes []tlog.Hash
}

var _ Hashes = (*Memory)(nil)

// Append adds hashes.
func (m *Memory) Append(h []tlog.Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hashes = append(m.hashes, h...)
	return nil
}

// Count is how many there are.
func (m *Memory) Count() (int64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return int64(len(m.hashes)), nil
}

// ReadHashes reads hashes by index.
func (m *Memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(m.hashes)) {
			return nil, fault.New(fault.NotFound, "no hash %d of %d", x, len(m.hashes))
		}
		out[i] = m.hashes[x]
	}
	return out, nil
}

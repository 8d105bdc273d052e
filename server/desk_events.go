package server

import (
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// listenersMax bounds the pages that listen at once: each holds a connection; a browser opens one a page.
const listenersMax = 256

// How often it is looked whether something changed, how often something is sent at least, so that lines in between stay open,
// and how long one page listens.
const (
	eventsEvery = 500 * time.Millisecond
	eventsAlive = 20 * time.Second
	eventsLife  = 15 * time.Minute
)

// listeners counts the pages that listen.
type listeners struct{ n atomic.Int64 }

// events tells a page, as server-sent events, that movements have changed: the number of the change and nothing of it. What
// changed the page asks for again, with the rights of who asks. It ends with the request and after eventsLife, so that a page
// left open does not keep a session from ending.
func (c *call) events() error {
	if c.s.listen.n.Add(1) > listenersMax {
		c.s.listen.n.Add(-1)
		return fault.New(fault.Busy, "too many pages are listening").Want("at most %d", listenersMax)
	}
	defer c.s.listen.n.Add(-1)
	control := http.NewResponseController(c.w)
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	last, sent := int64(-1), time.Time{}
	end := time.Now().Add(eventsLife)
	every := time.NewTicker(eventsEvery)
	defer every.Stop()
	for {
		now, text := c.desk().Generation(), ""
		switch {
		case now != last:
			text = fmt.Sprintf("event: generation\ndata: %d\n\n", now)
		case time.Now().After(end):
			_, _ = c.w.Write([]byte("event: end\ndata: 0\n\n"))
			return nil
		case time.Since(sent) >= eventsAlive:
			text = ": alive\n\n"
		}
		if text != "" {
			_ = control.SetWriteDeadline(time.Now().Add(2 * eventsAlive))
			if _, err := c.w.Write([]byte(text)); err != nil || control.Flush() != nil {
				return nil
			}
			last, sent = now, time.Now()
		}
		select {
		case <-c.Context().Done():
			return nil
		case <-c.s.cfg.Desk.Ending:
			return nil
		case <-every.C:
		}
	}
}

// int64Of reads a number of a form; 0 where it is none.
func int64Of(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/scenario"
	"github.com/kairo-corridor/kairo/web"
)

// Planner answers planning requests; plan.Planner does.
type Planner interface {
	Plan(ctx context.Context, r plan.Request) (plan.Answer, error)
}

// Config is what a server needs. Network is required, as it is without any scenario.
type Config struct {
	Network *network.Network
	Planner Planner                                 // under the facts that hold by default; made where nil
	Make    func(*network.Network) (Planner, error) // makes the planners of other scenarios; plan.New where nil
	Desk    *Desk                                   // accounts and the work of people; nil serves none
	Version string
	Now     func() time.Time // time.Now where nil
	Log     *slog.Logger     // slog.Default() where nil
}

// server holds what the handlers share.
type server struct {
	cfg      Config
	net      *network.Network
	planners *planners
	limits   *limited
	facts    []string // ids of the scenarios that hold by default
	site     *web.Site
	view     networkView
	report   network.Report
	listen   listeners // of server-sent events
}

// New makes the handler of the API and the pages.
func New(cfg Config) (http.Handler, error) {
	if cfg.Network == nil {
		return nil, fault.New(fault.Usage, "a server needs a network")
	}
	if cfg.Make == nil {
		cfg.Make = func(n *network.Network) (Planner, error) { return plan.New(n) }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	s := &server{cfg: cfg, net: cfg.Network, limits: newLimited(nil, plansRunning, plansWaiting), facts: scenario.Facts(), report: cfg.Network.Check()}
	s.planners = &planners{net: cfg.Network, make: cfg.Make, limit: plannersMax, set: map[string]*made{}}
	if err := s.usual(cfg.Planner); err != nil {
		return nil, err
	}
	s.view = newNetworkView(cfg.Network)
	site, err := web.New(siteOptions(cfg.Network, s.report, cfg.Version))
	if err != nil {
		return nil, err
	}
	s.site = site
	mux := http.NewServeMux()
	s.api(mux)
	s.pages(mux)
	s.desks(mux)
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	return s.recovering(secured(compressing(cross.Handler(limitBody(mux))))), nil
}

// usual puts the planner that answers where no scenario is asked for into the set.
func (s *server) usual(p Planner) error {
	n, err := lay(s.net, under{})
	if err == nil && p == nil {
		p, err = s.cfg.Make(n)
	}
	if err != nil {
		return err
	}
	m := &made{ready: make(chan struct{}), planner: p, net: n}
	close(m.ready)
	s.planners.set[under{}.key()] = m
	return nil
}

// HTTPServer is an http.Server with the limits of this package.
func HTTPServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: headerMax,
	}
}

// limited lets only so many plans run and wait at once; more are refused with fault.Busy.
type limited struct {
	next    Planner
	running chan struct{}
	waiting chan struct{}
}

func newLimited(p Planner, running, waiting int) *limited {
	return &limited{next: p, running: make(chan struct{}, running), waiting: make(chan struct{}, running+waiting)}
}

// Plan waits for its turn and plans, no longer than planTimeout.
func (l *limited) Plan(ctx context.Context, r plan.Request) (plan.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	return l.run(ctx, l.next, r)
}

// run waits for its turn and lets a planner plan, until the context ends.
func (l *limited) run(ctx context.Context, p Planner, r plan.Request) (plan.Answer, error) {
	select {
	case l.waiting <- struct{}{}:
		defer func() { <-l.waiting }()
	default:
		return plan.Answer{}, busy("too many plans are waiting")
	}
	select {
	case l.running <- struct{}{}:
		defer func() { <-l.running }()
	case <-ctx.Done():
		return plan.Answer{}, busy("the plan waited too long for its turn")
	}
	a, err := p.Plan(ctx, r)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return plan.Answer{}, busy("the plan took too long and was given up")
	}
	return a, err
}

func busy(why string) error {
	return fault.New(fault.Busy, "%s", why).Mend("ask again in %d s", retryAfterSecs)
}

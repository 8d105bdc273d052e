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
	"github.com/kairo-corridor/kairo/web"
)

// Planner answers planning requests; plan.Planner does.
type Planner interface {
	Plan(ctx context.Context, r plan.Request) (plan.Answer, error)
}

// Config is what a server needs. Network and Planner are required.
type Config struct {
	Network *network.Network
	Planner Planner
	Version string
	Now     func() time.Time // time.Now where nil
	Log     *slog.Logger     // slog.Default() where nil
}

// server holds what the handlers share.
type server struct {
	cfg     Config
	net     *network.Network
	planner Planner
	site    *web.Site
	view    networkView
	report  network.Report
}

// New makes the handler of the API and the pages.
func New(cfg Config) (http.Handler, error) {
	if cfg.Network == nil || cfg.Planner == nil {
		return nil, fault.New(fault.Usage, "a server needs a network and a planner")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	s := &server{cfg: cfg, net: cfg.Network, planner: newLimited(cfg.Planner, plansRunning, plansWaiting), report: cfg.Network.Check()}
	s.view = newNetworkView(cfg.Network)
	site, err := web.New(siteOptions(cfg.Network, s.report, cfg.Version))
	if err != nil {
		return nil, err
	}
	s.site = site
	mux := http.NewServeMux()
	s.api(mux)
	s.pages(mux)
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	return s.recovering(secured(compressing(cross.Handler(limitBody(mux))))), nil
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
	select {
	case l.waiting <- struct{}{}:
		defer func() { <-l.waiting }()
	default:
		return plan.Answer{}, busy("too many plans are waiting")
	}
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	select {
	case l.running <- struct{}{}:
		defer func() { <-l.running }()
	case <-ctx.Done():
		return plan.Answer{}, busy("the plan waited too long for its turn")
	}
	a, err := l.next.Plan(ctx, r)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return plan.Answer{}, busy("the plan took too long and was given up")
	}
	return a, err
}

func busy(why string) error {
	return fault.New(fault.Busy, "%s", why).Mend("ask again in %d s", retryAfterSecs)
}

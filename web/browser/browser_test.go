// Package browser drives the pages in a real Chromium, as a person does: it starts the server with the network and the
// planner of this repository, and lets browser.mjs do the planner's task and desk.mjs the day of the people at the desk, with mouse, keyboard,
// without scripts, in light and dark, wide and narrow. Each step of a script is a subtest here.
//
//	go run ./web/bundle && go test ./web/browser
//	KAIRO_SCREENSHOTS=/tmp/shots go test ./web/browser   # also writes PNG files there
//	KAIRO_STEP=weights go test ./web/browser             # only the steps whose name has the word
//
// It needs Debian's Chromium, Node, the npm packages of web and the built bundle; what is missing is named and the test skips.
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/server"
)

const (
	chromium  = "/usr/bin/chromium"
	allLimits = 14 * time.Minute // for a whole script, on a busy machine
)

// step is one line of the script's output.
type step struct {
	Name  string `json:"name"`
	Error string `json:"error"`
}

func TestPagesInChromium(t *testing.T) {
	node := needed(t)
	n, err := network.Default()
	if err != nil {
		t.Fatal(err)
	}
	run(t, node, "browser.mjs", serve(t, server.Config{Network: n, Version: "test", Now: started}))
}

// started is when the tests' time begins: the journeys of the desk are ready a week later.
func started() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

// run lets a script drive the pages of a server; each line it prints is a subtest.
func run(t *testing.T, node, script, url string, env ...string) {
	ctx, cancel := context.WithTimeout(t.Context(), allLimits)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, script)
	cmd.Env = append(append(os.Environ(), "KAIRO_URL="+url, "KAIRO_CHROMIUM="+chromium), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	steps := 0
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s step
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Errorf("the script printed %q", lines.Text())
			continue
		}
		steps++
		t.Run(s.Name, func(t *testing.T) {
			if s.Error != "" {
				t.Error(s.Error)
			}
		})
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v", script, err)
	}
	if steps == 0 {
		t.Error("the script did nothing")
	}
}

// needed finds what the test stands on, and skips where something is missing.
func needed(t *testing.T) (node string) {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Skip("skipped: " + chromium + " is missing (apt install chromium)")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: node is missing")
	}
	for _, p := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join("..", "node_modules", p)); err != nil {
			t.Skip("skipped: npm package " + p + " is missing (npm ci --prefix web)")
		}
	}
	if _, err := os.Stat(filepath.Join("..", "dist", "manifest.json")); err != nil {
		t.Skip("skipped: the bundle is not built (go run ./web/bundle)")
	}
	return node
}

// serve starts a server on a free port and returns its address.
func serve(t *testing.T, cfg server.Config) string {
	t.Helper()
	h, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := server.HTTPServer("", h)
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return "http://" + l.Addr().String()
}

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/internal/pgtest"
)

// served is a running `kairo serve`.
type served struct {
	t   *testing.T
	cmd *exec.Cmd
	out said
	url string
}

// serving starts the command as a process of its own and waits until it serves.
func serving(t *testing.T, env []string, flags ...string) *served {
	t.Helper()
	s := &served{t: t, cmd: exec.Command("kairo", append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)}
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = append(os.Environ(), env...), &s.out, &s.out
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	for range 600 {
		if at := regexp.MustCompile(`serves (http://[^/]+)/`).FindStringSubmatch(s.out.String()); at != nil {
			s.url = at[1] + "/api/v1"
			return s
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("kairo serve does not begin: %s", s.out.String())
	return nil
}

// kill ends the process at once, without a chance to write anything.
func (s *served) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// call makes a request and gives the body of its answer, and its ETag.
func (s *served) call(token, method, path string, body []byte, header ...string) (string, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", strings.Trim(path, "/"), len(body)))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode/100 != 2 {
		s.t.Fatalf("%s %s: %d %s %v", method, path, res.StatusCode, got, err)
	}
	return string(got), res.Header.Get("ETag")
}

// TestWhatIsKeptInPostgresOutlivesTheServer lodges over HTTP, kills the process and finds everything when it starts again, and so when
// the database is killed and started again under it.
func TestWhatIsKeptInPostgresOutlivesTheServer(t *testing.T) {
	database := pgtest.Start(t, t.TempDir())
	const secret = "Zq7unmistakable"
	data := t.TempDir()
	token := map[string]string{}
	for _, x := range tokens(t, data) {
		name, value, _ := strings.Cut(x, "=")
		token[name] = value
	}
	if err := os.WriteFile(filepath.Join(data, "demonstration.txt"), []byte("not loaded\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{postgresEnv + "=" + database.URL("postgres") + " password=" + secret}
	s := serving(t, env, "--data", data)

	var made struct{ ID string }
	body, etag := s.call(token["ME"], "POST", "/consignments", examples.Read("urumqi-istanbul.json"))
	if err := json.Unmarshal([]byte(body), &made); err != nil {
		t.Fatal(err)
	}
	at := "/consignments/" + made.ID
	s.call(token["ME"], "PUT", at+"/journey", []byte(`{"journey": "fastest"}`), "If-Match", etag)
	lodged, _ := s.call(token["ME"], "POST", at+"/lodgement", nil)
	if !strings.Contains(lodged, `"outcome":"lodged"`) && !strings.Contains(lodged, `"outcome": "lodged"`) {
		t.Fatalf("nothing was lodged: %s", lodged)
	}
	looked := func() map[string]string {
		out := map[string]string{}
		for _, path := range []string{at, at + "/movements"} {
			out["declarant "+path], _ = s.call(token["ME"], "GET", path, nil)
		}
		out["officer"], _ = s.call(token["CUSTOMS"], "GET", "/movements", nil)
		var list struct {
			Movements []struct{ Country, Key string }
		}
		if err := json.Unmarshal([]byte(out["officer"]), &list); err != nil || len(list.Movements) == 0 {
			t.Fatalf("no movements: %v %s", err, out["officer"])
		}
		for _, m := range list.Movements {
			key := "/movements/" + m.Country + "/" + url.PathEscape(m.Key)
			out[key], _ = s.call(token["CUSTOMS"], "GET", key, nil)
		}
		return out
	}
	before := looked()
	s.kill()
	first := s.out.String()
	s = serving(t, env, "--data", data)
	if after := looked(); !maps.Equal(before, after) {
		t.Errorf("before\n%v\nafter\n%v", before, after)
	}
	database.Kill()
	database.Run(t)
	time.Sleep(1200 * time.Millisecond) // a connection idle for a second is looked at before it is used
	if after := looked(); !maps.Equal(before, after) {
		t.Errorf("before the database was started anew\n%v\nafter\n%v", before, after)
	}
	if again, _ := s.call(token["ME"], "POST", at+"/lodgement", nil); again != lodged {
		t.Errorf("the same request once more: %s, at first %s", again, lodged)
	}
	if said := first + s.out.String(); strings.Contains(said, secret) || !strings.Contains(said, "PostgreSQL database postgres on ") {
		t.Errorf("%s", said)
	}
	for _, name := range []string{"desk.db", "node"} {
		if _, err := os.Stat(filepath.Join(data, name)); err == nil {
			t.Errorf("%s was made although records are kept in the database", name)
		}
	}
}

// TestADatabaseThatIsRefusedIsSaidWithoutItsPassword holds what an operator reads.
func TestADatabaseThatIsRefusedIsSaidWithoutItsPassword(t *testing.T) {
	const secret = "Zq7unmistakable"
	database := pgtest.Start(t, t.TempDir(), "restart_after_crash=on", "full_page_writes=off")
	for name, c := range map[string]struct {
		address string
		flags   []string
		says    []string
	}{
		"settings":         {database.URL("postgres"), nil, []string{"restart_after_crash", "full_page_writes", "docs/durability.md"}},
		"accepted but one": {database.URL("postgres"), []string{"--accept-restart-after-crash"}, []string{"full_page_writes"}},
		"the user":         {database.URL("postgres") + " user=nobody_here", nil, []string{`does not let the user "nobody_here" in`}},
		"unreachable":      {"host=127.0.0.1 port=1 dbname=x user=kairo", nil, []string{"cannot be reached"}},
		"not an address":   {"host='", nil, []string{"not understood"}},
		"no such database": {database.URL("none"), nil, []string{"no such database"}},
	} {
		cmd := exec.Command("kairo", append([]string{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data"), "--postgres", c.address + " password=" + secret}, c.flags...)...)
		out, err := cmd.CombinedOutput()
		for _, words := range append(c.says, "--postgres") {
			if err == nil || !strings.Contains(string(out), words) || strings.Contains(string(out), secret) {
				t.Errorf("%s: not %q but\n%s", name, words, out)
			}
		}
	}
}

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
)

// said is what a command has printed so far.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// tokens makes three people in a data directory and a token of each.
func tokens(t *testing.T, data string) []string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	book, err := accounts.Open(filepath.Join(data, "accounts.db"), time.Now)
	must(err)
	defer book.Close()
	const password = "five grey geese fly"
	link, err := book.FirstRun(t.Context())
	must(err)
	_, err = book.Accept(t.Context(), link, password)
	must(err)
	admin, _, err := book.SignIn(t.Context(), accounts.FirstLogin, password)
	must(err)
	customs, guarantee := []auth.Grant{}, []auth.Grant{}
	for _, c := range []string{"CN", "KZ", "AZ", "GE", "TR"} {
		for _, role := range []auth.Role{auth.Departure, auth.Passage, auth.Destination} {
			customs = append(customs, auth.Grant{Role: role, Country: c})
		}
		guarantee = append(guarantee, auth.Grant{Role: auth.GuaranteeOfficer, Country: c})
	}
	var env []string
	for _, p := range []struct {
		name   string
		grants []auth.Grant
	}{{"ME", []auth.Grant{{Role: auth.Declarant}}}, {"CUSTOMS", customs}, {"GUARANTEE", guarantee}} {
		login := strings.ToLower(p.name)
		_, link, err := book.Invite(t.Context(), admin.ID, auth.Account{Login: login, Name: "Demonstration " + login, Grants: p.grants})
		must(err)
		_, err = book.Accept(t.Context(), link, password)
		must(err)
		a, _, err := book.SignIn(t.Context(), login, password)
		must(err)
		_, secret, err := book.MakeToken(t.Context(), a.ID, "test", 30)
		must(err)
		env = append(env, p.name+"="+secret)
	}
	return env
}

// TestTheJourneyOfTheAPIDescription runs the commands of docs/api.md as they stand there, against `kairo serve`.
func TestTheJourneyOfTheAPIDescription(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	doc, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, script, ok := strings.Cut(string(doc), "```bash\n")
	script, _, _ = strings.Cut(script, "```")
	if !ok {
		t.Fatal("docs/api.md has no commands")
	}
	data := t.TempDir()
	env := tokens(t, data)
	if err := os.WriteFile(filepath.Join(data, "demonstration.txt"), []byte("not loaded\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var out said
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", data}, nil, &out, &out) }()
	defer func() {
		stop()
		<-ended
	}()
	var at []string
	for i := 0; at == nil; i++ {
		if at = regexp.MustCompile(`serves (http://[^/]+)/`).FindStringSubmatch(out.String()); i > 600 {
			t.Fatalf("kairo serve does not begin: %s", out.String())
		}
		time.Sleep(100 * time.Millisecond)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Dir, cmd.Env = filepath.Join("..", ".."), append(os.Environ(), append(env, "URL="+at[1])...)
	got, err := cmd.CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	want := []string{
		"S1 CN export discharged ",
		"S2 KZ eaeu-transit discharged released",
		"S3 AZ national-transit discharged released",
		"S4 GE common-transit discharged released",
		"S5 TR import discharged ",
		"DEMO-AZ-DEPOSIT-2026-0505 limit 1990400 available 1990400 used 0",
		"26GE0000DEMO00040 limit 32438800 available 32438800 used 0",
		"DEMO-KZ-DEPOSIT-2026-0505 limit 17335716200 available 17335716200 used 0",
	}
	if err != nil || len(lines) < len(want) || !slices.Equal(lines[len(lines)-len(want):], want) {
		t.Errorf("%v\n%s\nwant at the end\n%s", err, got, strings.Join(want, "\n"))
	}
	if testing.Verbose() {
		t.Logf("%s", got)
	}
}

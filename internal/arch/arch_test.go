// Package arch holds the walls of the house: what each room may import, and what a pure room may never touch.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/kairo-corridor/kairo/"

// allowed says which rooms of Kairo each room may import. Widening it is a decision, made here.
var allowed = map[string][]string{
	"fault":               {},
	"unit":                {"fault"},
	"code":                {"fault"},
	"reference":           {"fault", "code"},
	"network":             {"fault", "unit"},
	"route":               {"fault"},
	"plan":                {"fault", "unit", "network", "route"},
	"sea":                 {"fault", "network", "route"},
	"sea/coast":           {"sea"},
	"sea/lanes":           {"network", "sea", "sea/coast"},
	"sea/shapes":          {"network", "sea", "sea/coast"},
	"scenario":            {"fault", "network", "plan"},
	"backtest":            {"fault", "network", "plan"},
	"consignment":         {"fault", "unit", "code"},
	"filing":              {"fault", "unit", "code", "reference", "network", "plan", "consignment", "customs/guarantee"},
	"projection":          {"fault", "unit", "code", "reference", "network", "plan", "consignment", "filing", "message/smgs", "message/eaeu"},
	"customs/transit":     {"fault", "unit", "code", "internal/wire"},
	"customs/guarantee":   {"fault", "unit", "code", "internal/wire"},
	"customs/tir":         {"fault", "unit", "code", "customs/transit", "internal/wire"},
	"customs/carriage":    {"fault", "unit", "code", "customs/transit", "internal/wire"},
	"message/smgs":        {"fault"},
	"message/eaeu":        {"fault"},
	"message/ncts":        {"fault", "internal/xmlscan"},
	"message/epcis":       {"fault", "event"},
	"event":               {"fault"},
	"measure":             {"fault", "unit", "event", "network"},
	"learn":               {"fault", "unit", "event", "measure", "network"},
	"simulate":            {"fault", "unit", "event", "network", "plan"},
	"store":               {"fault"},
	"store/mem":           {"fault", "store"},
	"store/sqlite":        {"fault", "store"},
	"store/postgres":      {"fault", "store"},
	"store/storetest":     {"fault", "store"},
	"store/crashtest":     {"fault", "store", "internal/crash"},
	"journal":             {"fault"},
	"auth":                {"fault"},
	"auth/accounts":       {"fault", "auth"},
	"exchange":            {"fault"},
	"node":                {"fault", "unit", "code", "consignment", "filing", "customs/guarantee", "customs/transit", "customs/tir", "customs/carriage", "event", "store", "store/mem", "store/sqlite", "exchange", "journal"},
	"desk":                {"fault", "unit", "code", "auth", "consignment", "filing", "projection", "reference", "network", "plan", "customs/guarantee", "customs/transit", "customs/tir", "node", "store", "measure", "message/ncts", "message/ncts/answer", "message/ncts/procedure"},
	"document":            {"fault", "unit", "event", "plan", "network", "projection", "document/fonts"},
	"document/fonts":      {},
	"server":              {"fault", "unit", "network", "plan", "scenario", "document", "document/fonts", "auth", "auth/accounts", "desk", "node", "customs/guarantee", "customs/tir", "customs/transit", "projection", "reference", "store", "consignment", "filing", "event", "measure", "learn", "web", "message/ncts", "message/ncts/codes", "message/ncts/rules", "message/ncts/procedure", "message/ncts/answer"},
	"web":                 {"fault", "unit", "network", "plan", "measure", "scenario", "auth", "desk", "node", "customs/guarantee", "customs/transit", "consignment", "filing", "projection"},
	"web/bundle":          {},
	"web/browser":         {},
	"examples":            {},
	"internal/arch":       {},
	"internal/testtool":   {},
	"internal/xmlscan":    {},
	"internal/pgtest":     {},
	"internal/stores":     {"store", "store/mem", "store/sqlite", "store/postgres", "internal/pgtest"},
	"internal/crash":      {},
	"internal/transcript": {},
	"internal/wire":       {"fault"},
	"cmd/kairo":           {"*"},

	"message/ncts/tables":    {},
	"message/ncts/rules":     {"code", "message/ncts"},
	"message/ncts/codes":     {"fault", "code", "reference", "message/ncts"},
	"message/ncts/answer":    {"fault", "internal/xmlscan", "message/ncts"},
	"message/ncts/procedure": {"fault", "unit", "customs/guarantee", "customs/transit", "message/ncts", "message/ncts/answer"},
	"message/ncts/between":   {"fault", "unit", "internal/xmlscan", "customs/transit", "message/ncts"},
}

// pure rooms decide; they never reach for the world.
var pure = []string{"fault", "unit", "code", "reference", "network", "route", "plan", "sea", "scenario", "backtest", "consignment", "filing", "customs/transit", "customs/guarantee", "customs/tir", "customs/carriage", "message/epcis", "event", "measure", "learn", "simulate", "auth", "document", "projection", "message/smgs", "message/eaeu", "message/ncts", "message/ncts/rules", "message/ncts/codes", "message/ncts/procedure", "message/ncts/answer", "message/ncts/between", "internal/wire", "internal/xmlscan"}

// forbidden in pure rooms, tests excepted.
var forbidden = []string{"net", "net/http", "os", "database/sql", "syscall", "os/exec"}

func TestImportsStayInsideTheAllowList(t *testing.T) {
	root := "../.."
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "node_modules" || d.Name() == "testdata" || rel == "data") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		room := filepath.ToSlash(filepath.Dir(rel))
		if room == "." {
			t.Errorf("%s: no Go code in the root of the module", rel)
			return nil
		}
		seen[room] = true
		may, known := allowed[room]
		if !known {
			t.Errorf("%s: room %q is not in the allow-list of internal/arch", rel, room)
			return nil
		}
		isTest := strings.HasSuffix(path, "_test.go")
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			p, _ := strconv.Unquote(imp.Path.Value)
			if after, ours := strings.CutPrefix(p, module); ours && !isTest && !contains(may, after) && !contains(may, "*") {
				t.Errorf("%s imports room %q; room %q may import only %v", rel, after, room, may)
			}
			if !isTest && contains(pure, room) && contains(forbidden, p) {
				t.Errorf("%s: the pure room %q imports %q", rel, room, p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var rooms []string
	for r := range seen {
		rooms = append(rooms, r)
	}
	sort.Strings(rooms)
	t.Logf("%d rooms: %v", len(rooms), rooms)
}

func TestPureRoomsReadNoClock(t *testing.T) {
	for _, room := range pure {
		files, _ := filepath.Glob(filepath.Join("../..", room, "*.go"))
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, use := range clockReads(f) {
				t.Errorf("%s: room %q reads the clock (%s); take the time as an argument", path, room, use)
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

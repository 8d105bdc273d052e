package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJourneysAskedForByIDAreKept(t *testing.T) {
	set := func(ids string) (out []Journey) {
		for _, r := range ids {
			out = append(out, Journey{ID: string(r)})
		}
		return out
	}
	for _, c := range []struct{ kept, ids, want string }{
		{"ac", "", "ac"}, {"ac", "b", "abc"}, {"ac", "ca", "ac"}, {"ac", "zd", "acd"}, {"abcd", "a", "abcd"}, {"a", "zzzzzzzzb", "a"},
	} {
		var ids []string
		for _, r := range c.ids {
			ids = append(ids, string(r))
		}
		got := ""
		for _, j := range also(nil, set("abcd"), set(c.kept), ids) {
			got += j.ID
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%+v: %s", c, diff)
		}
	}
}

package transcript

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatIsPrintedStandsBehindItsBlock(t *testing.T) {
	var out strings.Builder
	s := Stage{Out: &out, Command: func(words []string, args map[string]string) { fmt.Fprintln(&out, words, args["by"]) }}
	const src = "# a remark\nsay this by=Officer_KZ\nand that\n----\nold\n\nlast\n----\n"
	const want = "# a remark\nsay this by=Officer_KZ\nand that\n----\n[say this] Officer KZ\n[and that] \n\nlast\n----\n[last] \n"
	if got := play(s, src); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if again := play(s, want); again != want {
		t.Errorf("played again it is another:\n%s", again)
	}
}

package code_test

import (
	"fmt"

	"github.com/kairo-corridor/kairo/code"
)

// The example of the package comment.
func Example() {
	v := code.ParseMRN("24GB000246J8NY33L7")
	fmt.Println(v.OK(), v.Country, v.Meaning)
	w := code.ParseMRN("24GB000246J8NY33L8")
	fmt.Println(w.Finding.Text)
	fmt.Println(w.Err())
	m, _ := code.MakeMRN(2026, "PL", "DEMO00000012", 'J')
	fmt.Println(m.Text)
	c, _ := code.Parse("container", "CSQU 305438-3")
	fmt.Println(c.Text, c.Finding.Level)
	// Output:
	// true GB transit with entry summary declaration
	// check digit is 8, the number gives 7
	// mrn "24GB000246J8NY33L8": check digit is 8, the number gives 7; expected 7
	// 26PLDEMO00000012J7
	// CSQU3054383 valid
}

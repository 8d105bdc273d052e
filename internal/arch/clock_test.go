package arch

import "go/ast"

// clockReads lists calls of time.Now and time.Since in a file. Room route may measure its own search: see its Stats.
func clockReads(f *ast.File) []string {
	var uses []string
	if f.Name.Name == "route" {
		return nil
	}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && id.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since") {
			uses = append(uses, "time."+sel.Sel.Name)
		}
		return true
	})
	return uses
}

package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/route"
)

// routeAnswer is what `kairo route --json` prints; node numbers are those of the file.
type routeAnswer struct {
	Solutions []routeSolution `json:"solutions"`
	Stats     routeStats      `json:"stats"`
}

type routeSolution struct {
	Costs []int64 `json:"costs"`
	Path  []int32 `json:"path"`
}

type routeStats struct {
	Generated int   `json:"generated"`
	Expanded  int   `json:"expanded"`
	SearchUS  int64 `json:"search_us"`
}

func routeCommand() *cobra.Command {
	var file string
	var from, to, labelMax int
	var asJSON bool
	c := &cobra.Command{
		Use:   "route --graph FILE --from N --to N",
		Short: "Solve any plain graph file: the exact Pareto set of paths between two nodes",
		Long: `Reads a plain graph: first line "nodes arcs", then a line an arc, "u v c1 c2 [c3 ...]", nodes
counted from 1, costs non-negative integers. Prints every non-dominated cost vector once, with one path.
No path: exit code 1.`,
		Example: "  kairo route --graph roads.txt --from 1 --to 900 --json",
		Args:    args(cobra.NoArgs, "no arguments; the graph is given with --graph"),
		RunE: func(c *cobra.Command, _ []string) error {
			if file == "" || from < 1 || to < 1 {
				return fault.New(fault.Usage, "a graph and two nodes are needed").Want("--graph FILE --from N --to N, nodes counted from 1")
			}
			g, err := readGraph(file)
			if err != nil {
				return err
			}
			if from > g.Nodes() || to > g.Nodes() {
				return fault.New(fault.Usage, "node %d is not in the graph", max(from, to)).Want("1 to %d", g.Nodes())
			}
			sols, stats, err := g.Search(c.Context(), route.Query{From: int32(from - 1), To: int32(to - 1), LabelMax: labelMax})
			if err != nil {
				return err
			}
			ans := answerOf(g, from, sols, stats)
			if asJSON {
				err = writeJSON(c.OutOrStdout(), ans)
			} else {
				for _, s := range ans.Solutions {
					fmt.Fprintf(c.OutOrStdout(), "%v  %s\n", s.Costs, strings.Trim(strings.ReplaceAll(fmt.Sprint(s.Path), " ", " → "), "[]"))
				}
				fmt.Fprintf(c.OutOrStdout(), "%d solutions; %d labels generated, %d expanded, %d µs\n", len(sols), stats.Generated, stats.Expanded, stats.Search.Microseconds())
			}
			if err == nil && len(sols) == 0 {
				return &saidNo{}
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&file, "graph", "", "file of the graph")
	f.IntVar(&from, "from", 0, "node to start from, counted from 1")
	f.IntVar(&to, "to", 0, "node to reach")
	f.IntVar(&labelMax, "labels", 0, "most labels to generate before giving up (default: see docs)")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func readGraph(path string) (*route.Graph, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.BadFile, "cannot open the graph").At("%s", path).Because(err)
	}
	defer f.Close()
	return route.ReadGraph(f, path)
}

func answerOf(g *route.Graph, from int, sols []route.Solution, st route.Stats) routeAnswer {
	ans := routeAnswer{Solutions: []routeSolution{}, Stats: routeStats{st.Generated, st.Expanded, st.Search.Microseconds()}}
	heads := g.Heads()
	for _, s := range sols {
		path := []int32{int32(from)}
		for _, a := range s.Arcs {
			path = append(path, heads[a]+1)
		}
		ans.Solutions = append(ans.Solutions, routeSolution{s.Cost, path})
	}
	return ans
}

package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/sea"
)

// seaAnswer is what `kairo sea --json` prints: lengths include the stretch from each end to the lanes.
type seaAnswer struct {
	From        sea.End      `json:"from"`
	To          sea.End      `json:"to"`
	Avoid       []string     `json:"avoid"`
	Via         []string     `json:"via"`
	Km          float64      `json:"km"`
	NM          float64      `json:"nm"`
	Chokepoints []string     `json:"chokepoints"`
	Lanes       []string     `json:"lanes"`
	Path        [][2]float64 `json:"path"` // latitude, longitude; great circles between
}

func seaCommand() *cobra.Command {
	var avoid, via []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sea FROM TO",
		Short: "The shortest way by sea between two ports, with the chokepoints it passes",
		Long: `Prints the length of the shortest way over the sea lanes between Japan and Europe, the chokepoints and
seas it passes, and its points. FROM and TO are ports by UN/LOCODE or name in any script, or "lat,lon".
The lanes cover the seas from Japan to the North Sea and the Baltic, through Suez and round the Cape,
and the Caspian, which is closed. They do not cross the Pacific and know neither Panama nor Magellan.

Chokepoints: suez, bab-el-mandeb, hormuz, malacca, singapore, sunda, lombok, taiwan, korea, kanmon,
tsugaru, cape, gibraltar, dover, dardanelles, bosphorus.
No way left: exit code 1, and the answer names what was avoided.`,
		Example: `  kairo sea JPYOK NLRTM
  kairo sea 横浜 Rotterdam --avoid suez --json
  kairo sea Singapore "25.2,56.5"
  kairo sea check`,
		Args: args(cobra.ExactArgs(2), "two ports, from and to"),
		RunE: func(c *cobra.Command, a []string) error {
			ans, err := seaWay(a[0], a[1], avoid, via)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), ans)
			}
			return ans.print(c.OutOrStdout())
		},
	}
	c.Flags().StringSliceVar(&avoid, "avoid", nil, "chokepoints not to pass, such as suez,malacca")
	c.Flags().StringSliceVar(&via, "via", nil, "chokepoints to pass, such as cape")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.AddCommand(seaCheckCommand())
	return c
}

func seaWay(from, to string, avoid, via []string) (*seaAnswer, error) {
	n, err := network.Default()
	if err != nil {
		return nil, err
	}
	lanes, err := sea.Default()
	if err != nil {
		return nil, err
	}
	q := sea.Query{Avoid: avoid, Via: via}
	if q.From, err = lanes.Place(n, from); err != nil {
		return nil, err
	}
	if q.To, err = lanes.Place(n, to); err != nil {
		return nil, err
	}
	w, err := lanes.Search(q)
	if err != nil {
		return nil, err
	}
	ans := &seaAnswer{q.From, q.To, orNone(avoid), orNone(via), tenth(w.Km), tenth(w.NM()), orNone(w.Through), orNone(w.Names), nil}
	ans.From.OffKm, ans.To.OffKm = tenth(ans.From.OffKm), tenth(ans.To.OffKm)
	for _, p := range w.Points {
		ans.Path = append(ans.Path, [2]float64{math.Round(p.Lat*1000) / 1000, math.Round(p.Lon*1000) / 1000})
	}
	return ans, nil
}

func orNone(list []string) []string { return append([]string{}, list...) }

func tenth(x float64) float64 { return math.Round(x*10) / 10 }

func (a *seaAnswer) print(w io.Writer) error {
	fmt.Fprintf(w, "%s – %s: %.0f km, %.0f nm\n", a.From.Name, a.To.Name, a.Km, a.NM)
	passes := "none"
	if len(a.Chokepoints) > 0 {
		passes = strings.Join(a.Chokepoints, ", ")
	}
	fmt.Fprintf(w, "passes   %s\n", passes)
	if len(a.Avoid) > 0 {
		fmt.Fprintf(w, "avoids   %s\n", strings.Join(a.Avoid, ", "))
	}
	fmt.Fprintf(w, "lanes    %s\n", strings.Join(a.Lanes, " › "))
	for _, e := range []sea.End{a.From, a.To} {
		if e.OffKm >= 1 {
			fmt.Fprintf(w, "of it    %.0f km between %s and the lane\n", e.OffKm, e.Name)
		}
	}
	_, err := fmt.Fprintf(w, "points   %d (--json prints them)\n", len(a.Path))
	return err
}

func seaCheckCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Compare the lanes with published distances, each with its source",
		Long: `Prints every published distance with its source beside ours and the deviation. Distances that are
rounded or contradicted by others are shown and not held to the limit; distances computed by another sea
graph stand apart. Exit code 1 when a published distance is missed by more than 2 %.`,
		Args: args(cobra.NoArgs, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			n, err := network.Default()
			if err != nil {
				return err
			}
			lanes, err := sea.Default()
			if err != nil {
				return err
			}
			rep, err := lanes.Check(n)
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(c.OutOrStdout(), rep)
			} else {
				err = rep.Print(c.OutOrStdout())
			}
			if err == nil && !rep.Clean() {
				return &saidNo{}
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

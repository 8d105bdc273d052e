package server

import (
	"context"
	"math"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// tables are a network small enough to read: Nagoya, Lianyungang, Khorgos on both sides, Almaty.
var tables = map[string]string{
	"locations.csv": `code,name,country,lat,lon,kind,zone,gauge,aliases,source
JPNGO,Nagoya,JP,35.05,136.85,port,Asia/Tokyo,,名古屋,own
CNLYG,Lianyungang,CN,34.74,119.45,port,Asia/Shanghai,1435,连云港,own
CNHRG,Khorgos East,CN,44.21,80.41,border,Asia/Shanghai,1435,,own
KZHRG,Altynkol,KZ,44.22,80.25,border,Asia/Almaty,1520,,own
KZALA,Almaty,KZ,43.35,76.95,city,Asia/Almaty,1520,Алматы|アルマトイ,own
`,
	"corridors.csv": `id,name,precedence,colour,description
china-land-bridge,China Land Bridge,1,#0072b2,By sea to Lianyungang and by rail over Khorgos.
`,
	"classes.csv": `id,applies,mode,name
`,
	"class-values.csv": `class,quantity,value,low,high,unit,figures,method
`,
	"links.csv": `id,from,to,mode,class,corridor,through,service,oneway,per_week,status,shape,shock,note,noclass7
`,
	"crossings.csv": `id,name,from,to,mode,class,gauge,corridor,status,shock,note
`,
	"figures.csv": `id,subject,side,direction,from,to,mode,metric,value,text,unit,printed,bound,year,kind,suspect,note,source
`,
	"notices.csv": `subject,from,to,text,source
`,
	"programme.csv": `id,topic,subject,metric,value,unit,year,note,source
P01,corridor,Trans-Caspian,cargo,2.7,Mt,2023,,policy paper
`,
}

func smallNetwork(t testing.TB) *network.Network {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range tables {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	n, err := network.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// plannerFunc is a planner made of a function.
type plannerFunc func(context.Context, plan.Request) (plan.Answer, error)

func (f plannerFunc) Plan(ctx context.Context, r plan.Request) (plan.Answer, error) { return f(ctx, r) }

var _ = math.Pi
var _ = time.Now
var _ = fault.Usage

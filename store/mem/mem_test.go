package mem_test

import (
	"testing"

	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Opened { return storetest.Opened{Store: mem.New()} })
}

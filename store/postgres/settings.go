package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kairo-corridor/kairo/fault"
)

// Accept is what an operator has decided to live with on a server that [Open] refuses. The other settings that [Open] looks at
// cannot be accepted: with them an ordinary power cut loses what was acknowledged.
type Accept struct {
	// RestartAfterCrash takes a server that starts again by itself after a failed sync of its log. If the machine then crashes
	// before the first checkpoint, transactions can be torn: docs/durability.md. For services where it cannot be set, or where
	// storage outlives the machine (a synchronous standby that is promoted instead).
	RestartAfterCrash bool
}

// requirement is a setting of the server without which something acknowledged could be lost or torn.
type requirement struct{ setting, value, otherwise string }

// required are the settings looked at, as documented by PostgreSQL (Server Configuration: Write Ahead Log, Error Handling).
// wal_sync_method is not among them: each method of the platform reaches the disk, and what a disk does with it no setting shows.
var required = []requirement{
	{"fsync", "on", "nothing is sure to be on the disk after a crash of the machine"},
	{"full_page_writes", "on", "a page written in part by a crash cannot be mended"},
	{"synchronous_commit", "on", "a commit is acknowledged before it is on the disk"},
	{"data_sync_retry", "off", "a failed sync is tried again and believed, though the kernel may have dropped what it held"},
	{"zero_damaged_pages", "off", "a damaged page is taken for an empty one"},
	{"restart_after_crash", "off", "after a failed sync of its log the server recovers from what the kernel holds in memory only; " +
		"a crash of the machine soon after can tear transactions"},
}

// trusted refuses a server that could lose or tear what it acknowledged; every setting that is not as it must be is named.
func trusted(ctx context.Context, conn *pgx.Conn, accepted Accept) error {
	var wrong fault.List
	for _, r := range required {
		if r.setting == "restart_after_crash" && accepted.RestartAfterCrash {
			continue
		}
		var value string
		if err := conn.QueryRow(ctx, "SELECT current_setting($1)", r.setting).Scan(&value); err != nil {
			return engineFault(err)
		}
		if value != r.value {
			e := fault.New(fault.BadFile, "the server could lose what it acknowledged: %s is %s; %s", r.setting, value, r.otherwise).
				At("%s", r.setting).Want("%s %s", r.setting, r.value)
			wrong = append(wrong, e.Mend("change it in postgresql.conf and start the server anew; nothing was changed; docs/durability.md says what an operator does after a failed sync"))
		}
	}
	return wrong.OrNil()
}

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/message/ncts"
	"github.com/kairo-corridor/kairo/message/ncts/answer"
)

func messageAnswerCommand() *cobra.Command {
	var o messageAnswer
	var level, date, data, at string
	c := &cobra.Command{
		Use:   "answer FILE",
		Short: "The refusal an office would send for an NCTS message",
		Long: `Checks a message as kairo message check does, and prints the message by which an office would refuse it: CC056C or CC057C
with functional errors for what breaks code lists and rules, CC917C with XML errors for what breaks the schema. A message in
which nothing is found is not refused, and no message is printed.

The answer is in the version of the message, and is checked against its schema before it is printed. It goes out in the name
of the recipient of the message unless --sender says otherwise.

Exit codes: 0 when the message is accepted, 1 when it is refused or only accepted in part, 2 when there is no answer to it.`,
		Example: `  kairo message answer --level rules declaration.xml
  kairo message answer --out reply.xml --sender NTA.PL declaration.xml`,
		Args: args(cobra.ExactArgs(1), "one file"),
		RunE: func(c *cobra.Command, paths []string) error {
			if err := o.check.prepare(level, date, data); err != nil {
				return err
			}
			if err := o.prepare(at); err != nil {
				return err
			}
			return o.run(c.OutOrStdout(), c.ErrOrStderr(), paths[0])
		},
	}
	f := c.Flags()
	f.StringVar(&level, "level", string(ncts.Rules), "how deep to look: structure, codes or rules")
	f.StringVar(&date, "date", "", "day whose lists and rules are applied, YYYY-MM-DD (default: the day of the message's preparation)")
	f.StringVar(&data, "data", "data", "data directory, for imported code lists and customs offices")
	f.BoolVar(&o.check.allowUnchecked, "allow-unchecked", false, "let a message pass of which something asked for could not be checked")
	f.StringVar(&o.out, "out", "", "file to write the answer to (default: standard output)")
	f.StringVar(&o.header.Sender, "sender", "", "sender of the answer (default: recipient of the message)")
	f.StringVar(&o.header.Recipient, "recipient", "", "recipient of the answer, where the message does not tell its sender")
	f.StringVar(&o.header.Office, "office", "", "reference number of the customs office that answers (default: the one the message names)")
	f.StringVar(&o.header.Identification, "id", "", "identification of the answer (default: made from the message and the time)")
	f.StringVar(&at, "at", "", "time of the answer, YYYY-MM-DDThh:mm:ssZ (default: now)")
	return c
}

type messageAnswer struct {
	check  messageCheck
	header answer.Header
	out    string
}

func (o *messageAnswer) prepare(at string) error {
	o.header.At = time.Now()
	if at == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return fault.New(fault.Usage, "the time %q is not understood", at).At("--at").Want("YYYY-MM-DDThh:mm:ssZ")
	}
	o.header.At = t
	return nil
}

func (o *messageAnswer) run(out, notes io.Writer, path string) error {
	checked, err := o.check.check(path)
	if err != nil {
		return err
	}
	switch checked.Status {
	case msgAccepted:
		fmt.Fprintf(notes, "%s: %s %s: accepted at level %s: no refusal\n", path, checked.Type, checked.Version, o.check.level)
		return nil
	case msgInPart:
		fmt.Fprintf(notes, "%s: %s %s: accepted in part at level %s: nothing wrong found, not all of it checked; no refusal (kairo message check says what)\n",
			path, checked.Type, checked.Version, o.check.level)
		if o.check.allowUnchecked {
			return nil
		}
		return &saidNo{}
	}
	text, err := o.answer(path, checked)
	if err != nil {
		return err
	}
	if o.out == "" {
		if _, err := out.Write(text); err != nil {
			return err
		}
	} else if err := os.WriteFile(o.out, text, 0o644); err != nil {
		return fault.New(fault.BadFile, "the answer cannot be written").At("%s", o.out).Because(err)
	}
	return &saidNo{}
}

// answer refuses a message in which something was found.
func (o *messageAnswer) answer(path string, checked checkedMessage) ([]byte, error) {
	src, err := readAtMost(path, ncts.MaxMessageBytes+1)
	if err != nil {
		return nil, err
	}
	h := o.header
	if h.Identification == "" {
		sum := sha256.Sum256(append([]byte(h.At.UTC().Format(time.RFC3339Nano)), src...))
		h.Identification = "K" + hex.EncodeToString(sum[:12])
	}
	m, err := ncts.Decode(src)
	var refused *ncts.Refused
	var reply *ncts.Message
	switch {
	case errors.As(err, &refused):
		reply, err = answer.Structure(src, refused, h)
	case err == nil:
		reply, err = answer.Reject(m, checked.Findings, h)
	}
	if err != nil {
		return nil, err
	}
	return ncts.Encode(reply)
}

func readAtMost(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.BadFile, "the file cannot be read").At("%s", path).Because(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(io.LimitReader(f, most)); err != nil {
		return nil, fault.New(fault.BadFile, "the file cannot be read").At("%s", path).Because(err)
	}
	return b.Bytes(), nil
}

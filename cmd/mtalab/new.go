package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/internal/files"
	"mtalab/internal/printable"
	"mtalab/sim/senders/shim"
)

func newCommand() *cobra.Command {
	var program string
	command := &cobra.Command{
		Use:   "new NAME",
		Short: "Write a feature, or a program under test, to begin with",
		Long: "Write NAME.feature, a commented feature that runs at once, or with --program a complete program for run --sender,\n" +
			"to be changed. A file that exists is never overwritten.",
		Example: "  mtalab new partner\n  mtalab run partner.feature\n  mtalab new my-mta --program smtplib\n  mtalab run --sender ./my-mta senders",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			if command.Flags().Changed("program") {
				return newProgram(command.OutOrStdout(), arguments[0], program)
			}
			path := strings.TrimSuffix(arguments[0], ".feature") + ".feature"
			if err := writeNew(path); err != nil {
				return err
			}
			printable.Fprintf(command.OutOrStdout(), "%s is written. Now: mtalab run %s\n", path, path)
			return nil
		},
	}
	command.Flags().StringVar(&program, "program", "", "write a program in place of a feature: "+strings.Join(shim.Examples(), ", "))
	return command
}

// newProgram writes one of the examples to a path at which nothing stands yet.
func newProgram(out io.Writer, path, example string) error {
	if !slices.Contains(shim.Examples(), example) {
		return fmt.Errorf("new: --program %s: want one of %s", example, strings.Join(shim.Examples(), ", "))
	}
	content, err := shim.Example(example)
	if err == nil {
		err = files.WriteNew(path, content)
	}
	if err == nil {
		err = os.Chmod(path, 0o755)
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("new: %s exists, and is left as it is", path)
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	named := path
	if !isProgram(path) {
		named = "./" + path
	}
	printable.Fprintf(out, "%s is written; its first lines say what it wants. Now: mtalab run --sender %s senders\n", path, named)
	return nil
}

// writeNew writes a feature to a path at which nothing stands yet.
func writeNew(path string) error {
	name := strings.TrimSuffix(filepath.Base(path), ".feature")
	if strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\r\n") {
		return fmt.Errorf("new: %q is no name for a feature", name)
	}
	err := files.WriteNew(path, []byte(strings.NewReplacer("THIS_FILE", path, "NAME", name).Replace(newFeature)))
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("new: %s exists, and is left as it is", path)
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	return nil
}

// newFeature is a feature to begin with, that runs and passes.
const newFeature = `# What becomes of the mail:                            mtalab run THIS_FILE
# Why, and what would have to change, by a line number: mtalab explain THIS_FILE:25
# Its world, held open for dig, openssl and swaks:      mtalab up THIS_FILE:25
# What else can be said about certificates:             mtalab steps certificate
# Put the tables in order:                              mtalab fmt THIS_FILE
Feature: NAME

  Say here what you want to show, in a sentence or two. Nothing else of it matters to mtalab.

  # The world of every scenario below: DNS, and the hosts that take mail. Nothing but what is said here
  # exists, and what is not said is honest: the host offers STARTTLS, and its certificate is issued by an
  # authority that the sender trusts.
  Background:
    Given these DNS records:
      | example.com          | MX  | 10 mx1.provider.example |
      | mx1.provider.example | A   | 192.0.2.1               |
      | 192.0.2.1            | PTR | mx1.provider.example    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.provider.example |
      | DNS | mx1.provider.example |

  # The tag names the rule that decides. Change the setting, or a name, and see what becomes of the mail.
  @ESA-52
  Scenario: The certificate names the MX host
    Given the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to bob@example.com
    Then the message is delivered verified

  # One claim, many cases: each row of the examples is a scenario of its own.
  @ESA-43
  Scenario Outline: The Common Name is the reverse name, and the setting is <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | setting            | fate                   |
      | No                 | delivered in plaintext |
      | Required           | delivered encrypted    |
      | Preferred - Verify | delivered verified     |
      | Required - Verify  | delivered verified     |
`

package main

import (
	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/keeping"
)

// backupCmd copies the whole store into one encrypted file, beside a running serve.
type backupCmd struct {
	File           string   `arg:"" help:"The file to make, for example footing-2026-03-02.age." placeholder:"FILE"`
	Recipient      []string `help:"Who can open it: a recipient as age-keygen prints it; may be repeated." placeholder:"age1..." sep:"none"`
	RecipientsFile []string `short:"R" help:"A file with recipients, one a line; may be repeated." type:"existingfile" placeholder:"FILE" sep:"none"`
	Replace        bool     `help:"Put it in the place of a file of that name."`
	JSON           bool     `help:"Print as JSON, for a program."`
}

// Help is what --help says below the first line.
func (backupCmd) Help() string {
	return "It copies everything that is in Redis as of one moment, beside the running footing serve, and encrypts it " +
		"with age for the recipients. " +
		"The file is read back from the disk, decrypted and compared before this says that it is done. The keyset is not in it, and without the keyset nobody " +
		"can read it: keep that in another place. Nor is the data folder; its newest files serve best after a loss. The audit notes the backup. " +
		"Make a pair of keys with age-keygen -o key.txt, and keep key.txt away from this machine."
}

// Run makes the backup and says what it has.
func (c backupCmd) Run(s assembly.Surroundings) error {
	return keeping.Backup{
		File: c.File, Recipients: c.Recipient, RecipientsFiles: c.RecipientsFile, Replace: c.Replace, JSON: c.JSON,
		Release: version,
	}.Make(s)
}

package export

import (
	"encoding/json"
	"fmt"
	"slices"

	"footing/flows/export/internal/changes"
	"footing/flows/export/internal/ledger"
	"footing/flows/export/internal/sheet"
)

// recordFiles are the files for rows of single people.
type recordFiles struct {
	run          *run
	responses    *sheet.Files[response]
	occasions    *sheet.Files[occasionRow]
	participants *sheet.Files[participant]
	changes      *sheet.Files[changes.Row] // nil in a coarsened export
	fhir         *ledger.File
	resources    *json.Encoder
	redcap       *redcap
}

func (x *run) openRecords() (*recordFiles, error) {
	f := &recordFiles{run: x}
	var err error
	if f.responses, err = sheet.Begin(x.sheets, responsesSheet(), x.Formats); err != nil {
		return nil, err
	}
	if f.occasions, err = sheet.Begin(x.sheets, occasionsSheet(), x.Formats); err != nil {
		return nil, err
	}
	if f.participants, err = sheet.Begin(x.sheets, participantsSheet(), x.Formats); err != nil {
		return nil, err
	}
	if !x.Coarsen {
		if f.changes, err = sheet.Begin(x.sheets, changes.Sheet(), x.Formats); err != nil {
			return nil, err
		}
	}
	if slices.Contains(x.Formats, FHIR) {
		if f.fhir, err = x.ledger.Open("fhir/QuestionnaireResponse.ndjson"); err != nil {
			return nil, err
		}
		f.resources = json.NewEncoder(f.fhir)
	}
	if slices.Contains(x.Formats, REDCap) {
		if f.redcap, err = x.openREDCap(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// write adds one person.
func (f *recordFiles) write(p page) error {
	if err := f.responses.Write(p.responses); err != nil {
		return err
	}
	if err := f.occasions.Write(p.occasions); err != nil {
		return err
	}
	if err := f.participants.Write([]participant{p.person}); err != nil {
		return err
	}
	if f.changes != nil {
		if err := f.changes.Write(p.changes); err != nil {
			return err
		}
	}
	if f.resources != nil {
		for _, one := range f.run.responsesOf(p) {
			if err := f.resources.Encode(one); err != nil {
				return fmt.Errorf("write a QuestionnaireResponse: %w", err)
			}
		}
	}
	if f.redcap != nil {
		return f.redcap.write(p)
	}
	return nil
}

func (f *recordFiles) close() error {
	closing := []func() error{f.responses.Close, f.occasions.Close, f.participants.Close}
	if f.changes != nil {
		closing = append(closing, f.changes.Close)
	}
	for _, finish := range closing {
		if err := finish(); err != nil {
			return err
		}
	}
	if f.fhir != nil {
		if err := f.fhir.Close(); err != nil {
			return err
		}
		if err := f.run.writeQuestionnaires(); err != nil {
			return err
		}
	}
	if f.redcap != nil {
		return f.redcap.close()
	}
	return nil
}

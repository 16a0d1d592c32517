package flows

import (
	"embed"
	"io/fs"
)

//go:embed all:library
var library embed.FS

//go:embed library/clinic.sample.yaml
var sampleClinic []byte

// Library is the shipped protocol: its files as package load takes them.
func Library() fs.FS {
	shipped, err := fs.Sub(library, "library/footing")
	if err != nil {
		panic(err) // the path is a constant and valid
	}
	return shipped
}

// SampleClinic is the shipped example of a clinic.yaml. It lets a newcomer try everything; its numbers are
// those of one country and no clinic has approved them.
func SampleClinic() []byte { return append([]byte(nil), sampleClinic...) }

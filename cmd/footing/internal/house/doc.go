// Package house has no code, only tests. They read the whole module with `go list` and the parser, and compare it with
// docs/architecture.md:
//
//   - a package imports only what its row of the table there allows, and every package has exactly one row;
//   - packages, files and functions stay small, export few names, and are named after what they are about;
//   - what is exported is used, and not by tests alone;
//   - each function in "Following one tap" is called by one above it, and each effect is listed.
//
// Each rule is tried on planted violations, so a rule that has stopped working is noticed. The linter checks these
// borders too, and those to other people's libraries; these tests need only Go.
package house

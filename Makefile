# `make` alone prints what there is. Everything here is a short name for commands that can be typed as well.

LINT     := go tool -modfile=tools.mod golangci-lint
FUZZTIME ?= 20s
BENCH    ?= .
COUNT    ?= 6
SEED     ?= 1
SEEDS    ?= 20
CHECKS   ?= 500
OLD      ?=

.DEFAULT_GOAL := help
.PHONY: help test race hunt faults lint layers check demo pictures bench fuzz tidy release ci

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## Run all tests. Those that need redis-server or chromium are skipped without it, and say so.
	go test ./...

race: ## Run all tests in random order with the race detector.
	go test -race -shuffle=on -timeout=30m ./...

hunt: ## Live CHECKS (500) random lives from a random seed; a failure names the seed.
	go test -count=1 -timeout=120m ./flows/engine -run TestWhateverHappens -rapid.checks=$(CHECKS) -rapid.nofailfile

faults: ## Kill the program and its Redis at random moments, SEEDS (20) times from SEED (1) on: nothing may be lost.
	go test -tags faults -count=1 -parallel=8 -timeout=60m -run TestFaults ./cmd/footing -args -seed $(SEED) -seeds $(SEEDS)

lint: ## Lint, with the import rules of .golangci.yml, and look for dead functions.
	$(LINT) run ./...
	$(LINT) run --build-tags faults ./cmd/footing/...
	.ci/dead

layers: ## Plant a violation of every import rule and see that each is reported.
	.ci/layers

check: ## Validate the shipped protocol, questionnaires and texts.
	go run ./cmd/footing check

demo: ## Open the demo: two phones on a page, nothing to install.
	go run ./cmd/footing demo

pictures: ## Take the pictures of README and docs anew, from the demonstration; look at them. Needs chromium.
	FOOTING_PICTURES=write FOOTING_TEST_BROWSER=require go test -count=1 ./cmd/footing/demo -run 'TestPage/(pictures|arabic)'

bench: ## Measure. BENCH=pattern, COUNT=runs, OLD=file of an earlier run to compare with.
	@mkdir -p bin
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./... > bin/bench.txt || { cat bin/bench.txt; exit 1; }
	go tool -modfile=tools.mod benchstat $(OLD) bin/bench.txt

fuzz: ## Fuzz everything that parses, FUZZTIME (20s) each.
	@go list -f '{{.Dir}}' ./... | while read -r dir; do \
	  for name in $$(grep -ohsE '^func Fuzz[A-Za-z0-9_]+' "$$dir"/*_test.go | cut -c6-); do \
	    echo "$$dir $$name"; \
	    (cd "$$dir" && go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) .) || exit 1; \
	  done; \
	done

tidy: ## Tidy go.mod and format the code.
	go mod tidy
	$(LINT) fmt ./...

release: ## Build static binaries into bin/release, with checksums and a list of what is in them. The version is the commit's tag.
	rm -rf bin/release
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64; do \
	  out=bin/release/footing-$${target%/*}-$${target#*/}; echo "$$out"; \
	  CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build -trimpath -buildvcs=true -ldflags='-s -w' -o "$$out" ./cmd/footing || exit 1; \
	done
	go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0 bin -json -output bin/release/footing-sbom.json bin/release/footing-linux-amd64
	cd bin/release && sha256sum footing-* >SHA256SUMS

ci: ## Everything that has to be green before a change is taken.
	.ci/run

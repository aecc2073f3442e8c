# mtalab: two commands are enough for a new user: make run, make test.

GO ?= go

.PHONY: run test fresh race check builds mutants mutants-changed private same fuzz bench bench-tools vocabulary screenshot tools examples senders clean

# run builds mtalab, runs every scenario against the built-in models, and explains the worked example.
run: bin/mtalab
	bin/mtalab run --quiet
	bin/mtalab run esa/worked_example.feature
	bin/mtalab explain esa/worked_example.feature:66

# test runs all tests, and says which senders were not tried as they are missing.
test: bin/mtalab
	$(GO) test -timeout 30m ./...
	@bin/mtalab senders --missing

# fresh runs the tests that use other programs without those, as on a fresh machine.
fresh:
	.ci/fresh

# race runs the tests under the race detector, but for those that run every scenario many times over.
race:
	$(GO) test -race -short -timeout 30m ./...

# check looks at the text of the code.
check: builds
	@test -z "$$(gofmt -l .)" || { echo "not gofmt-clean:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	$(GO) run ./cmd/mtalab fmt --check features
	$(GO) run ./cmd/mtalab lint --shipped features

# builds compiles mtalab for other systems, with its tests where those of others compile there.
builds:
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	GOOS=freebsd $(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) build ./...

# mutants breaks the decision code in small ways and asks the scenarios to notice: in those of a table, and then in every way that
# an operator finds, where a test may notice too. Both are tried, even if the first has something to look at.
mutants:
	$(GO) run ./cmd/mutants; table=$$?; $(GO) run ./cmd/mutants operators && exit $$table

# mutants-changed does the second in the functions that stand otherwise than at SINCE.
SINCE ?= HEAD~1
mutants-changed:
	$(GO) run ./cmd/mutants operators --since $(SINCE)

# private runs every scenario on the loopback and in Linux namespaces, and compares the stories.
private:
	MTALAB_EVERY_SCENARIO=1 $(GO) test -timeout 60m -run TestPrivateTellsTheSameStories ./internal/namespace

# same says whether mtalab does what it did at COMMIT: it builds both, runs all scenarios with each, and compares the
# records. SAME takes more flags, such as SAME="--only sender-esa --network memory" or --verbose or --matrix.
COMMIT ?= b263c6a
same:
	$(GO) run ./cmd/same --commit $(COMMIT) $(SAME)

# fuzz runs every fuzz target for FUZZTIME each. Where the time is up at the wrong moment, go test fails with "context deadline
# exceeded" and without an input: that is no finding.
FUZZTIME ?= 10s
fuzz:
	@for package in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
		for target in $$(grep -hEo '^func Fuzz\w+' $$package/*_test.go | cut -d' ' -f2); do \
			echo "$$package $$target"; \
			found=$$($(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$package 2>&1); failed=$$?; echo "$$found"; \
			case $$found in *"Failing input"*) exit 1;; *"context deadline exceeded"*) continue;; esac; \
			[ $$failed = 0 ] || exit 1; \
		done; \
	done

# bench measures what a scenario costs beside a bare delivery, and the fakes beside other programs, and writes
# BENCHMARKS.md. It takes some minutes; bench-tools unpacks what it compares with, without root.
bench:
	MTALAB_BENCH_COMMAND="make bench" $(GO) run ./cmd/bench --output BENCHMARKS.md

bench-tools: bin/mtalab
	bin/mtalab install aiosmtpd dnsmasq dnsperf knot unbound postfix exim4 sendmail opensmtpd

# vocabulary writes features/VOCABULARY.md anew.
vocabulary: bin/mtalab
	bin/mtalab steps --markdown > features/VOCABULARY.md

# screenshot takes the pictures of a report that the README shows, with Debian's chromium.
PICTURE = chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
	--virtual-time-budget=20000 --user-data-dir=$(CURDIR)/report-out/browser
screenshot: bin/mtalab
	bin/mtalab run --quiet --report report-out
	$(PICTURE) --window-size=1400,820 --screenshot=report/screenshot.png "file://$(CURDIR)/report-out/index.html"
	$(PICTURE) --window-size=1400,1500 --screenshot=report/story.png "file://$(CURDIR)/report-out/index.html#esa/worked_example.feature:63"
	rm -rf report-out

# tools installs, on Debian as root, the programs that some tests use and skip without: openssl, dig and delv, swaks,
# chromium.
tools:
	apt-get update -q
	apt-get install -y -q openssl bind9-dnsutils swaks chromium

# examples installs, on Debian as root, what the examples of programs under test want (sim/senders/shim/example): each
# is skipped by the tests where it lacks something.
examples:
	apt-get update -q
	apt-get install -y -q python3 nodejs swaks msmtp bind9-dnsutils jq \
		default-jdk-headless libjakarta-mail-java libjakarta-activation-java libgoogle-gson-java
	command -v npm >/dev/null || apt-get install -y -q npm
	cd sim/senders/shim/example/nodemailer && npm ci --ignore-scripts --no-audit --no-fund

# senders unpacks, on Debian and without root, the real MTAs that the scenarios are tried with. It needs the lists of
# apt-get update, as tools has them.
senders: bin/mtalab
	bin/mtalab install postfix exim4 sendmail opensmtpd unbound

.PHONY: bin/mtalab
bin/mtalab:
	$(GO) build -o $@ ./cmd/mtalab

clean:
	rm -rf bin

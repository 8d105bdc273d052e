# Kairo. `make run` and `make test` do all the set-up a fresh Debian machine with Go and Node needs.
SHELL := /bin/bash -o pipefail
GO ?= go
export CGO_ENABLED ?= 0

.PHONY: run test lint bench conformance build web setup setup-tools clean golden

run: build ## build everything and serve the demonstration corridor on 127.0.0.1
	./kairo serve

build: web
	$(GO) build -o kairo ./cmd/kairo

# The web bundle: needs Node once; without Node the pages stay plain HTML.
web: web/dist/manifest.json
web/dist/manifest.json: web/package.json web/package-lock.json $(wildcard web/src/*) $(wildcard web/bundle/*.go)
	@if command -v npm >/dev/null 2>&1; then \
	  (cd web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent check) && $(GO) run ./web/bundle ; \
	else echo "Node is not installed: the pages stay plain HTML without the map (install nodejs and npm, then make web)"; fi

# What the tests use beside Go and Node: Chromium for the pages, pdftotext and a Chinese font for the papers, xmllint as an
# outside reader, PostgreSQL for its store, strace for the crash tests. Installed when root on Debian, else named once, and the
# tests say that they skip.
TOOLS = chromium:/usr/bin/chromium libxml2-utils:/usr/bin/xmllint poppler-utils:/usr/bin/pdftotext \
	fonts-droid-fallback:/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf strace:/usr/bin/strace \
	postgresql:$(or $(firstword $(wildcard /usr/lib/postgresql/*/bin/postgres)),/usr/bin/postgres)
setup-tools:
	@want=""; for t in $(TOOLS); do [ -e "$${t#*:}" ] || want="$$want $${t%%:*}"; done; \
	if [ -z "$$want" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then \
	  echo "installing for the tests:$$want"; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$want fonts-noto-cjk) >/dev/null 2>&1 \
	    || echo "missing:$$want could not be installed; the tests that need them will say skipped"; \
	else echo "missing:$$want (apt install$$want); the tests that need them will say skipped"; fi

setup: web setup-tools

test: setup ## the pages in Chromium take several minutes of it
	$(GO) test -timeout 30m ./...

lint:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt needed:"; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

conformance: ## agree with material from outside; KAIRO_CONFORMANCE=DIR, else ../shared/conformance
	$(GO) test -count=1 -run Conformance -v ./... 2>&1 | { grep -v -e '^=== ' -e 'no test files' -e 'no tests to run' -e '^testing: warning' -e '^PASS$$' || true; }

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./route ./plan ./sea ./server ./internal/xmlscan ./message/ncts ./filing ./customs/guarantee ./projection ./document ./store/... ./cmd/kairo

golden: ## rewrite the golden files after reading what changed
	$(GO) test ./filing ./customs/carriage ./customs/guarantee ./customs/tir ./customs/transit ./document ./projection ./message/ncts/rules -update

clean:
	rm -rf kairo web/dist/* node_modules web/node_modules

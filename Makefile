# Kairo. `make run` and `make test` do all the set-up a fresh Debian machine with Go and Node needs.
SHELL := /bin/bash -o pipefail
GO ?= go
export CGO_ENABLED ?= 0

.PHONY: run test lint bench conformance build web setup setup-browser clean golden

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

# Chromium for the browser tests: installed when root on Debian, else named once and the tests say that they skip.
setup-browser:
	@if [ -x /usr/bin/chromium ]; then :; \
	elif [ "$$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then \
	  echo "installing chromium and xmllint for the tests"; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk libxml2-utils) >/dev/null 2>&1 \
	    || echo "missing: chromium could not be installed; the browser tests will say skipped"; \
	else echo "missing: chromium (apt install chromium fonts-noto-cjk); the browser tests will say skipped"; fi

setup: web setup-browser

test: setup
	$(GO) test ./...

lint:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt needed:"; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

conformance: ## agree with material from outside; KAIRO_CONFORMANCE=DIR, else ../shared/conformance
	$(GO) test -count=1 -run Conformance -v ./... 2>&1 | { grep -v -e '^=== ' -e 'no test files' -e 'no tests to run' -e '^testing: warning' || true; }

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./route ./plan ./store/... ./cmd/kairo

golden: ## rewrite the golden files after reading what changed
	$(GO) test ./filing ./customs/transit ./document -update

clean:
	rm -rf kairo web/dist/* node_modules web/node_modules

# Two commands are enough on a fresh machine: `make run` and `make test`. `make help` lists the rest.

BUILT = $${CARGO_TARGET_DIR:-target}
SERVER = -p wellmet-server --bin wellmet
PAGES = $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -path 'web/e2e/*')

.PHONY: run build web test fmt lint api screenshots seed bench-pages bench-media fuzz flood audit help

run: build ## build everything and start the demo on http://localhost:8080
	@exec "$(BUILT)/release/wellmet" demo

build: web ## all that `run` does but start
	@scripts/install-packages build
	cargo build --release $(SERVER)

web: web/dist/staff.html ## install what is missing and build the pages into web/dist

# Only when they changed: the binary holds the pages, and new ones compile it anew.
web/dist/staff.html: $(PAGES)
	@scripts/install-packages build
	@scripts/install-web web
	npm --prefix web run build

test: ## every check and every test; nothing it starts outlives it
	@scripts/test

fmt: ## format the Rust code
	cargo fmt --all

lint: ## clippy and the web's lint, without the tests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	@scripts/install-web web
	npm --prefix web run lint

api: ## write web/src/api/openapi.json from the server, and the types from it
	@scripts/write-api

screenshots: web ## walk the browser stories; the pictures are in web/e2e/screenshots
	@scripts/install-packages test
	@scripts/install-web web/e2e
	cargo build --workspace --lib --bins --examples --tests
	WELLMET_BIN="$$(realpath "$(BUILT)")/debug/wellmet" npm --prefix web/e2e test

seed: ## fill the empty database DATABASE (a file, or postgres://...) with a town of 100,000 patients
	cargo bench -p wellmet-tests --bench pages -- seed "$(DATABASE)"

bench-pages: ## how long staff wait for their pages in such a town, on both databases, as lines `figure NAME VALUE UNIT`
	@scripts/bench-pages

bench-media: ## what forwarding, joining and being there costs, as lines `figure NAME VALUE UNIT`
	@scripts/install-packages build
	cargo bench -p wellmet-sfu --bench media

SECONDS = 60
fuzz: ## `make fuzz TARGET=stun SECONDS=600`: hostile bytes for one parser; needs a nightly compiler and cargo-fuzz
	@scripts/fuzz "$(TARGET)" $(SECONDS)

flood: ## hostile datagrams at full speed for SECONDS against a call, with figures
	WELLMET_FLOOD_SECONDS=$(SECONDS) cargo test -p wellmet-sfu --test flood -- --nocapture

audit: ## known vulnerabilities, where the advisory database can be reached
	cargo deny --all-features check advisories

help:
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 22

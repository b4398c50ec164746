# `just` lists what one can do here. Every recipe is one or two plain commands: nobody needs `just`.
set shell := ["bash", "-euo", "pipefail", "-c"]

_list:
    @just --list --unsorted

# Play the founding case against a real server and leave the packets in demo/
demo *args:
    cargo run --release -- demo {{ args }}

# All tests, on SQLite
test *args:
    cargo test --workspace {{ args }}

# The same tests on a private PostgreSQL cluster
test-postgres *args:
    BROADSIDE_TEST_DATABASE=postgres cargo test --workspace {{ args }}

# Record the examples and write openapi/openapi.json anew from the wire types; then read the difference like code
contract:
    BROADSIDE_RECORD=1 cargo test --quiet --test broadside founding_case -- --skip founding_case::examples
    cargo run --quiet -- openapi > openapi/openapi.json.new
    mv openapi/openapi.json.new openapi/openapi.json
    cargo run --quiet -- openapi --problems > openapi/problems.md
    git --no-pager diff --stat -- openapi

# Format, clippy, licences and bans
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    .ci/licences.py

# Measure the intake against the raw limits of this machine
bench *args:
    cargo run --release -- bench {{ args }}

# Measure five packets for five officials of a large campaign, and the memory of a freeze
bench-packets *args:
    cargo run --release -- bench --packets {{ args }}

# Measure the setting of packets, beside other ways of making the same PDF
bench-press *args:
    cargo run --release -p broadside-press -- bench {{ args }}

# Everything that has to hold before a change lands
ci:
    bash .ci/run

#!/usr/bin/env bash
# Plays schemathesis against a fresh server: .ci/schemathesis.sh BROADSIDE SCHEMATHESIS
#   BROADSIDE     the built binary            SCHEMATHESIS   its command
# Seed, checks and bounds are in openapi/schemathesis.toml. Everything it makes is in a temporary folder, and goes with it.
set -euo pipefail

broadside=$(realpath "$1")
schemathesis=$(realpath "$(command -v "$2")")
config=$(realpath "$(dirname "$0")/../openapi/schemathesis.toml")
home=$(mktemp -d)
cd "$home"
password='a long enough passphrase for a test owner'
server=

# What a real deployment must not have: limits far above what one client needs, mail into a folder.
# One line a setting, so that a renamed one is found here.
export BROADSIDE_LIMITS__GENERAL_A_MINUTE=1000000
export BROADSIDE_LIMITS__SIGN_A_QUARTER_HOUR=1000000
export BROADSIDE_LIMITS__SIGN_IN_A_QUARTER_HOUR=1000000

stop() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    cd /
    rm -rf "$home"
}
trap stop EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_server() {
    printf '%s' "$password" |
        "$broadside" admin create-owner --organization 'Test Local' --email owner@example.org --data "$home/data"
    port=$(free_port)
    metrics=$(free_port)
    BROADSIDE_METRICS_LISTEN="127.0.0.1:$metrics" "$broadside" serve --data "$home/data" --listen "127.0.0.1:$port" >"$home/server.log" 2>&1 &
    server=$!
    for _ in $(seq 1 150); do
        if curl --silent --fail --output /dev/null "http://127.0.0.1:$port/readyz"; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    echo 'the server did not become ready:'
    cat "$home/server.log"
    return 1
}

# Prints a bearer token of the owner. The only place that knows how one signs in.
sign_in() {
    curl --silent --show-error --fail-with-body "http://127.0.0.1:$port/v1/sessions" \
        --header 'content-type: application/json' \
        --data "{\"email\": \"owner@example.org\", \"password\": \"$password\"}" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])'
}

# The code of this half minute for a base32 secret (RFC 6238), for an owner who has to enrol before doing anything else.
totp() {
    python3 - "$1" <<'PY'
import base64, hashlib, hmac, struct, sys, time
secret = base64.b32decode(sys.argv[1] + "=" * (-len(sys.argv[1]) % 8))
digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
offset = digest[-1] & 15
print("%06d" % ((struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000))
PY
}

field() { python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }

call() {
    curl --silent --show-error --fail-with-body "http://127.0.0.1:$port/v1/$1" --header 'content-type: application/json' \
        --header "authorization: Bearer $FUZZ_TOKEN" --data "$2"
}

start_server
FUZZ_TOKEN=$(sign_in)
export FUZZ_TOKEN
# Without a second factor an owner can do no more than a viewer.
secret=$(call me/totp "{\"password\": \"$password\"}" | field secret)
call me/totp/confirm "{\"code\": \"$(totp "$secret")\"}" >"$home/recovery-codes.json"

# The document is the one the server serves, so that the two cannot differ.
failed=0
timeout "${FUZZ_SECONDS:-600}" "$schemathesis" --config-file "$config" run --no-color --output-sanitize true \
    --url "http://127.0.0.1:$port" "http://127.0.0.1:$port/openapi.json" || failed=$?
if [ "$failed" -eq 124 ]; then echo 'the time was up: lower max-examples in openapi/schemathesis.toml'; fi

# Fuzzing must leave the server standing, and no panic behind it.
if ! curl --silent --fail --output /dev/null "http://127.0.0.1:$port/readyz"; then
    echo 'the server is not ready any more after the run'
    failed=1
fi
# A run whose token has died answers 401 to everything and would pass every check.
if ! curl --silent --fail --output /dev/null "http://127.0.0.1:$port/v1/organization" --header "authorization: Bearer $FUZZ_TOKEN"; then
    echo 'the token did not outlive the run'
    failed=1
fi
if grep -n -i 'panicked' "$home/server.log"; then
    echo 'the server panicked (lines above)'
    failed=1
fi
if [ "$failed" -ne 0 ]; then
    echo "--- the server's last words"
    tail -n 40 "$home/server.log"
fi
exit "$failed"

#!/bin/sh
# Has Schemathesis make up requests to the control plane from its OpenAPI document, and fails when an answer is a failure
# of ours or one that the document does not know: lab/proof/admin.sh [EXAMPLES FOR EACH OPERATION]
#
# Starts a gateway of its own on the ports 18787 and 18788, with a store that is gone afterwards.
set -eu
examples=${1:-50}
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here"
tool=target/schemathesis
[ -x $tool/bin/schemathesis ] || { python3 -m venv $tool && $tool/bin/pip -q install schemathesis==4.32.5; }

folder=$(mktemp -d)
WEIR_PROOF_SECRET=weir_$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
export WEIR_PROOF_SECRET
cat > "$folder/weir.yaml" <<YAML
listen: { data: 127.0.0.1:18787, control: 127.0.0.1:18788 }
log: { level: error }
edge: { requests: 100000000, new-connections: 100000 }
egress: { allow: ["127.0.0.1:18789"] }
embedded-issuer: { clients: [{ id: proof, secret: env:WEIR_PROOF_SECRET, team: platform, scopes: [invoke, admin] }] }
providers: { ollama: { base: http://127.0.0.1:18789/v1 } }
YAML
./weir up --config "$folder/weir.yaml" > "$folder/log" 2>&1 &
gateway=$!
trap 'kill $gateway 2>/dev/null || true; wait $gateway 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 120); do
    curl -sf http://127.0.0.1:18788/health/live > /dev/null && break
    sleep 1
done
token=$(WEIR_URL=http://127.0.0.1:18787 WEIR_CLIENT_ID=proof WEIR_CLIENT_SECRET=$WEIR_PROOF_SECRET ./weir token)

# The tool asks once more without a credential where one is wanted; that is what `ignored_auth` would look at.
$tool/bin/schemathesis run http://127.0.0.1:18788/openapi.json \
    --header "Authorization: Bearer $token" --max-examples "$examples" --seed 8 --suppress-health-check all \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
    --exclude-path /issuer/rotate --report-dir "$folder/report" --no-color

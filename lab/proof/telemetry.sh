#!/bin/sh
# Has a real OpenTelemetry Collector and a real Prometheus receive what is promised, and Prometheus's own tool test the
# alarms: lab/proof/telemetry.sh [CALLS]
#
# Builds the Collector from its Go modules with what deploy/otel/collector.yaml needs, takes Prometheus from Debian's packages, and
# starts both, a simulator and a gateway on ports of its own.
set -eu
calls=${1:-50}
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here"
tools=$here/target/telemetry
mkdir -p "$tools"
if [ ! -x "$tools/collector" ]; then
    (cd lab/proof/collector && CGO_ENABLED=0 go build -o "$tools/collector" .)
fi
if ! command -v promtool > /dev/null && [ ! -x "$tools/prometheus/usr/bin/promtool" ]; then
    (cd "$tools" && apt-get -qq download prometheus && dpkg -x prometheus_*.deb prometheus)
fi
PATH=$PATH:$tools/prometheus/usr/bin

(cd deploy/prometheus && promtool check rules alerts.yaml && promtool test rules alerts.test.yaml)
promtool check config --syntax-only deploy/prometheus/prometheus.yaml

./weir --help > /dev/null # builds it if need be
folder=$(mktemp -d)
started=
finish() {
    for process in $started; do kill "$process" 2> /dev/null || true; done
    for process in $started; do wait "$process" 2> /dev/null || true; done
    rm -rf "$folder"
}
trap finish EXIT
until_there() {
    for _ in $(seq 120); do
        curl -sf "$1" > /dev/null && return
        sleep 1
    done
    echo "$1 does not answer" >&2
    exit 1
}

LISTEN=127.0.0.1 HTTP_PORT=14318 GRPC_PORT=14317 BACKEND=http://127.0.0.1:9 SHOW=detailed \
    "$tools/collector" --config deploy/otel/collector.yaml > "$folder/collected" 2>&1 &
started="$started $!"
./weir simulator --port 18789 > "$folder/simulator" 2>&1 &
started="$started $!"

WEIR_PROOF_SECRET=weir_$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
export WEIR_PROOF_SECRET
for protocol in http grpc; do
    port=$([ $protocol = http ] && echo 14318 || echo 14317)
    cat > "$folder/weir.yaml" <<YAML
listen: { data: 127.0.0.1:18787, control: 127.0.0.1:18788 }
drain: { pre: 0s, max: 5s }
store: { kind: memory }
journal: { folder: $folder/journal-$protocol }
egress: { allow: ["127.0.0.1"] }
telemetry: { service: weir-by-$protocol, metrics: anybody, otlp: { endpoint: "http://127.0.0.1:$port", protocol: $protocol, logs: true, interval: 2s } }
embedded-issuer: { clients: [{ id: proof, secret: env:WEIR_PROOF_SECRET, team: platform, scopes: [invoke, admin] }] }
providers: { anthropic: { base: http://127.0.0.1:18789, credentials: [{ secret: env:WEIR_PROOF_SECRET }] } }
models: { claude-opus-4-6: { provider: anthropic } }
YAML
    ./weir up --config "$folder/weir.yaml" > "$folder/log-$protocol" 2>&1 &
    gateway=$!
    started="$started $gateway"
    until_there http://127.0.0.1:18788/health/live
    token=$(WEIR_URL=http://127.0.0.1:18787 WEIR_CLIENT_ID=proof WEIR_CLIENT_SECRET=$WEIR_PROOF_SECRET ./weir token)
    if [ $protocol = http ]; then
        cat > "$folder/prometheus.yaml" <<YAML
global: { scrape_interval: 2s, evaluation_interval: 2s }
rule_files: [$here/deploy/prometheus/alerts.yaml]
scrape_configs: [{ job_name: weir, static_configs: [{ targets: ["127.0.0.1:18788"] }] }]
YAML
        prometheus --config.file="$folder/prometheus.yaml" --storage.tsdb.path="$folder/tsdb" --enable-feature=exemplar-storage \
            --web.listen-address=127.0.0.1:19090 > "$folder/prometheus" 2>&1 &
        started="$started $!"
        until_there http://127.0.0.1:19090/-/ready
    fi
    for _ in $(seq "$calls"); do
        curl -sf -o /dev/null -H "authorization: Bearer $token" -H 'anthropic-version: 2023-06-01' http://127.0.0.1:18787/v1/messages \
            --json '{"model": "claude-opus-4-6", "max_tokens": 20, "messages": [{"role": "user", "content": "Hello"}]}'
    done
    if [ $protocol = http ]; then
        for _ in $(seq 30); do
            curl -s http://127.0.0.1:19090/api/v1/query --data-urlencode 'query=sum(weir_calls_total{outcome="served"})' > "$folder/answer"
            grep -q "\"$calls\"" "$folder/answer" && break
            sleep 1
        done
        grep -q "\"$calls\"" "$folder/answer" || { echo "Prometheus counts otherwise: $(cat "$folder/answer")" >&2; exit 1; }
        curl -s http://127.0.0.1:19090/api/v1/query_exemplars --data-urlencode 'query=weir_call_duration_seconds_bucket' \
            --data-urlencode "start=$(($(date +%s) - 300))" --data-urlencode "end=$(date +%s)" | grep -q trace_id
        bad=$(curl -s http://127.0.0.1:19090/api/v1/rules | grep -o '"health":"err"' | wc -l)
        [ "$bad" = 0 ] || { echo "$bad alarms cannot be computed" >&2; exit 1; }
        echo "Prometheus: $calls calls, exemplars, every alarm can be computed"
    fi
    kill $gateway
    wait $gateway || true
done
sleep 6 # the Collector's batches

for protocol in http grpc; do
    grep -q "service.name: Str(weir-by-$protocol)" "$folder/collected"
done
spans() { grep -c "Name  *: $1" "$folder/collected" || true; }
[ "$(spans 'POST messages')" = $((2 * calls)) ] || { echo "$(spans 'POST messages') spans of calls" >&2; exit 1; }
[ "$(spans 'chat claude-opus-4-6')" = $((2 * calls)) ] || { echo "$(spans 'chat ') spans of attempts" >&2; exit 1; }
for name in weir.calls gen_ai.client.token.usage weir.call.duration jvm.memory.used; do
    grep -q "Name: $name$" "$folder/collected" || { echo "no metric $name" >&2; exit 1; }
done
grep -q 'Body: Str(call)' "$folder/collected"
! grep -q "$WEIR_PROOF_SECRET" "$folder/collected"
echo "Collector: by HTTP and by gRPC $calls calls each, their attempts, metrics and lines; no secret"

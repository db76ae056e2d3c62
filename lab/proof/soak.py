#!/usr/bin/env python3
"""Mixed load on a gateway with the simulator behind it, all on loopback, and what the process holds meanwhile.

    lab/proof/soak.py MINUTES [FOLDER]

Starts a simulator and a gateway of its own, has 40 callers stream, ask, leave in mid-answer, send nonsense and meet
faults of the provider, replaces the configuration every minute, and looks every minute, after a collection, at heap,
direct memory, resident memory, descriptors and threads. Writes soak.csv and soak.svg to FOLDER. Ends by itself.
"""
import base64, csv, http.client, json, os, random, re, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
WEIR = os.path.join(HERE, "..", "..", "weir")
SIMULATOR, DATA, CONTROL = 18789, 18787, 18788
CALLERS = 40
CONFIG = """# turn {turn}
listen: {{data: "127.0.0.1:18787", control: "127.0.0.1:18788"}}
drain: {{pre: 0s, max: 10s}}
log: {{level: info}}
edge: {{requests: 100000000, connections-per-address: 100000, new-connections: 100000}}
limits: {{calls-per-principal: 10000}}
egress: {{allow: ["127.0.0.1:18789"]}}
embedded-issuer: {{issuer: "https://weir.test", token-lifetime: 24h, clients: [{{id: soak, secret: "env:SOAK_SECRET", team: soak}}]}}
models: {{"claude-*": {{provider: anthropic}}, "gpt-*": {{provider: openai}}, "turn-{turn}": {{provider: openai, model: gpt-4o}}}}
providers:
  anthropic: {{base: "http://127.0.0.1:18789", credentials: [{{secret: "env:SOAK_KEY"}}]}}
  openai: {{base: "http://127.0.0.1:18789/v1", credentials: [{{secret: "env:SOAK_KEY"}}]}}
"""
FAULTS = ["status=500", "status=429;retry-after=1", "status=529", "reset", "html", "cut;after=3", "half;after=2", "end;after=3", "error;after=2", "garbage;after=2"]
counts, unexpected = {}, []
lock = threading.Lock()
over = threading.Event()


def count(what):
    with lock:
        counts[what] = counts.get(what, 0) + 1


def token():
    connection = http.client.HTTPConnection("127.0.0.1", DATA, timeout=10)
    basic = base64.b64encode(b"soak:" + os.environ["SOAK_SECRET"].encode()).decode()
    connection.request("POST", "/oauth2/token", "grant_type=client_credentials",
                       {"authorization": "Basic " + basic, "content-type": "application/x-www-form-urlencoded"})
    return json.loads(connection.getresponse().read())["access_token"]


def fault(kind):
    connection = http.client.HTTPConnection("127.0.0.1", SIMULATOR, timeout=10)
    connection.request("POST", "/simulator/faults", json.dumps({"match": ".", "times": 1, "fault": kind}))
    connection.getresponse().read()
    connection.close()


def caller(number, bearer):
    rng = random.Random(number)
    connection = None
    while not over.is_set():
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", DATA, timeout=60)
        dice = rng.random()
        headers = {"authorization": "Bearer " + bearer, "anthropic-version": "2023-06-01", "content-type": "application/json"}
        chat = rng.random() < 0.5
        path = "/v1/chat/completions" if chat else "/v1/messages"
        body = {"model": "gpt-4o" if chat else "claude-opus-4-6", "max_tokens": 4000, "stream": dice < 0.75,
                "messages": [{"role": "user", "content": "WORDS=%d %s" % (rng.choice((5, 20, 100)), "x" * rng.choice((10, 2000, 100000)))}]}
        try:
            if dice > 0.95:
                headers.pop("authorization")
            elif dice > 0.9:
                path, body = "/v1/../admin" if chat else path, "{nonsense"
            elif dice > 0.82:
                fault(rng.choice(FAULTS))
            connection.request("POST", path, body if isinstance(body, str) else json.dumps(body), headers)
            answer = connection.getresponse()
            if 0.6 < dice < 0.75:
                answer.read(rng.randrange(1, 300))
                connection.sock and connection.sock.close()
                connection = None
                count("left")
                continue
            said = answer.read()
            if answer.status == 200 and dice < 0.6 and b"[DONE]" not in said and b"message_stop" not in said and b"error" not in said:
                unexpected.append("a stream without an end: %r" % said[-200:])
            if answer.status not in (200, 400, 401, 429, 500, 502, 503, 504, 529):
                unexpected.append("%d %r" % (answer.status, said[:200]))
            count(str(answer.status))
            if answer.will_close:
                connection = None
        except (http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionError, http.client.BadStatusLine) as broken:
            # a provider that breaks off an answer that is not streamed ends the connection: there is no other way to say so
            count("cut " + type(broken).__name__)
            connection = None


def jcmd(pid, *command):
    return subprocess.run([os.path.join(subprocess.check_output(["sh", "-c", ". \"$0\"; echo \"$JAVA_HOME\"", os.path.join(HERE, "..", "jdk.sh")], text=True).strip(), "bin", "jcmd"), str(pid), *command], capture_output=True, text=True).stdout


def sample(pid, began):
    live = re.search(r"^Total\s+\d+\s+(\d+)", jcmd(pid, "GC.class_histogram"), re.M)  # collects first
    native = re.search(r"Other \(.*?committed=(\d+)KB", jcmd(pid, "VM.native_memory", "summary"), re.S)
    status = open("/proc/%d/status" % pid).read()
    return {
        "minute": round((time.monotonic() - began) / 60, 2),
        "heap_mib": round(int(live.group(1)) / 1048576, 2) if live else 0,
        "direct_mib": round(int(native.group(1)) / 1024, 2) if native else 0,
        "resident_mib": round(int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024, 1),
        "descriptors": len(os.listdir("/proc/%d/fd" % pid)),
        "threads": int(re.search(r"Threads:\s+(\d+)", status).group(1)),
        "answers": sum(counts.values()),
    }


def plot(rows, file, title):
    series = ["heap_mib", "direct_mib", "resident_mib", "descriptors", "threads"]
    width, height, left = 720, 110, 110
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">' % (width, height * len(series) + 40),
           '<rect width="100%%" height="100%%" fill="white"/><text x="10" y="20" font-size="14">%s</text>' % title]
    last = max(row["minute"] for row in rows) or 1
    for at, name in enumerate(series):
        top, most = 40 + at * height, max(row[name] for row in rows) or 1
        points = " ".join("%.1f,%.1f" % (left + (width - left - 20) * row["minute"] / last, top + (height - 25) * (1 - row[name] / (most * 1.1))) for row in rows)
        out.append('<text x="10" y="%d">%s</text><text x="10" y="%d" fill="#666">most %s</text>' % (top + 20, name, top + 36, most))
        out.append('<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#ccc"/>' % (left, top + height - 25, width - 20, top + height - 25))
        out.append('<polyline points="%s" fill="none" stroke="#1565c0" stroke-width="1.5"/>' % points)
    out.append("</svg>")
    open(file, "w").write("\n".join(out))


def main():
    minutes, folder = float(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "."
    os.makedirs(folder, exist_ok=True)
    os.environ["SOAK_SECRET"], os.environ["SOAK_KEY"] = "weir_" + os.urandom(24).hex(), os.urandom(24).hex()
    config = os.path.join(folder, "soak.yaml")
    open(config, "w").write(CONFIG.format(turn=0))
    log = open(os.path.join(folder, "soak.log"), "w")
    memory = {"WEIR_JAVA_OPTS": "-Xmx1g -XX:NativeMemoryTracking=summary"}
    simulator = subprocess.Popen([WEIR, "simulator", "--port", str(SIMULATOR), "--pause", "20"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    gateway = subprocess.Popen([WEIR, "up", "-c", config], stdout=log, stderr=log, env={**os.environ, **memory})
    rows, began = [], time.monotonic()
    try:
        for port in (SIMULATOR, DATA):
            for _ in range(300):
                try:
                    http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
                    break
                except OSError:
                    time.sleep(0.2)
        bearer = token()
        callers = [threading.Thread(target=caller, args=(number, bearer), daemon=True) for number in range(CALLERS)]
        for one in callers:
            one.start()
        turn = 0
        while time.monotonic() - began < minutes * 60:
            time.sleep(min(60, max(1, minutes * 60 - (time.monotonic() - began))))
            turn += 1
            open(config, "w").write(CONFIG.format(turn=turn))
            rows.append(sample(gateway.pid, began))
            print(rows[-1], flush=True)
        over.set()
        for one in callers:
            one.join(70)
        time.sleep(5)
        print("after the last call:", sample(gateway.pid, began), flush=True)
    finally:
        over.set()
        for process in (gateway, simulator):
            process.terminate()
        status = gateway.wait(30)
        simulator.wait(30)
    with open(os.path.join(folder, "soak.csv"), "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    plot(rows, os.path.join(folder, "soak.svg"), "%d minutes of mixed load with faults, cancellations and reloads" % round(minutes))
    print("answers:", json.dumps(counts, sort_keys=True))
    print("unexpected:", len(unexpected), unexpected[:5])
    print("the gateway ended with", status)
    sys.exit(1 if unexpected or status else 0)


main()

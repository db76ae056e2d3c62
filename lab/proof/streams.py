#!/usr/bin/env python3
"""Many streams through one gateway, some of whose readers hardly read, and uploads by nobody: all on loopback.

    lab/proof/streams.py [STREAMS] [SLOW] [UPLOADS]      (default: 10000 1000 1000)

Starts a simulator and a gateway with a heap of 512 MiB. First UPLOADS connections without a token try to send 32 MiB
each; then STREAMS streams run at a time, SLOW of whose readers take nothing. Says what the gateway's process holds, how
long the readers of the others waited for their first byte and what became of each. Ends by itself.
"""
import http.client, os, re, resource, selectors, socket, subprocess, sys, time

sys.argv += [None] * 3
STREAMS, SLOW, UPLOADS = (int(value or default) for value, default in zip(sys.argv[1:4], (10_000, 1_000, 1_000)))
HERE = os.path.dirname(os.path.abspath(__file__))
WEIR = os.path.join(HERE, "..", "..", "weir")
SIMULATOR, DATA = 18799, 18797
FOLDER = "/tmp/weir-streams-%d" % os.getpid()
CONFIG = """listen: {data: "127.0.0.1:18797", control: "127.0.0.1:18798"}
drain: {pre: 0s, max: 5s}
log: {level: warn}
edge: {requests: 100000000, connections: 100000, connections-per-address: 100000, new-connections: 100000}
limits: {calls: 100000, calls-per-principal: 100000, body-memory: 64MiB}
egress: {allow: ["127.0.0.1:18799"]}
embedded-issuer: {issuer: "https://weir.test", token-lifetime: 24h, clients: [{id: soak, secret: "env:SOAK_SECRET", team: soak}]}
models: {"claude-*": {provider: anthropic}}
providers: {anthropic: {base: "http://127.0.0.1:18799", credentials: [{secret: "env:SOAK_KEY"}]}}
"""


def resident(pid):
    return round(int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % pid).read()).group(1)) / 1024)


def upload(pid):
    before, most, refused = resident(pid), 0, 0
    piece = b"x" * (1 << 20)
    for batch in range(0, UPLOADS, 100):
        sockets = []
        for _ in range(100):
            one = socket.create_connection(("127.0.0.1", DATA))
            one.setblocking(False)
            one.send(b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 33554432\r\n\r\n")
            sockets.append(one)
        sent, said, end = dict.fromkeys(sockets, 0), {}, time.monotonic() + 20
        while sent and time.monotonic() < end:
            for one in list(sent):
                try:
                    sent[one] += one.send(piece)
                except BlockingIOError:
                    pass
                except OSError:
                    try:
                        said.setdefault(one, one.recv(100))
                    except OSError:
                        pass
                    del sent[one]
                    continue
                try:
                    heard = one.recv(4096)
                    said.setdefault(one, heard)
                    if not heard:
                        del sent[one]
                except (BlockingIOError, OSError):
                    pass
            most = max(most, resident(pid))
        refused += sum(answer.startswith(b"HTTP/1.1 401") for answer in said.values())
        for one in sockets:
            one.close()
    print("%d uploads of 32 MiB by nobody: %d were told 401; resident before %d MiB, at most %d MiB" % (UPLOADS, refused, before, most), flush=True)


def stream(pid, bearer):
    body = b'{"model":"claude-opus-4-6","max_tokens":4000,"stream":true,"messages":[{"role":"user","content":"WORDS=%d hello"}]}'
    chooser, states, first, ended = selectors.DefaultSelector(), {}, [], {"whole": 0, "refused": 0, "error": 0, "cut": 0}
    began, opened, most, fast_done = time.monotonic(), 0, 0, 0
    while time.monotonic() - began < 300 and (opened < STREAMS or fast_done < STREAMS - SLOW):
        for _ in range(min(30, STREAMS - opened)):  # 300 a second: faster, a gateway that has just begun refuses some
            slow = opened % (STREAMS // SLOW) == 0 if SLOW else False
            one = socket.socket()
            if slow:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", DATA))
            text = body % (100_000 if slow else 40)
            one.sendall(b"POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + bearer + b"\r\nanthropic-version: 2023-06-01\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(text) + text)
            one.setblocking(False)
            states[one] = [time.monotonic(), b"", slow, "error"]
            if not slow:
                chooser.register(one, selectors.EVENT_READ)
            opened += 1
        until = time.monotonic() + 0.1
        while time.monotonic() < until:
            for key, _ in chooser.select(0.05):
                one = key.fileobj
                try:
                    heard = one.recv(65536)
                except OSError:
                    heard = b""
                state = states[one]
                if heard and not state[1]:
                    first.append(time.monotonic() - state[0])
                    if not heard.startswith(b"HTTP/1.1 200"):
                        state[3] = "refused"
                state[1] = (state[1] + heard)[-200:]
                if not heard or heard.endswith(b"0\r\n\r\n"):
                    ended["whole" if b"message_stop" in state[1] else state[3] if b"error" in state[1] else "cut"] += 1
                    fast_done += 1
                    chooser.unregister(one)
                    one.close()
        most = max(most, resident(pid))
    first.sort()
    print("%d streams, %d of them with readers that take nothing: of the others %s; first byte after %d ms (median), %d ms (99 %%); resident at most %d MiB; %.0f s"
          % (opened, SLOW, ended, first[len(first) // 2] * 1000, first[int(len(first) * 0.99)] * 1000, most, time.monotonic() - began), flush=True)
    time.sleep(70)  # by then the readers that take nothing have been given up
    print("a minute later: resident %d MiB, %d descriptors" % (resident(pid), len(os.listdir("/proc/%d/fd" % pid))), flush=True)


def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < 2 * STREAMS + 500:
        sys.exit("%d streams need %d descriptors in the gateway, this machine gives %d: ask for fewer" % (STREAMS, 2 * STREAMS + 500, most))
    os.makedirs(FOLDER)
    os.environ["SOAK_SECRET"], os.environ["SOAK_KEY"] = "weir_" + os.urandom(24).hex(), os.urandom(24).hex()
    open(FOLDER + "/weir.yaml", "w").write(CONFIG)
    log = open(FOLDER + "/log", "w")
    simulator = subprocess.Popen([WEIR, "simulator", "--port", str(SIMULATOR), "--pause", "2000"], stdout=log, stderr=log)
    gateway = subprocess.Popen([WEIR, "up", "-c", FOLDER + "/weir.yaml"], stdout=log, stderr=log, env={**os.environ, "WEIR_JAVA_OPTS": "-Xmx512m"})
    try:
        for port in (SIMULATOR, DATA):
            for _ in range(300):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.2)
        connection = http.client.HTTPConnection("127.0.0.1", DATA)
        connection.request("POST", "/oauth2/token", "grant_type=client_credentials&client_id=soak&client_secret=" + os.environ["SOAK_SECRET"],
                           {"content-type": "application/x-www-form-urlencoded"})
        bearer = re.search(rb'"access_token":"([^"]+)"', connection.getresponse().read()).group(1)
        upload(gateway.pid)
        stream(gateway.pid, bearer)
    finally:
        for process in (gateway, simulator):
            process.terminate()
            process.wait(30)
    print("the gateway ended with", gateway.returncode, "and wrote", os.path.getsize(FOLDER + "/log"), "bytes of log:", FOLDER + "/log")


main()

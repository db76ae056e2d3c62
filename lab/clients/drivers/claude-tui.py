#!/usr/bin/env python3
"""Claude Code's interactive mode in a pseudo-terminal: types a prompt, opens the model picker, quits.

Prints the end of what a person would have seen."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

arch = os.environ['ARCH']
binary = f"{os.environ['CLIENTS']}/claude-code/node_modules/@anthropic-ai/claude-code-linux-{arch}/claude"
trusted = {'hasTrustDialogAccepted': True, 'hasCompletedProjectOnboarding': True, 'allowedTools': []}
state = {
    'hasCompletedOnboarding': True,
    'theme': 'dark',
    'numStartups': 5,
    'bypassPermissionsModeAccepted': True,
    'projects': {os.getcwd(): trusted},
}
with open(os.environ['HOME'] + '/.claude.json', 'w') as file:
    json.dump(state, file)

env = dict(
    os.environ,
    ANTHROPIC_BASE_URL=os.environ['GATEWAY'],
    ANTHROPIC_AUTH_TOKEN=os.environ['GATEWAY_KEY'],
    DISABLE_AUTOUPDATER='1',
    TERM='xterm-256color',
)
for name in ('CI', 'NO_COLOR', 'DISABLE_TELEMETRY', 'DO_NOT_TRACK'):
    env.pop(name, None)

pid, terminal = pty.fork()
if pid == 0:
    os.execve(binary, [binary, '--model', os.environ.get('M', 'claude-sonnet-4-6')] + sys.argv[1:], env)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
seen = b''


def watch(seconds):
    """Reads what appears."""
    global seen
    end = time.time() + seconds
    while time.time() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                return


def press(keys, seconds):
    os.write(terminal, keys.encode())
    watch(seconds)


watch(6)
press('Say hello', 1)
press('\r', 6)
press('/model', 1)
press('\r', 3)
press('\x1b', 1)
press('/exit', 1)
press('\r', 2)
try:
    os.kill(pid, signal.SIGTERM)
except ProcessLookupError:
    pass

escapes = rb'\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07]*\x07|\x1b[()][AB0]'
print(re.sub(rb'\s+', b' ', re.sub(escapes, b'', seen))[-1800:].decode('utf8', 'replace'))

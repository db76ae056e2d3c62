#!/usr/bin/env python3
"""show.py FOLDER [WIDTH]: recorded requests on one screen: headers once, then only what changes."""
import glob
import json
import os
import sys

QUIET = {'host', 'connection', 'content-length', 'accept-encoding', 'content-type', 'accept'}

folder = sys.argv[1]
width = int(sys.argv[2]) if len(sys.argv) > 2 else 300


def name_of(tool):
    name = tool.get('name') or tool.get('function', {}).get('name') or '?'
    kind = tool.get('type')
    return name if kind in (None, 'function') else f'{name}:{kind}'


def show_headers(headers, before):
    for name, value in headers.items():
        if before.get(name) != value and (name not in QUIET or not before):
            print(f'   H {name}: {value}')
    gone = [name for name in before if name not in headers]
    if gone:
        print('   H gone:', gone)


def show_body(body):
    if not isinstance(body, dict):
        if body:
            print('   B raw', str(body)[:width])
        return
    for name, value in body.items():
        text = json.dumps(value)
        size = len(text)
        if name == 'tools':
            text = f'{len(value)} tools: ' + ' '.join(map(name_of, value))
        print(f'   B {name} [{size}] {text[:width]}')


before = {}
for path in sorted(glob.glob(os.path.join(folder, '*.json'))):
    with open(path) as file:
        entry = json.load(file)
    line = f"{entry['method']} {entry['path']}{entry['query']} {entry['body_bytes']}B -> {entry['served']}"
    print(f"== {os.path.basename(path)} +{entry['at_ms']}ms {line}")
    headers = {name.lower(): value for name, value in entry['headers']}
    show_headers(headers, before)
    show_body(entry['body'])
    before = headers

#!/usr/bin/env python3
"""diff.py A.json B.json: what differs between two recorded requests, headers and body, by path."""
import json
import sys


def load(path):
    with open(path) as file:
        return json.load(file)


def show(value, width=400):
    return json.dumps(value)[:width]


def compare(a, b, path):
    if type(a) is not type(b):
        print('~', path, show(a), '->', show(b))
    elif isinstance(a, dict):
        compare_members(a, b, path)
    elif isinstance(a, list):
        compare_items(a, b, path)
    elif a != b:
        print('~', path, show(a), '->', show(b))


def compare_members(a, b, path):
    if list(a) != list(b) and set(a) == set(b):
        print('order', path, list(a), list(b))
    for name in dict.fromkeys([*a, *b]):
        if name not in a:
            print('+', f'{path}.{name}', show(b[name]))
        elif name not in b:
            print('-', f'{path}.{name}', show(a[name]))
        else:
            compare(a[name], b[name], f'{path}.{name}')


def compare_items(a, b, path):
    if len(a) != len(b):
        print('len', path, len(a), '->', len(b))
    for i, (x, y) in enumerate(zip(a, b)):
        compare(x, y, f'{path}[{i}]')
    for i in range(len(a), len(b)):
        print('+', f'{path}[{i}]', show(b[i]))


first, second = load(sys.argv[1]), load(sys.argv[2])
print('path', first['path'] + first['query'], second['path'] + second['query'])
headers = [{name.lower(): value for name, value in entry['headers']} for entry in (first, second)]
compare(*headers, 'H')
compare(first['body'], second['body'], 'B')

#!/usr/bin/env python3
"""spend.py claude|codex [TURNS]: a developer whose team has little money left; `./weir demo` only.

Makes the team, its budget and a key as an administrator does, has the agent work turn after turn until it is refused,
and checks what became of the money: in the budget, in the audit trail and in the simulator's meter. Prints a line per
turn and at the end `spent to the end`, or what was not as it should be."""
import base64
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from fractions import Fraction

# What each agent is given, and what its model costs: US dollars a million tokens, as in prices.csv.
AGENTS = {
    'claude': {
        'budget': '1.50', 'model': 'claude-sonnet-4-6', 'text': 12_000, 'asks': 32_000,
        'rates': {'fresh': '3', 'read': '0.3', 'written': '3.75', 'hour': '6', 'output': '15'},
        'refused': 'Request rejected (429)',
    },
    'codex': {
        'budget': '0.60', 'model': 'gpt-5.5', 'text': 2_000, 'asks': 128_000,
        'rates': {'fresh': '5', 'read': '0.5', 'written': '5', 'hour': '5', 'output': '30'},
        'refused': 'ERROR: ',
    },
}
LEAST = 1_024  # a call is not made with less output than this
CONTROL, DATA, SIMULATOR = 'http://127.0.0.1:8788', 'http://127.0.0.1:8787', 'http://127.0.0.1:8789'
agent, most = sys.argv[1], int((sys.argv + ['60'])[2])
given = AGENTS[agent]
rates = {kind: Fraction(rate) * 1000 for kind, rate in given['rates'].items()}  # nano-dollars a token
team = f'{agent}-spenders'
budget_id = f'team:{team}:total'
wrong = []


def call(url, token='', body=None, headers=None):
    """The answer to a request: its headers and what its JSON says."""
    proof = {'authorization': f'Bearer {token}'} if token else {}
    said = {'content-type': 'application/json', **proof, **(headers or {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, said)) as answer:
            return answer.headers, json.load(answer)
    except urllib.error.HTTPError as refused:
        sys.exit(f'{url}: {refused.code} {refused.read().decode()}')


def admin(path, body=None):
    return call(CONTROL + path, os.environ['GATEWAY_KEY'], body)[1]


def nanos(dollars):
    return int(Fraction(dollars) * 10**9)


def expect(true, otherwise):
    if not true:
        wrong.append(otherwise)


def standing():
    budget = admin(f'/budgets/{budget_id}')
    return {kind: nanos(budget[f'{kind}_usd']) for kind in ('spent', 'reserved', 'left')}


def records():
    """The team's calls in the audit trail, oldest first."""
    return admin(f'/audit?team={team}&kind=call&limit=1000')['items'][::-1]


def metered():
    """What the simulator would bill for the model, in nano-dollars."""
    sums = [tab['usage'] for tab in call(f'{SIMULATOR}/simulator/meter')[1]['sums'] if tab['model'] == given['model']]
    return sum(
        one['fresh'] * rates['fresh'] + one['cacheRead'] * rates['read']
        + one['cacheWrite']['minutes5'] * rates['written'] + one['cacheWrite']['hour1'] * rates['hour']
        + one['output'] * rates['output']
        for one in sums)


def turn(number, key):
    """What the agent prints for a prompt that it has not seen before, with a call of a tool in it."""
    text = base64.b64encode(os.urandom(given['text'] * 3 // 4)).decode()
    prompt = f'Here are the notes of turn {number}: {text}\nUSE_TOOL WORDS=600 please'
    tools = ['--allowedTools', 'Bash Read'] if agent == 'claude' else []
    words = ['-p', prompt] if agent == 'claude' else [prompt]
    ran = subprocess.run(
        [f"{os.environ['D']}/{agent}.sh", *words, *tools],
        env={**os.environ, 'GATEWAY_KEY': key, 'M': given['model']},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return ran.stdout.split('\n', 2)[-1] if agent == 'claude' else ran.stdout


def one_call_that_asks_for_much(key):
    """The headers of a small call of our own with the agent's output limit."""
    message = {'role': 'user', 'content': 'hello'}
    return call(
        f'{DATA}/v1/messages', key, {'model': given['model'], 'max_tokens': given['asks'], 'messages': [message]},
        {'anthropic-version': '2023-06-01'})[0]


admin('/teams', {'team_name': team, 'contact_email': 'lab@example.com', 'tier': 'unlimited'})
admin('/budgets', {'scope': 'team', 'scope_id': team, 'period': 'total', 'budget_usd': given['budget']})
key = admin(f'/teams/{team}/keys', {})['key']
limit, before = nanos(given['budget']), metered()
warned = agent != 'claude'

for number in range(1, most + 1):
    printed = turn(number, key)
    now = standing()
    print(f"turn {number}: spent {now['spent'] / 1e9:.6f}, left {now['left'] / 1e9:.6f}", flush=True)
    expect(now['spent'] + now['reserved'] <= limit, f'turn {number}: overdrawn: {now}')
    if given['refused'] in printed:
        break
    expect('The tool ran' in printed, f'turn {number} did not work: {printed[-800:]}')
    if wrong:
        break
    if agent == 'claude' and not warned and now['left'] < given['asks'] * rates['output']:
        headers = one_call_that_asks_for_much(key)
        clamped, used = headers['x-weir-clamped'] or '0', headers['x-weir-budget-used'] or ''
        warned = used.startswith(f'{budget_id} ')
        expect(LEAST <= int(clamped) < given['asks'], f'x-weir-clamped is {clamped}')
        expect(warned == (now['spent'] * 4 >= limit * 3), f'{now}, and x-weir-budget-used is {used!r}')
        print(f'x-weir-clamped: {clamped}, x-weir-budget-used: {used}, x-weir-reserved: {headers["x-weir-reserved"]}')
else:
    wrong.append(f'not refused in {most} turns')

print(printed[-400:])
end = standing()
deadline = time.monotonic() + 20
while sum(call['http_status'] != 200 for call in records()) < 1 and time.monotonic() < deadline:
    time.sleep(0.2)
calls = records()
refused = [one for one in calls if one['http_status'] != 200]
served = [one for one in calls if one['http_status'] == 200]
lowered = [one for one in served if one['reserved_nano_usd'] < given['asks'] * rates['output']]
sizes = [one['bodyBytes'] for one in call(f'{SIMULATOR}/simulator/requests')[1]
         if one['path'].endswith('/messages' if agent == 'claude' else '/responses')]

expect([(one['http_status'], one['reason']) for one in refused] == [(429, 'budget_exhausted')], f'refusals: {refused}')
expect(calls and calls[-1] in refused, 'the last call was not the one that was refused')
expect(f'the budget {budget_id} does not pay for this call' in printed, 'our message is not shown')
expect(lowered, 'no call of the agent had its output lowered')
expect(warned, 'nobody was warned before the end')
expect(end['reserved'] == 0, f'still reserved: {end}')
expect(end['spent'] + end['left'] == limit, f'it does not add up: {end}')
expect(end['spent'] == sum(one['cost_nano_usd'] for one in served), 'the audit trail says another sum')
expect(end['spent'] == metered() - before, f'the provider bills {metered() - before}')
# The most that input of such a size and the least output can cost: what is left pays for no further turn.
needed = (max(sizes) / 2 + 64 + 1024) * rates['written'] + LEAST * rates['output']
expect(end['left'] < needed, f"{end['left']} are left, and another call needs {needed}")

print(f"{number} turns, {len(served)} calls served ({len(lowered)} with less output than asked for) of up to "
      f"{max(sizes)} bytes, {len(refused)} refused; of {given['budget']} USD spent {end['spent'] / 1e9:.6f} "
      f"({end['spent'] * 100 / limit:.1f} %), left {end['left'] / 1e9:.6f}")
print('\n'.join(wrong) or 'spent to the end')
sys.exit(1 if wrong else 0)

#!/bin/sh
# Writes docs/requirements.csv anew from the names of the tests, keeping the issue of each id that is listed already.
set -eu
cd "$(dirname "$0")/.."
csv=docs/requirements.csv
[ -f "$csv" ] || echo 'id,issue,test' > "$csv"
python3 - "$csv" "${1:-2}" <<'P'
import csv, pathlib, re, sys
path, issue = sys.argv[1], sys.argv[2]
issues = {row["id"]: row["issue"] for row in csv.DictReader(open(path))}
tests = {}
for file in sorted(pathlib.Path(".").glob("*/src/test/java/**/*.java")):
    for name in re.findall(r"void ([srf](?:_[a-z]+)?_\d+_\w+)\(", file.read_text()):
        id = re.match(r"[srf](?:_[a-z]+)?_\d+", name)[0].upper().replace("_", "-")
        id = id.replace("-", "") if id.startswith("F-") else id
        tests.setdefault(id, []).append(f"{file.stem}#{name}")
key = lambda id: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", id)]
with open(path, "w") as out:
    out.write("id,issue,test\n")
    for id in sorted(tests, key=key):
        out.write(f"{id},{issues.get(id, issue)},{' '.join(sorted(tests[id]))}\n")
P

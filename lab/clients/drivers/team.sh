#!/bin/bash
# team.sh: what an administrator does, with Claude Code as the team's agent: registers a team, makes it a key, has the agent
# run a tool with it, deactivates the team, and has the agent try again. Prints what the agent prints; `./weir demo` only.
set -u
control=http://127.0.0.1:8788
admin() { curl -sS -X "$1" "$control$2" -H "authorization: Bearer $GATEWAY_KEY" --json "${3:-{\}}"; }

admin POST /teams '{"team_name":"lab-agents","contact_email":"lab@example.com","tier":"sandbox"}' | grep -q '"status":"active"' \
    || { echo "the team was not registered"; exit 1; }
key=$(admin POST /teams/lab-agents/keys | sed -n 's/.*"key":"\([^"]*\)".*/\1/p')
GATEWAY_KEY=$key "$D/claude.sh" tool
admin DELETE /teams/lab-agents | grep -q '"status":"inactive"' || { echo "the team was not deactivated"; exit 1; }
GATEWAY_KEY=$key "$D/claude.sh" plain 2>&1 | grep -q 'PONG' && { echo "the team still gets answers"; exit 1; }
echo "and is refused once its team is deactivated"

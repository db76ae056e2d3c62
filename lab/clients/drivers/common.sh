# Sourced by the drivers: runs a client headlessly, and arms the mock's faults for the requests that match $MATCH.

timed() { # COMMAND...: at most $T seconds, no input, and how it ended
    echo "--- ${1##*/} ${*:2}"
    local start=$SECONDS
    timeout "${T:-120}" "$@" < /dev/null
    echo "[exit $? after $((SECONDS - start))s]"
}

arm() { # MEMBERS: the members of one fault beside `match`, as JSON
    fault "{\"faults\":[{\"match\":\"$MATCH\",$1}]}"
}

answers() { # STATUS [TIMES] [HEADERS] [BODY]: so the provider answers, HEADERS and BODY as JSON
    arm "\"status\":$1,\"times\":${2:-1}${3:+,\"headers\":$3}${4:+,\"body\":$4}"
}

breaks() { # MODE AFTER [TIMES] [BODY]: the stream ends in this way after so many events
    arm "\"mode\":\"$1\",\"after\":$2,\"times\":${3:-1}${4:+,\"body\":$4}"
}

# shellcheck shell=bash
# What the scripts in this folder share: where things are, and how progress is shown.
# Sourced, never run. Callers set `set -euo pipefail` themselves.

SEALFLOW_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SEALFLOW_CACHE=${SEALFLOW_CACHE:-$HOME/.cache/sealflow}
# One clock for a script and all the scripts it calls, so that the seconds printed only ever grow.
SEALFLOW_T0=${SEALFLOW_T0:-$(date +%s)}
# Two jobs unless told otherwise: Beast and Embind sources take over 1 GB each to compile.
SEALFLOW_JOBS=${SEALFLOW_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
SEALFLOW_LOGS=${SEALFLOW_LOGS:-$SEALFLOW_ROOT/build/logs}
export SEALFLOW_ROOT SEALFLOW_CACHE SEALFLOW_T0 SEALFLOW_JOBS

# Seconds between two "still working" lines. On a terminal the line is rewritten in place, so it may tick fast.
if [ -t 1 ]; then SEALFLOW_TICK=${SEALFLOW_TICK:-1}; else SEALFLOW_TICK=${SEALFLOW_TICK:-15}; fi

elapsed() { echo $(($(date +%s) - SEALFLOW_T0)); }

say() { printf '[%4d s] %s\n' "$(elapsed)" "$*"; }
warn() { printf '[%4d s] warning: %s\n' "$(elapsed)" "$*" >&2; }
fail() {
  printf '[%4d s] FAILED: %s\n' "$(elapsed)" "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The last words of a log, cut to one short line: shows that a long step moves.
_last_words() {
  tail -c 400 "$1" 2>/dev/null | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 | tr -cd '[:print:]' | cut -c 1-70
}

_tick() {
  local title=$1 log=$2 parent=$3 began words never
  began=$(date +%s)
  # A pipe that nobody writes to: reading it with a time limit is a sleep without a child process. A killed loop would
  # leave its `sleep` behind, which keeps locks and output pipes open.
  exec {never}<> <(:)
  # The caller may be killed without a chance to stop this loop; it must not outlive its caller.
  while kill -0 "$parent" 2>/dev/null; do
    read -rt "$SEALFLOW_TICK" -u "$never" || true
    words=$(_last_words "$log") || true # an empty log has none
    if [ -t 1 ]; then
      printf '\r\033[K[%4d s] %s: still working (%d s) %s' \
        "$(elapsed)" "$title" $(($(date +%s) - began)) "$words"
    else
      say "$title: still working ($(($(date +%s) - began)) s) $words"
    fi
  done
}

# run_logged TITLE LOG COMMAND...: runs the command with its output in LOG, ticking on stdout meanwhile.
# Prints nothing when the command takes less than one tick. Returns the command's status. The command runs in a
# subshell: a function that gives up with `fail` ends itself, not the script with its words hidden in the log.
run_logged() {
  local title=$1 log=$2 ticker exit_trap status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  : >"$log"
  # A background job that is killed right after its fork still has its parent's traps, and would clean up under the
  # parent's feet; so it is born without one.
  exit_trap=$(trap -p EXIT)
  trap - EXIT
  _tick "$title" "$log" $$ &
  ticker=$!
  eval "$exit_trap"
  ("$@") >>"$log" 2>&1 </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  [ ! -t 1 ] || printf '\r\033[K'
  return "$status"
}

# show_tail LOG [LINES]: the end of a log, indented, on stderr.
show_tail() {
  echo "--- the end of ${1#"$SEALFLOW_ROOT/"} ---" >&2
  tail -n "${2:-40}" "$1" | sed 's/^/    /' >&2
  echo "---" >&2
}

# show_failures LOG: what ctest, node:test and run.mjs say of each test that failed, wherever in the log it stands.
show_failures() {
  awk '
    / Start +[0-9]+: / { next }                          # ctest: others begin meanwhile
    /^ *[0-9]+\/[0-9]+ Test .*\*\*\*/ && !/\*\*\*(Skipped|Not Run)/ { left = 50 }
    /^ *[0-9]+\/[0-9]+ Test / && !/\*\*\*/ || /^===/ { left = 0 }
    /✖ failing tests:/ { left = 50 }
    left-- > 0 { print "    " $0 }' "$1" >&2
}

# step TITLE COMMAND...: a step that must work. Prints one line when it is done; on failure prints the log's end
# and leaves with the step's name, so that nobody has to guess where it broke.
step() {
  local title=$1 log began
  shift
  log=$SEALFLOW_LOGS/$(printf '%s' "$title" | tr -c 'A-Za-z0-9\n' '-' | tr -s '-').log
  began=$(date +%s)
  say "$title ..."
  if run_logged "$title" "$log" "$@"; then
    say "$title: done ($(($(date +%s) - began)) s)"
  else
    show_tail "$log"
    fail "step \"$title\" (whole log: ${log#"$SEALFLOW_ROOT/"})"
  fi
}

# retry TRIES COMMAND...: for downloads. Pauses grow, since a mirror's bad mood rarely ends at once.
retry() {
  local tries=$1 n=1
  shift
  until "$@"; do
    if [ "$n" -ge "$tries" ]; then return 1; fi
    echo "try $n of $tries failed: $*; next try in $((n * 5)) s" >&2
    sleep $((n * 5))
    n=$((n + 1))
  done
}

# lock NAME: at most one run at a time touches what NAME stands for (the cache, apt). Held until the script ends.
lock() {
  mkdir -p "$SEALFLOW_CACHE"
  local fd
  exec {fd}>"$SEALFLOW_CACHE/$1.lock"
  if ! flock -n "$fd"; then
    say "waiting for another run that holds $1.lock ..."
    flock "$fd"
  fi
}

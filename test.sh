#!/usr/bin/env bash
# Builds the solution once and runs every test suite from the built output. ./test.sh --help says more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
usage: ./test.sh [--filter TEXT] [--no-build] [--help]

Builds BatchAiFunctions.sln and runs every suite in tests/. Prints one line a suite and, at the end, the sum.
The whole output of a suite is shown only when it fails. Exit code: 0 all passed, 1 something failed, 2 wrong usage.

  --filter TEXT   only suites with TEXT in their name: ./test.sh --filter Scheduling
  --no-build      take the output of the last build

One test alone:   dotnet run --project tests/Scheduling.Tests -- -method '*part_of_its_name*'
Needed:           the .NET 10 SDK; Node.js for the suites that run on Azurite.
SUITE_SECONDS     environment variable: a suite that takes longer is stopped and has failed (default 900)
TEXT
}

filter="" build=yes
while [ $# -gt 0 ]; do
  case $1 in
    --filter) [ $# -ge 2 ] || { usage >&2; exit 2; }; filter=$2; shift 2 ;;
    --no-build) build=no; shift ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

command -v dotnet > /dev/null || { echo "The .NET 10 SDK is needed: https://dot.net" >&2; exit 2; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 NO_COLOR=1

suites=()
for project in tests/*.Tests/*.Tests.csproj; do
  suite=$(basename "$project" .csproj)
  if [[ $suite == *"$filter"* ]]; then suites+=("$suite"); fi
done
[ ${#suites[@]} -gt 0 ] || { echo "No suite in tests/ has '$filter' in its name." >&2; exit 2; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# Suites run in process groups of their own, which a Ctrl+C does not reach.
stop() {
  local pid
  for pid in "$results"/*.pid; do if [ -s "$pid" ]; then kill "$(cat "$pid")" 2> /dev/null || true; fi; done
  exit 130
}
trap stop INT TERM

if [ $build = yes ]; then
  echo "Building BatchAiFunctions.sln (the first time takes a few minutes) ..."
  started=$SECONDS
  # The compiler's server halves the time of a first build; some environments switch it off.
  if ! dotnet build BatchAiFunctions.sln -c Debug -v quiet -nologo -p:UseSharedCompilation=true < /dev/null > "$results/build" 2>&1; then
    grep -E 'error|warning' "$results/build" | sort -u || cat "$results/build"
    echo "The solution does not build."
    echo "0 passed, 1 failed"
    exit 1
  fi
  echo "Built in $((SECONDS - started)) s."
fi

# Runs one suite, without what is for the full lane of .ci/run; leaves its output in NAME.log and "passed failed skipped" in NAME.sum.
run_suite() {
  local suite=$1 log=$results/$1.log started=$SECONDS code=0
  timeout --kill-after=10 "${SUITE_SECONDS:-900}" dotnet "artifacts/bin/$suite/debug/BatchAi.$suite.dll" -noColor -noLogo -trait- lane=full < /dev/null > "$log" 2>&1 &
  echo $! > "$results/$suite.pid"
  wait $! || code=$?
  rm -f "$results/$suite.pid"

  local summary total errors failed skipped idle
  summary=$(grep -E "^ +BatchAi\.$suite +Total: [0-9]+" "$log" | tail -n 1 || true)
  count() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<< "$summary"; }
  total=$(count Total) errors=$(count Errors) failed=$(count Failed) skipped=$(count Skipped) idle=$(count 'Not Run')
  total=$((${total:-0} - ${idle:-0})) skipped=${skipped:-0} failed=$((${failed:-0} + ${errors:-0}))

  local passed=$((total - ${failed:-0} - skipped)) remark=""
  [ $passed -ge 0 ] || passed=0
  if [ $code -eq 124 ] || [ $code -eq 137 ]; then remark=" (stopped after ${SUITE_SECONDS:-900} s)"
  elif [ -z "$summary" ]; then remark=" (crashed, exit code $code)"
  elif [ $total -eq 0 ]; then remark=" (no test was found)"
  elif [ $code -ne 0 ] && [ "$failed" -eq 0 ]; then remark=" (exit code $code)"
  fi
  if [ -n "$remark" ] && [ "$failed" -eq 0 ]; then failed=1; fi

  echo "$passed $failed $skipped" > "$results/$suite.sum"
  local text
  text=$(printf '%-24s %5d passed %4d failed %4d skipped %5d s%s' "$suite" $passed "$failed" "$skipped" $((SECONDS - started)) "$remark")
  if [ "$failed" -gt 0 ]; then text+=$'\n'$(sed 's/^/    /' "$log"); fi
  printf '%s\n' "$text"
}

# The long ones first, so that none is left alone at the end.
ordered=()
for first in Chaos Functions Azure NodeAgent Contracts Simulation Orchestrations ""; do
  for suite in "${suites[@]}"; do
    if [[ " ${ordered[*]} " != *" $suite "* ]] && { [ -z "$first" ] || [ "$suite" = "$first.Tests" ]; }; then ordered+=("$suite"); fi
  done
done
suites=("${ordered[@]}")

# Three at a time, since most of them wait for processes and timers now and then; the end-to-end suite starts many processes and has the machine to itself, last.
for suite in "${suites[@]}"; do
  [ "$suite" = EndToEnd.Tests ] && continue
  while [ "$(jobs -rp | wc -l)" -ge 3 ]; do wait -n || true; done
  run_suite "$suite" &
done
wait
for suite in "${suites[@]}"; do
  if [ "$suite" = EndToEnd.Tests ]; then run_suite "$suite"; fi
done

passed=0 failed=0 skipped=0
for suite in "${suites[@]}"; do
  if [ -s "$results/$suite.sum" ]; then read -r p f s < "$results/$suite.sum"; else p=0 f=1 s=0; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
sum="$passed passed, $failed failed"
[ $skipped -eq 0 ] || sum+=", $skipped skipped"
echo "$sum"
[ $failed -eq 0 ]

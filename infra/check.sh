#!/usr/bin/env bash
# Checks what is in infra/bicep with the real Bicep CLI. ./check.sh --help says more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
usage: infra/check.sh [build | lint | format | snapshot]... [--update] [--help]

  build      every template and parameter file compiles
  lint       no linter rule is broken; infra/bicep/bicepconfig.json names them all
  format     every file is laid out as bicep format does it
  snapshot   what would be deployed is what the snapshots beside the parameter files say

Without a name: all four. --update lays the files out and writes the snapshots anew; look at the difference before you commit it.
BICEP      environment variable: the CLI to use. Otherwise the package that tests/Infra.Tests restores; a machine other than Linux on x64 needs its own.
TEXT
}

update=no checks=()
for word in "$@"; do
  case $word in
    build | lint | format | snapshot) checks+=("$word") ;;
    --update) update=yes ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
[ ${#checks[@]} -gt 0 ] || checks=(build lint format snapshot)

# A tenant, a subscription and a place for the snapshots: the same on every machine.
nobody=00000000-0000-0000-0000-000000000000
here=(--tenant-id "$nobody" --subscription-id "$nobody" --location westeurope --deployment-name main)

# What a person has set for a deployment must not get into the files.
for name in AZURE_LOCATION AZURE_ENV_NAME AZURE_PRINCIPAL_ID AZURE_PRINCIPAL_TYPE "${!BATCHAI_@}"; do unset "$name"; done

bicep() { "$cli" "$@"; }

# All but the snapshots work on a copy: what is compiled or laid out lies beside its source, and one start of the CLI takes seconds, so it gets all files at once.
sources() { find infra/bicep tests/Infra.Tests \( -name '*.bicep' -o -name '*.bicepparam' "$@" \) | sort; }

on_all() {
  local kind
  for kind in bicep bicepparam; do (cd "$copy" && bicep "${@/%KIND/$kind}" 2>&1) | sed "s#$copy/##"; done
}

build() {
  (cd "$copy" && bicep build infra/bicep/main.bicep && bicep build-params --pattern '**/*.bicepparam') 2>&1 | sed "s#$copy/##"
}

lint() { on_all lint --pattern '**/*.KIND'; }

format() {
  on_all format --pattern '**/*.KIND'
  local file code=0
  for file in $(sources); do
    if cmp -s "$file" "$copy/$file"; then continue
    elif [ $update = yes ]; then cp "$copy/$file" "$file"
    else echo "$file is not laid out as bicep format does it; infra/check.sh format --update does it." >&2; code=1
    fi
  done
  return $code
}

# Written anew only when it says something else: the CLI puts the outputs into another order each time.
snapshot() {
  local file
  for file in $(sources | grep 'bicepparam$' | grep -v main.bicepparam); do
    if bicep snapshot "$file" --mode Validate "${here[@]}"; then continue
    elif [ $update = yes ]; then bicep snapshot "$file" --mode Overwrite "${here[@]}"
    else echo "$file would deploy something else than its snapshot says; infra/check.sh snapshot --update writes it anew." >&2; return 1
    fi
  done
}

cli=${BICEP:-}
if [ -z "$cli" ]; then
  package=$(dotnet msbuild tests/Infra.Tests/Infra.Tests.csproj -nologo -getProperty:BicepCli) && cli=$package
fi
[ -f "$cli" ] || { echo "No Bicep CLI at '$cli': dotnet restore tests/Infra.Tests fetches it, or set BICEP." >&2; exit 2; }
[ -x "$cli" ] || chmod u+x "$cli"

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
sources -o -name bicepconfig.json | xargs cp --parents -t "$copy"

for check in "${checks[@]}"; do "$check"; done

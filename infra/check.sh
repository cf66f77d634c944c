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
here=(--tenant-id $nobody --subscription-id $nobody --location westeurope --deployment-name main)

# What a person has set for a deployment must not get into the files.
for name in AZURE_LOCATION AZURE_ENV_NAME AZURE_PRINCIPAL_ID AZURE_PRINCIPAL_TYPE "${!BATCHAI_@}"; do unset "$name"; done

bicep() { "$cli" "$@"; }

templates() { find infra/bicep tests/Infra.Tests -name '*.bicep' | sort; }
parameters() { find infra/bicep tests/Infra.Tests -name '*.bicepparam' | sort; }
snapshots() { parameters | grep -v main.bicepparam; }

build() {
  bicep build infra/bicep/main.bicep --stdout > /dev/null
  local file
  for file in $(parameters); do bicep build-params "$file" --stdout > /dev/null; done
}

lint() {
  local file
  for file in infra/bicep/main.bicep $(parameters); do bicep lint "$file"; done
}

format() {
  local file laid_out code=0
  laid_out=$(mktemp)
  for file in $(templates) $(parameters); do
    if [ $update = yes ]; then
      bicep format "$file"
    else
      bicep format "$file" --stdout > "$laid_out"
      cmp -s "$file" "$laid_out" || { echo "$file is not laid out as bicep format does it; infra/check.sh format --update does it." >&2; code=1; }
    fi
  done
  rm -f "$laid_out"
  return $code
}

snapshot() {
  local file mode=Validate
  [ $update = no ] || mode=Overwrite
  for file in $(snapshots); do
    bicep snapshot "$file" --mode $mode "${here[@]}" ||
      { echo "$file would deploy something else than its snapshot says; infra/check.sh snapshot --update writes it anew." >&2; return 1; }
  done
}

cli=${BICEP:-}
if [ -z "$cli" ]; then
  package=$(dotnet msbuild tests/Infra.Tests/Infra.Tests.csproj -nologo -getProperty:BicepCli) && cli=$package
fi
[ -f "$cli" ] || { echo "No Bicep CLI at '$cli': dotnet restore tests/Infra.Tests fetches it, or set BICEP." >&2; exit 2; }
[ -x "$cli" ] || chmod u+x "$cli"

for check in "${checks[@]}"; do "$check"; done

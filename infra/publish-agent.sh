#!/usr/bin/env bash
# Builds the node agent for Azure and uploads it to the deployment's storage account. infra/publish-agent.sh --help says more.
set -euo pipefail

usage() {
  cat << 'TEXT'
usage: infra/publish-agent.sh --account NAME [--dry-run] [--output DIR] [--help]

Builds the node agent as one self-contained file for linux-x64, and uploads it with your Azure sign-in (az login; role Storage Blob Data
Contributor on the account) to the container agent, under a name with its checksum: what is there already is not uploaded again, and nodes of
an older deployment keep finding theirs. The last line printed is what the deployment is configured with:

  AgentUri=https://NAME.blob.core.windows.net/agent/... AgentSha256=...

  --account NAME   the deployment's storage account
  --dry-run        build, and print what would be uploaded; needs no Azure
  --output DIR     keep the built file in DIR (default: a temporary directory)

Needed: the .NET 10 SDK; az, but for --dry-run. AZURE_BLOB_SUFFIX names another cloud's storage (default blob.core.windows.net).
Exit codes: 0 done, 1 something failed, 2 wrong usage.
TEXT
}

fail() {
  echo "publish-agent: $2" >&2
  exit "$1"
}

account="" dry_run=no output=""
while [ $# -gt 0 ]; do
  case $1 in
    --account) [ $# -ge 2 ] || fail 2 "--account needs a name"; account=$2; shift 2 ;;
    --output) [ $# -ge 2 ] || fail 2 "--output needs a directory"; output=$2; shift 2 ;;
    --dry-run) dry_run=yes; shift ;;
    --help | -h) usage; exit 0 ;;
    *) fail 2 "unknown option '$1'; --help shows those there are" ;;
  esac
done
[[ $account =~ ^[a-z0-9]{3,24}$ ]] || fail 2 "--account must be the name of a storage account (3 to 24 lower-case letters and digits), not '$account'"
command -v dotnet > /dev/null || fail 1 "the .NET 10 SDK is needed: https://dot.net"
[ $dry_run = yes ] || command -v az > /dev/null || fail 1 "az is needed to upload: https://aka.ms/azure-cli"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
output=${output:-$work/agent}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
if ! dotnet publish "$root/src/NodeAgent/NodeAgent.csproj" --configuration Release --runtime linux-x64 --output "$output" \
  --artifacts-path "$work/build" --verbosity quiet -nologo > "$work/log" 2>&1 < /dev/null; then
  cat "$work/log" >&2
  fail 1 "the agent does not build"
fi

file=$output/BatchAi.NodeAgent
version=$("$file" --version) || fail 1 "the agent that was built does not start"
sha256=$(sha256sum "$file" | cut -d ' ' -f 1)
name=batchai-agent-$version-${sha256:0:16}
uri=https://$account.${AZURE_BLOB_SUFFIX:-blob.core.windows.net}/agent/$name
echo "built the agent $version: $(stat --format %s "$file") bytes, sha256 $sha256"

blob=(--auth-mode login --account-name "$account" --container-name agent --name "$name" --only-show-errors)
if [ $dry_run = yes ]; then
  echo "would run: az storage blob upload ${blob[*]} --file $file"
elif [ "$(az storage blob exists "${blob[@]}" --query exists --output tsv)" = true ]; then
  echo "it is there already"
else
  az storage blob upload "${blob[@]}" --file "$file" --output none
  echo "uploaded"
fi
echo "AgentUri=$uri AgentSha256=$sha256"

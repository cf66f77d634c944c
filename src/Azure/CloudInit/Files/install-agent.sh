#!/bin/bash
# Fetches the node agent with this machine's managed identity, checks it, and puts it in its place; the agent's unit runs this before every start.
# Whatever fails ends it with another exit code than 0: systemd starts it again. What to fetch stands in files, so that no value is ever read as shell.
set -euo pipefail
umask 022

readonly settings=/etc/batchai/agent-source
readonly target=/usr/local/lib/batchai/agent
readonly metadata=http://169.254.169.254

uri=$(< "$settings/uri")
sha256=$(< "$settings/sha256")
identity=$(< "$settings/identity-client-id")

is_agent() {
  printf '%s  %s\n' "$sha256" "$1" | sha256sum --check --status
}

if [ -x "$target" ] && is_agent "$target"; then
  exit 0
fi

answer=$(curl --silent --show-error --fail --noproxy '*' --max-time 30 --get --header 'Metadata: true' \
  --data-urlencode 'api-version=2018-02-01' --data-urlencode 'resource=https://storage.azure.com/' --data-urlencode "client_id=$identity" \
  "$metadata/metadata/identity/oauth2/token")
token=$(sed -nE 's/.*"access_token" *: *"([A-Za-z0-9._~+\/=-]+)".*/\1/p' <<< "$answer")
if [ -z "$token" ]; then
  echo "install-agent: the metadata service gave no token for the identity $identity" >&2
  exit 1
fi

download=$(mktemp "$target.XXXXXX")
trap 'rm -f "$download"' EXIT

# The token comes in by standard input: command lines can be read by every user of a machine.
curl --silent --show-error --fail --noproxy '*' --connect-timeout 30 --max-time 600 --globoff --config - --header 'x-ms-version: 2021-12-02' --output "$download" -- "$uri" \
  <<< "header = \"Authorization: Bearer $token\""
if ! is_agent "$download"; then
  echo "install-agent: what $uri holds is not the agent with the SHA-256 $sha256" >&2
  exit 1
fi

chmod 0755 "$download"
mv -f "$download" "$target"
echo "install-agent: installed $uri"

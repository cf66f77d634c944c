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

# Without what follows a question mark, where a signature may stand.
readonly shown=${uri%%\?*}

# fetch WHAT FILE CURL_ARGUMENT…: into the file, or says what was asked for and with which status it was refused, and the beginning of the answer.
fetch() {
  local what=$1 file=$2 status
  shift 2
  if status=$(curl --silent --show-error --noproxy '*' --output "$file" --write-out '%{http_code}' "$@") && [ "$status" = 200 ]; then return 0; fi
  echo "install-agent: $what was answered with status ${status:-none}: $(head -c 300 "$file" 2> /dev/null | tr -cd '[:print:]')" >&2
  return 1
}

# The wrong bytes would be fetched again every few seconds for as long as somebody publishes nothing better: twice as long each time, 10 minutes at most.
readonly wrong=$target.wrong
if [ "$(head -n 1 "$wrong" 2> /dev/null)" = "$sha256 $uri" ]; then
  count=$(sed -n 2p "$wrong")
  pause=$((5 << (count < 7 ? count : 7)))
  if [ "$pause" -gt 600 ]; then pause=600; fi
  echo "install-agent: $shown held $count times something else than the agent; asking again in $pause s" >&2
  sleep "$pause"
else
  count=0
fi

download=$(mktemp "$target.XXXXXX")
trap 'rm -f "$download"' EXIT

fetch "the metadata service, asked for a token of the identity $identity," "$download" --max-time 30 --get --header 'Metadata: true' \
  --data-urlencode 'api-version=2018-02-01' --data-urlencode 'resource=https://storage.azure.com/' --data-urlencode "client_id=$identity" \
  -- "$metadata/metadata/identity/oauth2/token" || exit 1
answer=$(< "$download")
token=$(sed -nE 's/.*"access_token" *: *"([A-Za-z0-9._~+\/=-]+)".*/\1/p' <<< "$answer")
if [ -z "$token" ]; then
  echo "install-agent: the metadata service gave no token for the identity $identity" >&2
  exit 1
fi

# The token comes in by standard input: command lines can be read by every user of a machine.
fetch "$shown" "$download" --connect-timeout 30 --max-time 600 --globoff --config - --header 'x-ms-version: 2021-12-02' -- "$uri" \
  <<< "header = \"Authorization: Bearer $token\"" || exit 1
if ! is_agent "$download"; then
  printf '%s\n%s\n' "$sha256 $uri" $((count + 1)) > "$wrong"
  echo "install-agent: what $shown holds is not the agent with the SHA-256 $sha256, but $(sha256sum < "$download" | cut -c 1-64)" >&2
  exit 1
fi

chmod 0755 "$download"
mv -f "$download" "$target"
rm -f "$wrong"
echo "install-agent: installed $shown"

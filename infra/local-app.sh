#!/usr/bin/env bash
# Runs the Functions app on this machine: Azurite, the local cloud and the app. infra/local-app.sh --help says more.
set -euo pipefail

usage() {
  cat << 'TEXT'
usage: infra/local-app.sh [--data DIR] [--port N] [--cloud-port N] [--azurite-port N] [--no-func] [--no-build] [--help]

Starts what the Functions app needs, on loopback, and the app itself by the Azure Functions Core Tools (func):

  Azurite           tables, queues and blobs, with an account and a key of its own (from npm, once for the checkout)
  the local cloud   Azure Resource Manager and machines, which are processes of this machine: LocalHost cloud
  the app           func start in the build output, with a local.settings.json that is written there (mode 0600)

Callers sign in with the key in DIR/api-key; the last lines say how. Ctrl+C stops everything. What was accepted is kept in DIR.

  --data DIR         where everything lies (default .batchai-app; mode 0700); one run a directory
  --port N           the app (default 7071)
  --cloud-port N     the local cloud (default 8119)
  --azurite-port N   Azurite's blobs; queues and tables have the two ports after it (default 10100)
  --no-func          start no func: print the settings as KEY=VALUE, secrets included, and leave the others running for a debugger
  --no-build         take the output of the last build

Needed: the .NET 10 SDK, Node.js, flock (util-linux), and func unless --no-func.
Exit codes: 0 stopped by Ctrl+C, 1 something failed, 2 wrong usage, 3 everything else is right but there is no func.
TEXT
}

fail() {
  echo "local-app: $2" >&2
  exit "$1"
}

# Held: the version that the suites run on (tests/Testing/Azurite/AzuriteInstall.cs).
azurite_version=3.37.0

data=.batchai-app port=7071 cloud_port=8119 azurite_port=10100 func=yes build=yes
while [ $# -gt 0 ]; do
  case $1 in
    --data | --port | --cloud-port | --azurite-port)
      if [ $# -lt 2 ] || [ -z "$2" ]; then fail 2 "$1 needs a value"; fi
      case $1 in --data) data=$2 ;; --port) port=$2 ;; --cloud-port) cloud_port=$2 ;; --azurite-port) azurite_port=$2 ;; esac
      shift 2
      ;;
    --no-func) func=no; shift ;;
    --no-build) build=no; shift ;;
    --help | -h) usage; exit 0 ;;
    *) fail 2 "unknown option '$1'; --help shows those there are" ;;
  esac
done
for number in "$port" "$cloud_port" "$azurite_port"; do
  if ! [[ $number =~ ^[1-9][0-9]{0,4}$ ]] || [ "$number" -gt 65533 ]; then fail 2 "'$number' is no port; allowed are 1 to 65533"; fi
done
declare -A taken=()
for number in "$port" "$cloud_port" "$azurite_port" $((azurite_port + 1)) $((azurite_port + 2)); do
  [ -z "${taken[$number]:-}" ] || fail 2 "two of the services would listen on port $number"
  taken[$number]=yes
done

command -v dotnet > /dev/null || fail 1 "the .NET 10 SDK is needed: https://dot.net"
for tool in node npm; do
  command -v $tool > /dev/null || fail 1 "Node.js is needed for Azurite, and there is no $tool on the PATH: https://nodejs.org"
done
command -v flock > /dev/null || fail 1 "flock is needed (package util-linux)"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
umask 077
if ! mkdir -p "$data" || ! chmod 700 "$data"; then fail 1 "the directory $data cannot be made"; fi
data=$(cd "$data" && pwd)
exec 9> "$data/lock"
flock --nonblock 9 || fail 1 "$data is in use by another local-app.sh; stop it or name another directory with --data"

# In a subshell, so that a port where nobody listens is no error of this shell.
listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
for number in "${!taken[@]}"; do
  if listens "$number"; then
    fail 1 "port $number is taken by another program; choose others with --port, --cloud-port and --azurite-port"
  fi
done

# What is started is ended in the opposite order: the app before its nodes, the nodes before the storage.
names=() pids=()
stop() {
  local i waited code=$?
  trap - EXIT INT TERM
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    # A shell that has only just forked can lose a signal, so it is asked again after 5 s.
    while kill "${pids[i]}" 2> /dev/null; do
      for ((waited = 0; waited < 50; waited++)); do
        if ! kill -0 "${pids[i]}" 2> /dev/null; then break; fi
        sleep 0.1
      done
    done
    wait "${pids[i]}" 2> /dev/null || true
  done
  exit "$code"
}
trap stop EXIT
trap 'echo "stopping ..."; exit 0' INT TERM

# begin NAME COMMAND...: in the background, its output in NAME.log; the lock is this shell's alone.
begin() {
  local name=$1
  shift
  # Here and not only in the background: what an earlier run wrote must not be taken for this one's.
  : > "$data/$name.log"
  "$@" < /dev/null > "$data/$name.log" 2>&1 9>&- &
  names+=("$name") pids+=($!)
}

# until_told NAME N TEXT: waits until what was begun last has written N lines with that text.
until_told() {
  local name=$1 waited
  for ((waited = 0; waited < 600; waited++)); do
    if [ "$(grep -c "$3" "$data/$name.log")" -ge "$2" ]; then return 0; fi
    if ! kill -0 "${pids[-1]}" 2> /dev/null; then
      cat "$data/$name.log" >&2
      fail 1 "$name did not start; its output is above and in $data/$name.log"
    fi
    sleep 0.1
  done
  fail 1 "$name is not ready after a minute; see $data/$name.log"
}

# secret FILE: 64 bytes in base64, made when they are first asked for.
secret() {
  [ -s "$1" ] || head -c 64 /dev/urandom | base64 -w0 > "$1"
  cat "$1"
}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
if [ $build = yes ]; then
  echo "building the app and the local cloud ..."
  for project in Functions LocalHost; do
    if ! dotnet build "$root/src/$project/$project.csproj" -c Debug -v quiet -nologo > "$data/build.log" 2>&1 < /dev/null 9>&-; then
      cat "$data/build.log" >&2
      fail 1 "src/$project does not build"
    fi
  done
fi
app=$root/artifacts/bin/Functions/debug
cloud=$root/artifacts/bin/LocalHost/debug/BatchAi.LocalHost.dll
if [ ! -d "$app" ] || [ ! -f "$cloud" ]; then fail 1 "there is no build output in $root/artifacts; leave --no-build away"; fi

# The same place and lock as the suites use.
azurite=$root/artifacts/azurite
mkdir -p "$azurite"
if [ ! -f "$azurite/installed-$azurite_version" ]; then
  echo "installing Azurite $azurite_version ..."
  if ! flock "$azurite.lock" npm install --no-save --no-audit --no-fund --omit=dev --prefer-offline --ignore-scripts \
    --prefix "$azurite" "azurite@$azurite_version" > "$data/npm.log" 2>&1 < /dev/null 9>&-; then
    cat "$data/npm.log" >&2
    fail 1 "npm cannot install Azurite"
  fi
  touch "$azurite/installed-$azurite_version"
fi

account=batchailocal
key=$(secret "$data/storage-key")
begin azurite env "AZURITE_ACCOUNTS=$account:$key" node "$azurite/node_modules/azurite/dist/src/azurite.js" --location "$data/azurite" \
  --blobHost 127.0.0.1 --blobPort "$azurite_port" --queueHost 127.0.0.1 --queuePort $((azurite_port + 1)) \
  --tableHost 127.0.0.1 --tablePort $((azurite_port + 2)) \
  --silent --skipApiVersionCheck --disableTelemetry
until_told azurite 3 'successfully listening'
echo "Azurite listens on 127.0.0.1:$azurite_port to $((azurite_port + 2))"

url=http://127.0.0.1:$port
begin cloud dotnet "$cloud" cloud --port "$cloud_port" --api "$url" --data "$data/cloud"
until_told cloud 4 '^BatchAi__Cloud__'
echo "the local cloud listens on 127.0.0.1:$cloud_port"

api_key=$(secret "$data/api-key")
at() { echo "http://127.0.0.1:$1/$account"; }
connection="DefaultEndpointsProtocol=http;AccountName=$account;AccountKey=$key"
connection+=";BlobEndpoint=$(at "$azurite_port");QueueEndpoint=$(at $((azurite_port + 1)));TableEndpoint=$(at $((azurite_port + 2)))"
settings() {
  cat << TEXT
FUNCTIONS_WORKER_RUNTIME=dotnet-isolated
AzureWebJobsStorage=$connection
BatchAi__Storage__ConnectionString=$connection
BatchAi__SubscriptionId=00000000-0000-0000-0000-000000000000
BatchAi__NodesResourceGroup=batchai-nodes
BatchAi__Locations__0__Name=eastus
BatchAi__PublicBaseUrl=$url
BatchAi__Auth=key
BatchAi__ApiKey=$api_key
TEXT
  grep '^BatchAi__Cloud__' "$data/cloud.log"
}

# KEY=VALUE lines as the file that func reads.
as_json() {
  local text
  text=$(sed -e 's/[\\"]/\\&/g' -e 's/^\([^=]*\)=\(.*\)$/    "\1": "\2",/')
  printf '{\n  "IsEncrypted": false,\n  "Values": {\n%s\n  }\n}\n' "${text%,}"
}
rm -f "$app/local.settings.json"
settings | as_json > "$app/local.settings.json"
echo "the settings are in $app/local.settings.json"

greet() {
  cat << TEXT
the app's address is $url; in another terminal:
  export BATCHAI_URL=$url BATCHAI_TOKEN=\$(cat $data/api-key)
  dotnet run --project src/Cli -- run samples/hello.job.json
Ctrl+C stops everything. Logs: $data/*.log
TEXT
}

if [ $func = no ]; then
  settings
  greet
elif ! command -v func > /dev/null; then
  cat >&2 << 'TEXT'
local-app: everything is ready but the Azure Functions Core Tools: there is no func on the PATH. Install them with

    npm install --global azure-functions-core-tools@4

or start the app otherwise: infra/local-app.sh --no-func leaves the rest running and prints the app's settings.
TEXT
  exit 3
else
  greet
  cd "$app"
  func start --port "$port" --no-build < /dev/null 9>&- &
  names+=(func) pids+=($!)
fi

# One that ends by itself ends the others: half of it would only look alive.
code=0
wait -n "${pids[@]}" || code=$?
for i in "${!pids[@]}"; do
  if ! kill -0 "${pids[i]}" 2> /dev/null; then
    echo "local-app: ${names[i]} has ended by itself; its last words are above or in $data/${names[i]}.log" >&2
  fi
done
(exit $((code == 0 ? 1 : code)))

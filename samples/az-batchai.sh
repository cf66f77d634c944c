#!/usr/bin/env bash
# The old az batchai commands against a server of your own; docs/clients.md says more.
#   samples/az-batchai.sh SUBSCRIPTION batchai workspace list
# BATCHAI_URL and BATCHAI_TOKEN name the server and its token. az must be a version that still has these commands (Debian 12: 2.45).
set -euo pipefail

[ $# -ge 2 ] || { echo "usage: $0 SUBSCRIPTION batchai COMMAND..., with BATCHAI_URL and BATCHAI_TOKEN set" >&2; exit 2; }
: "${BATCHAI_URL:?the address of the server, https}" "${BATCHAI_TOKEN:?its token}"
[[ $BATCHAI_URL == https://* ]] || { echo "error: az sends no token over http; BATCHAI_URL has to begin with https" >&2; exit 2; }
subscription=$1
shift

# az gets a configuration of its own, in which the server is a cloud and this machine a managed identity. Your own sign-in is not touched.
AZURE_CONFIG_DIR=$(mktemp -d)
export AZURE_CONFIG_DIR AZURE_CORE_COLLECT_TELEMETRY=no
trap 'kill "$tokens" 2> /dev/null || true; rm -rf "$AZURE_CONFIG_DIR"' EXIT

cat > "$AZURE_CONFIG_DIR/config" <<TEXT
[cloud]
name = BatchAI
TEXT
cat > "$AZURE_CONFIG_DIR/clouds.config" <<TEXT
[BatchAI]
endpoint_resource_manager = ${BATCHAI_URL%/}
endpoint_management = ${BATCHAI_URL%/}
endpoint_active_directory = https://login.microsoftonline.com
endpoint_active_directory_resource_id = https://management.core.windows.net/
endpoint_active_directory_graph_resource_id = https://graph.windows.net/
subscription = $subscription
TEXT
cat > "$AZURE_CONFIG_DIR/azureProfile.json" <<TEXT
{"installationId": "00000000-0000-0000-0000-000000000000", "subscriptions": [{
  "id": "$subscription", "name": "BatchAI", "state": "Enabled", "isDefault": true, "environmentName": "BatchAI", "tenantId": "00000000-0000-0000-0000-000000000000",
  "user": {"name": "systemAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSI"}}]}
TEXT

# The endpoint that a managed identity's tokens come from: a free port of this machine, for whoever knows the secret, answering the token of the server.
export MSI_SECRET APPSETTING_WEBSITE_SITE_NAME=BatchAI
MSI_SECRET=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
python3 - > "$AZURE_CONFIG_DIR/port" <<'PYTHON' &
import http.server, json, os, time

class Tokens(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers.get("secret") == os.environ["MSI_SECRET"]
        self.send_response(200 if known else 403)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if known:
            token = {"access_token": os.environ["BATCHAI_TOKEN"], "expires_on": str(int(time.time()) + 3600), "resource": "", "token_type": "Bearer"}
            self.wfile.write(json.dumps(token).encode())

    def log_message(self, *_): pass

server = http.server.HTTPServer(("127.0.0.1", 0), Tokens)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
tokens=$!
until [ -s "$AZURE_CONFIG_DIR/port" ]; do kill -0 $tokens || exit 1; sleep 0.1; done
MSI_ENDPOINT=http://127.0.0.1:$(cat "$AZURE_CONFIG_DIR/port")/
export MSI_ENDPOINT

az "$@"

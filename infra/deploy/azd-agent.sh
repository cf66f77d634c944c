#!/usr/bin/env bash
# The hook of azd after the resources are there: publishes the agent, and tells both the app and the next provisioning of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

: "${AZURE_ENV_NAME:?azd sets it}" "${storageAccountName:?an output of the deployment}" "${resourceGroupName:?an output of the deployment}" "${appName:?an output of the deployment}"

line=$(infra/publish-agent.sh --account "$storageAccountName" | tee /dev/stderr | tail -n 1)
[[ $line =~ ^AgentUri=([^ ]+)\ AgentSha256=([^ ]+)$ ]] || { echo "error: infra/publish-agent.sh ended with '$line' instead of AgentUri=… AgentSha256=…" >&2; exit 1; }

azd env set BATCHAI_AGENT_URI "${BASH_REMATCH[1]}"
azd env set BATCHAI_AGENT_SHA256 "${BASH_REMATCH[2]}"
az functionapp config appsettings set --resource-group "$resourceGroupName" --name "$appName" --output none --only-show-errors \
  --settings "BatchAi__AgentUri=${BASH_REMATCH[1]}" "BatchAi__AgentSha256=${BASH_REMATCH[2]}"

# shellcheck shell=bash
# Makes the environment, or brings it up to date.

up() {
  needs dotnet zip curl
  entra
  api_key
  local account agent_uri="" agent_sha256=""
  account=$(deployed storageAccountName)
  if [ -n "$account" ]; then
    # The app that is running needs its agent all the time, so the new one is there before the deployment names it.
    agent "$account"
    resources
  else
    say "A new environment: its storage has to be there before the agent can lie in it"
    resources
    account=$(deployed storageAccountName)
    agent "${account:-ACCOUNT}"
    resources
  fi
  app
  local url
  url=$(deployed url)
  awake "${url:-URL}"
  next_steps "${url:-URL}"
}

# The key of auth=key is made once and then stays in the vault, which the template writes it to.
api_key() {
  export BATCHAI_API_KEY=${BATCHAI_API_KEY:-}
  if [ "$auth" = entra ] || [ -n "$BATCHAI_API_KEY" ]; then return; fi
  local vault
  vault=$(deployed keyVaultName)
  if [ -n "$vault" ] && ask resource show --ids "/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.KeyVault/vaults/$vault/secrets/api-key" --query id > /dev/null 2>&1; then return; fi
  BATCHAI_API_KEY=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
}

resources() {
  local values=("environmentName=$environment" "auth=$auth" "operator={\"principalId\":\"$caller\",\"principalType\":\"$caller_type\"}")
  [ $one_region = no ] || values+=("locations=[{\"name\":\"$location\"}]")
  [ -z "$agent_sha256" ] || values+=("agent={\"uri\":\"$agent_uri\",\"sha256\":\"$agent_sha256\"}")
  say "Deploying the resources"
  change az deployment sub create --name "$deployment" --location "$location" --parameters "$parameters" --parameters "${values[@]}" --output none --only-show-errors
}

# agent ACCOUNT: sets agent_uri and agent_sha256.
agent() {
  say "Publishing the agent"
  local line
  if [ $dry_run = yes ]; then
    change infra/publish-agent.sh --account "$1"
    line="AgentUri=AGENT_URI AgentSha256=AGENT_SHA256"
  else
    # A role that was just given takes a while to be known everywhere.
    local try
    for try in 1 2 3 4 5; do
      if line=$(infra/publish-agent.sh --account "$1" | tee /dev/stderr | tail -n 1); then break; fi
      [ "$try" -lt 5 ] || fail "the agent could not be published; see above"
      sleep "${DEPLOY_PAUSE:-30}"
    done
  fi
  [[ $line =~ ^AgentUri=([^ ]+)\ AgentSha256=([^ ]+)$ ]] || fail "infra/publish-agent.sh ended with '$line' instead of AgentUri=… AgentSha256=…"
  agent_uri=${BASH_REMATCH[1]} agent_sha256=${BASH_REMATCH[2]}
}

# Flex Consumption takes a zip of what dotnet publish leaves, .azurefunctions included, through the app, which puts it into the container deployments.
app() {
  say "Publishing the app"
  local name
  name=$(deployed appName)
  rm -rf $work && mkdir -p $work/app
  change dotnet publish src/Functions/Functions.csproj --configuration Release --output $work/app -v quiet -nologo
  (cd $work/app && change zip -qr ../app.zip .)
  change az functionapp deployment source config-zip --resource-group "$group" --name "${name:-APP}" --src $work/app.zip --output none --only-show-errors
}

# Without a token the API answers 401: then it is there.
awake() {
  [ $dry_run = no ] || return 0
  say "Waiting for $1"
  local try status
  for try in {1..30}; do
    status=$(curl --silent --output /dev/null --max-time 60 --write-out '%{http_code}' "$1/subscriptions/$subscription/providers/Microsoft.BatchAI/workspaces?api-version=2018-05-01" || true)
    [ "$status" != 401 ] || return 0
    [ "$try" -eq 30 ] || sleep "${DEPLOY_PAUSE:-10}"
  done
  fail "the app answers $status instead of 401; docs/operations.md says where its log is"
}

next_steps() {
  say "Ready:"
  say "  export BATCHAI_URL=$1"
  if [ "$auth" = entra ]; then
    say "  export BATCHAI_TOKEN=\$(az account get-access-token --resource $audience --query accessToken --output tsv)"
  else
    local vault
    vault=$(deployed keyVaultName)
    say "  export BATCHAI_TOKEN=\$(az keyvault secret show --vault-name ${vault:-VAULT} --name api-key --query value --output tsv)"
  fi
}

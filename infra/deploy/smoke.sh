# shellcheck shell=bash
# The whole way once: up, a job on two nodes, its output, down. Down runs whatever happened before.

smoke() {
  needs dotnet zip curl
  [ -z "$(deployed appName)" ] || fail "there is an environment $environment already, and smoke removes what it made; name another with --environment"
  say "Costs: 2 nodes of Standard_D2s_v3 at about 0.12 USD an hour each, with disk and address, for 20 minutes: about 0.08 USD. Everything else: less than 0.02 USD."
  confirm "Go on?"
  trap 'smoke_ends $?' EXIT
  trap 'exit 130' INT TERM
  up
  job
}

job() {
  local url account token
  url=$(deployed url)
  account=$(deployed storageAccountName)
  token=$(smoke_token)
  mkdir -p $work
  sed "s/<ACCOUNT>/${account:-ACCOUNT}/" infra/deploy/smoke.job.json > $work/smoke.job.json
  say "Running a job on 2 nodes"
  export BATCHAI_URL=${url:-URL} BATCHAI_TOKEN=$token
  local batchai=(dotnet run --project src/Cli --configuration Release -- --subscription "$subscription")
  change "${batchai[@]}" workspace create default --location "$location"
  change "${batchai[@]}" cluster create default --vm-size Standard_D2s_v3 --min 0 --max 2
  change "${batchai[@]}" run $work/smoke.job.json --name smoke | tee $work/smoke.output
  if [ $dry_run = no ]; then
    [ "$(sort -u $work/smoke.output | grep -c '^node ')" -eq 2 ] || fail "the job's output is not a line of each of 2 nodes"
    say "The job ran on 2 nodes, and its output came back."
  fi
}

smoke_token() {
  if [ $dry_run = yes ]; then echo TOKEN
  elif [ "$auth" = entra ]; then ask account get-access-token --resource "$audience" --query accessToken
  else ask keyvault secret show --vault-name "$(deployed keyVaultName)" --name api-key --query value
  fi
}

smoke_ends() {
  trap - EXIT
  say "Removing the environment $environment"
  change infra/deploy.sh down --environment "$environment" --yes ||
    fail "the environment $environment was not removed whole and may cost money: infra/deploy.sh down --environment $environment"
  exit "$1"
}

#!/usr/bin/env bash
# Puts the control plane on Azure, tries it, and takes it away again. infra/deploy.sh --help says more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
usage: infra/deploy.sh COMMAND [options]

  preflight   looks whether it would work: tools, roles, providers, region, rights in Entra, quota. Changes nothing.
  up          makes the environment, or brings it up to date: app registration, resources, agent, app. Safe to repeat.
  smoke       in an environment of its own: up, a job on 2 CPU nodes, its output, down. Says first what it costs.
  down        removes the environment: nodes, resources, roles, key vault for good, app registration.
  entra       only the app registration (the hook of azd)

  -e, --environment NAME   its name (dev; smoke: smoke). infra/bicep/environments/NAME.bicepparam is used where there is one, else dev's
  -l, --location REGION    one region instead of those of the parameter file
      --auth entra|key     how callers prove who they are (entra); key needs no app registration
      --gpu-size SIZE      preflight: the size whose quota is looked at (Standard_NC4as_T4_v3)
      --yes                ask nothing
      --dry-run            ask Azure what there is, print what would be changed, change nothing
  -h, --help

Needed: az 2.60 or newer, signed in (az login). up and smoke also need the .NET 10 SDK, curl and zip, and a package registry that has the Functions packages.
DEPLOY_PAUSE: seconds between two tries of what takes a while to be known everywhere (10 to 30).
Exit code: 0 done, 1 it did not work, 2 wrong usage.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
wrong() { printf 'error: %s (infra/deploy.sh --help)\n' "$*" >&2; exit 2; }

# Everything that changes something goes through here.
change() {
  if [ $dry_run = no ]; then
    "$@"
  else
    printf 'would run:'
    printf ' %q' "$@"
    printf '\n'
  fi
}

confirm() {
  [ $yes = no ] && [ $dry_run = no ] || return 0
  local answer
  read -r -p "$1 [y/N] " answer || answer=n
  [[ $answer == [yY]* ]] || fail "nothing was done"
}

needs() {
  local tool
  for tool in "$@"; do command -v "$tool" > /dev/null || fail "$tool is needed and is not on the PATH"; done
}

# What is made on the way.
work=artifacts/deploy

# Tab-separated; a list of values is a line each.
ask() { az "$@" --output tsv --only-show-errors; }

command=${1:-}
[ $# -eq 0 ] || shift
environment="" location="" one_region=no auth=entra gpu_size=Standard_NC4as_T4_v3 yes=no dry_run=no
case $command in
  -h | --help) usage; exit 0 ;;
  preflight | up | smoke | down | entra) ;;
  "") usage >&2; exit 2 ;;
  *) wrong "there is no command '$command'" ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    -e | --environment | -l | --location | --auth | --gpu-size) [ $# -ge 2 ] || wrong "$1 needs a value" ;;&
    -e | --environment) environment=$2; shift 2 ;;
    -l | --location) location=$2; one_region=yes; shift 2 ;;
    --auth) auth=$2; shift 2 ;;
    --gpu-size) gpu_size=$2; shift 2 ;;
    --yes) yes=yes; shift ;;
    --dry-run) dry_run=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "there is no option '$1'" ;;
  esac
done
[ -n "$environment" ] || { environment=dev; [ "$command" != smoke ] || environment=smoke; }
[[ $environment =~ ^[a-z][a-z0-9-]{1,19}$ ]] || wrong "an environment's name has 2 to 20 lower-case letters, digits and hyphens, a letter first; found '$environment'"
[[ $auth == entra || $auth == key ]] || wrong "--auth is entra or key; found '$auth'"
[[ $location =~ ^[a-z0-9]*$ ]] || wrong "a region's name has lower-case letters and digits, such as westeurope; found '$location'"

parameters=infra/bicep/environments/$environment.bicepparam
[ -f "$parameters" ] || parameters=infra/bicep/environments/dev.bicepparam
[ -n "$location" ] || location=$(sed -nE "s/^param locations = [^']*'([a-z0-9]+)'.*/\1/p" "$parameters")
deployment=batchai-$environment
group=rg-batchai-$environment
nodes_group=$group-nodes

needs az
# shellcheck source=infra/deploy/account.sh
. infra/deploy/account.sh
# shellcheck source=infra/deploy/preflight.sh
. infra/deploy/preflight.sh
# shellcheck source=infra/deploy/entra.sh
. infra/deploy/entra.sh
# shellcheck source=infra/deploy/up.sh
. infra/deploy/up.sh
# shellcheck source=infra/deploy/smoke.sh
. infra/deploy/smoke.sh
# shellcheck source=infra/deploy/down.sh
. infra/deploy/down.sh
account
"$command"

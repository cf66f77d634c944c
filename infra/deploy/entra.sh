# shellcheck shell=bash
# The app registration: who may call is a role in it. Found by its address, so it is made once, however often this runs.

graph=https://graph.microsoft.com/v1.0

entra() {
  if [ "$auth" = key ]; then say "auth=key: no app registration"; return; fi
  local app
  app=$(ask ad app list --identifier-uri "$audience" --query '[0].appId')
  if [ -z "$app" ]; then
    say "Making the app registration $audience"
    change az ad app create --display-name "Batch AI ($environment)" --identifier-uris "$audience" --sign-in-audience AzureADMyOrg --output none
    app=$([ $dry_run = yes ] || ask ad app list --identifier-uri "$audience" --query '[0].appId')
    app=${app:-APP}
  fi
  change az rest --method patch --url "$graph/applications(appId='$app')" --body @infra/deploy/registration.json
  # A scope has to be there before somebody may use it.
  change az rest --method patch --url "$graph/applications(appId='$app')" --body @infra/deploy/preauthorization.json

  local service
  service=$(ask ad sp list --filter "appId eq '$app'" --query '[0].id')
  if [ -z "$service" ]; then
    change az ad sp create --id "$app" --output none
    service=$([ $dry_run = yes ] || ask ad sp list --filter "appId eq '$app'" --query '[0].id')
    service=${service:-SERVICE}
  fi
  contributor "$service"
}

# Whoever deploys may use it; others are given a role in the portal, or as docs/clients.md says.
contributor() {
  local role held
  role=$(sed -nE '0,/"id"/s/.*"id": "([^"]+)".*/\1/p' infra/deploy/registration.json)
  held=$([ "$1" = SERVICE ] || ask rest --method get --url "$graph/servicePrincipals/$1/appRoleAssignedTo" --query "value[?principalId=='$caller' && appRoleId=='$role'].id")
  [ -n "$held" ] || change az rest --method post --url "$graph/servicePrincipals/$1/appRoleAssignedTo" --body "{\"principalId\":\"$caller\",\"resourceId\":\"$1\",\"appRoleId\":\"$role\"}" --output none
}

remove_registration() {
  local object
  object=$(ask ad app list --identifier-uri "$audience" --query '[0].id' || true)
  [ -n "$object" ] || return 0
  say "Removing the app registration"
  change az ad app delete --id "$object"
  # Deleted, it would be kept for 30 days, and its address with it.
  change az rest --method delete --url "$graph/directory/deletedItems/$object"
}

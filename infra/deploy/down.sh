# shellcheck shell=bash
# Removes the environment, also what outlives its resource groups: roles, the deleted vault, logs, the app registration.

down() {
  confirm "Remove the environment $environment with all its data?"
  local app
  if there "$group"; then
    # First the app, which would make nodes anew; then the rest.
    app=$(ask functionapp list --resource-group "$group" --query '[].name' || true)
    if [ -n "$app" ]; then
      say "Removing the app"
      change az functionapp delete --resource-group "$group" --name "$app"
    fi
    # Deleted with its group it would be kept for 14 days.
    local logs
    logs=$(ask monitor log-analytics workspace list --resource-group "$group" --query '[].name' || true)
    [ -z "$logs" ] || change az monitor log-analytics workspace delete --resource-group "$group" --workspace-name "$logs" --force true --yes
  fi

  custom_roles
  local one
  for one in "$nodes_group" "$group"; do
    if there "$one"; then
      say "Removing $one"
      change az group delete --name "$one" --yes
    fi
  done

  purge
  remove_registration
  if [ -n "$(deployed appName)" ]; then change az deployment sub delete --name "$deployment"; fi
  nothing_left
}

there() { [ "$(ask group exists --name "$1")" = true ]; }

# Definitions belong to the tenant. They go when nobody holds them any more.
custom_roles() {
  local scope role assignment removed=" "
  for scope in "/subscriptions/$subscription" "/subscriptions/$subscription/resourceGroups/$group" "/subscriptions/$subscription/resourceGroups/$nodes_group"; do
    for role in $(roles_in "$scope"); do
      [[ $removed != *" $role "* ]] || continue
      removed+="$role "
      say "Removing the custom role $role"
      for assignment in $(ask role assignment list --all --query "[?ends_with(roleDefinitionId, '$role')].id" || true); do
        change az role assignment delete --ids "$assignment"
      done
      change az role definition delete --name "$role" --scope "$scope"
    done
  done
}

roles_in() { ask role definition list --custom-role-only true --scope "$1" --query "[?starts_with(roleName, 'BatchAI ') && contains(roleName, '($environment ')].name" || true; }

# Deleted vaults keep their names and their contents for a while.
purge() {
  local name protected
  while read -r name protected; do
    if [ "${protected,,}" = true ]; then
      say "The key vault $name has purge protection: it stays deleted, at no price, for 90 days. Until then an environment of this name needs it recovered: az keyvault recover --name $name"
    else
      change az keyvault purge --name "$name"
    fi
  done < <(deleted_vaults)
}

deleted_vaults() { ask keyvault list-deleted --resource-type vault --query "[?properties.tags.workload=='batchai' && properties.tags.environment=='$environment'].[name, properties.purgeProtectionEnabled]" || true; }

nothing_left() {
  [ "$dry_run" = no ] || return 0
  local left
  left=$({ roles_in "/subscriptions/$subscription"; deleted_vaults | grep -viE 'true$'; ask ad app list --identifier-uri "$audience" --query '[0].id'; } || true)
  local one
  for one in "$nodes_group" "$group"; do
    if there "$one"; then left+=" $one"; fi
  done
  [[ -z ${left//[[:space:]]/} ]] || fail "still there, so run this again: $(xargs <<< "$left")"
  say "Nothing of $environment is left."
}

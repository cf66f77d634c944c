# shellcheck shell=bash
# Who is asking, and for which subscription.

account() {
  local found
  found=$(ask account show --query '[id, tenantId, name, user.type, user.name]') || fail "not signed in to Azure: az login"
  { read -r subscription; read -r tenant; read -r subscription_name; read -r caller_type; read -r caller_name; } <<< "$found"
  [ -n "${caller_name:-}" ] || fail "az account show answers something unexpected: $found"
  audience=api://$tenant/batchai-$environment

  if [ "$caller_type" = user ]; then
    caller_type=User
    caller=$(ask ad signed-in-user show --query id) || caller=""
  else
    caller_type=ServicePrincipal
    caller=$(ask ad sp show --id "$caller_name" --query id) || caller=""
  fi
  [ -n "$caller" ] || fail "Entra does not say who $caller_name is; sign in again: az login --tenant $tenant"
  say "Environment $environment in $location, subscription $subscription_name ($subscription), as $caller_name"
}

# What the last deployment says of itself; nothing when there was none.
deployed() { ask deployment sub show --name "$deployment" --query "properties.outputs.$1.value" 2> /dev/null || true; }

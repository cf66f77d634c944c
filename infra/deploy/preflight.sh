# shellcheck shell=bash
# Looks whether a deployment would work, and says of each finding what to do about it.

preflight() {
  findings=0
  roles
  providers
  region
  entra_rights
  quota Standard_D2s_v3 4 "2 nodes of the smoke test"
  quota "$gpu_size" 1 "a GPU node" optional
  network
  [ $findings -eq 0 ] || fail "$findings of these have to be mended first"
  say "Ready: infra/deploy.sh up --environment $environment"
}

good() { printf '  ok      %s\n' "$*"; }
note() { printf '  note    %s\n' "$*"; }
bad() { printf '  MISSING %s\n' "$*"; findings=$((findings + 1)); }

# Roles are given and custom ones defined, so making resources is not enough.
roles() {
  local held
  held=$(ask role assignment list --assignee "$caller" --scope "/subscriptions/$subscription" --include-inherited --include-groups --query '[].roleDefinitionName' || true)
  if grep -qx Owner <<< "$held"; then good "role Owner"
  elif grep -qx Contributor <<< "$held" && grep -qx 'User Access Administrator' <<< "$held"; then good "roles Contributor and User Access Administrator"
  else bad "the role Owner, or Contributor with User Access Administrator, on the subscription; held: $(paste -sd, <<< "${held:-none}")"
  fi
}

providers() {
  local registered name missing=0
  registered=$(ask provider list --query "[?registrationState=='Registered'].namespace" || true)
  for name in Microsoft.Authorization Microsoft.Compute Microsoft.Insights Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web; do
    grep -qix "$name" <<< "$registered" || { bad "the provider $name: az provider register --namespace $name"; missing=1; }
  done
  [ $missing -eq 1 ] || good "all resource providers are registered"
}

region() {
  local regions
  regions=$(ask functionapp list-flexconsumption-locations --query '[].name' || true)
  if tr -d ' ' <<< "$regions" | grep -qix "$location"; then good "Flex Consumption is to be had in $location"
  else bad "Flex Consumption in $location; take another --location: $(tr -d ' ' <<< "$regions" | tr '[:upper:]' '[:lower:]' | paste -sd' ')"
  fi
}

entra_rights() {
  if [ "$auth" = key ]; then good "auth=key needs no rights in Entra"; return; fi
  local anybody held
  anybody=$(ask rest --method get --url "$graph/policies/authorizationPolicy" --query defaultUserRolePermissions.allowedToCreateApps || true)
  held=$(ask rest --method get --url "$graph/me/transitiveMemberOf/microsoft.graph.directoryRole" --query 'value[].displayName' 2> /dev/null || true)
  if [ "${anybody,,}" = true ] || grep -qxE 'Global Administrator|(Cloud )?Application Administrator|Application Developer' <<< "$held"; then good "may make an app registration"
  else bad "the right to make an app registration: ask for the role Application Developer, or use --auth key"
  fi
}

# What the smoke test makes: a network with its security group, and two nodes with a card and an address each. What the region does not limit is not
# in the list; a list without anything is none.
network() {
  local name used limit free short=no listed=no
  local -A wanted=([VirtualNetworks]=1 [NetworkSecurityGroups]=1 [NetworkInterfaces]=2 [PublicIPAddresses]=2 [StandardSkuPublicIpAddresses]=2)
  while IFS=$'\t' read -r name used limit; do
    [ -n "$name" ] || continue
    listed=yes free=$((limit - used))
    if [ "$free" -lt "${wanted[$name]:-0}" ]; then
      bad "quota of the network: $free of ${wanted[$name]} $name is free. Ask for more: https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas"
      short=yes
    fi
  done < <(ask network list-usages --location "$location" --query '[].[name.value, currentValue, limit]' || true)
  if [ $listed = no ]; then bad "the quotas of the network in $location: they cannot be read"
  elif [ $short = no ]; then good "quotas of the network"
  fi
}

# quota SIZE CORES WHAT [optional]: whether so many cores more fit into both limits of the region.
quota() {
  local size=$1 cores=$2 what=$3 family name used limit free=""
  family=$(ask vm list-skus --location "$location" --size "$size" --resource-type virtualMachines --query "[?name=='$size'].family" || true)
  if [ -z "$family" ]; then
    if [ "${4:-}" = optional ]; then note "$size is not to be had in $location"; else bad "$size in $location"; fi
    return
  fi

  while IFS=$'\t' read -r name used limit; do
    if [ "${name,,}" = "${family,,}" ] || [ "${name,,}" = cores ]; then
      if [ -z "$free" ] || [ $((limit - used)) -lt "$free" ]; then free=$((limit - used)); fi
    fi
  done < <(ask vm list-usage --location "$location" --query '[].[name.value, currentValue, limit]' || true)

  if [ "${free:-0}" -ge "$cores" ]; then good "quota for $what: $free cores of $family are free"
  else
    local more="quota for $what ($size): ${free:-0} cores of $family are free. Ask for more: https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas"
    if [ "${4:-}" = optional ]; then note "$more"; else bad "$more"; fi
  fi
}

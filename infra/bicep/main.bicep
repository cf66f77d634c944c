metadata name = 'BatchAiFunctions'
metadata description = 'The control plane in one resource group, its nodes in another. Costs next to nothing while no node exists.'

targetScope = 'subscription'

import { NodeLocation, vnetName } from 'modules/network.bicep'
import { Operator } from 'modules/access/operator.bicep'

@description('A published agent.')
type Agent = {
  @description('Address of the blob, in the container agent.')
  uri: string

  @description('SHA-256 of the blob, in hex.')
  @minLength(64)
  @maxLength(64)
  sha256: string
}

@description('Required. Names everything: the resource groups are rg-batchai-{environmentName} and rg-batchai-{environmentName}-nodes.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Required. Regions that may have nodes. The first is the default of clusters, and the control plane lives in it.')
@minLength(1)
param locations NodeLocation[]

@description('Optional. How callers prove who they are: tokens of Microsoft Entra, or one key where an app registration is forbidden.')
param auth ('entra' | 'key') = 'entra'

@description('Optional. Audience of the tokens that are taken with auth=entra. Left out: the application id URI that the hook gives the app registration, api://{tenant}/batchai-{environmentName}.')
param audience string?

@secure()
@description('Conditional. The key of auth=key, 32 characters or more, written to the key vault. Left out: the one that is there stays.')
param apiKey string?

@description('Optional. Who deploys: may read and write the containers agent, data and deployments, and read the key of auth=key. Nobody when left out.')
param operator Operator?

@description('Optional. The agent that nodes start: the last line of publish-agent.sh. Left out until there is one; without it the app does not start.')
param agent Agent?

@description('Optional. Address that clients use, for a domain of your own. Left out: the one that Azure gives.')
param publicBaseUrl string?

@description('Optional. Most instances of the control plane at once.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Optional. Instances of the control plane that never sleep. Each has a standing price: about 21 USD a month. 0: none.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 0

@description('Optional. One address for all that nodes send out. Has a standing price: about 37 USD a month for each location. false: a public address for each node, paid only while the node exists.')
param natGateway bool = false

@description('Optional. Address ranges that may reach nodes by ssh. None: nobody from outside.')
param sshSources string[] = []

@description('Optional. A job\'s files under this prefix of the container data are deleted after so many days without a change. 0: never.')
@minValue(0)
@maxValue(36500)
param deleteDataAfterDays int = 0

@description('Optional. Most that is logged in a day, in GB; then logging stops until the next day. About 2.30 USD a GB beyond the 5 GB a month that cost nothing.')
param logCapGb string = '0.15'

@description('Optional. Purge protection of the key vault: a deleted vault cannot be removed for good before its 90 days are over, by nobody.')
param purgeProtection bool = false

var tags = { workload: 'batchai', environment: environmentName }
var token = uniqueString(subscription().id, environmentName, locations[0].name)
var names = {
  app: 'func-batchai-${token}'
  appIdentity: 'id-batchai-${environmentName}-app'
  nodeIdentity: 'id-batchai-${environmentName}-nodes'
  storage: 'stbatchai${token}'
  vault: 'kv-batchai-${token}'
  logs: 'log-batchai-${environmentName}'
  insights: 'appi-batchai-${environmentName}'
  plan: 'plan-batchai-${environmentName}'
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-batchai-${environmentName}'
  location: locations[0].name
  tags: tags
}

resource nodesGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-batchai-${environmentName}-nodes'
  location: locations[0].name
  tags: tags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: {
    appIdentityName: names.appIdentity
    nodeIdentityName: names.nodeIdentity
    location: locations[0].name
    tags: tags
  }
}

module network 'modules/network.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    locations: locations
    natGateway: natGateway
    sshSources: sshSources
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: locations[0].name
    deleteDataAfterDays: deleteDataAfterDays
    tags: tags
  }
}

module keyVault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    name: names.vault
    location: locations[0].name
    purgeProtection: purgeProtection
    apiKey: apiKey
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    logsName: names.logs
    insightsName: names.insights
    location: locations[0].name
    logCapGb: logCapGb
    tags: tags
  }
}

module appAccess 'modules/access/app.bicep' = {
  scope: group
  params: {
    appPrincipalId: identities.outputs.appPrincipalId
    nodeIdentityName: names.nodeIdentity
    storageName: names.storage
    vaultName: names.vault
    insightsName: names.insights
    vnetNames: map(locations, place => vnetName(environmentName, place.name))
    environmentName: environmentName
  }
  dependsOn: [storage, keyVault, monitoring, network]
}

module nodeAccess 'modules/access/nodes.bicep' = {
  scope: group
  params: {
    nodePrincipalId: identities.outputs.nodePrincipalId
    storageName: names.storage
  }
  dependsOn: [storage]
}

module operatorAccess 'modules/access/operator.bicep' = if (operator != null) {
  scope: group
  params: {
    operator: operator!
    storageName: names.storage
    vaultName: names.vault
    usesKey: auth == 'key'
  }
  dependsOn: [storage, keyVault]
}

module fleetAccess 'modules/access/fleet.bicep' = {
  scope: nodesGroup
  params: {
    appPrincipalId: identities.outputs.appPrincipalId
    environmentName: environmentName
  }
}

module subscriptionAccess 'modules/access/subscription.bicep' = {
  params: {
    appPrincipalId: identities.outputs.appPrincipalId
    environmentName: environmentName
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: locations[0].name
    appIdentityName: names.appIdentity
    deploymentContainerUri: '${storage.outputs.blobEndpoint}${storage.outputs.deploymentContainerName}'
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    tags: tags
    settings: union(
      {
        BatchAi__SubscriptionId: subscription().subscriptionId
        BatchAi__NodesResourceGroup: nodesGroup.name
        BatchAi__PublicBaseUrl: publicBaseUrl ?? 'https://${names.app}.azurewebsites.net'
        BatchAi__Auth: auth
        BatchAi__TenantId: tenant().tenantId
        BatchAi__Storage__AccountName: storage.outputs.name
        BatchAi__KeyVaultUri: keyVault.outputs.uri
        BatchAi__NodeIdentityId: identities.outputs.nodeIdentityId
        BatchAi__NodeIdentityClientId: identities.outputs.nodeClientId
        BatchAi__NodePublicIp: natGateway ? 'false' : 'true'
        AZURE_CLIENT_ID: identities.outputs.appClientId
        AzureWebJobsStorage__accountName: storage.outputs.name
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identities.outputs.appClientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identities.outputs.appClientId}'
      },
      auth == 'entra'
        ? { BatchAi__Audience: audience ?? 'api://${tenant().tenantId}/batchai-${environmentName}' }
        : { BatchAi__ApiKey: '@Microsoft.KeyVault(SecretUri=${keyVault.outputs.uri}secrets/${keyVault.outputs.apiKeySecretName})' },
      agent == null
        ? {}
        : {
            BatchAi__AgentUri: agent!.uri
            BatchAi__AgentSha256: agent!.sha256
          },
      reduce(
        range(0, length(locations)),
        {},
        (all, i) =>
          union(all, {
            'BatchAi__Locations__${i}__Name': locations[i].name
            'BatchAi__Locations__${i}__SubnetId': network.outputs.subnetIds[i]
          })
      )
    )
  }
  dependsOn: [appAccess]
}

@description('Address of the control plane, for --url and BATCHAI_URL.')
output url string = publicBaseUrl ?? 'https://${names.app}.azurewebsites.net'

@description('Resource group of the control plane.')
output resourceGroupName string = group.name

@description('Resource group of the nodes; nothing else lives in it.')
output nodesResourceGroupName string = nodesGroup.name

@description('Name of the Functions app, which the package is published to.')
output appName string = names.app

@description('Name of the storage account, which the agent is published to and jobs mount the container data from.')
output storageAccountName string = storage.outputs.name

@description('Name of the key vault, to remove it for good after its resource group was deleted.')
output keyVaultName string = keyVault.outputs.name

@description('Where the logs of the control plane are queried: the id of the Log Analytics workspace.')
output logsWorkspaceId string = monitoring.outputs.logsWorkspaceId

metadata name = 'Access of the control plane'
metadata description = 'What the control plane may do in its own resource group.'

@description('Required. Object id of the identity of the control plane.')
param appPrincipalId string

@description('Required. Name of the identity that the control plane hands to its nodes.')
param nodeIdentityName string

@description('Required. Name of the storage account.')
param storageName string

@description('Required. Name of the key vault.')
param vaultName string

@description('Required. Name of the Application Insights component.')
param insightsName string

@description('Required. Names of the networks that nodes are put into.')
param vnetNames string[]

@description('Required. Part of the name of the custom role.')
param environmentName string

var storageBlobDataOwner = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
var storageQueueDataContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88')
var storageTableDataContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3')
var monitoringMetricsPublisher = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
var managedIdentityOperator = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'f1a07417-d97a-45cb-824c-7a7467783830')

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource nodeIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: nodeIdentityName
}

resource vnets 'Microsoft.Network/virtualNetworks@2025-05-01' existing = [for name in vnetNames: { name: name }]

resource keepsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'app', storageBlobDataOwner)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: storageBlobDataOwner
    description: 'Leases of the Functions host and of Durable Functions, large messages, output files of jobs'
  }
}

resource keepsQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'app', storageQueueDataContributor)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: storageQueueDataContributor
    description: 'Job messages, events, and the queues of Durable Functions'
  }
}

resource keepsTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'app', storageTableDataContributor)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: storageTableDataContributor
    description: 'The facts, and the tables of Durable Functions'
  }
}

// The built-in role that may write secrets may also delete, purge and list them.
resource secretKeeper 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'secret keeper')
  properties: {
    roleName: 'BatchAI secret keeper (${environmentName} ${uniqueString(resourceGroup().id)})'
    description: 'Writes secrets and reads those whose name it knows; lists and deletes none.'
    type: 'CustomRole'
    permissions: [
      {
        dataActions: [
          'Microsoft.KeyVault/vaults/secrets/getSecret/action'
          'Microsoft.KeyVault/vaults/secrets/setSecret/action'
        ]
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource keepsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, 'app', 'secret keeper')
  scope: vault
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretKeeper.id
    description: 'Makes and reads the key that secrets of jobs are encrypted with'
  }
}

resource sendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, 'app', monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: monitoringMetricsPublisher
    description: 'Sends logs and traces'
  }
}

resource handsOutNodeIdentity 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(nodeIdentity.id, 'app', managedIdentityOperator)
  scope: nodeIdentity
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: managedIdentityOperator
    description: 'Gives nodes this identity, and no other'
  }
}

resource subnetJoiner 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'subnet joiner')
  properties: {
    roleName: 'BatchAI subnet joiner (${environmentName} ${uniqueString(resourceGroup().id)})'
    description: 'Puts machines into subnets and changes nothing about them.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Network/virtualNetworks/read'
          'Microsoft.Network/virtualNetworks/subnets/read'
          'Microsoft.Network/virtualNetworks/subnets/join/action'
        ]
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource joinsSubnets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in vnetNames: {
    name: guid(vnets[i].id, 'app', 'subnet joiner')
    scope: vnets[i]
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subnetJoiner.id
      description: 'Puts nodes into the subnet'
    }
  }
]

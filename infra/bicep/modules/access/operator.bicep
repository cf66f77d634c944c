metadata name = 'Access of the operator'
metadata description = 'What whoever deploys may do with data: publish the agent and the app, put and get files, read the key of auth=key.'

@export()
@description('Who deploys.')
type Operator = {
  @description('Object id in Microsoft Entra.')
  principalId: string

  @description('Kind of it: a person, or a pipeline.')
  principalType: 'User' | 'Group' | 'ServicePrincipal'
}

@description('Required. Who deploys.')
param operator Operator

@description('Required. Name of the storage account.')
param storageName string

@description('Required. Name of the key vault.')
param vaultName string

@description('Required. Whether callers prove themselves by the key in the vault.')
param usesKey bool

var storageBlobDataContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
var keyVaultSecretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
var containerNames = ['agent', 'data', 'deployments']

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01' existing = [
  for name in containerNames: {
    parent: account::blobs
    name: name
  }
]

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName

  resource apiKey 'secrets' existing = {
    name: 'api-key'
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in containerNames: {
    name: guid(containers[i].id, operator.principalId, storageBlobDataContributor)
    scope: containers[i]
    properties: {
      principalId: operator.principalId
      principalType: operator.principalType
      roleDefinitionId: storageBlobDataContributor
      description: 'Publishes the agent and the app, puts and gets files of jobs'
    }
  }
]

resource readsApiKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (usesKey) {
  name: guid(vault.id, operator.principalId, keyVaultSecretsUser)
  scope: vault::apiKey
  properties: {
    principalId: operator.principalId
    principalType: operator.principalType
    roleDefinitionId: keyVaultSecretsUser
    description: 'Reads the key of auth=key, and no other secret'
  }
}

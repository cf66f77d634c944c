metadata name = 'Access of the nodes'
metadata description = 'What a node may reach by its identity. It has no role in Azure Resource Manager.'

@description('Required. Object id of the identity of the nodes.')
param nodePrincipalId string

@description('Required. Name of the storage account.')
param storageName string

var storageBlobDataReader = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
var storageBlobDataContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource agent 'containers' existing = {
      name: 'agent'
    }

    resource data 'containers' existing = {
      name: 'data'
    }
  }
}

resource fetchesAgent 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::agent.id, 'nodes', storageBlobDataReader)
  scope: account::blobs::agent
  properties: {
    principalId: nodePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: storageBlobDataReader
    description: 'Fetches the agent at boot'
  }
}

resource mountsData 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::data.id, 'nodes', storageBlobDataContributor)
  scope: account::blobs::data
  properties: {
    principalId: nodePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: storageBlobDataContributor
    description: 'Reads and writes the files of jobs'
  }
}

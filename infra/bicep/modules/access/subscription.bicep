metadata name = 'Access in the subscription'
metadata description = 'The only thing the control plane sees of the rest of the subscription: which sizes and images there are, and how much of the quota is used.'

targetScope = 'subscription'

@description('Required. Object id of the identity of the control plane.')
param appPrincipalId string

@description('Required. Part of the name of the custom role.')
param environmentName string

resource capacityReader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, environmentName, 'capacity reader')
  properties: {
    roleName: 'BatchAI capacity reader (${environmentName} ${uniqueString(subscription().id)})'
    description: 'Reads sizes, images and used quota, and no resource.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Compute/skus/read'
          'Microsoft.Compute/locations/usages/read'
          'Microsoft.Compute/locations/vmSizes/read'
          'Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions/read'
        ]
      }
    ]
    assignableScopes: [subscription().id]
  }
}

resource readsCapacity 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, environmentName, 'app', 'capacity reader')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: capacityReader.id
    description: 'Knows before it asks whether a cluster can grow'
  }
}

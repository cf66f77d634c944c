metadata name = 'Access to the fleet'
metadata description = 'Lets the control plane make, resize and delete machines in the resource group of the nodes, and nowhere else.'

@description('Required. Object id of the identity of the control plane.')
param appPrincipalId string

@description('Required. Part of the name of the custom role.')
param environmentName string

var virtualMachineContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '9980e02c-c2be-4d73-94e8-173b1dc7cf3c')

resource runsFleet 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, 'app', virtualMachineContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: virtualMachineContributor
    description: 'Makes, resizes and deletes nodes and file servers'
  }
}

// The role above reads and joins public addresses, but does not make them.
resource addressKeeper 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'address keeper')
  properties: {
    roleName: 'BatchAI address keeper (${environmentName} ${uniqueString(resourceGroup().id)})'
    description: 'Makes and removes the public addresses of machines.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Network/publicIPAddresses/read'
          'Microsoft.Network/publicIPAddresses/write'
          'Microsoft.Network/publicIPAddresses/delete'
          'Microsoft.Network/publicIPAddresses/join/action'
        ]
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource keepsAddresses 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, 'app', 'address keeper')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: addressKeeper.id
    description: 'Gives nodes and file servers their way out'
  }
}

metadata name = 'Access to the fleet'
metadata description = 'Lets the control plane make, resize and delete machines in the resource group of the nodes, and nowhere else.'

@description('Required. Object id of the identity of the control plane.')
param appPrincipalId string

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

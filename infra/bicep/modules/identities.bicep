metadata name = 'Identities'
metadata description = 'Who the control plane is, and who its nodes are. Neither has a password.'

@description('Required. Name of the identity of the control plane.')
param appIdentityName string

@description('Required. Name of the identity that every node carries.')
param nodeIdentityName string

@description('Required. Region of both.')
param location string

@description('Required. Tags of both.')
param tags { *: string }

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: appIdentityName
  location: location
  tags: tags
}

resource nodes 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: nodeIdentityName
  location: location
  tags: tags
}

@description('Client id of the identity of the control plane.')
output appClientId string = app.properties.clientId

@description('Object id of the identity of the control plane, which roles are given to.')
output appPrincipalId string = app.properties.principalId

@description('Resource id of the identity of the nodes.')
output nodeIdentityId string = nodes.id

@description('Client id of the identity of the nodes.')
output nodeClientId string = nodes.properties.clientId

@description('Object id of the identity of the nodes, which roles are given to.')
output nodePrincipalId string = nodes.properties.principalId

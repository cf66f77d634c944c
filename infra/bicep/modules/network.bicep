metadata name = 'Network'
metadata description = 'One virtual network with one subnet of nodes a location. They are not joined: a cluster and its file servers are in one location.'

@export()
@description('A region that may have nodes.')
type NodeLocation = {
  @description('Name of the region, for example westeurope.')
  name: string

  @description('Addresses of its network, a /16 to /20, all of them in the subnet of the nodes. Left out: 10.{place in the list}.0.0/16.')
  addressSpace: string?
}

@export()
@description('Name of the network of a location.')
func vnetName(environmentName string, location string) string => 'vnet-batchai-${environmentName}-${location}'

@description('Required. Part of the names.')
param environmentName string

@description('Required. Where nodes may be.')
param locations NodeLocation[]

@description('Required. One address for all that nodes send out. Has a standing price: about 37 USD a month for each location.')
param natGateway bool

@description('Required. Address ranges that may reach nodes by ssh.')
param sshSources string[]

@description('Required. Tags of everything.')
param tags { *: string }

resource guards 'Microsoft.Network/networkSecurityGroups@2025-05-01' = [
  for place in locations: {
    name: 'nsg-batchai-${environmentName}-${place.name}'
    location: place.name
    tags: tags
    properties: {
      securityRules: empty(sshSources)
        ? []
        : [
            {
              name: 'ssh'
              properties: {
                description: 'The sources that the deployment names.'
                priority: 100
                direction: 'Inbound'
                access: 'Allow'
                protocol: 'Tcp'
                sourceAddressPrefixes: sshSources
                sourcePortRange: '*'
                destinationAddressPrefix: '*'
                destinationPortRange: '22'
              }
            }
          ]
    }
  }
]

resource addresses 'Microsoft.Network/publicIPAddresses@2025-05-01' = [
  for place in locations: if (natGateway) {
    name: 'pip-batchai-${environmentName}-${place.name}'
    location: place.name
    tags: tags
    sku: { name: 'Standard' }
    properties: { publicIPAllocationMethod: 'Static' }
  }
]

resource gateways 'Microsoft.Network/natGateways@2025-05-01' = [
  for (place, i) in locations: if (natGateway) {
    name: 'ng-batchai-${environmentName}-${place.name}'
    location: place.name
    tags: tags
    sku: { name: 'Standard' }
    properties: { publicIpAddresses: [{ id: addresses[i].id }] }
  }
]

resource vnets 'Microsoft.Network/virtualNetworks@2025-05-01' = [
  for (place, i) in locations: {
    name: vnetName(environmentName, place.name)
    location: place.name
    tags: tags
    properties: {
      addressSpace: { addressPrefixes: [place.?addressSpace ?? '10.${i}.0.0/16'] }
      subnets: [
        {
          name: 'nodes'
          properties: {
            addressPrefix: place.?addressSpace ?? '10.${i}.0.0/16'
            networkSecurityGroup: { id: guards[i].id }
            natGateway: natGateway ? { id: gateways[i].id } : null
            // Nodes leave by the gateway or by addresses of their own, never by one that Azure picks and may change.
            defaultOutboundAccess: false
            serviceEndpoints: [{ service: 'Microsoft.Storage' }]
          }
        }
      ]
    }
  }
]

@description('Resource ids of the subnets of nodes, in the order of the locations.')
output subnetIds string[] = [for (place, i) in locations: '${vnets[i].id}/subnets/nodes']

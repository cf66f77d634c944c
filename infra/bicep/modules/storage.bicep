metadata name = 'Storage'
metadata description = 'The one account of the control plane: facts in tables, messages in queues, files in blobs. Nobody gets in by a key.'

@description('Required. Name of the account.')
param name string

@description('Required. Region of the account.')
param location string

@description('Required. Files in the container data are deleted after so many days without a change. 0: never.')
param deleteDataAfterDays int

@description('Required. Tags of the account.')
param tags { *: string }

var containerNames = ['agent', 'data', 'messages', 'deployments']
var queueNames = ['batchai-jobs', 'batchai-jobs-poison', 'batchai-events']

// A message is looked at for seven days at most.
var lifetimes = concat([{ container: 'messages', days: 8 }], deleteDataAfterDays == 0 ? [] : [{ container: 'data', days: deleteDataAfterDays }])

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // The control plane is in no network, for a private endpoint has a standing price. Tokens of Entra keep the door.
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-08-01' = {
  parent: account
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01' = [
  for container in containerNames: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-08-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-08-01' = [
  for queue in queueNames: {
    parent: queueService
    name: queue
  }
]

// The tables themselves are made by the control plane, which knows their names.
resource tables 'Microsoft.Storage/storageAccounts/tableServices@2025-08-01' = {
  parent: account
  name: 'default'
}

resource retention 'Microsoft.Storage/storageAccounts/managementPolicies@2025-08-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: map(lifetimes, life => {
        name: life.container
        enabled: true
        type: 'Lifecycle'
        definition: {
          filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: ['${life.container}/'] }
          actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: life.days } } }
        }
      })
    }
  }
  dependsOn: [blobs]
}

@description('Name of the account.')
output name string = account.name

@description('Address of its blobs, with a slash at the end.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('Name of the container of the app\'s packages.')
output deploymentContainerName string = containerNames[3]

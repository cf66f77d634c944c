metadata name = 'Key vault'
metadata description = 'What must stay secret: the key that secrets of jobs are encrypted with, and the key of auth=key.'

@description('Required. Name of the vault.')
param name string

@description('Required. Region of the vault.')
param location string

@description('Required. Whether a deleted vault must be kept for its retention time, 90 days then and 7 otherwise.')
param purgeProtection bool

@secure()
@description('Optional. The key of auth=key. Left out: the one that is there stays.')
param apiKey string?

@description('Required. Tags of the vault.')
param tags { *: string }

var apiKeyName = 'api-key'

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: purgeProtection ? 90 : 7
    // false is refused: once on it stays on.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: 'Enabled'
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (apiKey != null) {
  parent: vault
  name: apiKeyName
  properties: {
    value: apiKey!
    contentType: 'text/plain'
  }
}

@description('Name of the vault.')
output name string = vault.name

@description('Address of the vault, with a slash at the end.')
output uri string = vault.properties.vaultUri

@description('Name of the secret that holds the key of auth=key.')
output apiKeySecretName string = apiKeyName

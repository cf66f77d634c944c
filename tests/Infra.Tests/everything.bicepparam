// Every switch on: so that the tests see each conditional resource and setting, and something that has a standing price.
using '../../infra/bicep/main.bicep'

param environmentName = 'everything'
param locations = [{ name: 'westeurope', addressSpace: '10.8.0.0/16' }, { name: 'northeurope' }]
param auth = 'key'
param apiKey = 'not-a-secret-only-a-test-of-the-template'
param operator = { principalId: '11111111-1111-1111-1111-111111111111', principalType: 'User' }
param agent = {
  uri: 'https://example.com/agent'
  sha256: '0000000000000000000000000000000000000000000000000000000000000000'
}
param publicBaseUrl = 'https://batchai.example.com'
param alwaysReadyInstances = 1
param natGateway = true
param sshSources = ['192.0.2.0/24']
param deleteDataAfterDays = 30
param purgeProtection = true

// What azd deploys: its own environment's name and region, and what the hooks have found out.
using 'main.bicep'

var found = {
  location: readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
  auth: readEnvironmentVariable('BATCHAI_AUTH', 'entra')
  audience: readEnvironmentVariable('BATCHAI_AUDIENCE', '')
  apiKey: readEnvironmentVariable('BATCHAI_API_KEY', '')
  agentUri: readEnvironmentVariable('BATCHAI_AGENT_URI', '')
  agentSha256: readEnvironmentVariable('BATCHAI_AGENT_SHA256', '')
  operatorId: readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
  operatorType: readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
}

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param locations = [{ name: found.location }]
param auth = found.auth == 'key' ? 'key' : 'entra'
param audience = empty(found.audience) ? null : found.audience
param apiKey = empty(found.apiKey) ? null : found.apiKey
param agent = empty(found.agentSha256)
  ? null
  : {
      uri: found.agentUri
      sha256: found.agentSha256
    }
param operator = empty(found.operatorId)
  ? null
  : {
      principalId: found.operatorId
      principalType: found.operatorType == 'ServicePrincipal' ? 'ServicePrincipal' : 'User'
    }

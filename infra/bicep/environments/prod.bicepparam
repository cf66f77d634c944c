// Two regions, files that stay, and a vault that nobody can remove by mistake. No standing price either.
using '../main.bicep'

param environmentName = 'prod'
param locations = [{ name: 'westeurope' }, { name: 'northeurope' }]
param maximumInstanceCount = 100
param logCapGb = '1'
param purgeProtection = true
param apiKey = empty(readEnvironmentVariable('BATCHAI_API_KEY', '')) ? null : readEnvironmentVariable('BATCHAI_API_KEY', '')

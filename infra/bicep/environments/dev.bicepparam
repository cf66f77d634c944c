// One region and nothing that is paid for while nobody works.
using '../main.bicep'

param environmentName = 'dev'
param locations = [{ name: 'westeurope' }]
param deleteDataAfterDays = 30
param apiKey = empty(readEnvironmentVariable('BATCHAI_API_KEY', '')) ? null : readEnvironmentVariable('BATCHAI_API_KEY', '')

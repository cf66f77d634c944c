metadata name = 'Monitoring'
metadata description = 'Logs and traces of the control plane, with a cap a day so that no fault can become a bill.'

@description('Required. Name of the Log Analytics workspace.')
param logsName string

@description('Required. Name of the Application Insights component.')
param insightsName string

@description('Required. Region of both.')
param location string

@description('Required. Most that is taken in a day, in GB; text because it may be a fraction.')
param logCapGb string

@description('Required. Tags of both.')
param tags { *: string }

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: logsName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: json(logCapGb) }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
  }
}

@description('Where telemetry is sent. No secret: sending takes a token.')
output connectionString string = insights.properties.ConnectionString

@description('Resource id of the Log Analytics workspace.')
output logsWorkspaceId string = logs.id

namespace BatchAi.Model.Tests;

/// <summary>One document of each kind with every property there is, as a client would send it.</summary>
internal static class Documents
{
    /// <summary>Stands wherever a secret value stands.</summary>
    public const string Marker = "MARKER-5f2c";

    /// <summary>A secret that is in a key vault; it is read, and refused where a secret is wanted.</summary>
    public const string Vault =
        """{"sourceVault":{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"},"secretUrl":"https://v.vault.azure.net/secrets/x"}""";

    private const string Mounts = $$"""
        {
          "azureFileShares":[
            {"accountName":"acct","azureFileUrl":"https://acct.file.core.windows.net/share/sub","credentials":{"accountKey":"{{Marker}}"},"relativeMountPath":"afs","fileMode":"0755","directoryMode":"0700"},
            {"accountName":"acct","azureFileUrl":"https://acct.file.core.windows.net/other","credentials":{"accountKey":"{{Marker}}"},"relativeMountPath":"afs2","fileMode":"0777","directoryMode":"0777"}],
          "azureBlobFileSystems":[{"accountName":"acct","containerName":"data","credentials":{"accountKey":"{{Marker}}"},"relativeMountPath":"bfs","mountOptions":"--use-https=true"}],
          "fileServers":[{"fileServer":{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/fileservers/f"},"sourceDirectory":"data","relativeMountPath":"nfs","mountOptions":"rw"}],
          "unmanagedFileSystems":[{"mountCommand":"mount -t glusterfs 10.0.0.4:/gv0","relativeMountPath":"gluster"}]
        }
        """;

    public const string Job = $$"""
        {"properties":{
          "schedulingPriority":"high",
          "cluster":{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c"},
          "mountVolumes":{{Mounts}},
          "nodeCount":4,
          "containerSettings":{"imageSourceRegistry":{"serverUrl":"nvcr.io","image":"nvcr.io/nvidia/pytorch:18.07","credentials":{"username":"$oauthtoken","password":"{{Marker}}"} },"shmSize":"16gb"},
          "customToolkitSettings":{"commandLine":"echo \"grüße\" && date"},
          "jobPreparation":{"commandLine":"apt-get update"},
          "stdOutErrPathPrefix":"$AZ_BATCHAI_MOUNT_ROOT/afs/",
          "inputDirectories":[{"id":"SCRIPT","path":"$AZ_BATCHAI_MOUNT_ROOT/afs/script"}],
          "outputDirectories":[{"id":"MODEL","pathPrefix":"$AZ_BATCHAI_JOB_MOUNT_ROOT/bfs","pathSuffix":"Models/best"}],
          "environmentVariables":[{"name":"EPOCHS","value":""},{"name":"_A1","value":"two words"}],
          "secrets":[{"name":"TOKEN","value":"{{Marker}}"},{"name":"SECOND","value":"{{Marker}}"}],
          "constraints":{"maxWallClockTime":"PT1H30M"}
        } }
        """;

    public const string Cluster = $$"""
        {"properties":{
          "vmSize":"STANDARD_NC6",
          "vmPriority":"lowpriority",
          "scaleSettings":{"autoScale":{"minimumNodeCount":1,"maximumNodeCount":8,"initialNodeCount":2} },
          "virtualMachineConfiguration":{"imageReference":{"publisher":"microsoft-ads","offer":"linux-data-science-vm-ubuntu","sku":"linuxdsvmubuntu","version":"18.5.1","virtualMachineImageId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i"} },
          "nodeSetup":{
            "setupTask":{"commandLine":"./setup.sh","environmentVariables":[{"name":"A","value":"1"}],"secrets":[{"name":"B","value":"{{Marker}}"},{"name":"C","value":"{{Marker}}"}],"stdOutErrPathPrefix":"$AZ_BATCHAI_MOUNT_ROOT/afs"},
            "mountVolumes":{{Mounts}},
            "performanceCountersSettings":{"appInsightsReference":{"component":{"id":"/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/i"},"instrumentationKey":"{{Marker}}"} } },
          "userAccountSettings":{"adminUserName":"DemoUser","adminUserSshPublicKey":"ssh-rsa AAAA","adminUserPassword":"{{Marker}}"},
          "subnet":{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"}
        } }
        """;

    public const string FileServer = $$"""
        {"properties":{
          "vmSize":"STANDARD_DS3_V2",
          "sshConfiguration":{"publicIPsToAllow":["10.0.0.0/8"],"userAccountSettings":{"adminUserName":"admin1","adminUserSshPublicKey":"ssh-rsa AAAA","adminUserPassword":"{{Marker}}"} },
          "dataDisks":{"diskSizeInGB":10,"cachingType":"readwrite","diskCount":2,"storageAccountType":"Premium_LRS"},
          "subnet":{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"}
        } }
        """;

    /// <summary>The smallest job that is accepted.</summary>
    public const string SmallJob = """
        {"properties":{"cluster":{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c"},"nodeCount":1,"stdOutErrPathPrefix":"/tmp","customToolkitSettings":{"commandLine":"true"}}}
        """;

    /// <summary>The smallest cluster that is accepted.</summary>
    public const string SmallCluster = """{"properties":{"vmSize":"STANDARD_D1","userAccountSettings":{"adminUserName":"admin1"}}}""";
}

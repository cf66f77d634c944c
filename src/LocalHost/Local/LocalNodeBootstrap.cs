using BatchAi.Activities;

namespace BatchAi.LocalHost;

/// <summary>Turns an instance of the local cloud into a node: its custom data starts the launcher in the data directory, which every start of LocalHost writes anew.</summary>
public sealed class LocalNodeBootstrap(NodeLauncher launcher) : INodeBootstrap
{
    public string CustomDataFor(string clusterUid) => $"#!/bin/sh\nexec {NodeLauncher.Quote(launcher.Script)} {clusterUid}\n";
}

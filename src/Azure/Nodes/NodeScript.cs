using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Turns an instance of a local cloud into a node: its custom data becomes a script that stands on the machine and is written anew by
/// whoever starts the cloud.
/// </summary>
/// <param name="script">Absolute path; its argument is the cluster's uid.</param>
public sealed class NodeScript(string script) : INodeBootstrap
{
    public string CustomDataFor(string clusterUid) => $"#!/bin/sh\nexec {Quote(script)} {clusterUid}\n";

    /// <summary>For /bin/sh.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

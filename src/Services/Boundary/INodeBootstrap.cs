namespace BatchAi.Services;

/// <summary>Makes the custom data that turns a fresh machine into a node of a cluster.</summary>
public interface INodeBootstrap
{
    /// <summary>Plain text, at most 48 KB (64 KB once encoded); holds no secret.</summary>
    string CustomDataFor(string clusterUid);
}

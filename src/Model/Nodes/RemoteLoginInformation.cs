namespace BatchAi.Model;

/// <summary>Where a node is reached.</summary>
public sealed record RemoteLoginInformation
{
    public string? NodeId { get; init; }

    public string? IpAddress { get; init; }

    public int? Port { get; init; }
}

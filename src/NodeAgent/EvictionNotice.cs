namespace BatchAi.NodeAgent;

/// <summary>Whether the platform has announced that the instance will be taken away; a local cloud announces nothing.</summary>
internal sealed class EvictionNotice
{
    private volatile bool _isGiven;

    public bool IsGiven { get => _isGiven; set => _isGiven = value; }
}

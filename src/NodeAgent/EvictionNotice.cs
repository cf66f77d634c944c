namespace BatchAi.NodeAgent;

/// <summary>Whether the platform has announced that the instance will be taken away; a local cloud announces nothing.</summary>
internal sealed class EvictionNotice
{
    private volatile bool _isGiven;

    /// <summary>Called when it is given or taken back.</summary>
    public Action? Changed { get; set; }

    public bool IsGiven
    {
        get => _isGiven;
        set
        {
            _isGiven = value;
            Changed?.Invoke();
        }
    }
}

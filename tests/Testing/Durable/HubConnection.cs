namespace BatchAi.Testing;

/// <summary>What connects one process, as it were, with a hub. Once it is cut nothing of that process reaches the hub any more.</summary>
internal sealed class HubConnection(string name)
{
    private volatile bool _isCut;

    public string Name => name;

    public bool IsCut => _isCut;

    public void Cut() => _isCut = true;
}

namespace BatchAi.Model;

/// <summary>The secret values taken out of one body so far.</summary>
internal sealed class SlotValues
{
    private readonly Dictionary<string, string> _bySlot = [];

    public IReadOnlyDictionary<string, string> BySlot => _bySlot;

    /// <summary>Always null, to stand in the document where the value stood.</summary>
    public string? Take(string slot, string? value)
    {
        if (value is not null)
            _bySlot[slot] = value;
        return null;
    }
}

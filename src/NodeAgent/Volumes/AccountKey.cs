namespace BatchAi.NodeAgent;

/// <summary>The key of a storage account; a class without a text of its own, so that no log shows it by accident.</summary>
internal sealed class AccountKey(string value)
{
    public string Reveal() => value;
}

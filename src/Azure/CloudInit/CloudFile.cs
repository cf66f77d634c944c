namespace BatchAi.AzureAdapters;

/// <summary>One file that cloud-init writes before it runs anything.</summary>
/// <param name="Path">Absolute; ours, never a user's.</param>
internal abstract record CloudFile(string Path)
{
    /// <summary>A file of ours as it lies in the folder <c>Files</c> beside this; it holds no value of any deployment.</summary>
    public sealed record Fixed(string Path, string Name, bool Executable) : CloudFile(Path);

    /// <summary>What differs between deployments and clusters. Whatever it holds, only programs that take it as a value read it.</summary>
    public sealed record Value(string Path, string Content) : CloudFile(Path);
}

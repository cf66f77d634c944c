namespace BatchAi.Linux;

/// <summary>A directory has more entries than are taken into memory to put them in order.</summary>
public sealed class DirectoryTooLargeException(int most) : Exception($"The directory has more than {most} entries")
{
    public int Most { get; } = most;
}

namespace BatchAi.Linux;

/// <summary>What an entry of a directory is.</summary>
public enum FileKind
{
    /// <summary>The file system does not say in a listing; only opening or removing it tells.</summary>
    Unknown,
    File,
    Directory,
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Special,
}

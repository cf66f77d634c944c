namespace BatchAi.LocalHost;

/// <summary>An existing directory that stands in for a share or container.</summary>
public sealed record VolumeMapping(string Account, string Name, string Directory, bool ReadOnly)
{
    /// <summary>account/share.</summary>
    public string Key => $"{Account}/{Name}";

    /// <summary>Reads <c>ACCOUNT/SHARE=DIRECTORY[:ro]</c>; null after having said what is wrong.</summary>
    public static VolumeMapping? Parse(string text, Action<string> error)
    {
        string[] sides = text.Split('=', 2);
        string[] volume = sides[0].Split('/');
        if (sides.Length != 2 || volume is not [{ Length: > 0 }, { Length: > 0 }])
        {
            error($"--volume '{text}' is not of the form ACCOUNT/SHARE=DIRECTORY[:ro].");
            return null;
        }

        bool readOnly = sides[1].EndsWith(":ro", StringComparison.Ordinal);
        string directory = Path.GetFullPath(readOnly ? sides[1][..^3] : sides[1]);
        if (System.IO.Directory.Exists(directory))
            return new VolumeMapping(volume[0], volume[1], directory, readOnly);

        error($"--volume '{text}': the directory {directory} does not exist.");
        return null;
    }
}

using System.Runtime.InteropServices;

namespace BatchAi.Linux;

/// <summary>One entry of a directory.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DirectoryEntry(FileName Name, FileKind Kind);

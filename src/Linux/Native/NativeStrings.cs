using System.Runtime.InteropServices;

namespace BatchAi.Linux;

/// <summary>A null-terminated array of C strings.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint[] _strings;

    public NativeStrings(IEnumerable<string> values)
    {
        _strings = [.. values.Select(Marshal.StringToCoTaskMemUTF8), 0];
        Pointer = (nint)NativeMemory.Alloc((nuint)_strings.Length, (nuint)nint.Size);
        _strings.CopyTo(new Span<nint>((void*)Pointer, _strings.Length));
    }

    public nint Pointer { get; }

    public void Dispose()
    {
        foreach (nint text in _strings)
            Marshal.FreeCoTaskMem(text);
        NativeMemory.Free((void*)Pointer);
    }
}

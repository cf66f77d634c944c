using System.Runtime.InteropServices;

namespace BatchAi.Linux;

/// <summary>Memory of the C library's for a type that only it looks into; zero at first.</summary>
internal sealed unsafe class NativeBytes(nuint size) : IDisposable
{
    /// <summary>Of sigset_t: its 128 bytes, and room.</summary>
    public const nuint SignalSet = 1024;

    public nint Pointer { get; } = (nint)NativeMemory.AllocZeroed(size);

    public void Dispose() => NativeMemory.Free((void*)Pointer);
}

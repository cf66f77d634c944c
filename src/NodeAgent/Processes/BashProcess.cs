using System.Runtime.InteropServices;

namespace BatchAi.NodeAgent;

/// <summary>
/// Starts <c>bash -c</c> with its output going straight to files, in its own process group and with untouched signals.
/// <see cref="System.Diagnostics.Process"/> can do none of the three, and it would reap children that the runner waits for.
/// </summary>
internal static class BashProcess
{
    private const string Bash = "/bin/bash";

    // The C library's own sizes are 80, 336 and 128 bytes; the types are opaque, so leave room.
    private const nuint OpaqueSize = 1024;

    /// <summary>The pid, or the error number.</summary>
    /// <param name="user">Null is the user of this program.</param>
    public static (int Pid, int Error) Start(string commandLine, IReadOnlyDictionary<string, string> environment, int output, int error, JobUser? user)
    {
        string[] words = [.. user?.Prefix ?? [], Bash, "-c", commandLine];
        using NativeStrings arguments = new(words);
        using NativeStrings variables = new(environment.Select(variable => $"{variable.Key}={variable.Value}"));
        using Opaque actions = new(), attributes = new(), signals = new();

        Must(Native.FileActionsInit(actions.Pointer));
        Must(Native.FileActionsAddOpen(actions.Pointer, 0, "/dev/null", 0, 0));
        Must(Native.FileActionsAddDup2(actions.Pointer, output, 1));
        Must(Native.FileActionsAddDup2(actions.Pointer, error, 2));

        Must(Native.AttributesInit(attributes.Pointer));
        Must(Native.AttributesSetFlags(attributes.Pointer, Native.POSIX_SPAWN_SETPGROUP | Native.POSIX_SPAWN_SETSIGDEF | Native.POSIX_SPAWN_SETSIGMASK));
        Must(Native.AttributesSetProcessGroup(attributes.Pointer, 0));
        Must(Native.SigFillSet(signals.Pointer));
        Must(Native.AttributesSetSignalDefaults(attributes.Pointer, signals.Pointer));
        Must(Native.SigEmptySet(signals.Pointer));
        Must(Native.AttributesSetSignalMask(attributes.Pointer, signals.Pointer));

        int failure = Native.PosixSpawn(out int pid, words[0], actions.Pointer, attributes.Pointer, arguments.Pointer, variables.Pointer);
        Must(Native.AttributesDestroy(attributes.Pointer));
        Must(Native.FileActionsDestroy(actions.Pointer));
        return (pid, failure);
    }

    /// <summary>These calls only fail for lack of memory or wrong arguments.</summary>
    private static void Must(int error)
    {
        if (error != 0)
            throw new InvalidOperationException(Marshal.GetPInvokeErrorMessage(error));
    }

    private sealed unsafe class Opaque : IDisposable
    {
        public nint Pointer { get; } = (nint)NativeMemory.AllocZeroed(OpaqueSize);

        public void Dispose() => NativeMemory.Free((void*)Pointer);
    }

    /// <summary>A null-terminated array of C strings.</summary>
    private sealed unsafe class NativeStrings : IDisposable
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
}

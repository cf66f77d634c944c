using BatchAi.Embedded;
using BatchAi.LocalCloud;

namespace BatchAi.LocalHost;

/// <summary>What keeps a server from starting and is told in one line, since its message says what to do.</summary>
internal static class StartFailures
{
    public static bool AreExpected(Exception failure) => failure
        is DataDirectoryException
            or IOException
            or PlatformNotSupportedException
            or UnauthorizedAccessException
            or NoSuchGpuException
            or FormatException;
}

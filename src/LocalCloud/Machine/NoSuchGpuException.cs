namespace BatchAi.LocalCloud;

/// <summary>A GPU was asked for that the machine does not have; the message is one line for the one who asked.</summary>
public sealed class NoSuchGpuException(string message) : Exception(message);

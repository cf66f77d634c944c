namespace BatchAi.Embedded;

/// <summary>A data directory cannot be used. The message is one line for the one who named the directory.</summary>
public sealed class DataDirectoryException(string message, Exception? inner = null) : Exception(message, inner);

namespace BatchAi.Linux;

/// <summary>
/// A file with a secret is not private, or not the reader's; the message is one line for the user and never holds the content.
/// </summary>
public sealed class SecretFileException(string message) : Exception(message);

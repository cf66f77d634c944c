namespace BatchAi.LocalHost;

/// <summary>Something in the demo was not as expected; the message says what.</summary>
public sealed class DemoFailedException(string message) : Exception(message);

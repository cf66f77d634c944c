namespace BatchAi.Linux;

/// <summary>The signals that are sent here; the numbers are the same on every architecture.</summary>
public enum Signal
{
    Kill = 9,
    Terminate = 15,
}

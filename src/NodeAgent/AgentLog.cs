namespace BatchAi.NodeAgent;

/// <summary>What the agent says to its operator, one line each. Never a secret, never a command line.</summary>
internal sealed class AgentLog(TextWriter output, TimeProvider clock)
{
    private readonly Lock _gate = new();

    public void Say(string message)
    {
        lock (_gate)
            output.WriteLine($"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}");
    }
}

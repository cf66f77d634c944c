using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>The registration in force; its token is kept in memory only, since registering again is always possible.</summary>
internal sealed class AgentSession
{
    private readonly Doorbell _opened = new();
    private volatile RegisterResponse? _current;

    public void Open(RegisterResponse registration)
    {
        _current = registration;
        _opened.Ring();
    }

    /// <summary>Waits for a token that is not the void one.</summary>
    public async Task<string> TokenAsync(string? voidToken, CancellationToken cancellation)
    {
        while (true)
        {
            Task opened = _opened.Next;
            if (_current?.Token is { } token && token != voidToken)
                return token;

            await opened.WaitAsync(cancellation);
        }
    }
}

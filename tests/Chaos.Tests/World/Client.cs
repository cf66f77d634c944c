namespace BatchAi.Chaos.Tests;

/// <summary>A user's script: one request after the other, each sent again until it is answered.</summary>
internal sealed class Client(IReadOnlyList<Func<World, Task<bool>>> requests)
{
    private int _answered;

    public bool Done => _answered == requests.Count;

    /// <summary>Sends the next request, if there is one; a broken connection leaves it to be sent again.</summary>
    public async Task StepAsync(World world)
    {
        if (!Done && await requests[_answered](world))
            _answered++;
    }
}

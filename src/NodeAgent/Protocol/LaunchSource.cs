using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Fetches what a job needs, however long the API is away; the answer holds secrets and stays in memory.</summary>
internal sealed class LaunchSource(AgentApi api, AgentSession session, TimeProvider clock, Random random, AgentLog log)
{
    /// <summary>
    /// Ends only with the launch or by cancellation: whether the node still holds the attempt is for the next sync to
    /// say.
    /// </summary>
    public async Task<JobLaunch> FetchAsync(string jobUid, long fence, CancellationToken cancellation)
    {
        Backoff backoff = new(clock, random);
        string? voidToken = null;
        while (true)
        {
            string token = await session.TokenAsync(voidToken, cancellation);
            switch (await api.GetLaunchAsync(jobUid, fence, token, cancellation))
            {
                case ApiAnswer<JobLaunch>.Ok(var launch):
                    return launch;
                case ApiAnswer<JobLaunch>.Unauthorized:
                    voidToken = token;
                    break;
                case ApiAnswer<JobLaunch>.Unavailable(var reason):
                    log.Say($"job {jobUid}-{fence} cannot be fetched yet: {reason}");
                    await backoff.WaitAsync(cancellation);
                    break;
                default:
                    await backoff.WaitAsync(cancellation);
                    break;
            }
        }
    }
}

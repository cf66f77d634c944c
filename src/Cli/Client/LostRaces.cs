namespace BatchAi.Cli;

/// <summary>
/// Reads and decides again when another client changed a resource between our reading and our change. The waits grow and
/// are drawn by chance, so that clients which met once do not meet again and again.
/// </summary>
internal sealed class LostRaces(TimeProvider clock, Random random)
{
    /// <summary>Each try that loses means that another one won: ten clients that begin at once all get through.</summary>
    private const int Tries = 12;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    /// <param name="readAndDecide">Begins with a reading each time it is called.</param>
    /// <exception cref="RequestRefusedException">Refused for another reason, or the last of too many lost races.</exception>
    public async Task RunAsync(Func<Task> readAndDecide, CancellationToken cancellation)
    {
        for (int lost = 0; ; lost++)
        {
            try
            {
                await readAndDecide();
                return;
            }
            catch (RequestRefusedException refused) when (IsLost(refused) && lost < Tries - 1)
            {
                double most = Math.Min(s_longest.TotalMilliseconds, s_first.TotalMilliseconds * Math.Pow(2, lost));
                await Task.Delay(TimeSpan.FromMilliseconds(most * random.NextDouble()), clock, cancellation);
            }
        }
    }

    /// <summary>The last code is that of a server which takes no conditions: somebody made it before us.</summary>
    private static bool IsLost(RequestRefusedException refused) =>
        refused.Status == 412 || (refused.Status == 409 && refused.Error.Code is "ConcurrentChange" or "ClusterAlreadyExists");
}

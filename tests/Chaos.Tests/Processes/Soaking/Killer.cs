using BatchAi.EndToEnd.Tests;
using BatchAi.Linux;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// kill -9 of the server, of an agent, or of all that runs on a node, as chance has it. Now and then the server is left
/// alone for a while: what it holds on to would show only then.
/// </summary>
internal sealed class Killer(LocalHostProcess server, Random chance)
{
    /// <summary>Kills of one round, the last <see cref="Calm"/> of which spare the server.</summary>
    public const int Round = 12;

    private const int Calm = 4;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan s_calmPause = TimeSpan.FromSeconds(2);

    public int Servers { get; private set; }

    public int Agents { get; private set; }

    public int Nodes { get; private set; }

    public int All => Servers + Agents + Nodes;

    public bool IsCalm => All % Round >= Round - Calm;

    /// <summary>Waits a moment, and kills.</summary>
    public async Task KillAsync()
    {
        await Task.Delay(IsCalm ? s_calmPause : s_longestPause * chance.NextDouble(), TestContext.Current.CancellationToken);
        int choice = chance.Next(IsCalm ? 12 : 0, 20);
        string[] agents = Machines.Agents(server);
        string[] nodes = Machines.Of(server.Data);
        if (choice < 12)
            await KillServerAsync();
        else if (choice < 17 && agents.Length > 0)
            KillAgent(agents[chance.Next(agents.Length)]);
        else if (nodes.Length > 0)
            CutPower(nodes[chance.Next(nodes.Length)]);
        else if (!IsCalm)
            await KillServerAsync();
    }

    public override string ToString() => $"{All} kills (server {Servers}, agents {Agents}, nodes {Nodes})";

    /// <summary>One in six dies again while it starts; one in three comes back at the same port.</summary>
    private async Task KillServerAsync()
    {
        int port = chance.Next(3) == 0 ? server.BaseUri.Port : 0;
        await server.KillAsync();
        Servers++;
        if (chance.Next(6) == 0)
        {
            await server.KillAsItStartsAsync(TimeSpan.FromSeconds(chance.NextDouble()));
            Servers++;
        }

        await server.ServeAgainAsync(port);
    }

    private void KillAgent(string agent)
    {
        Signals.Send(ServerProcesses.PidOf(agent), Signal.Kill);
        Agents++;
    }

    /// <summary>Counted before: the job may be launched again at once.</summary>
    private void CutPower(string instance)
    {
        Nodes++;
        Machines.CutPower(instance);
    }
}

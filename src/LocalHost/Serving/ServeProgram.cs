using BatchAi.AzureAdapters;
using BatchAi.Faults;
using BatchAi.LocalCloud;

namespace BatchAi.LocalHost;

/// <summary>The verb <c>serve</c>.</summary>
internal static class ServeProgram
{
    /// <summary>0 after Ctrl+C, SIGTERM or the end of its terminal; 1 and one line when it could not start, or could not go on.</summary>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellation)
    {
        using HangUp hangUp = HangUp.Watch(cancellation);
        LocalServer server;
        try
        {
            options = options with { Switches = TestSwitches.Read(Environment.GetEnvironmentVariable) };
            server = await LocalServer.StartAsync(options, hangUp.Token);
        }
        catch (Exception failure) when (StartFailures.AreExpected(failure))
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 1;
        }

        bool went;
        await using (server)
        {
            LastServer.Remember(server.DataRoot);
            foreach (string warning in StartWarnings.Of(options, Environment.IsPrivilegedProcess))
                await Console.Error.WriteLineAsync($"warning: {warning}");
            Greet(server, options);
            went = await server.RunAsync(hangUp.Token);
            if (!went)
                await HangUp.SayAsync(Console.Error, "error: the server cannot go on; its log says why");
            await HangUp.SayAsync(Console.Out, "stopping: the nodes end, jobs that run begin again at the next serve …");
            await server.StopAsync(CancellationToken.None);
        }

        return went ? 0 : 1;
    }

    private static void Greet(LocalServer server, ServeOptions options)
    {
        MachineInventory machine = server.Machine;
        string gpus = machine.Gpus.Count == 0 ? "no GPU: GPU sizes start as simulated nodes" : $"{machine.Gpus.Count} GPU(s)";
        string user = options.RunJobsAs ?? Environment.UserName;
        string access = server.Token is null
            ? "everybody on this machine"
            : $"by the token in {Path.Combine(server.DataRoot, "token")}, which batchai finds";
        string state = server.StorageAddress is { } address ? $"\n  state    {address}; jobs also from its queue {StorageQueues.Jobs}" : "";
        Console.WriteLine($"""
            Batch AI listens on {server.BaseUri.AbsoluteUri.TrimEnd('/')}
              access   {access}
              data     {server.DataRoot}{state}
              machine  {machine.Cores} cores, {gpus}
              agent    {server.Agent.Description}
              jobs     run as {user}{(user == "root" ? "" : ", not as root")}
              try      dotnet run --project src/Cli -- run samples/hello.job.json
            Ctrl+C stops it.
            """);
        if (options.Switches.Set.Count > 0)
            Console.WriteLine($"WARNING: this server misbehaves on purpose, for a test: {string.Join(", ", options.Switches.Set)}");
    }

    /// <summary>Until Ctrl+C or SIGTERM.</summary>
    internal static async Task WaitAsync(CancellationToken cancellation)
    {
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellation.Register(stop.SetResult);
        await stop.Task;
    }
}

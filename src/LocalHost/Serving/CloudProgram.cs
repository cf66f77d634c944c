namespace BatchAi.LocalHost;

/// <summary>The verb <c>cloud</c>.</summary>
internal static class CloudProgram
{
    /// <summary>0 after Ctrl+C; 1 and one line when it could not start.</summary>
    public static async Task<int> RunAsync(CloudAloneOptions options, CancellationToken cancellation)
    {
        using HangUp hangUp = HangUp.Watch(cancellation);
        CloudAlone cloud;
        try
        {
            cloud = await CloudAlone.StartAsync(options, hangUp.Token);
        }
        catch (Exception failure) when (StartFailures.AreExpected(failure))
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 1;
        }

        await using (cloud)
        {
            foreach ((string key, string value) in cloud.Settings)
                Console.WriteLine($"{key}={value}");
            await Console.Error.WriteLineAsync($"""
                A local cloud of {cloud.Machine.Cores} cores and {cloud.Machine.Gpus.Count} GPU(s); its nodes ask {options.Api} what to run.
                Their agent is {cloud.Agent.Description}.
                Its data are in {cloud.DataRoot}. The lines on the standard output configure the Functions app.
                docs/azure-host.md says how. Ctrl+C stops it.
                """);
            await ServeProgram.WaitAsync(hangUp.Token);
            await HangUp.SayAsync(Console.Error, "stopping: the nodes end …");
            await cloud.StopAsync(CancellationToken.None);
        }

        return 0;
    }
}

using System.Diagnostics;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class TalkingToTheApi : IDisposable
{
    private readonly string _endpoint = Path.GetTempFileName();

    public void Dispose() => File.Delete(_endpoint);

    [Fact]
    public async Task A_program_of_another_user_at_the_address_of_a_server_that_is_gone_hears_nothing()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/python3"),
            "only root can listen as another user, here by setpriv and python3");
        // Says on standard output where it listens, and then when somebody has connected.
        ProcessStartInfo start = new("setpriv",
        [
            "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c",
            "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); s.accept(); print('heard')",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process other = Process.Start(start)!;
        try
        {
            string port = (await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
            await File.WriteAllTextAsync(_endpoint, $"http://127.0.0.1:{port}\n", TestContext.Current.CancellationToken);
            using HttpClient http = new();

            ApiAnswer<JobLaunch> answer = await new AgentApi(http, _endpoint).GetLaunchAsync(
                "job", 1, "token", TestContext.Current.CancellationToken);

            Assert.Equal(
                new ApiAnswer<JobLaunch>.Unavailable($"another user's program, or none, listens at http://127.0.0.1:{port}"), answer);
            Assert.False(other.HasExited);
        }
        finally
        {
            other.Kill();
        }
    }
}

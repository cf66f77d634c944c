using System.Runtime.CompilerServices;
using System.Text;

namespace BatchAi.NodeAgent.Tests;

public sealed class ReadingTheConfigurationOfCloudInit
{
    [Fact]
    public void What_the_control_plane_writes_is_what_the_agent_reads()
    {
        string[] golden = File.ReadAllLines(Golden());
        int at = Array.IndexOf(golden, "- path: /etc/batchai/agent.json");
        string content = golden.Skip(at).First(line => line.StartsWith("  content: ", StringComparison.Ordinal))["  content: ".Length..];
        string file = Path.GetTempFileName();
        File.WriteAllText(file, Encoding.UTF8.GetString(Convert.FromBase64String(content)));

        AgentConfig? config = AgentConfigFile.TryRead(file, out string problem);
        File.Delete(file);

        Assert.Equal("", problem);
        Assert.Equal(
            ("0123456789abcdef0123456789abcdef", "/etc/batchai/endpoint", "batchai-job"),
            (config!.ClusterUid, config.EndpointFile, config.JobUser));
        Assert.Equal(
            ("11111111-2222-3333-4444-555555555555", "stbatchaidev"),
            (config.Azure!.IdentityClientId, config.Azure.StorageAccount));
        Assert.Equal(new Uri("http://169.254.169.254"), config.Azure.Metadata);
        Assert.Equal(
            ("/mnt/batch/tasks/shared/LS_root", "/var/lib/batchai", "/run/batchai"),
            (config.Azure.InstanceDirectory, config.Azure.StateDirectory, config.Azure.RuntimeDirectory));
    }

    [Theory]
    [InlineData("""{"clusterUid":"c","endpointFile":"/e","sharedDirectory":"/s"}""", "either volumesDirectory (one machine) or azure")]
    [InlineData(
        """{"clusterUid":"c","endpointFile":"/e","sharedDirectory":"/s","volumesDirectory":"/v","azure":{"identityClientId":"i"}}""",
        "either volumesDirectory (one machine) or azure")]
    [InlineData(
        """{"clusterUid":"c","endpointFile":"/e","sharedDirectory":"/s","azure":{"identityClientId":"i","storageSuffix":"https://x"}}""",
        "azure.storageSuffix is 'https://x', but must be a domain"
    )]
    [InlineData(
        """{"clusterUid":"c","endpointFile":"/e","sharedDirectory":"/s","azure":{"identityClientId":""}}""",
        "azure.identityClientId is empty")]
    [InlineData(
        """{"clusterUid":"c","endpointFile":"/e","sharedDirectory":"/s","azure":{"identityClientId":"i","stateDirectory":"state"}}""",
        "azure.stateDirectory is 'state', but must be an absolute path")]
    public void Says_what_is_wrong_in_one_line(string text, string expected)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, text);

        Assert.Null(AgentConfigFile.TryRead(file, out string problem));
        File.Delete(file);

        Assert.EndsWith(expected, problem, StringComparison.Ordinal);
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "..", "..", "..", "Azure.Tests", "CloudInit", "node.golden"));
}

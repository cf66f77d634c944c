using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BatchAi.AzureAdapters.Tests;

public sealed class InstallingTheAgent
{
    private const string Agent = "#!/bin/bash\necho the agent\n";
    private const string Install = "/usr/local/lib/batchai/install-agent";
    private static readonly string s_sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Agent)));

    [Fact]
    public void Gets_it_with_the_identity_of_the_node_and_only_once()
    {
        using Sandbox sandbox = Node(options => options);

        (int code, string output) = sandbox.Run(
            $"{FakeAzure.Start} {Install} && {Install} && /usr/local/lib/batchai/agent && ls /usr/local/lib/batchai > /out/left");

        Assert.True(code == 0, output + sandbox.Out("azure.log"));
        Assert.EndsWith("the agent\n", output, StringComparison.Ordinal);
        JsonElement[] asked = Asked(sandbox);
        Assert.Equal(
            ["/metadata/identity/oauth2/token", "/agent/batchai-agent"],
            asked.Select(request => request.GetProperty("path").GetString()));
        Assert.Equal(ANode.Options.IdentityClientId, asked[0].GetProperty("query").GetProperty("client_id")[0].GetString());
        Assert.DoesNotContain("agent.", sandbox.Out("left"), StringComparison.Ordinal);
    }

    [Fact]
    public void Never_tells_the_token_on_a_command_line()
    {
        using Sandbox sandbox = Node(options => options).Stub("curl", "exec /usr/bin/curl \"$@\"");

        (int code, string output) = sandbox.Run($"{FakeAzure.Start} {Install}");

        Assert.True(code == 0, output);
        Assert.DoesNotContain(sandbox.Calls, call => call.Contains("a.b-c_d", StringComparison.Ordinal));
    }

    [Fact]
    public void Refuses_what_has_another_checksum_and_leaves_the_agent_that_is_there()
    {
        using Sandbox sandbox = Node(options => options with { AgentSha256 = new string('0', 64) });

        (int code, string output) = sandbox.Run(
            $"{FakeAzure.Start} echo old > /usr/local/lib/batchai/agent; {Install}; code=$?; cp -r /usr/local/lib/batchai /out; exit $code"
        );

        Assert.Equal(1, code);
        Assert.Contains("is not the agent with the SHA-256 000000", output, StringComparison.Ordinal);
        Assert.Equal("old\n", sandbox.Out("batchai/agent"));
    }

    /// <summary>18 MB each time, every five seconds, for as long as nobody publishes what was meant.</summary>
    [Fact]
    public void Waits_longer_each_time_that_it_got_something_else()
    {
        using Sandbox sandbox = Node(options => options with { AgentSha256 = new string('0', 64) }).Stub("sleep");
        const string Often = "for try in 1 2 3 4 5 6 7 8 9 10; do";

        sandbox.Run($"{FakeAzure.Start.Replace("sleep 0.05", ":", StringComparison.Ordinal)} {Often} {Install}; done");

        Assert.Equal(
            ["sleep 10", "sleep 20", "sleep 40", "sleep 80", "sleep 160", "sleep 320", "sleep 600", "sleep 600", "sleep 600"],
            sandbox.Calls.Where(call => call.StartsWith("sleep", StringComparison.Ordinal)));
    }

    [Fact]
    public void Says_what_was_asked_for_and_refused_with_which_status_and_no_secret_of_it()
    {
        using Sandbox sandbox = Node(options => options with { AgentUri = new Uri("http://169.254.169.254/nowhere/agent?sig=s3cret") });

        (int code, string output) = sandbox.Run($"{FakeAzure.Start} {Install}");

        Assert.Equal(1, code);
        Assert.Contains(
            "install-agent: http://169.254.169.254/nowhere/agent was answered with status 403: refused", output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_hostile_values_for_what_they_are()
    {
        using Sandbox sandbox = Node(options => options with { IdentityClientId = ANode.Hostile });

        (int code, string output) = sandbox.Run($"{FakeAzure.Start} {Install} && [ ! -e /owned ]");

        Assert.True(code == 0, output);
        Assert.Equal(ANode.Hostile, Asked(sandbox)[0].GetProperty("query").GetProperty("client_id")[0].GetString());
    }

    private static Sandbox Node(Func<NodeCloudInitOptions, NodeCloudInitOptions> change)
    {
        Sandbox sandbox = new();
        return sandbox
            .WithFakeAzure()
            .With("/blob", Agent)
            .With(
                ANode.With(options =>
                    change(options with { AgentUri = new Uri("http://169.254.169.254/agent/batchai-agent"), AgentSha256 = s_sha256 })
                ));
    }

    /// <summary>But for the first request, with which the story waits for the listener.</summary>
    private static JsonElement[] Asked(Sandbox sandbox) =>
        [
            .. sandbox
                .Out("asked")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(request => request.GetProperty("path").GetString() != "/"),
        ];
}

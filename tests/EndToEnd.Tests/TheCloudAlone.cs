using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using BatchAi.AzureAdapters;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.EndToEnd.Tests;

/// <summary>The verb <c>cloud</c>: a local cloud for a control plane in another program, here a listener of the test's own.</summary>
public sealed class TheCloudAlone : IDisposable
{
    private const int SettingsCount = 4;
    private readonly string _directory = ShortDirectory.Make();
    private readonly HttpListener _api = new();
    private readonly string _address;

    public TheCloudAlone()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        _address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        _api.Prefixes.Add(_address + "/");
        _api.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory, "d");

    public void Dispose()
    {
        _api.Close();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Has_nodes_that_register_at_the_given_address_and_prove_themselves_to_an_app_with_the_printed_settings()
    {
        using RunningProgram cloud = Start();
        await using ServiceProvider app = await ComposeAsync(cloud);
        IFleet fleet = app.GetRequiredService<IFleet>();
        string scaleSet = ScaleSetSpecs.NameOf("0f3a");
        ScaleSetSpec spec = new(
            scaleSet, "eastus", "Standard_D2s_v3", false, new FleetImage("microsoft-dsvm", "ubuntu-hpc", "2204", "latest", ImageId: null),
            "trainer", "ssh-rsa AAAA", AdminPassword: null, SubnetId: null,
            app.GetRequiredService<INodeBootstrap>().CustomDataFor("0f3a"), new Dictionary<string, string>());

        await FinishAsync(fleet, await fleet.BeginCreateAsync(spec, Cancellation));
        await FinishAsync(fleet, await fleet.BeginRaiseAsync(scaleSet, 0, 1, Cancellation));
        RegisterRequest request = await FirstRegistrationAsync();

        Assert.Equal(("0f3a", "0"), (request.ClusterUid, request.InstanceId));
        Assert.True(await app.GetRequiredService<INodeIdentity>().ProvesAsync(scaleSet, request, Cancellation));
        Assert.False(await app.GetRequiredService<INodeIdentity>().ProvesAsync(scaleSet, request with { Proof = "another" }, Cancellation));
        await cloud.InterruptAsync();
        ProcessOutcome outcome = await cloud.EndAsync("Ctrl+C of the cloud");
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.Equal([], ProcessTable.Of(_directory));
    }

    [Fact]
    public async Task Has_its_directory_for_itself_and_never_that_of_a_serve()
    {
        using RunningProgram cloud = Start();
        await SettingsAsync(cloud);
        string served = Path.Combine(_directory, "served");
        Directory.CreateDirectory(served);
        await File.WriteAllTextAsync(Path.Combine(served, "facts.db"), "", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(served, "lock"), "", Cancellation);

        ProcessOutcome second = await RunningProgram.RunAsync(Checkout.LocalHost,
            ["cloud", "--port", "0", "--api", _address, "--data", Data]);
        ProcessOutcome other = await RunningProgram.RunAsync(Checkout.LocalHost,
            ["cloud", "--port", "0", "--api", _address, "--data", served]);

        Assert.Equal((1, 1), (second.ExitCode, other.ExitCode));
        Assert.Contains($"in use by another LocalHost (pid {cloud.Pid})", second.Error, StringComparison.Ordinal);
        Assert.Contains("is the directory of a whole LocalHost (serve)", other.Error, StringComparison.Ordinal);
        await cloud.InterruptAsync();
        await cloud.EndAsync("Ctrl+C of the cloud");
    }

    [Theory]
    [InlineData("--api", "http://batchai.example:7071")]
    [InlineData("--api", "http://127.0.0.1:7071/api")]
    [InlineData("--api", "ftp://127.0.0.1")]
    [InlineData("--api", "http://127.0.0.1:7071", "--port", "70000")]
    public async Task Refuses_a_wrong_option_and_names_it(params string[] words)
    {
        ProcessOutcome refused = await RunningProgram.RunAsync(Checkout.LocalHost, ["cloud", "--data", Data, .. words]);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"'{words[^1]}'", refused.Error, StringComparison.Ordinal);
    }

    private RunningProgram Start() => RunningProgram.Start(Checkout.LocalHost, ["cloud", "--port", "0", "--api", _address, "--data", Data]);

    private static async Task<Dictionary<string, string?>> SettingsAsync(RunningProgram cloud)
    {
        string[] Lines() => cloud.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Wait.UntilAsync("the cloud starts", "its settings", () => Lines().Length == SettingsCount, () => cloud.Output + cloud.Error);
        return Lines().Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair[1]);
    }

    private static async Task<ServiceProvider> ComposeAsync(RunningProgram cloud)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(await SettingsAsync(cloud))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["BatchAi:SubscriptionId"] = Guid.Empty.ToString(),
                ["BatchAi:NodesResourceGroup"] = "nodes",
                ["BatchAi:Locations:0:Name"] = "eastus",
                ["BatchAi:PublicBaseUrl"] = "http://127.0.0.1:7071",
                ["BatchAi:Auth"] = "key",
                ["BatchAi:ApiKey"] = new string('k', 32),
                ["BatchAi:Storage:ConnectionString"] = "UseDevelopmentStorage=true",
            })
            .Build();
        ServiceProvider services = new ServiceCollection().AddLogging().AddAzureAdapters(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        services.GetRequiredService<IStartupValidator>().Validate();
        return services;
    }

    /// <summary>Hears the first call of an agent, and refuses it for a while.</summary>
    private async Task<RegisterRequest> FirstRegistrationAsync()
    {
        HttpListenerContext call = await _api.GetContextAsync().WaitAsync(Wait.Patience, Cancellation);
        RegisterRequest? request = await JsonSerializer
            .DeserializeAsync(call.Request.InputStream, ModelJson.Default.RegisterRequest, Cancellation);
        call.Response.StatusCode = 503;
        call.Response.Close();
        return request!;
    }

    private static async Task FinishAsync(IFleet fleet, FleetOutcome outcome)
    {
        FleetOutcome end = await Wait.ForAsync(
            "an operation of the cloud",
            "its end",
            async () => outcome is FleetOutcome.Started started ? await fleet.PollAsync(started.OperationUrl, Cancellation) : outcome,
            seen => seen is not FleetOutcome.Started,
            seen => $"{seen}");
        Assert.IsType<FleetOutcome.Completed>(end);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using BatchAi.AzureAdapters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.Infra.Tests;

/// <summary>infra/local-app.sh, with programs that stand in for those it starts.</summary>
public sealed class TheLocalApp
{
    private const string Ready = "Ctrl+C stops everything";

    [Fact]
    public async Task Starts_storage_cloud_and_app_and_stops_them_in_the_opposite_order()
    {
        using FakeMachine machine = new();

        (int exitCode, string output) = await machine.RunAsync(machine.Options, Ready, () => machine.CalledAsync("func "));

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            ["dotnet build", "dotnet build", "npm install", "node", "dotnet", "func start", "func ended", "cloud ended", "azurite ended"],
            machine.Calls.Select(call => call.Split(' ') is ["node" or "dotnet", not "build", ..] words ? words[0] : Begin(call)));
        Assert.Contains($"func start --port {machine.Options[3]} --no-build in {Path.GetDirectoryName(machine.SettingsFile)}",
            machine.Calls);
        string cloud = $"cloud --port {machine.Options[5]} --api http://127.0.0.1:{machine.Options[3]} --data {machine.Folder}/data/cloud";
        Assert.Contains(machine.Calls, call => call.EndsWith(cloud, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writes_settings_that_the_app_takes_for_nobody_else_to_read()
    {
        using FakeMachine machine = new();

        (_, string output) = await machine.RunAsync(machine.Options, Ready);

        Assert.True(File.Exists(machine.SettingsFile), output);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(machine.SettingsFile));
        JsonObject values = JsonNode.Parse(await File
            .ReadAllTextAsync(machine.SettingsFile, TestContext.Current.CancellationToken))!["Values"]!.AsObject();
        Assert.Equal("dotnet-isolated", (string?)values["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.DoesNotContain((string)values["BatchAi__ApiKey"]!, output, StringComparison.Ordinal);

        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value =>
                KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value)))
            .Build();
        await using ServiceProvider services = new ServiceCollection().AddAzureAdapters(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public async Task Without_func_checks_all_else_and_says_how_to_install_it()
    {
        using FakeMachine machine = new(withFunc: false);

        (int exitCode, string output) = await machine.RunAsync(machine.Options);

        Assert.Equal(3, exitCode);
        Assert.Contains("npm install --global azure-functions-core-tools@4", output, StringComparison.Ordinal);
        Assert.Contains("--no-func", output, StringComparison.Ordinal);
        Assert.Equal(["cloud ended", "azurite ended"], machine.Calls.TakeLast(2));
    }

    [Fact]
    public async Task Leaves_the_app_to_a_debugger_and_prints_what_it_needs()
    {
        using FakeMachine machine = new();

        (int exitCode, string output) = await machine.RunAsync([.. machine.Options, "--no-func"], Ready);

        Assert.Equal(0, exitCode);
        Assert.Contains($"\nBatchAi__PublicBaseUrl=http://127.0.0.1:{machine.Options[3]}\n", output, StringComparison.Ordinal);
        Assert.Contains("\nBatchAi__Cloud__NodeLauncher=", output, StringComparison.Ordinal);
        Assert.DoesNotContain(machine.Calls, call => call.StartsWith("func", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_its_keys_and_installs_and_builds_no_more_than_it_must()
    {
        using FakeMachine machine = new();
        await machine.RunAsync(machine.Options, Ready);
        string settings = await File.ReadAllTextAsync(machine.SettingsFile, TestContext.Current.CancellationToken);

        await machine.RunAsync([.. machine.Options, "--no-build"], Ready);

        Assert.Equal(settings, await File.ReadAllTextAsync(machine.SettingsFile, TestContext.Current.CancellationToken));
        Assert.Single(machine.Calls, call => call.StartsWith("npm", StringComparison.Ordinal));
        Assert.Equal(2, machine.Calls.Count(call => call.StartsWith("dotnet build", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Has_a_data_directory_for_itself()
    {
        using FakeMachine machine = new();
        (int ExitCode, string Output) second = default;

        await machine.RunAsync(machine.Options, Ready, async () => second = await machine.RunAsync([.. machine.Options]));

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"{machine.Folder}/data is in use by another local-app.sh", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_port_is_taken_before_it_starts_anything()
    {
        using FakeMachine machine = new();
        using TcpListener listener = new(IPAddress.Loopback, int.Parse(machine.Options[5]));
        listener.Start();

        (int exitCode, string output) = await machine.RunAsync(machine.Options);

        Assert.Equal(1, exitCode);
        Assert.Contains($"port {machine.Options[5]} is taken", output, StringComparison.Ordinal);
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task Ends_as_a_whole_when_one_part_ends_by_itself()
    {
        using FakeMachine machine = new();
        machine.Touch("func-ends");

        (int exitCode, string output) = await machine.RunAsync(machine.Options);

        Assert.Equal(5, exitCode);
        Assert.Contains("func has ended by itself", output, StringComparison.Ordinal);
        Assert.Equal(["cloud ended", "azurite ended"], machine.Calls.TakeLast(2));
    }

    [Fact]
    public async Task Shows_the_last_words_of_what_does_not_start()
    {
        using FakeMachine machine = new();
        machine.Touch("azurite-fails");

        (int exitCode, string output) = await machine.RunAsync(machine.Options);

        Assert.Equal(1, exitCode);
        Assert.Contains("the disk is full", output, StringComparison.Ordinal);
        Assert.Contains("azurite did not start", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown option '--fast'", "--fast")]
    [InlineData("--port needs a value", "--port")]
    [InlineData("--data needs a value", "--data", "")]
    [InlineData("'80a' is no port", "--cloud-port", "80a")]
    [InlineData("'70000' is no port", "--port", "70000")]
    [InlineData("two of the services would listen on port 8119", "--port", "8119")]
    public async Task Refuses_what_it_does_not_know(string complaint, params string[] options)
    {
        using FakeMachine machine = new();

        (int exitCode, string output) = await machine.RunAsync(options);

        Assert.Equal(2, exitCode);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task Runs_the_Azurite_that_the_suites_run_on()
    {
        string suites = await File.ReadAllTextAsync(Repository.Path("tests/Testing/Azurite/AzuriteInstall.cs"),
            TestContext.Current.CancellationToken);
        string script = await File.ReadAllTextAsync(Repository.Path("infra/local-app.sh"), TestContext.Current.CancellationToken);
        string version = suites.Split("Version = \"")[1].Split('"')[0];

        Assert.Contains($"azurite_version={version}\n", script, StringComparison.Ordinal);
    }

    /// <summary>The program and its first word.</summary>
    private static string Begin(string call) => string.Join(' ', call.Split(' ').Take(2));
}

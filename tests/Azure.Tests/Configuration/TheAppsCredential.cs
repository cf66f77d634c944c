using System.Net;
using System.Reflection;
using Azure.Core;
using Azure.Core.Pipeline;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>
/// A token of the app may overwrite the app's own code. Whatever comes from outside or in an answer, it is sent to the deployment's own
/// account and vault and to Azure Resource Manager, and to no other host.
/// </summary>
public sealed class TheAppsCredential
{
    private static readonly string[] s_own =
    [
        "batchaistate.blob.core.windows.net",
        "batchaistate.table.core.windows.net",
        "batchaistate.queue.core.windows.net",
        "batchai.vault.azure.net",
        "management.azure.com",
    ];

    /// <summary>What stands where a name is wanted, and would become another host if it were put together with the rest as it is.</summary>
    private static readonly string[] s_hostile =
    [
        "evil.example/", "evil.example#", "evil.example?", "evil.example:443/", "app@evil.example/", "evil.example\\", "..",
        "batchaistate.evil",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_sent_to_no_foreign_host_whatever_an_input_or_an_answer_says()
    {
        List<string> named = [];
        List<string> carried = [];
        Answers services = new((request, _) =>
        {
            lock (carried)
            {
                named.Add(request.RequestUri!.Host);
                if (request.Headers.Authorization?.Scheme == "Bearer")
                    carried.Add(request.RequestUri.Host);
            }

            return request.RequestUri.Host == "management.azure.com"
                ? Answers.Json(request.RequestUri.AbsolutePath == "/next"
                    ? """{"value":[]}"""
                    : """{"value":[],"nextLink":"https://evil.example/next"}""")
                : new HttpResponseMessage(HttpStatusCode.NotFound) { Headers = { { "x-ms-error-code", "ContainerNotFound" } } };
        });
        await using ServiceProvider app = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TokenCredential>(new FixedToken("app"))
            .AddSingleton(services.Transport)
            .AddAzureAdapters(Settings.With())
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        IOutputFiles files = app.GetRequiredService<IOutputFiles>();

        foreach (string account in (string[])[.. s_hostile, "users", "batchaistate"])
        {
            foreach (string name in (string[])["data", "../../evil.example", "//evil.example/"])
            {
                foreach (VolumeKind kind in Enum.GetValues<VolumeKind>())
                {
                    foreach (string? key in (string?[])[null, "a2V5"])
                        await TryAsync(() => files.ListAsync(Query(new Volume(kind, account, name), key), Cancellation));
                }
            }
        }

        foreach (string operation in (string[])["https://evil.example/op/1", "https://management.azure.com@evil.example/op/1"])
        {
            await TryAsync(() => app.GetRequiredService<IFleet>().PollAsync(operation, Cancellation));
            await TryAsync(() => app.GetRequiredService<IMachines>().PollAsync(operation, Cancellation));
        }

        await TryAsync(() => app.GetRequiredService<IMachines>().ListAsync("fs", Cancellation));
        await TryAsync(() => app.GetRequiredService<IFleetUsages>().ListAsync("eastus", Cancellation));
        await TryAsync(() => app.GetRequiredService<ISecretStore>().LoadAsync("uid", Cancellation));

        Assert.Contains("management.azure.com", carried);
        Assert.Contains("batchaistate.blob.core.windows.net", carried);
        Assert.Empty(carried.Except(s_own));
        Assert.DoesNotContain(named, host => host.Contains("evil", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("https://evil.example/a")]
    [InlineData("https://own.example.evil.example/a")]
    [InlineData("https://own.example:8443/a")]
    public void Is_refused_to_another_host_before_it_is_asked_for(string address)
    {
        using Request request = HttpPipelineBuilder.Build(ClientOptions.Default).CreateRequest();
        request.Uri.Reset(new Uri(address));

        Assert.Throws<InvalidOperationException>(() =>
            new OneHost(new Uri("https://own.example/")).OnSendingRequest(new HttpMessage(request, new ResponseClassifier())));
    }

    /// <summary>Whoever is handed it may send it anywhere, so these few are all.</summary>
    [Fact]
    public void Is_handed_to_those_alone_who_make_clients_for_one_host()
    {
        const BindingFlags Any =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        IEnumerable<string> takers =
            from type in typeof(AppClients).Assembly.GetTypes()
            where !type.Name.Contains('<', StringComparison.Ordinal)
            from method in type.GetConstructors(Any).Cast<MethodBase>().Concat(type.GetMethods(Any))
            where method.GetParameters().Any(parameter => parameter.ParameterType == typeof(TokenCredential))
                && !method.Name.Contains('<', StringComparison.Ordinal)
            select type.Name;

        Assert.Equal(
            [nameof(AppClients), nameof(ComputeServices), nameof(StorageAccount)],
            takers.Distinct().Order(StringComparer.Ordinal));
    }

    private static OutputQuery Query(Volume volume, string? key) => new(volume, key, "run", "", TimeSpan.FromHours(1));

    /// <summary>Most of it is refused, each in its own way; what is looked at is who was asked.</summary>
    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            Assert.NotEmpty(refused.Message);
        }
    }
}

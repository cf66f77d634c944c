using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// The metadata service of one instance, on loopback: it refuses what the real one refuses, and answers what the test
/// says.
/// </summary>
internal sealed class FakeImds : IAsyncDisposable
{
    public const string IdentityClientId = "11111111-2222-3333-4444-555555555555";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = new();

    private FakeImds(WebApplication app) => _app = app;

    /// <summary>Path and query of every request, in order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Requests that are answered with 503 before it is ready.</summary>
    public int NotReadyFor { get; set; }

    public string MachineName { get; set; } = "bai-c1_7";

    public string MachineAddress { get; set; } = "10.0.0.7";

    public string ScheduledEvents { get; set; } = """{"DocumentIncarnation":1,"Events":[]}""";

    public static async Task<FakeImds> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        FakeImds imds = new(app);
        app.Run(imds.AnswerAsync);
        await app.StartAsync();
        return imds;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource atOnce = new(TimeSpan.FromMilliseconds(50));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        _asked.Enqueue(request.Path + request.QueryString);
        if (NotReadyFor-- > 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        string? body =
            request.Headers["Metadata"] != "true"
            || request.Headers.ContainsKey("X-Forwarded-For")
            || !request.Query.ContainsKey("api-version")
                ? null
                : request.Path.Value switch
                {
                    "/metadata/instance" => $$$"""
                        {"compute":{"name":"{{{MachineName}}}","vmScaleSetName":"bai-c1","vmId":"02aab8a4-74ef-476e-8182-f6d2ba4166a6"},
                         "network":{"interface":[{"ipv4":{"ipAddress":[{"privateIpAddress":"{{{MachineAddress}}}","publicIpAddress":""}]}}]}}
                        """,
                    "/metadata/identity/oauth2/token" when request.Query["client_id"] == IdentityClientId =>
                        $$"""{"access_token":"token for {{request.Query["resource"]}}"}""",
                    "/metadata/attested/document" => $$"""{"encoding":"pkcs7","signature":"document with {{request.Query["nonce"]}}"}""",
                    "/metadata/scheduledevents" => ScheduledEvents,
                    _ => null,
                };
        context.Response.StatusCode = body is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        await context.Response.WriteAsync(body ?? """{"error":"Bad request"}""");
    }
}

using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace BatchAi.Api.Tests;

public sealed class EveryEndpoint
{
    /// <summary>An operation that the old service did not have, and that its list therefore does not name.</summary>
    private const string Added = "Microsoft.BatchAI/refusedJobMessages/read";

    [Fact]
    public async Task Says_what_it_does_to_which_type_of_resource_or_is_for_agents()
    {
        IReadOnlyList<RouteEndpoint> routes = await ServedRoutes.AllAsync();

        Assert.NotEmpty(routes);
        Assert.All(routes, route =>
        {
            bool forAgents = ServedRoutes.SamplePath(route.RoutePattern).StartsWith("/agent/", StringComparison.Ordinal);
            Assert.Equal(forAgents, route.Metadata.GetMetadata<IAllowAnonymous>() is not null);
            Assert.Equal(forAgents ? 0 : 1, route.Metadata.GetOrderedMetadata<RequiredAccess>().Count);
        });
    }

    [Fact]
    public async Task Says_it_in_the_words_of_the_operations_that_are_listed()
    {
        await using ApiWorld world = await ApiWorld.StartAsync();
        IReadOnlyList<string> listed = (await world.OkAsync("GET", "/providers/Microsoft.BatchAI/operations")).Names;

        HashSet<string> served =
        [
            .. (await SignedInAsync()).Select(route => route.Metadata.GetRequiredMetadata<RequiredAccess>().Operation),
        ];

        Assert.Equal(listed.Append(Added).Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Says_the_action_that_its_method_stands_for_and_the_type_that_its_path_names() =>
        Assert.All(
            await SignedInAsync(),
            route =>
            {
                RequiredAccess access = route.Metadata.GetRequiredMetadata<RequiredAccess>();
                string expected = ServedRoutes.MethodsOf(route) switch
                {
                    [.., "GET"] or ["GET"] => "read",
                    ["PUT"] or ["PATCH"] => "write",
                    ["DELETE"] => "delete",
                    _ => $"{((RoutePatternLiteralPart)route.RoutePattern.PathSegments[^1].Parts[0]).Content}/action",
                };
                Assert.Equal(expected, access.Action.Name);
                string types = string.Join(
                    '/',
                    route
                        .RoutePattern.PathSegments.Select(segment => segment.Parts[0])
                        .OfType<RoutePatternLiteralPart>()
                        .Select(literal => literal.Content)
                        .SkipWhile(literal => literal != "Microsoft.BatchAI")
                        .Skip(1));
                Assert.StartsWith(access.Type.Name, types, StringComparison.OrdinalIgnoreCase);
            }
        );

    [Fact]
    public async Task Lets_in_whom_a_role_allows_what_it_does_and_nobody_else()
    {
        using Tenant tenant = new();
        await using ApiWorld world = await ApiWorld.StartAsync(options => options.Entra = Tenant.Options, keys: tenant.Keys);
        DateTimeOffset now = world.Clock.GetUtcNow();
        async Task<HttpStatusCode> AskAsync(string method, string path, string? role)
        {
            world.Client.DefaultRequestHeaders.Authorization =
                role is null ? null : new AuthenticationHeaderValue("Bearer", tenant.Mint(now, role));
            return (await world.SendAsync(method, path, version: ApiWorld.Extended)).Status;
        }

        foreach (RouteEndpoint route in await SignedInAsync())
        {
            bool forReaders = route.Metadata.GetRequiredMetadata<RequiredAccess>().Action.ChangesNothing;
            string path = ServedRoutes.SamplePath(route.RoutePattern);
            foreach (string method in ServedRoutes.MethodsOf(route))
            {
                Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await AskAsync(method, path, role: null)));
                Assert.Equal((path, HttpStatusCode.Forbidden), (path, await AskAsync(method, path, role: "")));
                Assert.Equal((path, !forReaders), (path, await AskAsync(method, path, "BatchAI.Reader") is HttpStatusCode.Forbidden));
                Assert.False(
                    await AskAsync(method, path, "BatchAI.Contributor") is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
            }
        }
    }

    [Fact]
    public void That_does_not_say_what_it_does_is_closed()
    {
        RouteEndpoint mute = new(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse("/new"),
            order: 0,
            EndpointMetadataCollection.Empty,
            "new");

        Assert.Throws<InvalidOperationException>(() => AccessRequest.Of(mute, []));
    }

    private static async Task<IReadOnlyList<RouteEndpoint>> SignedInAsync() =>
        [.. (await ServedRoutes.AllAsync()).Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null)];
}

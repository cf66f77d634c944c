using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace BatchAi.Api.Tests;

/// <summary>One request made by chance: most of the way it is good, so that it comes far before something is wrong.</summary>
internal sealed record FuzzedRequest(
    string Method, string Path, string Query, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
{
#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private static readonly string[] s_methods = ["GET", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "FOO"];

    /// <summary>Few, so that requests meet what earlier ones made.</summary>
    private static readonly Dictionary<string, string[]> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["subscription"] = ["sub", "SUB"],
        ["group"] = ["grp", "GRP"],
        ["workspace"] = ["ws", "WS", "ws2"],
        ["cluster"] = ["c1", "c2"],
        ["experiment"] = ["e1", "e2"],
        ["job"] = ["j1", "j2", "j3"],
        ["location"] = ["eastus"],
    };

    private static readonly string[] s_parameters =
    [
        "maxresults", "$skipToken", "$filter", "$select", "outputdirectoryid", "directory", "name", "linkexpiryinminutes", "from", "to",
    ];

    private static readonly string[] s_arguments =
    [
        "0", "1", "7", "1000", "-1", "99999999999", "stdouterr", ".", "..", "%00", "%", "%zz", "%ff", "", "2026-11-01", "9999-12-31", "a/b", "logs",
        "%F0%9F%92%A5",
    ];

    private static readonly string[] s_headers =
    [
        "If-Match", "If-None-Match", "Content-Type", "Content-Encoding", "Accept", "Accept-Language", "Authorization", "Range",
        "X-Forwarded-Host", "X-Forwarded-Proto", "x-ms-client-request-id", "x-ms-return-client-request-id", "X-HTTP-Method-Override", "Host",
    ];

    private static readonly string[] s_headerValues =
    [
        "*", "\"1\"", "W/\"1\"", "\"1\", \"2\"", "\"", "", "text/plain", "application/json; charset=utf-16", "gzip", "Bearer x", "Basic !!!",
        "bytes=0-", "evil.example", "https", "true", "größe", "DELETE",
    ];

    public static FuzzedRequest Make(Random chance, IReadOnlyList<RouteEndpoint> routes)
    {
        FuzzedJson json = new(chance);
        RouteEndpoint route = routes[chance.Next(routes.Count)];
        IReadOnlyList<string> known = ServedRoutes.MethodsOf(route);
        string method = chance.Next(10) == 0 ? s_methods[chance.Next(s_methods.Length)] : known[chance.Next(known.Count)];
        string path = chance.Next(25) == 0 ? "/" + json.Text() : PathOf(route.RoutePattern, chance, json);
        List<(string, string)> headers = [];
        for (int count = chance.Next(5) == 0 ? chance.Next(4) : 0; count > 0; count--)
            headers.Add((s_headers[chance.Next(s_headers.Length)], s_headerValues[chance.Next(s_headerValues.Length)]));
        bool hasBody = method is not "GET" && chance.Next(10) > 0;
        return new FuzzedRequest(method, path, QueryOf(chance), headers, hasBody ? json.Next() : null);
    }

    public void Apply(HttpContext context)
    {
        context.Request.Method = Method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("api.example", 8080);
        context.Request.Path = new PathString(Path);
        context.Request.QueryString = new QueryString(Query);
        if (Body is not null)
        {
            context.Request.ContentType = "application/json";
            context.Request.ContentLength = Body.Length;
            context.Request.Body = new MemoryStream(Body);
        }

        foreach ((string name, string value) in Headers)
            context.Request.Headers[name] = value;
    }

    public override string ToString() =>
        $"{Method} {Path}{Query} [{string.Join("; ", Headers)}] {(Body is null ? "no body" : Encoding.UTF8.GetString(Body[..Math.Min(Body.Length, 2000)]))}";

    private static string PathOf(RoutePattern pattern, Random chance, FuzzedJson json) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => NameOf(parameter.Name, chance, json),
            _ => "x",
        }));

    private static string NameOf(string parameter, Random chance, FuzzedJson json) => chance.Next(40) switch
    {
        0 => json.Text(),
        1 => new string('n', chance.Next(2000)),
        2 => "..",
        _ when s_names.GetValueOrDefault(parameter) is { } names => names[chance.Next(names.Length)],
        _ => $"{chance.Next(3)}",
    };

    private static string QueryOf(Random chance)
    {
        StringBuilder query = new("?api-version=");
        query.Append(chance.Next(20) switch
        {
            0 => "2017-09-01-preview",
            1 => "",
            2 => $"{ApiWorld.Classic}&api-version={ApiWorld.Extended}",
            < 10 => ApiWorld.Extended,
            _ => ApiWorld.Classic,
        });
        for (int count = chance.Next(3) == 0 ? chance.Next(4) : 0; count > 0; count--)
        {
            string name = s_parameters[chance.Next(s_parameters.Length)];
            query.Append('&').Append(name).Append('=').Append(s_arguments[chance.Next(s_arguments.Length)]);
        }
        return chance.Next(60) == 0 ? "" : query.ToString();
    }
#pragma warning restore CA5394
}

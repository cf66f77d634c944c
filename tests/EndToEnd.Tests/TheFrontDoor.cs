namespace BatchAi.EndToEnd.Tests;

public sealed class TheFrontDoor(SharedServer shared)
{
    private const string Everything = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.BatchAI/workspaces";

    private readonly Api _api = shared.Process.Api;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost:1")]
    public async Task A_foreign_Host_header_is_refused(string host) =>
        (await _api.SendAsync(HttpMethod.Get, Everything, change: headers => headers.Host = host)).Expect(403);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    public async Task A_foreign_Origin_is_refused(string origin) =>
        (await _api.SendAsync(HttpMethod.Get, Everything, change: headers => headers.Add("Origin", origin))).Expect(403);

    [Fact]
    public async Task The_servers_own_names_are_answered()
    {
        int port = _api.BaseUri.Port;
        (await _api.GetAsync(Everything)).Expect(200);
        (await _api.SendAsync(HttpMethod.Get, Everything, change: headers => headers.Host = $"localhost:{port}")).Expect(200);
        (await _api.SendAsync(HttpMethod.Get, Everything, change: headers => headers.Add("Origin", $"http://127.0.0.1:{port}"))).Expect(
            200);
    }
}

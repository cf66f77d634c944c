using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using BatchAi.Model;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.Api.Tests;

public sealed class SigningIn : IAsyncLifetime
{
    private const string Post = ApiWorld.Cluster + "/listRemoteLoginInformation";
    private readonly Tenant _tenant = new();
    private ApiWorld _world = null!;

    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    public async ValueTask InitializeAsync() =>
        _world = await ApiWorld.StartAsync(options => options.Entra = Tenant.Options, keys: _tenant.Keys);

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _tenant.Dispose();
    }

    [Fact]
    public async Task A_contributor_does_everything()
    {
        Use(_tenant.Mint(Now));

        await _world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
        await _world.OkAsync("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody());
        await _world.OkAsync("GET", ApiWorld.Cluster);
        await _world.OkAsync("DELETE", ApiWorld.Cluster);
    }

    [Fact]
    public async Task A_reader_looks_and_lists_but_changes_nothing()
    {
        Use(_tenant.Mint(Now));
        await _world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
        await _world.OkAsync("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody());
        Use(_tenant.Mint(Now, role: "BatchAI.Reader"));

        await _world.OkAsync("GET", ApiWorld.Cluster);
        await _world.OkAsync("POST", Post);
        Assert.Equal(HttpStatusCode.NotFound, (await _world.SendAsync("GET", "/nothing")).Status);
        foreach (string method in (string[])["PUT", "PATCH", "DELETE"])
        {
            Answer refused = await _world.SendAsync(method, ApiWorld.Cluster, ApiWorld.ClusterBody());
            Assert.Equal((HttpStatusCode.Forbidden, "AuthorizationFailed"), (refused.Status, refused.Code));
            Assert.Contains("BatchAI.Contributor", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_without_a_role_opens_nothing()
    {
        Use(_tenant.Mint(Now, role: ""));
        Answer refused = await _world.SendAsync("GET", ApiWorld.Workspace);
        Assert.Equal((HttpStatusCode.Forbidden, "AuthorizationFailed"), (refused.Status, refused.Code));
        Assert.Contains("an administrator assigns them", refused.Message, StringComparison.Ordinal);

        Use(_tenant.Mint(Now, role: "Other.Role batchai.contributor"));
        Assert.Equal(HttpStatusCode.Forbidden, (await _world.SendAsync("GET", ApiWorld.Workspace)).Status);
    }

    [Fact]
    public async Task Without_a_token_the_answer_says_where_to_get_one()
    {
        Answer refused = await _world.SendAsync("GET", ApiWorld.Workspace);

        Assert.Equal((HttpStatusCode.Unauthorized, "AuthenticationFailed"), (refused.Status, refused.Code));
        Assert.Equal(
            $"Bearer authorization_uri=\"https://login.microsoftonline.com/{Tenant.Id}\", resource_id=\"{Tenant.Audience}\"",
            refused.Header("WWW-Authenticate"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _world.SendAsync("GET", "/nothing")).Status);
    }

    [Fact]
    public async Task A_token_for_the_resource_manager_is_refused_with_the_way_to_a_right_one()
    {
        foreach (
            string audience in (string[])
                ["https://management.azure.com", "https://management.core.windows.net/", "797f4846-ba00-4fd7-ba43-dac1f8f63013"]
        )
            await IsRefusedAsync(
                _tenant.Mint(Now, audience: audience),
                "for Azure Resource Manager, not for this service. Ask for one of its own: az account get-access-token --resource "
                + $"{Tenant.Audience}"
            );
    }

    [Fact]
    public Task A_token_for_another_service_is_refused() =>
        IsRefusedAsync(_tenant.Mint(Now, audience: "https://graph.microsoft.com"), "for another service");

    [Fact]
    public async Task A_token_of_another_tenant_or_issuer_is_refused()
    {
        await IsRefusedAsync(
            _tenant.Mint(Now, issuer: "https://login.microsoftonline.com/66666666-2222-3333-4444-555555555555/v2.0"),
            "by another tenant");
        await IsRefusedAsync(_tenant.Mint(Now, issuer: $"https://evil.example/{Tenant.Id}/v2.0"), "by another tenant");
    }

    [Fact]
    public async Task Either_form_of_token_and_of_audience_is_taken()
    {
        Use(_tenant.Mint(Now, issuer: $"https://sts.windows.net/{Tenant.Id}/"));
        Assert.Equal(HttpStatusCode.NotFound, (await _world.SendAsync("GET", ApiWorld.Workspace)).Status);
        Use(_tenant.Mint(Now, audience: Tenant.Audience["api://".Length..]));
        Assert.Equal(HttpStatusCode.NotFound, (await _world.SendAsync("GET", ApiWorld.Workspace)).Status);
    }

    /// <summary>
    /// ID tokens are signed by the same keys and may be for the same audience; they say who somebody is and give nobody leave to do
    /// anything.
    /// </summary>
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(null, "user")]
    public async Task A_token_that_lets_no_program_act_is_refused(string? scope, string? type) =>
        await IsRefusedAsync(_tenant.Mint(Now, scope: scope, type: type), "no access token");

    [Fact]
    public async Task A_program_that_acts_for_itself_is_let_in()
    {
        Use(_tenant.Mint(Now, scope: null, type: "app"));

        Assert.Equal(HttpStatusCode.NotFound, (await _world.SendAsync("GET", ApiWorld.Workspace)).Status);
    }

    [Fact]
    public void Each_cloud_has_issuers_of_its_own()
    {
        Assert.Contains($"https://sts.windows.net/{Tenant.Id}/", EntraIssuers.Of(Tenant.Options.Authority, Tenant.Id));
        Assert.Equal(
            [
                $"https://login.chinacloudapi.cn/{Tenant.Id}/v2.0",
                $"https://login.partner.microsoftonline.cn/{Tenant.Id}/v2.0",
                $"https://sts.chinacloudapi.cn/{Tenant.Id}/",
            ],
            EntraIssuers.Of(new Uri("https://login.chinacloudapi.cn/"), Tenant.Id));
    }

    [Fact]
    public async Task A_token_is_good_in_its_time_give_or_take_five_minutes()
    {
        string token = _tenant.Mint(Now, validFor: TimeSpan.FromHours(1));
        Use(token);
        _world.Clock.Advance(TimeSpan.FromMinutes(64));
        Assert.Equal(HttpStatusCode.NotFound, (await _world.SendAsync("GET", ApiWorld.Workspace)).Status);

        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await IsRefusedAsync(token, "has expired");
        await IsRefusedAsync(_tenant.Mint(Now, validFrom: TimeSpan.FromMinutes(6), validFor: TimeSpan.FromHours(1)), "not valid yet");
    }

    [Fact]
    public async Task A_token_that_the_tenant_did_not_sign_is_refused()
    {
        using RSA stranger = RSA.Create(2048);
        string signed = _tenant.Mint(Now);

        await IsRefusedAsync(
            _tenant.Mint(
                Now,
                sign: _ => new SigningCredentials(new RsaSecurityKey(stranger) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256)),
            "not one that the tenant has signed");
        await IsRefusedAsync(_tenant.Mint(Now, sign: _ => null), "not one that the tenant has signed");
        await IsRefusedAsync(
            _tenant.Mint(Now, sign: key => new SigningCredentials(key, SecurityAlgorithms.RsaSha512)),
            "not one that the tenant has signed");
        await IsRefusedAsync(
            _tenant.Mint(
                Now,
                sign: key => new SigningCredentials(
                    new SymmetricSecurityKey(((RsaSecurityKey)key).Rsa.ExportSubjectPublicKeyInfo()),
                    SecurityAlgorithms.HmacSha256)),
            "not one that the tenant has signed");
        await IsRefusedAsync(signed[..^8] + "AAAAAAAA", "not one that the tenant has signed");
        await IsRefusedAsync("not-a-token", "not one that the tenant has signed");
    }

    [Fact]
    public async Task A_token_that_names_no_algorithm_or_no_key_or_holds_no_signature_is_refused()
    {
        string[] parts = _tenant.Mint(Now).Split('.');
        string Encoded(string json) => Base64UrlEncoder.Encode(json);

        await IsRefusedAsync($"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.", "not one that the tenant has signed");
        await IsRefusedAsync(
            $"{Encoded("""{"alg":"none","typ":"JWT","kid":"key-1"}""")}.{parts[1]}.{parts[2]}",
            "not one that the tenant has signed");
        await IsRefusedAsync($"{parts[0]}.{parts[1]}.", "not one that the tenant has signed");
        await IsRefusedAsync($"{parts[0]}.{parts[1]}", "not one that the tenant has signed");
    }

    [Fact]
    public async Task A_token_is_taken_up_to_the_size_that_a_request_can_have_and_not_beyond()
    {
        Use(_tenant.Mint(Now, padding: 20_000));
        Assert.Equal(HttpStatusCode.NotFound, (await _world.SendAsync("GET", ApiWorld.Workspace)).Status);

        await IsRefusedAsync(_tenant.Mint(Now, padding: 40_000), "not one that the tenant has signed");
        await IsRefusedAsync(new string('x', 300_000), "not one that the tenant has signed");
    }

    [Fact]
    public async Task A_header_of_another_scheme_is_no_token()
    {
        _world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "dXNlcjpwYXNzd29yZA==");

        Answer refused = await _world.SendAsync("GET", ApiWorld.Workspace);

        Assert.Equal((HttpStatusCode.Unauthorized, "AuthenticationFailed"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Agents_bring_tokens_of_their_own()
    {
        Answer register = await _world.SendAsync("POST", "/agent/v1/register", """{"protocol":1}""");
        Assert.Equal(HttpStatusCode.BadRequest, register.Status);

        Use(_tenant.Mint(Now));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _world.SendAsync("GET", "/agent/v1/jobs/0123/7")).Status);
    }

    [Fact]
    public async Task While_the_tenant_s_keys_cannot_be_read_nobody_is_told_that_their_token_is_bad()
    {
        ConfigurationManager<OpenIdConnectConfiguration> unreachable = new(
            "https://login.example/metadata",
            new OpenIdConnectConfigurationRetriever(),
            new Unreachable());
        await using ApiWorld world = await ApiWorld.StartAsync(options => options.Entra = Tenant.Options, keys: unreachable);
        world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tenant.Mint(Now));

        Answer answer = await world.SendAsync("GET", ApiWorld.Workspace);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"), (answer.Status, answer.Code));
    }

    private void Use(string token) => _world.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    private async Task IsRefusedAsync(string token, string because)
    {
        Use(token);
        Answer refused = await _world.SendAsync("GET", ApiWorld.Workspace);
        Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (refused.Status, refused.Code));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    private sealed class Unreachable : IDocumentRetriever
    {
        public Task<string> GetDocumentAsync(string address, CancellationToken cancel) => throw new IOException("no route to host");
    }
}

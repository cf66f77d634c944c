using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.Api.Tests;

/// <summary>Where the keys come from by which tokens are checked, and what callers are told while they do not come.</summary>
public sealed class SigningKeys : IAsyncLifetime
{
    private readonly Tenant _tenant = new();
    private readonly RSA _next = RSA.Create(2048);
    private readonly TenantMetadata _metadata = new();
    private ApiWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _tenant.Publish(_metadata);
        _world = await ApiWorld.StartAsync(options => options.Entra = Tenant.Options, keys: _metadata.Manager);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _tenant.Dispose();
        _next.Dispose();
    }

    [Fact]
    public async Task Are_read_once_for_all_callers()
    {
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(Minted())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NotFound, answer.Status));
        Assert.Equal(1, _metadata.Fetches);
    }

    [Fact]
    public async Task Are_not_asked_for_where_there_is_no_token_to_check()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(token: null)).Status);

        Assert.Equal(0, _metadata.Fetches);
    }

    [Fact]
    public async Task That_are_new_are_read_as_soon_as_a_token_names_one()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Minted())).Status);
        _metadata.Publish("key-2", _next);

        await EventuallyIsAsync(HttpStatusCode.NotFound, MintedByNext());

        Assert.Equal(2, _metadata.Fetches);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Minted())).Status);
    }

    [Fact]
    public async Task Are_read_once_more_and_no_oftener_for_tokens_that_name_keys_which_do_not_exist()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Minted())).Status);

        Answer first = await AskAsync(MintedByNext());
        Answer[] others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(MintedByNext())));

        Assert.All(
            others.Prepend(first),
            refused => Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (refused.Status, refused.Code)));
        await ConditionAsync(() => _metadata.Fetches == 2);
        await AskAsync(MintedByNext());
        Assert.Equal(2, _metadata.Fetches);
    }

    [Fact]
    public async Task That_cannot_be_read_are_no_fault_of_the_token_and_are_asked_for_again()
    {
        _metadata.Answer = Task.FromException(new IOException("no route to host"));
        Answer refused = await AskAsync(Minted());
        _metadata.Answer = null;
        Answer answered = await AskAsync(Minted());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.NotFound, answered.Status);
    }

    [Fact]
    public async Task That_do_not_come_hold_nobody_longer_than_ten_seconds()
    {
        TaskCompletionSource never = new();
        _metadata.Answer = never.Task;
        Task<Answer> asking = AskAsync(Minted());
        await ConditionAsync(() => _metadata.Asked > 0);

        _world.Clock.Advance(TimeSpan.FromSeconds(10));

        Answer refused = await asking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        never.SetResult();
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Minted())).Status);
    }

    [Fact]
    public async Task That_were_read_are_used_while_the_tenant_cannot_be_reached()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Minted())).Status);

        _metadata.Answer = Task.FromException(new IOException("no route to host"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(MintedByNext())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(Minted())).Status);
    }

    private string Minted() => _tenant.Mint(_world.Clock.GetUtcNow());

    private string MintedByNext() => _tenant.Mint(
        _world.Clock.GetUtcNow(),
        sign: _ => new SigningCredentials(new RsaSecurityKey(_next) { KeyId = "key-2" }, SecurityAlgorithms.RsaSha256));

    private async Task<Answer> AskAsync(string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"{ApiWorld.Workspace}?api-version={ApiWorld.Classic}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _world.SendAsync(request);
    }

    private async Task EventuallyIsAsync(HttpStatusCode status, string token)
    {
        while ((await AskAsync(token)).Status != status)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
    }

    private static async Task ConditionAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
    }
}

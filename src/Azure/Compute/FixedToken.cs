using Azure.Core;

namespace BatchAi.AzureAdapters;

/// <summary>One token that never changes: the one of a local cloud.</summary>
public sealed class FixedToken(string token) : TokenCredential
{
    private readonly AccessToken _token = new(token, new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => _token;

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_token);
}

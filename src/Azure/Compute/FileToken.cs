using Azure.Core;
using Azure.Identity;

namespace BatchAi.AzureAdapters;

/// <summary>A token that lies in a file: a test cloud's, kept fresh by somebody else.</summary>
public sealed class FileToken(string path, TimeProvider clock) : TokenCredential
{
    /// <summary>A reading counts for so long; the SDK asks again after <see cref="s_again"/>.</summary>
    private static readonly TimeSpan s_good = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        try
        {
            return new AccessToken(File.ReadAllText(path).Trim(), now + s_good, now + s_again);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationFailedException($"The token file {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}

namespace BatchAi.Model;

/// <summary>Collects everything that is wrong with a body, so that one answer names it all.</summary>
public sealed class Problems
{
    /// <summary>More than this many are counted, not listed.</summary>
    private const int MostListed = 50;

    private readonly List<CloudErrorBody> _found = [];
    private int _count;

    /// <summary>The body's <c>properties</c>, where most of what can be wrong stands.</summary>
    public Place Properties => new(this, "properties");

    internal void Add(string target, string message)
    {
        CloudErrorBody problem = new() { Code = "InvalidParameter", Message = $"{target} {message}.", Target = target };
        // Checks of one property may overlap.
        if (!_found.Contains(problem) && _count++ < MostListed)
            _found.Add(problem);
    }

    /// <exception cref="ApiException">400: names the first wrong property; with several, all of them in its details.</exception>
    public void ThrowIfAny()
    {
        if (_count == 0)
            return;

        CloudErrorBody first = _found[0];
        throw new ApiException(
            400,
            _count == 1
                ? first
                : first with
                {
                    Message = $"{first.Message} {_count} properties are wrong, see details.",
                    Details = _found,
                }
        );
    }
}

namespace BatchAi.Model;

/// <summary>The body of a create or update request: everything stands under <c>properties</c>.</summary>
public sealed record WireRequest<TProperties>
{
    public TProperties? Properties { get; init; }
}

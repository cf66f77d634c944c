namespace BatchAi.State;

/// <summary>
/// A removal under way that takes an orchestration: inserted first, removed last, so that it is finished whatever dies
/// in between.
/// </summary>
/// <param name="Uid">Of the resource: a later resource of the same name is another matter.</param>
/// <param name="Revival">Counts up when its orchestration was found dead.</param>
public sealed record DeletionIntent(string Uid, ResourceAddress Resource, int Revival)
{
    public const string Partition = "delete";
}

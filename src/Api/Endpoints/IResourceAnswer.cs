using BatchAi.State;

namespace BatchAi.Api;

/// <summary>Answers with a resource of one kind that a long-running operation has made.</summary>
internal interface IResourceAnswer
{
    ResourceKind Kind { get; }

    /// <summary>200 with the resource as a GET shows it.</summary>
    Task AnswerAsync(ApiCall call, ResourceRow row);
}

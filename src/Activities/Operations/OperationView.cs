using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>How an operation stands.</summary>
/// <param name="Done">False while in progress.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record OperationView(OperationRow Row, bool Done, CloudErrorBody? Error);

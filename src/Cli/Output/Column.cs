namespace BatchAi.Cli;

/// <summary>A column of a list, or a line of a single resource.</summary>
public sealed record Column<TItem>(string Title, Func<TItem, string> Text);

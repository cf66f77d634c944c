namespace BatchAi.NodeAgent;

/// <summary>How a supervised process ended.</summary>
internal abstract record RunEnd
{
    private RunEnd() { }

    /// <summary>By itself.</summary>
    /// <param name="At">By the node's clock.</param>
    public sealed record Exited(int Code, DateTimeOffset? At) : RunEnd
    {
        public override string ToString() => $"exit code {Code}";
    }

    /// <summary>Because we asked.</summary>
    public sealed record Stopped : RunEnd
    {
        public override string ToString() => "stopped on request";
    }

    /// <summary>It never began.</summary>
    public sealed record NotStarted(string Problem) : RunEnd
    {
        /// <summary>Code of the error; null where nothing but the node is at fault.</summary>
        public string? Code { get; init; }

        public override string ToString() => $"not started: {Problem}";
    }

    /// <summary>It and its runner are gone, and nobody knows how it ended.</summary>
    public sealed record Vanished : RunEnd
    {
        public override string ToString() => "vanished without an exit code";
    }
}

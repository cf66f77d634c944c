namespace BatchAi.Cli;

/// <summary>Passes a job's output on as text that is safe for a terminal.</summary>
public sealed class TextOutput(TextWriter writer) : IJobOutput
{
    public IJobOutputFile Open() => new OneFile(writer);

    private sealed class OneFile(TextWriter writer) : IJobOutputFile
    {
        private readonly TerminalText _text = new();

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
            writer.WriteAsync(_text.Take(bytes.Span).AsMemory(), cancellation);

        public Task EndAsync(CancellationToken cancellation) => writer.WriteAsync(_text.Rest().AsMemory(), cancellation);
    }
}

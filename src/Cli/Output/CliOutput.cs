using System.Text;

namespace BatchAi.Cli;

/// <summary>
/// Standard output or standard error, and the only way to either: text goes out in lines in which everything harmful was
/// made visible, whoever wrote it; a job's bytes go out exactly, or as safe text when a terminal shows them.
/// </summary>
/// <param name="stream">Where it goes; the caller disposes it.</param>
/// <param name="isTerminal">Whether a terminal shows it, and neither a file nor a pipe takes it.</param>
public sealed class CliOutput(Stream stream, bool isTerminal) : IJobOutput
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly Lock _one = new();

    /// <summary>One line: a line break inside of it is written as <c>\n</c>.</summary>
    public void WriteLine(string line) => Write(s_utf8.GetBytes(Visible.Line(line) + Environment.NewLine));

    /// <inheritdoc cref="WriteLine"/>
    public Task WriteLineAsync(string line)
    {
        WriteLine(line);
        return Task.CompletedTask;
    }

    /// <summary>Indented JSON, and a line break.</summary>
    public void WriteJson(string json) => Write(s_utf8.GetBytes(Visible.Json(json) + Environment.NewLine));

    /// <summary>For the program's own help, in which nothing of a server stands.</summary>
    public TextWriter OpenForHelp() => new StreamWriter(stream, s_utf8, leaveOpen: true) { AutoFlush = true };

    public IJobOutputFile Open() => isTerminal ? new ShownFile(this) : new ExactFile(this);

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_one)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }

    private sealed class ExactFile(CliOutput output) : IJobOutputFile
    {
        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            output.Write(bytes.Span);
            return Task.CompletedTask;
        }

        public Task EndAsync(CancellationToken cancellation) => Task.CompletedTask;
    }

    private sealed class ShownFile(CliOutput output) : IJobOutputFile
    {
        private readonly TerminalText _text = new();

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            output.Write(s_utf8.GetBytes(_text.Take(bytes.Span)));
            return Task.CompletedTask;
        }

        public Task EndAsync(CancellationToken cancellation)
        {
            output.Write(s_utf8.GetBytes(_text.Rest()));
            return Task.CompletedTask;
        }
    }
}

namespace BatchAi.Cli;

/// <summary>Takes the bytes of one file of a job, in pieces of any length.</summary>
public interface IJobOutputFile
{
    /// <summary>The next piece; what only means something together with the next one may be kept.</summary>
    Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Nothing follows: what was kept is written.</summary>
    Task EndAsync(CancellationToken cancellation);
}

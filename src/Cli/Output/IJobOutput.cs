namespace BatchAi.Cli;

/// <summary>Where the output of a job goes.</summary>
public interface IJobOutput
{
    /// <summary>The way of one file to it; the pieces of several files may be mixed, so each has its own.</summary>
    IJobOutputFile Open();
}

namespace BatchAi.Testing;

/// <summary>What jobs do on the fake nodes.</summary>
public sealed class AgentScript
{
    /// <summary>Null: the master's command goes on and on.</summary>
    public int? ExitCode { get; set; } = 0;

    /// <summary>No node ever registers.</summary>
    public bool Silent { get; set; }

    /// <summary>Each report is sent twice; the first call ends the moment the report is written.</summary>
    public bool HangsUp { get; set; }

    public Func<int, int> PreparationExitCode { get; set; } = _ => 0;
}

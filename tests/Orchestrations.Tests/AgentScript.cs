using BatchAi.Simulation;

namespace BatchAi.Orchestrations.Tests;

/// <summary>What jobs do on the nodes of a story.</summary>
public sealed class AgentScript(NodeBehaviour script)
{
    private int? _exitCode = 0;

    /// <summary>Null: the master's command goes on and on.</summary>
    public int? ExitCode
    {
        get => _exitCode;
        set
        {
            _exitCode = value;
            script.ExitCode = _ => value;
        }
    }

    /// <summary>What the master's command ends with in each attempt, the first of them 1.</summary>
    public Func<int, int?> ExitCodeOfAttempt
    {
        set => script.ExitCode = launch => value(launch.Attempt ?? 0);
    }

    /// <summary>Every node runs a command; the master's ends well at once in the first attempt, the others write nothing.</summary>
    public void HangInTheFirstAttempt()
    {
        script.AwaitedNodes = launch => launch.Nodes.Count;
        script.ExitCode = launch => launch.Attempt == 1 && launch.Rank > 0 ? null : 0;
        script.IsQuiet = _ => true;
    }

    /// <summary>One process of several on a node ends well, and no other writes anything from then on or before.</summary>
    public void EndOneOfSeveral() => script.SomeEnded = _ => true;

    /// <summary>Every command runs on without a word.</summary>
    public void BeSilent()
    {
        script.ExitCode = _ => null;
        script.IsQuiet = _ => true;
    }

    /// <summary>The commands write again.</summary>
    public void Speak() => script.IsQuiet = _ => false;

    /// <summary>No node ever calls.</summary>
    public bool Silent
    {
        get => script.Silent;
        set => script.Silent = value;
    }

    /// <summary>Each report is sent twice; the first call ends the moment the report is written.</summary>
    public bool HangsUp { get; set; }

    /// <summary>By the node's rank in its gang.</summary>
    public Func<int, int> PreparationExitCode
    {
        set => script.PreparationExitCode = launch => value(launch.Rank);
    }
}

namespace BatchAi.NodeAgent;

/// <summary>Why the agent ended; the numbers above 60 are those of sysexits.h.</summary>
public enum AgentExitCode
{
    /// <summary>Asked to end by SIGTERM or SIGINT; its jobs go on, and the next agent in the directory takes them over.</summary>
    Stopped = 0,

    /// <summary>
    /// The API answered 410: this instance is no node any more. Everything was stopped and cleaned; starting again is
    /// useless.
    /// </summary>
    Gone = 10,

    /// <summary>The command line is wrong.</summary>
    Usage = 64,

    /// <summary>The state directory cannot be made or written.</summary>
    StateUnusable = 74,

    /// <summary>Another agent holds the lock of this instance.</summary>
    AlreadyRunning = 75,

    /// <summary>The configuration file or the environment is wrong.</summary>
    BadConfiguration = 78,
}

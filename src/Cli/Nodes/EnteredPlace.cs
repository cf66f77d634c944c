using BatchAi.Linux;

namespace BatchAi.Cli;

/// <summary>Where on this machine a command is started: in whose environment, directory and rights.</summary>
/// <param name="Environment">All of it, by name.</param>
/// <param name="User">Whose rights it gets; only root can give others than its own.</param>
internal sealed record EnteredPlace(IReadOnlyDictionary<string, string> Environment, string Directory, (uint Uid, uint Gid) User)
{
    private const string Bash = "/bin/bash";

    /// <summary>Bash finds the program on the place's own PATH, and ends with 127 where there is none.</summary>
    private const string Script = "cd -- \"$0\" || exit 126; exec -- \"$@\"";

    /// <summary>The program to become, and its arguments.</summary>
    public IReadOnlyList<string> WordsFor(IReadOnlyList<string> command) =>
        [.. ThisProcess.User == User.Uid ? [] : UserAccount.WordsToBecome(User.Uid, User.Gid), Bash, "-c", Script, Directory, .. command];

    /// <param name="terminal">TERM of whoever looks at it, which a job has none of; null without a terminal.</param>
    public IEnumerable<string> VariablesFor(string? terminal) =>
        (terminal is null || Environment.ContainsKey("TERM") ? Environment : Environment.Append(new("TERM", terminal)))
            .Select(variable => $"{variable.Key}={variable.Value}");

    /// <summary>The environment a process was started with, by name; null when it is gone or another user's.</summary>
    public static Dictionary<string, string>? EnvironmentOf(int pid)
    {
        Dictionary<string, string> variables = [];
        foreach (string text in ProcessTable.EnvironmentOf(pid))
        {
            if (text.Split('=', 2) is [{ Length: > 0 } name, var value])
                variables.TryAdd(name, value);
        }

        return variables.Count == 0 ? null : variables;
    }
}

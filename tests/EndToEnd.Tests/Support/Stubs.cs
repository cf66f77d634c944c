namespace BatchAi.EndToEnd.Tests;

/// <summary>Programs that stand in for those that recipes install or find in their images: each prints what it was given.</summary>
internal static class Stubs
{
    private const string Report = """
        echo "[$0 $*]" | sed "s|$(dirname "$0")/||"
        env | grep -E '^AZ_BATCHAI_' | sort
        """;

    /// <summary>The real one would start one process for each slot; one is enough to see what it is given.</summary>
    private const string Mpirun = Report + """

        words=("$@")
        for ((i = 0; i < $#; i++)); do
          if [[ ${words[i]} == --hostfile ]]; then sed 's/^/hostfile: /' "${words[i + 1]}"; fi
          if [[ ${words[i]} == python ]]; then exec "${words[@]:i}"; fi
        done
        """;

    private const string Python = Report + """

        ls -d "$AZ_BATCHAI_MOUNT_ROOT"/* | sed 's|.*/|mount: |'
        for input in $(compgen -e | grep '^AZ_BATCHAI_INPUT_'); do ls "${!input}" | sed "s|^|$input: |"; done
        echo "directory: $PWD"
        """;

    public static void WriteTo(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach ((string name, string text) in new[] { ("apt", Report), ("pip", Report), ("mpirun", Mpirun), ("python", Python) })
        {
            string file = Path.Combine(directory, name);
            File.WriteAllText(file, $"#!/bin/bash\n{text}\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

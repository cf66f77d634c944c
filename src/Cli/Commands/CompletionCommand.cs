using System.CommandLine;

namespace BatchAi.Cli;

/// <summary><c>batchai completion bash|zsh</c>: what a shell needs to complete verbs, options and names.</summary>
internal static class CompletionCommand
{
    /// <summary>
    /// Both scripts hand the words up to the cursor, the program's own left out, to the parser's suggest directive, and
    /// keep of its answer what begins as the word at the cursor does. Options are offered only for a word that begins
    /// with a dash: there are many, and a verb is wanted first. Behind <c>--</c> stands a command of the user, and where
    /// nothing is offered, a file may be: the shell completes files then.
    /// </summary>
    private const string Bash = """
        # Completion of batchai for bash. In ~/.bashrc:  eval "$(batchai completion bash)"
        _batchai() {
            local line=${COMP_LINE:0:COMP_POINT} word found
            line=${line#*[[:space:]]} word=${line##*[[:space:]]}
            COMPREPLY=()
            if [[ " $line" == *' -- '* ]]; then return; fi
            while IFS= read -r found; do
                if [[ $found == "$word"* && ($word == -* || $found != [-/]*) ]]; then COMPREPLY+=("$found"); fi
            done < <(batchai "[suggest:${#line}]" "$line" 2> /dev/null)
        }
        complete -o default -F _batchai batchai
        """;

    private const string Zsh = """
        #compdef batchai
        # Completion of batchai for zsh. In ~/.zshrc, after compinit:  eval "$(batchai completion zsh)"
        _batchai() {
            local line="${(j: :)words[2,CURRENT-1]} $PREFIX" found
            local -a offered
            line=${line# }
            if [[ " $line" == *' -- '* ]]; then _files; return; fi
            for found in "${(@f)$(batchai "[suggest:${#line}]" "$line" 2> /dev/null)}"; do
                if [[ $found == "$PREFIX"* && ($PREFIX == -* || $found != [-/]*) ]]; then offered+=("$found"); fi
            done
            if (( $#offered )); then compadd -- "${offered[@]}"; else _files; fi
        }
        compdef _batchai batchai
        """;

    public static Command Create(CliServices services)
    {
        var verb = new CommandWithExamples(
            "completion",
            "Print the script by which bash or zsh completes verbs, options and names of this server's resources",
            """
            eval "$(batchai completion bash)"               in ~/.bashrc
            eval "$(batchai completion zsh)"                in ~/.zshrc, after compinit
            """);
        Argument<string> shell = new("shell") { Description = "bash or zsh", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        verb.Add(shell);
        verb.SetAction(parsed =>
        {
            foreach (string line in (parsed.GetRequiredValue(shell) == "zsh" ? Zsh : Bash).Split('\n'))
                services.Output.WriteLine(line.TrimEnd('\r'));
            return ExitCodes.Ok;
        });
        return verb;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>The verbs of LocalHost and their options.</summary>
internal static class ServerCommands
{
    /// <summary>Not BATCHAI_TOKEN, which is for clients: there it may be a token for somebody else's server.</summary>
    private const string TokenVariable = "BATCHAI_SERVE_TOKEN";

    public static RootCommand Build() =>
        new("Batch AI on one machine: the control plane, a local cloud and its nodes. Everything listens on loopback and runs as you.")
        {
            ServeCommand(),
            DemoCommand(),
            CloudCommand(),
        };

    private static Command ServeCommand()
    {
        Option<int> port = new("--port")
        {
            Description = "Port of the REST API; 0 picks a free one.",
            DefaultValueFactory = _ => ServeOptions.DefaultPort,
        };
        Option<int> cloudPort = new("--cloud-port")
        {
            Description = "Port of the local cloud (the Azure Resource Manager look-alike); 0 picks a free one.",
        };
        Option<string> data = new("--data")
        {
            Description = "Directory that keeps everything; made on first use, for you alone.",
            DefaultValueFactory = _ => ".batchai",
        };
        Option<string?> storage = new("--storage")
        {
            Description =
                "Storage account that keeps the state, and whose queue batchai-jobs takes jobs: a connection string, "
                + "UseDevelopmentStorage=true, or the account's address to sign in to. Also BATCHAI_STORAGE.",
        };
        Option<string?> token = new("--token")
        {
            Description = "The token of this start. Every user of the machine sees it in the list of processes: use --token-file, or "
                + $"the variable {TokenVariable}.",
        };
        Option<string?> tokenFile = new("--token-file")
        {
            Description = "File with the token of this start, which nobody else may open (chmod 600). Without it a token is made once and "
                + "kept in the data directory, where batchai finds it. API calls carry it: 'Authorization: Bearer TOKEN'.",
        };
        Option<bool> withoutToken = new("--no-token")
        {
            Description = "Calls need no token: every user of this machine can then run commands as the server's user.",
        };
        Option<string?> runJobsAs = new("--run-jobs-as")
        {
            Description = "User of this machine whom jobs run as, on a server of root. Setup tasks of nodes run as root all the same.",
            HelpName = "USER",
        };
        Option<string?> logLevel = LogLevelOption();
        (Option<string> gpus, Option<VolumeMapping[]> volumes, Option<string> containers) = MachineOptions();
        port.Validators.Add(CheckPort);
        cloudPort.Validators.Add(CheckPort);
        data.Validators.Add(CheckNotEmpty);
        storage.Validators.Add(CheckNotEmpty);
        token.Validators.Add(CheckNotEmpty);
        tokenFile.Validators.Add(CheckNotEmpty);
        runJobsAs.Validators.Add(CheckNotEmpty);

        Command serve = new(
            "serve",
            "Serves until Ctrl+C. What was accepted is kept, also after kill -9; serve again on the same data to go on. "
            + $"The variable {AgentBuild.Variable} (native or managed) chooses the nodes' agent: compiled ahead of time, or run by .NET.")
        {
            port,
            cloudPort,
            data,
            storage,
            token,
            tokenFile,
            withoutToken,
            runJobsAs,
            gpus,
            volumes,
            containers,
            logLevel,
        };
        serve.Validators.Add(result => CheckOneToken(result, token, tokenFile, withoutToken));
        serve.SetAction(
            (parsed, cancellation) => ApartAsync(() =>
                ServeProgram.RunAsync(
                    new ServeOptions
                    {
                        Port = parsed.GetValue(port),
                        CloudPort = parsed.GetValue(cloudPort),
                        DataDirectory = parsed.GetValue(data)!,
                        // As a variable it shows in no list of processes.
                        Storage = parsed.GetValue(storage) ?? Variable("BATCHAI_STORAGE"),
                        Token = parsed.GetValue(token) ?? (parsed.GetValue(tokenFile) is null ? Variable(TokenVariable) : null),
                        TokenFile = parsed.GetValue(tokenFile),
                        TokenWasShown = parsed.GetValue(token) is not null,
                        WithoutToken = parsed.GetValue(withoutToken),
                        RunJobsAs = parsed.GetValue(runJobsAs),
                        LogLevel = ReadLogLevel(parsed.GetValue(logLevel)),
                        Gpus = parsed.GetValue(gpus)!,
                        Volumes = parsed.GetValue(volumes) ?? [],
                        ContainersOnHost = parsed.GetValue(containers) == "host",
                    },
                    cancellation)));
        return serve;
    }

    /// <summary>
    /// Gives System.CommandLine the verb's task before the verb does anything. A start that never has to wait would keep it back until the
    /// server serves, and Ctrl+C until then would end the process with 130 in the middle of its stop.
    /// </summary>
    private static async Task<int> ApartAsync(Func<Task<int>> verb)
    {
        await Task.Yield();
        return await verb();
    }

    /// <summary>Set to nothing is not set.</summary>
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Option<string?> LogLevelOption()
    {
        Option<string?> option = new("--log-level")
        {
            Description = "How much the log on standard error tells: trace, debug (with a line a request), information, warning (the "
                + "default), error, critical or none. Also Logging__LogLevel__Default, and Logging__LogLevel__CATEGORY for one part.",
        };
        option.Validators.Add(CheckLogLevel);
        return option;
    }

    private static void CheckLogLevel(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && !Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase))
            result.AddError($"--log-level is one of {string.Join(", ", Enum.GetNames<LogLevel>())}; it is '{text}'.");
    }

    private static LogLevel? ReadLogLevel(string? text) => text is null ? null : Enum.Parse<LogLevel>(text, ignoreCase: true);

    private static Command DemoCommand()
    {
        Command demo = new(
            "demo",
            "Shows it all in half a minute: a cluster that grows from 0 to 4 nodes for a distributed job, and back. Leaves the "
            + "job's output in demo-output/ and no process."
        );
        demo.SetAction((_, cancellation) => ApartAsync(() => DemoProgram.RunAsync(cancellation)));
        return demo;
    }

    private static Command CloudCommand()
    {
        Option<int> port = new("--port")
        {
            Description = "Port of the Azure Resource Manager look-alike; 0 picks a free one.",
            DefaultValueFactory = _ => CloudAloneOptions.DefaultPort,
        };
        Option<Uri?> api = new("--api")
        {
            Description = "Where the control plane listens, on loopback: nodes register there. The Functions app's BatchAi__PublicBaseUrl.",
            Required = true,
            CustomParser = result => ReadApi(result.Tokens[0].Value, result.AddError),
        };
        Option<string> data = new("--data")
        {
            Description = "Directory of the nodes and of what the app is configured with, for you alone; not that of a serve.",
            DefaultValueFactory = _ => ".batchai-cloud",
        };
        (Option<string> gpus, Option<VolumeMapping[]> volumes, Option<string> containers) = MachineOptions();
        port.Validators.Add(CheckPort);
        data.Validators.Add(CheckNotEmpty);

        const string Help = "Only the local cloud, for a control plane in another program (infra/local-app.sh starts both). "
            + "Prints that program's settings; nodes end with it.";
        Command cloud = new("cloud", Help) { port, api, data, gpus, volumes, containers };
        cloud.SetAction((parsed, cancellation) => ApartAsync(() => CloudProgram.RunAsync(
            new CloudAloneOptions
            {
                Port = parsed.GetValue(port),
                Api = parsed.GetValue(api)!,
                DataDirectory = parsed.GetValue(data)!,
                Gpus = parsed.GetValue(gpus)!,
                Volumes = parsed.GetValue(volumes) ?? [],
                ContainersOnHost = parsed.GetValue(containers) == "host",
            },
            cancellation)));
        return cloud;
    }

    /// <summary>What the nodes get of this machine.</summary>
    private static (Option<string> Gpus, Option<VolumeMapping[]> Volumes, Option<string> Containers) MachineOptions()
    {
        Option<string> gpus = new("--gpus")
        {
            Description = "GPUs to give to nodes: all, none, or numbers such as 0,1.",
            DefaultValueFactory = _ => "all",
        };
        Option<VolumeMapping[]> volumes = new("--volume")
        {
            Description = "ACCOUNT/SHARE=DIRECTORY[:ro]: an existing directory that stands in for a share or container. May be repeated.",
            CustomParser = result => [.. result.Tokens.Select(text => VolumeMapping.Parse(text.Value, result.AddError))
                .OfType<VolumeMapping>()],
            AllowMultipleArgumentsPerToken = false,
        };
        Option<string> containers = new("--containers")
        {
            Description = "refuse: a job with containerSettings fails. host: it runs on the host, and its execution log says so.",
            DefaultValueFactory = _ => "refuse",
        };
        containers.Validators.Add(CheckContainers);
        return (gpus, volumes, containers);
    }

    private static Uri? ReadApi(string text, Action<string> error)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? api)
            && api is { IsLoopback: true, Scheme: "http" or "https", UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" })
            return api;
        error($"--api is an address on loopback such as http://127.0.0.1:7071; it is '{text}'.");
        return null;
    }

    private static void CheckContainers(OptionResult result)
    {
        if (result.Tokens is [{ Value: not ("refuse" or "host") and var text }])
            result.AddError($"--containers is refuse or host; it is '{text}'.");
    }

    private static void CheckOneToken(CommandResult result, Option<string?> token, Option<string?> file, Option<bool> none)
    {
        string[] given =
        [
            .. new Option[] { token, file, none }
                .Where(option => result.GetResult(option) is { Implicit: false })
                .Select(option => option.Name),
        ];
        if (given.Length > 1)
            result.AddError($"{string.Join(" and ", given)} contradict each other; give one of them.");
    }

    /// <summary>An empty value is a variable that was not set, not a wish.</summary>
    private static void CheckNotEmpty(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && string.IsNullOrWhiteSpace(text))
            result.AddError($"{result.IdentifierToken?.Value} must not be empty.");
    }

    private static void CheckPort(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, out int port) || port is < 0 or > 65535))
            result.AddError($"'{text}' is not a port; allowed are 0 to 65535.");
    }
}

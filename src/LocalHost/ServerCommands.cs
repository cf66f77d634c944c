using System.CommandLine;
using System.CommandLine.Parsing;

namespace BatchAi.LocalHost;

/// <summary>The verbs of LocalHost and their options.</summary>
internal static class ServerCommands
{
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
        Option<string?> token = new("--token") { Description = "Every API call must then carry 'Authorization: Bearer TOKEN'." };
        (Option<string> gpus, Option<VolumeMapping[]> volumes, Option<string> containers) = MachineOptions();
        port.Validators.Add(CheckPort);
        cloudPort.Validators.Add(CheckPort);
        data.Validators.Add(CheckNotEmpty);
        storage.Validators.Add(CheckNotEmpty);
        token.Validators.Add(CheckNotEmpty);

        Command serve = new(
            "serve",
            "Serves until Ctrl+C. What was accepted is kept, also after kill -9; serve again on the same data to go on.")
        {
            port,
            cloudPort,
            data,
            storage,
            token,
            gpus,
            volumes,
            containers,
        };
        serve.SetAction(
            (parsed, cancellation) =>
                ServeProgram.RunAsync(
                    new ServeOptions
                    {
                        Port = parsed.GetValue(port),
                        CloudPort = parsed.GetValue(cloudPort),
                        DataDirectory = parsed.GetValue(data)!,
                        // As a variable it shows in no list of processes.
                        Storage =
                            parsed.GetValue(storage)
                            ?? (Environment.GetEnvironmentVariable("BATCHAI_STORAGE") is { Length: > 0 } variable ? variable : null),
                        Token = parsed.GetValue(token),
                        Gpus = parsed.GetValue(gpus)!,
                        Volumes = parsed.GetValue(volumes) ?? [],
                        ContainersOnHost = parsed.GetValue(containers) == "host",
                    },
                    cancellation));
        return serve;
    }

    private static Command DemoCommand()
    {
        Command demo = new(
            "demo",
            "Shows it all in half a minute: a cluster that grows from 0 to 4 nodes for a distributed job, and back. Leaves the "
            + "job's output in demo-output/ and no process."
        );
        demo.SetAction((_, cancellation) => DemoProgram.RunAsync(cancellation));
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
        cloud.SetAction((parsed, cancellation) => CloudProgram.RunAsync(
            new CloudAloneOptions
            {
                Port = parsed.GetValue(port),
                Api = parsed.GetValue(api)!,
                DataDirectory = parsed.GetValue(data)!,
                Gpus = parsed.GetValue(gpus)!,
                Volumes = parsed.GetValue(volumes) ?? [],
                ContainersOnHost = parsed.GetValue(containers) == "host",
            },
            cancellation));
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

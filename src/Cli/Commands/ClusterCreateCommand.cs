using System.CommandLine;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai cluster create</c></summary>
internal static class ClusterCreateCommand
{
    private const string Examples = """
        batchai cluster create default --max 4
        batchai cluster create gpus -s Standard_NC6 --min 0 --max 2 --idle 60
        batchai cluster create shared -t 2 --afs-name data --afs-mount-path data
        batchai cluster create old -f cluster.json
        """;

    private static readonly Dictionary<string, string> s_images = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UbuntuLTS"] = "Canonical:UbuntuServer:16.04-LTS",
        ["UbuntuDSVM"] = "microsoft-ads:linux-data-science-vm-ubuntu:linuxdsvmubuntu",
    };

    public static Command Create(CliServices services, IReadOnlyList<Column<WireResource<ClusterProperties>>> lines)
    {
        var verb = new CommandWithExamples("create", "Create a cluster", Examples);
        Argument<string> name = NameArgument.Of("cluster");
        Option<string?> file = new("--config-file", "-f")
        {
            Description = "JSON file with the cluster's properties; options win over it",
            HelpName = "FILE",
        };
        Option<string?> size = new("--vm-size", "-s")
        {
            Description = $"VM size of the nodes ({DefaultResources.VmSize}); Local is one node with the whole machine",
            HelpName = "SIZE",
        };
        Option<string?> priority = new("--vm-priority") { Description = "dedicated or lowpriority" };
        priority.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "dedicated", "lowpriority");
        Option<string?> image = new("--image", "-i")
        {
            Description = "publisher:offer:sku[:version], UbuntuLTS or UbuntuDSVM",
            HelpName = "IMAGE",
        };
        Option<string?> setup = new("--setup-task")
        {
            Description = "Command line run on every node before it takes jobs",
            HelpName = "COMMAND",
        };
        Option<string?> setupOutput = new("--setup-task-output")
        {
            Description = "Directory of its logs, below a mount",
            HelpName = "PATH",
        };
        var scale = new ScaleArguments();
        var mounts = new MountArguments();
        verb.Add(name);
        foreach (Option option in (Option[])[file, size, priority, image, setup, setupOutput])
            verb.Add(option);
        scale.AddTo(verb);
        mounts.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Session session = services.Open(parsed);
            ConvertedBody? converted = null;
            if (parsed.GetValue(file) is { } path)
            {
                JsonObject given = UserFile.Read(path);
                converted = LegacyBody.Convert(given);
                await session.WarnAsync(
                    PropertyCheck.Of<ClusterProperties>(given, converted.Properties, "cluster").Select(text => $"{path}: {text}"));
            }

            await session.TellAsync(converted?.Notes ?? []);
            JsonObject properties = converted?.Properties ?? [];

            (JsonObject Settings, string ApiVersion)? asked = scale.Read(parsed);
            if (asked is { } settings)
                properties["scaleSettings"] = settings.Settings;
            Set(properties, "vmSize", parsed.GetValue(size));
            Set(properties, "vmPriority", parsed.GetValue(priority)?.ToLowerInvariant());
            properties.TryAdd("vmSize", DefaultResources.VmSize);
            properties.TryAdd("scaleSettings", ClusterCommands.AutoScale(0, 4, idle: null));
            properties.TryAdd("userAccountSettings", new JsonObject { ["adminUserName"] = session.Environment.AdminUserName });
            if (parsed.GetValue(image) is { } spelt)
                properties["virtualMachineConfiguration"] = new JsonObject { ["imageReference"] = Image(spelt) };
            if (parsed.GetValue(setup) is { } command)
                SetupTask(properties, command, parsed.GetValue(setupOutput));

            var filler = new StorageFiller(mounts.Read(parsed, session.Environment), session.Server.IsLocal, session.Workspace);
            filler.Fill(properties, StorageFiller.ClusterVolumes);
            await session.TellAsync(filler.Notes);

            ClusterId cluster = session.ClusterNamed(parsed.GetRequiredValue(name));
            if (await session.Client.FindAsync(cluster.ArmId, cancellation) is not null)
                throw new CliException(
                    ExitCodes.Failed,
                    $"a cluster {cluster.Name} already exists; see: batchai cluster show {cluster.Name}");

            string apiVersion = NeedsNew(properties) ? BatchAiClient.NewApiVersion : BatchAiClient.ApiVersion;
            session.Printer.Resource(
                await session.Client.PutAsync(
                    cluster.ArmId,
                    new JsonObject { ["properties"] = properties },
                    cancellation,
                    apiVersion),
                BatchAiClient.Cluster,
                lines);
            return ExitCodes.Ok;
        }
        );
        return verb;
    }

    private static void Set(JsonObject properties, string name, string? value)
    {
        if (value is not null)
            properties[name] = value;
    }

    private static void SetupTask(JsonObject properties, string command, string? output)
    {
        if (output is null)
            throw CliException.Usage("--setup-task needs --setup-task-output, for example '$AZ_BATCHAI_MOUNT_ROOT/afs'.");
        if (properties["nodeSetup"] is not JsonObject setup)
            properties["nodeSetup"] = setup = [];
        setup["setupTask"] = new JsonObject { ["commandLine"] = command, ["stdOutErrPathPrefix"] = output };
    }

    private static JsonObject Image(string spelt)
    {
        string[] parts = s_images.GetValueOrDefault(spelt, spelt).Split(':');
        if (parts.Length is not (3 or 4))
            throw CliException.Usage($"--image '{spelt}' is not publisher:offer:sku[:version].");

        return new JsonObject
        {
            ["publisher"] = parts[0],
            ["offer"] = parts[1],
            ["sku"] = parts[2],
            ["version"] = parts.ElementAtOrDefault(3) ?? "latest",
        };
    }

    private static bool NeedsNew(JsonObject properties) =>
        properties["scaleSettings"]?["autoScale"]?["idleTimeBeforeScaleDown"] is not null;
}

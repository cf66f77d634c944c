using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai workspace …</c></summary>
internal static class WorkspaceCommands
{
    public static Command Create(CliServices services)
    {
        IReadOnlyList<Column<WireResource<WorkspaceProperties>>> columns =
        [
            new("NAME", item => item.Name ?? "-"),
            new("LOCATION", item => item.Location ?? "-"),
            new("STATE", item => Wording.Of(item.Properties.ProvisioningState)),
            new("CREATED", item => Wording.Of(item.Properties.CreationTime)),
        ];
        return new Command("workspace", "Workspaces hold clusters and experiments")
        {
            Make(services, columns),
            SimpleVerbs.List(
                services,
                "workspace",
                session =>
                    $"/subscriptions/{session.Workspace.Subscription}/resourceGroups/{session.Workspace.ResourceGroup}/providers/Microsoft.BatchAI/workspaces",
                Read,
                columns),
            SimpleVerbs.Show(services, "workspace", (session, name) => session.WorkspaceNamed(name).ArmId, Read, columns),
            SimpleVerbs.Delete(services, "workspace", (session, name) => session.WorkspaceNamed(name).ArmId),
        };
    }

    private static WireResource<WorkspaceProperties> Read(JsonElement raw) =>
        raw.Deserialize(ModelJson.Default.WireResourceWorkspaceProperties)!;

    private static Command Make(CliServices services, IReadOnlyList<Column<WireResource<WorkspaceProperties>>> columns)
    {
        var verb = new Command("create", "Create a workspace");
        Argument<string> name = NameArgument.Of("workspace");
        Option<string> location = new("--location", "-l")
        {
            Description = "Azure region",
            HelpName = "REGION",
            DefaultValueFactory = _ => DefaultResources.Location,
        };
        verb.Add(name);
        verb.Add(location);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                var body = new JsonObject { ["location"] = parsed.GetRequiredValue(location) };
                session.Printer.Resource(
                    await session.Client.PutAsync(session.WorkspaceNamed(parsed.GetRequiredValue(name)).ArmId, body, cancellation),
                    Read,
                    columns);
                return ExitCodes.Ok;
            }
        );
        return verb;
    }
}

using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai experiment …</c></summary>
internal static class ExperimentCommands
{
    public static Command Create(CliServices services)
    {
        IReadOnlyList<Column<WireResource<WorkspaceProperties>>> columns =
        [
            new("NAME", item => item.Name ?? "-"),
            new("STATE", item => Wording.Of(item.Properties.ProvisioningState)),
            new("CREATED", item => Wording.Of(item.Properties.CreationTime)),
        ];
        return new Command("experiment", "Experiments are folders of jobs")
        {
            Make(services, columns),
            SimpleVerbs.List(services, "experiment", session => $"{session.Workspace.ArmId}/experiments", Read, columns),
            SimpleVerbs.Show(services, "experiment", (session, name) => session.ExperimentNamed(name).ArmId, Read, columns),
            SimpleVerbs.Delete(services, "experiment", (session, name) => session.ExperimentNamed(name).ArmId),
        };
    }

    private static WireResource<WorkspaceProperties> Read(JsonElement raw) =>
        raw.Deserialize(ModelJson.Default.WireResourceWorkspaceProperties)!;

    private static Command Make(CliServices services, IReadOnlyList<Column<WireResource<WorkspaceProperties>>> columns)
    {
        var verb = new Command("create", "Create an experiment");
        Argument<string> name = NameArgument.Of("experiment");
        verb.Add(name);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                session.Printer.Resource(
                    await session.Client.PutAsync(session.ExperimentNamed(parsed.GetRequiredValue(name)).ArmId, body: null, cancellation),
                    Read,
                    columns);
                return ExitCodes.Ok;
            }
        );
        return verb;
    }
}

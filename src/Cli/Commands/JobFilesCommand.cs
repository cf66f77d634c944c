using System.CommandLine;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary><c>batchai job files</c></summary>
internal static class JobFilesCommand
{
    public static Command Create(CliServices services)
    {
        var verb = new CommandWithExamples("files", "List files of a job's output", """
            batchai job files NAME                          its logs
            batchai job files NAME -d MODEL --path epoch-1  an output directory
            """);
        Argument<string> name = NameArgument.Of("job");
        Option<string> id = DirectoryId();
        Option<string> path = new("--path", "-p") { Description = "Directory below it", HelpName = "PATH", DefaultValueFactory = _ => "." };
        verb.Add(name);
        verb.Add(id);
        verb.Add(path);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                Session session = services.Open(parsed);
                List<JsonElement> files = await session
                    .Client.ListRawOutputFilesAsync(
                        session.Job(parsed.GetRequiredValue(name)),
                        parsed.GetRequiredValue(id),
                        parsed.GetRequiredValue(path),
                        cancellation)
                    .ToListAsync(cancellation);
                session.Printer.List(
                    files,
                    BatchAiClient.File,
                    new("NAME", NameOf),
                    new("SIZE", file => file.FileType != "file" ? "-" : file.Properties?.ContentLength?.ToString() ?? "-"),
                    new("MODIFIED", file => Wording.Of(file.Properties?.LastModified)));
                return ExitCodes.Ok;
            }
        );
        return verb;
    }

    /// <summary>As ls -F marks them: a slash after a directory, an at sign after a link that leads nowhere here, or in a circle.</summary>
    private static string NameOf(FileItem file) => file.Name + file.FileType switch
    {
        "directory" => "/",
        "link" => "@",
        _ => "",
    };

    /// <summary>Which output directory.</summary>
    public static Option<string> DirectoryId() => new("--output-directory-id", "-d")
    {
        Description = "Id of an output directory; stdouterr is the logs",
        HelpName = "ID",
        DefaultValueFactory = _ => "stdouterr",
    };
}

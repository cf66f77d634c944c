using System.CommandLine;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli.Tests;

/// <summary>Every text a server sends may be a trap for the terminal of the one who reads it.</summary>
public class TextOfOthers
{
    private const string Trap = "t\u001b[2J\u0007\u009b1A\r\nforged: line\u202e";

    /// <summary>The verbs, each with what it needs to print all it can.</summary>
    private static readonly string[][] s_lines =
    [
        ["run", "JOB"],
        ["run", "--detach", "JOB"],
        ["job", "list"],
        ["job", "show", "j1"],
        ["job", "logs", "j1"],
        ["job", "files", "j1"],
        ["job", "get", "j1", "--all"],
        ["job", "exec", "j1", "--", "true"],
        ["job", "kill", "j1"],
        ["job", "delete", "j1"],
        ["cluster", "create", "c9"],
        ["cluster", "list"],
        ["cluster", "show", "c1"],
        ["cluster", "resize", "c1", "--target", "1"],
        ["cluster", "usage", "c1"],
        ["cluster", "journal", "c1"],
        ["cluster", "delete", "c1"],
        ["node", "list", "-c", "c1"],
        ["node", "exec", "n1", "-c", "c1", "--", "true"],
        ["message", "list"],
        ["workspace", "create", "w9"],
        ["workspace", "list"],
        ["workspace", "show", "default"],
        ["workspace", "delete", "default"],
        ["experiment", "create", "e9"],
        ["experiment", "list"],
        ["experiment", "show", "default"],
        ["experiment", "delete", "default"],
    ];

    public static TheoryData<string> Lines() => [.. s_lines.Select(line => string.Join(' ', line))];

    [Fact]
    public void Every_verb_is_among_those_that_are_tried()
    {
        using var http = new HttpClient();
        using var none = new MemoryStream();
        var output = new CliOutput(none, isTerminal: false);
        var services = new CliServices(
            new CliEnvironment { CurrentDirectory = "/" },
            output,
            output,
            http,
            TimeProvider.System,
            new Random(1),
            new GlobalOptions());
        string[] verbs = [.. Leaves(CommandTree.Create(services, command: null), "")];

        // Two verbs ask no server for anything; what one says in completions is tried in CompletingWords.
        Assert.All(
            verbs.Except(["help", "completion"]),
            verb => Assert.Contains(s_lines, line => $"{string.Join(' ', line)} ".StartsWith($"{verb} ")));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Nothing_a_server_says_reaches_the_terminal_as_it_is(string line)
    {
        foreach (string format in (string[])["table", "json"])
        {
            foreach (bool refused in (bool[])[false, true])
            {
                using var cli = new CliRun { IsTerminal = true };
                cli.Api.Intercept = request => refused ? Refused() : Answer(request);
                string file = cli.File("a.json", """{"customToolkitSettings":{"commandLine":"x"},"\u001b[2J\nforged: ":1}""");

                string[] words = [.. line.Split(' ').Select(word => word == "JOB" ? file : word)];
                IEnumerable<string> ours = words.TakeWhile(word => word != "--");
                await cli.RunAsync([.. ours, "-o", format, .. words.SkipWhile(word => word != "--")]);

                string all = cli.Output + cli.Error;
                Assert.DoesNotContain(all, letter => letter != '\n' && Visible.IsHarmful(new Rune(letter)));
                Assert.DoesNotContain(all.Split('\n'), shown => shown.StartsWith("forged", StringComparison.Ordinal));
                Assert.True(!refused || cli.Error.Contains(@"t\x1b[2J\x07\u009b1A\r\nforged: line\u202e"), cli.Error);
            }
        }
    }

    [Fact]
    public void Only_the_output_itself_and_the_help_hold_a_writer()
    {
        string[] allowed = [nameof(CliOutput), nameof(TextOutput), nameof(BatchAiCli), nameof(HelpWithExamples)];
        IEnumerable<Type> holders = typeof(BatchAiCli).Assembly.GetTypes().Where(type =>
            type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(field => field.FieldType.IsAssignableTo(typeof(TextWriter))));

        Assert.Empty(holders.Select(Outermost).Except([.. allowed, nameof(Printer)]));
        DirectoryInfo source = Checkout.Find("src/Cli") ?? throw new DirectoryNotFoundException("src/Cli");
        string[] speaking =
        [
            .. source.GetFiles("*.cs", SearchOption.AllDirectories)
                .Where(file => File.ReadAllText(file.FullName).Contains("Console.", StringComparison.Ordinal))
                .Select(file => file.Name)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["Printer.cs", "Program.cs"], speaking);
    }

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [path.Trim()]
        : command.Subcommands.SelectMany(child => Leaves(child, $"{path} {child.Name}"));

    private static string Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type.Name;

    private static HttpResponseMessage Refused() => FakeApi.Json(
        new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = "No",
                ["message"] = Trap,
                ["target"] = Trap,
                ["details"] = new JsonArray(new JsonObject { ["code"] = Trap, ["message"] = Trap }),
            },
        },
        HttpStatusCode.BadRequest);

    /// <summary>Whatever is asked for, all of its texts are traps; times, numbers and words of enumerations are right.</summary>
    private static HttpResponseMessage? Answer(HttpRequestMessage request)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/c9", StringComparison.Ordinal) && request.Method == HttpMethod.Get)
            return FakeApi.Refuse(404, "NotFound", Trap);
        if (request.Method == HttpMethod.Delete)
            return new HttpResponseMessage(HttpStatusCode.OK);
        if (path.StartsWith("/files/", StringComparison.Ordinal))
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Trap.Replace("\r\n", "")) };

        string last = path.Split('/')[^1];
        JsonNode one = last switch
        {
            "nodes" => Of(new NodeInformation { NodeId = Trap, IpAddress = Trap, State = Trap, JobUid = Trap, Problem = Problem() }),
            "journal" => new JsonObject { ["at"] = "2026-01-01T00:00:00Z", ["generation"] = 1, ["text"] = Trap },
            "refusedJobMessages" => new JsonObject
            {
                ["messageId"] = Trap,
                ["job"] = Trap,
                ["refusedAt"] = "2026-01-01T00:00:00Z",
                ["reason"] = new JsonObject { ["code"] = Trap, ["message"] = Trap },
            },
            "listOutputFiles" => new JsonObject
            {
                ["name"] = Trap,
                ["fileType"] = "file",
                ["downloadUrl"] = $"{FakeApi.Url}/files/x",
                ["properties"] = new JsonObject { ["contentLength"] = 12 },
            },
            "ledger" => new JsonObject
            {
                ["from"] = "2026-01-01",
                ["to"] = "2026-01-02",
                ["nodeHours"] = 1,
                ["jobCount"] = 3,
                ["states"] = new JsonArray(new JsonObject { ["state"] = Trap, ["nodeHours"] = 1 }),
                ["jobs"] = new JsonArray(new JsonObject { ["id"] = Trap, ["name"] = Trap, ["jobUid"] = Trap, ["nodeHours"] = 1 }),
            },
            _ => Resource(path),
        };
        bool list = last is "nodes" or "journal" or "refusedJobMessages" or "listOutputFiles"
            or "jobs" or "clusters" or "experiments" or "workspaces";
        return FakeApi.Json(list ? new JsonObject { ["value"] = new JsonArray(one) } : one);
    }

    private static JsonObject Resource(string path)
    {
        var error = new JsonArray(JsonNode.Parse(Of(Problem()).ToJsonString()));
        var properties = new JsonObject();
        if (path.Contains("/jobs", StringComparison.Ordinal))
        {
            properties["executionState"] = "failed";
            properties["toolType"] = Trap;
            properties["stdOutErrPathPrefix"] = Trap;
            properties["jobOutputDirectoryPathSegment"] = Trap;
            properties["cluster"] = new JsonObject { ["id"] = Trap };
            properties["executionInfo"] = new JsonObject { ["startTime"] = "2026-01-01T00:00:00Z", ["exitCode"] = 3, ["errors"] = error };
        }
        else if (path.Contains("/clusters", StringComparison.Ordinal))
        {
            properties["vmSize"] = Trap;
            properties["errors"] = error;
        }

        return new JsonObject { ["id"] = Trap, ["name"] = Trap, ["location"] = Trap, ["properties"] = properties };
    }

    private static BatchAIError Problem() =>
        new() { Code = Trap, Message = Trap, Details = [new NameValuePair { Name = Trap, Value = Trap }] };

    private static JsonNode Of<TValue>(TValue value) =>
        System.Text.Json.JsonSerializer.SerializeToNode(value, ModelJson.Default.Options)!;
}

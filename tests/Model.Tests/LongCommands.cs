namespace BatchAi.Model.Tests;

/// <summary>What no kernel would start is refused before anything is taken for it, with what was measured and what is allowed.</summary>
public sealed class LongCommands
{
    private const int Most = 131_071;

    /// <summary>Two bytes in UTF-8, so that bytes are counted and not letters.</summary>
    private const char Letter = 'ä';

    public static TheoryData<string, string> TextsOfJobs => new()
    {
        { "customToolkitSettings.commandLine", """{"commandLine":"@"}""" },
        { "customMpiSettings.commandLine", """{"commandLine":"@"}""" },
        { "cntkSettings.configFilePath", """{"configFilePath":"@"}""" },
        { "cntkSettings.commandLineArgs", """{"pythonScriptFilePath":"a","commandLineArgs":"@"}""" },
        { "caffeSettings.configFilePath", """{"configFilePath":"@"}""" },
        { "caffeSettings.commandLineArgs", """{"pythonScriptFilePath":"a","commandLineArgs":"@"}""" },
        { "caffe2Settings.pythonScriptFilePath", """{"pythonScriptFilePath":"@"}""" },
        { "caffe2Settings.pythonInterpreterPath", """{"pythonScriptFilePath":"a","pythonInterpreterPath":"@"}""" },
        { "chainerSettings.commandLineArgs", """{"pythonScriptFilePath":"a","commandLineArgs":"@"}""" },
        { "horovodSettings.commandLineArgs", """{"pythonScriptFilePath":"a","commandLineArgs":"@"}""" },
        { "pyTorchSettings.commandLineArgs", """{"pythonScriptFilePath":"a","commandLineArgs":"@"}""" },
        { "tensorFlowSettings.masterCommandLineArgs", """{"pythonScriptFilePath":"a","masterCommandLineArgs":"@"}""" },
        { "tensorFlowSettings.workerCommandLineArgs", """{"pythonScriptFilePath":"a","workerCommandLineArgs":"@"}""" },
        {
            "tensorFlowSettings.parameterServerCommandLineArgs",
            """{"pythonScriptFilePath":"a","parameterServerCommandLineArgs":"@"}"""
        },
        { "jobPreparation.commandLine", """{"commandLine":"@"}""" },
    };

    [Theory]
    [MemberData(nameof(TextsOfJobs))]
    public void A_command_line_longer_than_an_argument_may_be_is_refused_by_its_property(string path, string value)
    {
        string target = $"properties.{path}";
        Refused(Job(path, value.Replace("@", Long(65_536), StringComparison.Ordinal)), target, "131071 bytes in UTF-8", "it has 131072");
        Refused(Job(path, value.Replace("@", "a\\u0000b", StringComparison.Ordinal)), target, "NUL");
        Bodies.Job(Job(path, value.Replace("@", Long(65_534), StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_that_fit_one_by_one_are_refused_as_the_command_line_that_they_become()
    {
        string settings = $$"""{"pythonScriptFilePath":"{{new string('s', 65_536)}}","commandLineArgs":"{{new string('a', 65_536)}}"}""";

        Refused(Job("horovodSettings.x", settings), "properties.horovodSettings", "is one command line", "it has 131073");
    }

    [Fact]
    public void A_variable_is_measured_with_its_name()
    {
        string fits = new('v', Most - "BIG=".Length);
        string Body(string list, string value) => Bodies.With(
            Bodies.With(Documents.SmallJob, "properties.secrets", null),
            $"properties.{list}",
            $$"""[{"name":"SMALL","value":"v"},{"name":"BIG","value":"{{value}}"}]""");

        foreach (string list in (string[])["environmentVariables", "secrets"])
        {
            Refused(Body(list, fits + "v"), $"properties.{list}[1].value", "together with its name", "131071", "it has 131072");
            Bodies.Job(Body(list, fits));
        }
    }

    [Fact]
    public void A_setup_task_and_a_mount_command_are_measured_too()
    {
        const string task = "properties.nodeSetup.setupTask";
        string Cluster(string path, string value) => Bodies.With(Documents.Cluster, path, value);

        foreach (ApiVersion version in (ApiVersion[])[ApiVersion.Classic, ApiVersion.Extended])
        {
            Refused(
                () => Bodies.Cluster(Cluster($"{task}.commandLine", $"\"{Long(65_536)}\""), version),
                $"{task}.commandLine",
                "it has 131072");
            Refused(
                () => Bodies.Cluster(
                    Cluster($"{task}.environmentVariables", $$"""[{"name":"N","value":"{{Long(65_536)}}"}]"""), version),
                $"{task}.environmentVariables[0].value",
                "it has 131074");
            Refused(
                () => Bodies.Cluster(
                    Cluster(
                        "properties.nodeSetup.mountVolumes",
                        $$"""{"unmanagedFileSystems":[{"mountCommand":"{{new string('m', Most - 4)}}","relativeMountPath":"m"}]}"""),
                    version),
                "properties.nodeSetup.mountVolumes.unmanagedFileSystems[0].mountCommand",
                "it has 131072");
        }
    }

    [Fact]
    public void A_path_longer_than_any_path_may_be_is_refused() =>
        Refused(
            Bodies.With(Documents.SmallJob, "properties.stdOutErrPathPrefix", $"\"/{new string('p', 4095)}\""),
            "properties.stdOutErrPathPrefix",
            "at most 4095 bytes",
            "it has 4096");

    private static string Long(int letters) => new(Letter, letters);

    /// <summary>A job with one toolkit, or with a preparation besides its own.</summary>
    private static string Job(string path, string value)
    {
        string property = path.Split('.')[0];
        string job = property == "jobPreparation"
            ? Documents.SmallJob
            : Bodies.With(Documents.SmallJob, "properties.customToolkitSettings", null);
        return Bodies.With(job, $"properties.{property}", value);
    }

    private static void Refused(string job, string target, params string[] says) => Refused(() => Bodies.Job(job), target, says);

    private static void Refused(Action accept, string target, params string[] says)
    {
        ApiException refused = Assert.Throws<ApiException>(accept);

        Assert.Equal((400, target), (refused.Status, refused.Error.Target));
        Assert.All(says, text => Assert.Contains(text, refused.Error.Message!, StringComparison.Ordinal));
        Assert.InRange(refused.Error.Message!.Length, 1, 400);
    }
}

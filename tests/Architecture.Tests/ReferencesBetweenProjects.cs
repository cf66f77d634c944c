using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BatchAi.Architecture.Tests;

public sealed partial class ReferencesBetweenProjects
{
    /// <summary>What each project may see of ours. A project that is not here may not exist: say first where it stands.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Model"] = [],
        ["Linux"] = [],
        ["Scheduling"] = ["Model"],
        ["State"] = ["Model", "Scheduling"],
        ["Services"] = ["Model", "Scheduling", "State"],
        ["Activities"] = ["Model", "Scheduling", "State", "Services"],
        ["Orchestrations"] = ["Model", "Scheduling", "State", "Services", "Activities"],
        ["Azure"] = ["Model", "Scheduling", "State", "Services"],
        ["Api"] = ["Model", "Scheduling", "State", "Services"],
        ["Embedded"] = ["Model", "Linux", "Scheduling", "State", "Services", "Activities", "Orchestrations"],
        ["Simulation"] = ["Model", "Linux", "Scheduling", "State", "Services", "Activities", "Orchestrations", "Embedded"],
        ["Functions"] = ["Model", "Scheduling", "State", "Services", "Activities", "Orchestrations", "Azure", "Api"],
        // What only tests need: it stands above all that it disturbs.
        ["Faults"] = ["Model", "Linux", "Scheduling", "State", "Services", "Activities", "Orchestrations", "Embedded", "LocalCloud"],
        ["LocalCloud"] = ["Linux"],
        ["NodeAgent"] = ["Model", "Linux"],
        // Linux: whose a found token is, and whose program it would be sent to.
        ["Cli"] = ["Model", "Linux"],
        // Cli: the demo is a client of the server it starts.
        ["LocalHost"] =
        [
            "Model", "Linux", "Scheduling", "State", "Services", "Activities", "Orchestrations", "Azure", "Api", "Embedded", "LocalCloud",
            "NodeAgent", "Cli", "Faults",
        ],
    };

    public static TheoryData<string> SourceProjects => [.. Repository.Projects("src")];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Point_one_way_only(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);

        Assert.True(s_allowed.TryGetValue(name, out string[]? allowed), $"{project} has no place in the map of references");
        Offenders.None(Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Leave_the_Azure_packages_to_the_Azure_adapters(string project)
    {
        if (project != "src/Azure/Azure.csproj")
            Assert.DoesNotContain(Items(project, "PackageReference"), package => package.StartsWith("Azure.", StringComparison.Ordinal));
    }

    [Fact]
    public void Leave_the_Azure_namespaces_to_the_Azure_adapters() =>
        Offenders.None(Repository.Under("src", ".cs")
            .Where(file => !file.StartsWith("src/Azure/", StringComparison.Ordinal))
            .Where(file => UsesAnAzureNamespace().IsMatch(Repository.Text(file))));

    [Fact]
    public void Leave_system_calls_and_the_process_table_to_the_Linux_layer() =>
        Offenders.None(Repository.Under("src", ".cs")
            .Where(file => !file.StartsWith("src/Linux/", StringComparison.Ordinal))
            .Where(file => CallsTheSystemItself().IsMatch(Repository.Text(file))));

    /// <summary>docs/adr/0012-simulated-world.md: suites replace or wrap parts of the one simulated world.</summary>
    [Fact]
    public void Leave_the_composition_of_the_control_plane_to_the_hosts_and_the_simulated_world() =>
        Offenders.None(Repository.Files
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && AddsTheActivities().IsMatch(Repository.Text(file)))
            .Except(
            [
                "src/Functions/FunctionsHost.cs",
                "src/LocalHost/Serving/LocalServer.cs",
                "src/Simulation/Composition/ControlPlaneComposition.cs",
            ]));

    [Fact]
    public void Keep_test_packages_out_of_the_simulated_world() =>
        Offenders.None(Items("src/Simulation/Simulation.csproj", "PackageReference")
            .Except(["Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Logging"]));

    private static IEnumerable<string> Items(string project, string kind) =>
        Repository.Xml(project).Descendants(kind).Attributes("Include").Select(include => include.Value.Replace('\\', '/'));

    /// <summary>An import of a native function, or a path of /proc in a text; a script that the text holds may read there.</summary>
    [GeneratedRegex(@"\[(DllImport|LibraryImport)\(|""/proc\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CallsTheSystemItself();

    [GeneratedRegex(@"\.AddActivities\(\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AddsTheActivities();

    [GeneratedRegex(
        @"^\s*(global )?using (static |\w+ = )?(global::)?Azure\.|global::Azure\.",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UsesAnAzureNamespace();
}

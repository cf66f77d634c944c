using System.Text;
using System.Text.Json.Nodes;

namespace BatchAi.Model.Tests;

public sealed class JobMessages
{
    private const string Workspace = "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w";

    private static readonly DirectoryInfo s_checkout = FindCheckout();

    [Fact]
    public void The_sample_is_accepted()
    {
        (JobId job, JobProperties properties) = JobMessageBody.Accept(
            BodyReader.Read(
                File.ReadAllBytes(Path.Combine(s_checkout.FullName, "samples", "hello.message.json")),
                ModelJson.Default.JobMessage));

        Assert.Equal("hello-1", job.Name);
        Assert.EndsWith("/workspaces/default/clusters/default", properties.Cluster!.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_names_exactly_what_is_read()
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(s_checkout.FullName, "docs", "job-message.schema.json")))!["$defs"]!;

        Assert.Equal(NamesOf(ModelJson.Default.JobMessage), Keys(schema["job"]!));
        Assert.Equal(NamesOf(ModelJson.Default.JobMessage), Keys(schema["reference"]!));
        Assert.Empty(Keys(schema["properties"]!).Except(NamesOf(ModelJson.Default.JobProperties)));
    }

    [Fact]
    public void A_cluster_is_named_beside_the_body_or_in_it()
    {
        const string properties = """
            "nodeCount":1,"stdOutErrPathPrefix":"p","customToolkitSettings":{"commandLine":"c"}
            """;

        Assert.Equal(
            Workspace + "/clusters/c1",
            Accept(
                $$$"""{"cluster":"c1","workspace":"{{{Workspace}}}","experiment":"e","job":"j","body":{"properties":{ {{{properties}}} } } }"""
            ).Cluster!.Id);
        Assert.Equal(
            Workspace + "/clusters/c2",
            Accept(
                $$$"""{"workspace":"{{{Workspace}}}","experiment":"e","job":"j","body":{"properties":{ {{{properties}}},"cluster":{"id":"{{{Workspace}}}/clusters/c2"} } } }"""
            ).Cluster!.Id);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once_and_no_value_is_quoted()
    {
        ApiException refused = Assert.Throws<ApiException>(() =>
            Accept("""{"workspace":"hush","experiment":"","job":"hu sh","cluster":"hush!"}"""));

        Assert.Equal(["workspace", "experiment", "job", "cluster", "body"], refused.Error.Details!.Select(detail => detail.Target));
        Assert.DoesNotContain("hu", string.Concat(refused.Error.Details!.Select(detail => detail.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/microsoft.batchai/workspaces/w", true)]
    [InlineData("/Subscriptions/s/resourcegroups/g/providers/Microsoft.BatchAI/Workspaces/w", true)]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/c", false)]
    [InlineData("/subscriptions/s s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w", false)]
    [InlineData("/subscriptions/s/resourceGroups/ü/providers/Microsoft.BatchAI/workspaces/w", false)]
    [InlineData("w", false)]
    public void A_workspace_is_named_by_its_full_id_in_any_case(string text, bool isOne) =>
        Assert.Equal(isOne, WorkspaceId.TryParse(text, out _));

    private static JobProperties Accept(string json) =>
        JobMessageBody.Accept(BodyReader.Read(Encoding.UTF8.GetBytes(json), ModelJson.Default.JobMessage)).Properties;

    private static IEnumerable<string> NamesOf(System.Text.Json.Serialization.Metadata.JsonTypeInfo type) =>
        type.Properties.Select(property => property.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Keys(JsonNode definition) =>
        definition["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal);

    private static DirectoryInfo FindCheckout()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "BatchAiFunctions.sln")))
            at = at.Parent;
        return at ?? throw new DirectoryNotFoundException("the checkout");
    }
}

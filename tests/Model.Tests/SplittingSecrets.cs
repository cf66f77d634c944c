using System.Text.Json;

namespace BatchAi.Model.Tests;

public sealed class SplittingSecrets
{
    [Fact]
    public void No_secret_of_a_job_stays_in_its_document()
    {
        (JobProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(Bodies.Job(Documents.Job));

        string left = JsonSerializer.Serialize(document, ModelJson.Wire.JobProperties);
        Assert.DoesNotContain(Documents.Marker, left, StringComparison.Ordinal);
        Assert.Contains("\"credentials\":{}", left, StringComparison.Ordinal);
        Assert.Contains("""{"name":"TOKEN"}""", left, StringComparison.Ordinal);
        Assert.Contains("https://v.vault.azure.net/secrets/x", left, StringComparison.Ordinal);
        Assert.Equal(
            new HashSet<string>
            {
                SecretSlots.BlobKey(0),
                SecretSlots.FileShareKey(0),
                SecretSlots.RegistryPassword,
                SecretSlots.Variable("TOKEN"),
            },
            [.. values.Keys]);
        Assert.All(values.Values, value => Assert.Equal(Documents.Marker, value));
    }

    [Fact]
    public void No_secret_of_a_cluster_stays_in_its_document()
    {
        (ClusterProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(
            Bodies.Cluster(Documents.Cluster, ApiVersion.Classic));

        Assert.DoesNotContain(
            Documents.Marker,
            JsonSerializer.Serialize(document, ModelJson.Wire.ClusterProperties),
            StringComparison.Ordinal);
        Assert.Equal(
            new HashSet<string>
            {
                SecretSlots.AdminPassword,
                SecretSlots.BlobKey(0),
                SecretSlots.FileShareKey(0),
                SecretSlots.InstrumentationKey,
                SecretSlots.SetupVariable("B"),
            },
            [.. values.Keys]);
    }

    [Fact]
    public void No_secret_of_a_file_server_stays_in_its_document()
    {
        (FileServerProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(
            Bodies.FileServer(Documents.FileServer));

        Assert.DoesNotContain(
            Documents.Marker,
            JsonSerializer.Serialize(document, ModelJson.Wire.FileServerProperties),
            StringComparison.Ordinal);
        Assert.Equal(Documents.Marker, values[SecretSlots.AdminPassword]);
    }
}

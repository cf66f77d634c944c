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
        Assert.Equal(
            new HashSet<string>
            {
                SecretSlots.BlobKey(0),
                SecretSlots.FileShareKey(0),
                SecretSlots.FileShareKey(1),
                SecretSlots.RegistryPassword,
                SecretSlots.Variable("TOKEN"),
                SecretSlots.Variable("SECOND"),
            },
            [.. values.Keys]);
        Assert.All(values.Values, value => Assert.Equal(Documents.Marker, value));
    }

    /// <summary>Documents of before references were refused may hold one.</summary>
    [Fact]
    public void A_reference_to_a_key_vault_is_no_secret_and_stays()
    {
        EnvironmentVariableWithSecretValue referred = new()
        {
            Name = "A",
            ValueSecretReference = new KeyVaultSecretReference { SecretUrl = "https://v.vault.azure.net/secrets/x" },
        };

        (JobProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(
            new JobProperties { Secrets = [referred] });

        Assert.Equal(referred, Assert.Single(document.Secrets!));
        Assert.Empty(values);
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
                SecretSlots.FileShareKey(1),
                SecretSlots.InstrumentationKey,
                SecretSlots.SetupVariable("B"),
                SecretSlots.SetupVariable("C"),
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

using System.Security.Cryptography;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheSettingsOfACloud : IDisposable
{
    private const string Local = "http://127.0.0.1:8119";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void May_be_absent()
    {
        AzureCloud cloud = AzureCloud.Of(Read(Settings.With()));

        Assert.Equal(AzureCloud.Public, cloud);
    }

    [Theory]
    [InlineData("Cloud")]
    [InlineData("Cloud:Name")]
    public void Begin_with_a_name_in_either_form(string key)
    {
        AzureCloud cloud = AzureCloud.Of(Read(Settings.With((key, "China"))));

        Assert.Equal(("china", new Uri("https://management.chinacloudapi.cn"), "core.chinacloudapi.cn"),
            (cloud.Name, cloud.ArmEndpoint, cloud.StorageSuffix));
    }

    [Fact]
    public void Replace_what_the_known_cloud_has_one_by_one()
    {
        AzureCloud cloud = AzureCloud.Of(Read(Settings.With(
            ("Cloud", "usgovernment"), ("Cloud:ResourceManagerEndpoint", "https://management.sovereign.example"),
            ("Cloud:Authority", "https://login.sovereign.example"),
            ("Cloud:StorageSuffix", "storage.sovereign.example"), ("Cloud:MetadataDomain", "metadata.sovereign.example"))));

        Assert.Equal(new Uri("https://management.sovereign.example/"), cloud.ArmEndpoint);
        Assert.Equal("https://management.sovereign.example/", cloud.ArmAudience);
        Assert.Equal(new Uri("https://login.sovereign.example/"), cloud.Authority);
        Assert.Equal(("storage.sovereign.example", "metadata.sovereign.example", true),
            (cloud.StorageSuffix, cloud.MetadataDomain, cloud.HasOwnAuthority));
        Assert.Null(cloud.LocalResourceManager);
        Assert.Equal("https://sovereign.example/", AzureCloud
            .Of(Read(Settings.With(("Cloud:ResourceManagerAudience", "https://sovereign.example/")))).ArmAudience);
    }

    [Fact]
    public void Make_the_storage_of_a_sovereign_cloud_that_which_is_opened()
    {
        using ServiceProvider services = Compose(Settings.With(("Cloud:StorageSuffix", "storage.sovereign.example")));

        Assert.Equal("https://batchaistate.table.storage.sovereign.example", services.GetRequiredService<StorageAccount>().Address);
    }

    [Fact]
    public void Tell_the_nodes_of_a_sovereign_cloud_where_its_containers_are()
    {
        using ServiceProvider services = Compose(Settings.With(("Cloud:StorageSuffix", "storage.sovereign.example")));

        CustomData node = CustomData.Parse(services.GetRequiredService<INodeBootstrap>().CustomDataFor(ANode.ClusterUid));

        Assert.Contains(
            "\"storageSuffix\":\"storage.sovereign.example\"",
            node.Files["/etc/batchai/agent.json"].Content,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name", "moon", "one of public, usgovernment, china")]
    [InlineData("ResourceManger", "https://management.example", "the keys there are Authority, MetadataDomain, Name")]
    [InlineData("ResourceManagerEndpoint", "http://management.example", "http on loopback only")]
    [InlineData("ResourceManagerEndpoint", "http://127.0.0.1.example", "http on loopback only")]
    [InlineData("ResourceManagerEndpoint", "http://10.0.0.4:8119", "http on loopback only")]
    [InlineData("ResourceManagerEndpoint", "https://management.example/subscriptions", "a host alone")]
    [InlineData("ResourceManagerEndpoint", "https://management.example?x=1", "a host alone")]
    [InlineData("ResourceManagerEndpoint", "management.example", "a host alone")]
    [InlineData("ResourceManagerEndpoint", "file:///etc/passwd", "a host alone")]
    [InlineData("ResourceManagerEndpoint", "", "a host alone")]
    [InlineData("ResourceManagerAudience", "http://management.example", "such as https://")]
    [InlineData("ResourceManagerAudience", "https://user@management.example", "such as https://")]
    [InlineData("Authority", "http://127.0.0.1:9000", "https and a host alone")]
    [InlineData("Authority", "https://login.example/tenant", "https and a host alone")]
    [InlineData("Authority", "https://login.microsoftonline.com@evil.example", "https and a host alone")]
    [InlineData("StorageSuffix", "https://core.windows.net", "such as core.windows.net")]
    [InlineData("StorageSuffix", "core.windows.net/x", "such as core.windows.net")]
    [InlineData("StorageSuffix", "windows", "such as core.windows.net")]
    [InlineData("MetadataDomain", "metadata azure", "such as metadata.azure.com")]
    [InlineData("Token", "letmein", "for a local cloud alone")]
    [InlineData("TokenFile", "/nowhere", "unless Cloud:ResourceManagerEndpoint is set")]
    [InlineData("NodeLauncher", "/nowhere", "unless Cloud:ResourceManagerEndpoint is on loopback")]
    [InlineData("SecretKeyFile", "/nowhere", "unless Cloud:ResourceManagerEndpoint is on loopback")]
    public void That_are_wrong_or_unsafe_are_refused_by_key(string key, string value, string allowed)
    {
        string problem = Assert.Single(Problems(Settings.With(($"Cloud:{key}", value))));

        Assert.StartsWith($"BatchAi:Cloud:{key} (BatchAi__Cloud__{key} as an environment variable) must be ", problem,
            StringComparison.Ordinal);
        Assert.Contains(allowed, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void That_contradict_each_other_are_refused() =>
        Assert.Contains("which is 'china'", Assert.Single(Problems(Settings.With(("Cloud", "china"), ("Cloud:Name", "public")))),
            StringComparison.Ordinal);

    [Fact]
    public void Do_not_show_a_name_and_a_password_in_an_address()
    {
        string problem = Assert.Single(Problems(Settings
            .With(("Cloud:ResourceManagerEndpoint", "https://ada:hunter2@management.example"))));

        Assert.Contains("https://…@management.example/", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://management.example", "for a local cloud alone")]
    [InlineData(Local, "without spaces")]
    public void Do_not_show_the_token_they_refuse(string endpoint, string allowed)
    {
        string problem = Assert.Single(Problems(Settings.With(("Cloud:ResourceManagerEndpoint", endpoint), ("Cloud:Token", "hunter two"))));

        Assert.StartsWith("BatchAi:Cloud:Token ", problem, StringComparison.Ordinal);
        Assert.Contains(allowed, problem, StringComparison.Ordinal);
        Assert.Contains("'10 characters'", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Want_a_token_of_its_own_for_a_local_cloud() =>
        Assert.Contains("are not sent to a local cloud", Assert.Single(Problems(Settings.With(("Cloud:ResourceManagerEndpoint", Local)))),
            StringComparison.Ordinal);

    [Fact]
    public void Take_one_token_only()
    {
        string file = _folder.Write("token", "letmein\n");

        Assert.Contains("absent, as Cloud:TokenFile is set",
            Assert.Single(Problems(Settings.With(("Cloud:ResourceManagerEndpoint", Local), ("Cloud:Token", "letmein"),
            ("Cloud:TokenFile", file)))), StringComparison.Ordinal);
        Assert.Empty(Problems(Settings.With(("Cloud:ResourceManagerEndpoint", Local), ("Cloud:TokenFile", file))));
        Assert.Empty(Problems(Settings.With(("Cloud:ResourceManagerEndpoint", "https://management.example"), ("Cloud:TokenFile", file))));
    }

    [Theory]
    [InlineData("TokenFile", "letmein")]
    [InlineData("SecretKeyFile", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("NodeLauncher", "#!/bin/sh")]
    public void Want_files_that_are_there_and_their_owners_alone(string key, string text)
    {
        string Problem(string file) => Assert.Single(Problems(LocalSettings((key, file))));

        Assert.Contains("there is no such file", Problem("/nowhere/to/be/found"), StringComparison.Ordinal);
        Assert.Contains("the path must be absolute", Problem("here"), StringComparison.Ordinal);
        Assert.Contains("others may use it", Problem(_folder.Write(key, text, UnixFileMode.UserRead | UnixFileMode.OtherRead)),
            StringComparison.Ordinal);
        Assert.Empty(Problems(LocalSettings((key, _folder.Write(key, text)))));
    }

    [Theory]
    [InlineData("TokenFile", "two words")]
    [InlineData("TokenFile", "")]
    [InlineData("SecretKeyFile", "c2hvcnQ=")]
    public void Want_files_with_the_right_thing_in_them(string key, string text)
    {
        string problem = Assert.Single(Problems(LocalSettings((key, _folder.Write("file", text)))));

        Assert.StartsWith($"BatchAi:Cloud:{key} ", problem, StringComparison.Ordinal);
        Assert.Contains("a file whose text is", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Say_where_the_key_of_stored_secrets_is_once()
    {
        IConfiguration both = Settings.With(("Cloud:ResourceManagerEndpoint", Local), ("Cloud:Token", "letmein"),
            ("Cloud:SecretKeyFile", Key()));

        Assert.Contains("absent, as KeyVaultUri is set", Assert.Single(Problems(both)), StringComparison.Ordinal);
        Assert.StartsWith("BatchAi:KeyVaultUri ", Assert.Single(Problems(LocalSettings(("SecretKeyFile", null)))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Let_the_key_of_stored_secrets_come_from_a_file()
    {
        await using ServiceProvider services = Compose(LocalSettings());

        ReadOnlyMemory<byte> key = await services.GetRequiredService<ISecretKey>().GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal(SHA256.HashData("a key"u8), key.ToArray());
    }

    [Fact]
    public void Make_needless_what_the_nodes_of_a_local_cloud_do_not_have()
    {
        IConfiguration alone = LocalSettings(("NodeLauncher", _folder.Write("start-node", "#!/bin/sh")));
        string[] needless = ["NodeIdentityId", "NodeIdentityClientId", "AgentUri", "AgentSha256", "Locations:0:SubnetId",
            "Locations:1:SubnetId", "TenantId", "Audience"];
        IConfiguration without = new ConfigurationBuilder()
            .AddInMemoryCollection(alone.AsEnumerable().Where(setting =>
                setting.Value is not null && !needless.Contains(setting.Key.Replace("BatchAi:", "", StringComparison.Ordinal))))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["BatchAi:Auth"] = "key", ["BatchAi:ApiKey"] = new string('k', 32) })
            .Build();

        Assert.Empty(Problems(without));
        using ServiceProvider services = Compose(without);
        Assert.Equal($"#!/bin/sh\nexec '{without["BatchAi:Cloud:NodeLauncher"]}' 0f3a\n",
            services.GetRequiredService<INodeBootstrap>().CustomDataFor("0f3a"));
        Assert.IsType<LocalCloudIdentity>(services.GetRequiredService<INodeIdentity>());
        Assert.Null(services.GetRequiredService<ComputeFleetOptions>().UserAssignedIdentityId);
    }

    private string Key() => _folder.Write("secrets.key", Convert.ToBase64String(SHA256.HashData("a key"u8)));

    /// <summary>A local cloud with a token and a key in files; a change of null takes one away.</summary>
    private IConfiguration LocalSettings(params IReadOnlyList<(string Key, string? Value)> changes) => Settings.With(
    [
        ("KeyVaultUri", null), ("Cloud:ResourceManagerEndpoint", Local), ("Cloud:TokenFile", _folder.Write("cloud-token", "letmein")),
        ("Cloud:SecretKeyFile", Key()),
        .. changes.Select(change => ($"Cloud:{change.Key}", change.Value)),
    ]);

    private static AzureOptions Read(IConfiguration configuration)
    {
        using ServiceProvider services = Compose(configuration);
        return services.GetRequiredService<IOptions<AzureOptions>>().Value;
    }

    private static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        using ServiceProvider services = Compose(configuration);
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures];
        }
    }

    private static ServiceProvider Compose(IConfiguration configuration) =>
        new ServiceCollection().AddLogging().AddAzureAdapters(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
}

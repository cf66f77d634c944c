using BatchAi.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheProofOfANode
{
    private const string ScaleSet = "bai-0f3a";

    private readonly ListedMachines _fleet = new() { Machines = { ["3"] = new AMachine().VmId } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_accepted_when_all_of_it_fits() => Assert.True(await ProvesAsync(new AMachine().Register()));

    [Theory]
    [InlineData("appid", "api://AzureADTokenExchange")]
    [InlineData("azp", "fb60f99c-7a34-4190-8149-302f77469936")]
    public async Task May_hold_a_token_of_either_version(string claim, string audience) =>
        Assert.True(
            await ProvesAsync(
                new AMachine
                {
                    ClientClaim = claim,
                    Audience = audience,
                    Issuer = claim == "azp" ? new AMachine().Issuer : $"https://sts.windows.net/{Settings.Tenant}/",
                }.Register()
            ));

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Is_refused_when_one_part_does_not_fit(string lie) => Assert.False(await ProvesAsync(s_lies[lie](new AMachine())));

    [Theory]
    [InlineData("")]
    [InlineData("plain text, as on a local cloud")]
    [InlineData("""{"token":"a.b.c"}""")]
    [InlineData("""{"token":"a.b.c","attested":"AAAA"}""")]
    [InlineData("null")]
    public async Task That_is_no_proof_at_all_is_refused(string proof) =>
        Assert.False(await ProvesAsync(new AMachine().Register() with { Proof = proof }));

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("MIIB")]
    public async Task With_a_document_of_garbage_is_refused(string attested)
    {
        RegisterRequest request = new AMachine().Register();
        NodeProof proof = System.Text.Json.JsonSerializer.Deserialize(request.Proof, ModelJson.Default.NodeProof)!;

        Assert.False(
            await ProvesAsync(
                request with
                {
                    Proof = System.Text.Json.JsonSerializer.Serialize(proof with { Attested = attested }, ModelJson.Default.NodeProof),
                }
            ));
    }

    [Fact]
    public async Task Is_checked_against_one_listing_for_all_nodes_that_register_at_once()
    {
        AMachine[] machines = [.. Enumerable.Range(0, 5).Select(number => new AMachine { VmId = Guid.NewGuid().ToString() })];
        foreach ((int number, AMachine machine) in machines.Index())
            _fleet.Machines[$"{number}"] = machine.VmId;
        AzureNodeIdentity identity = Identity();

        bool[] proven = await Task.WhenAll(
            machines.Select((machine, number) => identity.ProvesAsync(ScaleSet, machine.Register($"{number}"), Cancellation)));

        Assert.All(proven, Assert.True);
        Assert.Equal(1, _fleet.Listings);
    }

    [Fact]
    public async Task Of_a_machine_that_came_after_the_listing_is_looked_up_again()
    {
        AzureNodeIdentity identity = Identity();
        AMachine late = new() { VmId = "aaaaaaaa-fda6-4649-bbc9-7f20dc379f34" };
        Assert.False(await identity.ProvesAsync(ScaleSet, late.Register("4"), Cancellation));
        _fleet.Machines["4"] = late.VmId.ToUpperInvariant();

        Assert.True(await identity.ProvesAsync(ScaleSet, late.Register("4"), Cancellation));
    }

    [Fact]
    public async Task That_cannot_be_checked_now_is_neither_accepted_nor_refused()
    {
        _fleet.Fails = true;

        await Assert.ThrowsAsync<TimeoutException>(() => ProvesAsync(new AMachine().Register()));
    }

    [Fact]
    public void Has_a_nonce_of_ten_digits_that_changes_with_boot_and_key()
    {
        Assert.Equal("0373713351", NodeProof.NonceOf("boot-1", "aa"));
        Assert.Equal(
            4,
            new[] { ("a", "b"), ("a", "c"), ("c", "b"), ("ab", "") }
                .Select(pair => NodeProof.NonceOf(pair.Item1, pair.Item2))
                .Distinct()
                .Count());
    }

    private static readonly Dictionary<string, Func<AMachine, RegisterRequest>> s_lies = new()
    {
        ["another boot"] = machine => machine.Register(bootId: "boot-2"),
        ["another key"] = machine => machine.Register(keyHash: "bb"),
        ["another instance"] = machine => machine.Register(instanceId: "4"),
        ["another machine"] = machine => (machine with { VmId = "aaaaaaaa-fda6-4649-bbc9-7f20dc379f34" }).Register(),
        ["another subscription"] = machine => (machine with { SubscriptionId = Settings.Tenant }).Register(),
        ["a document that expired"] = machine => (machine with { ExpiresOn = AMachine.Now.AddSeconds(-1) }).Register(),
        ["a document that was changed"] = machine => (machine with { DocumentIsChanged = true }).Register(),
        ["a certificate for another name"] = machine => (machine with { CertificateName = "metadata.azure.com.example" }).Register(),
        ["a certificate for a name that only ends alike"] = machine =>
            (machine with { CertificateName = "notmetadata.azure.com" }).Register(),
        ["a certificate of another cloud"] = machine => (machine with { CertificateName = "metadata.azure.us" }).Register(),
        ["a certificate nobody trusts"] = machine => (machine with { CertificateIsTrusted = false }).Register(),
        ["a token of another tenant"] = machine =>
            (machine with { Issuer = $"https://login.microsoftonline.com/{Settings.Subscription}/v2.0" }).Register(),
        ["a token for Azure Resource Manager"] = machine => (machine with { Audience = "https://management.azure.com/" }).Register(),
        ["a token of another identity"] = machine => (machine with { ClientId = Settings.Subscription }).Register(),
        ["a token that expired"] = machine => (machine with { TokenExpires = AMachine.Now.AddMinutes(-6) }).Register(),
        ["a token signed by somebody else"] = machine => (machine with { TokenIsForged = true }).Register(),
    };

    private Task<bool> ProvesAsync(RegisterRequest request) => Identity().ProvesAsync(ScaleSet, request, Cancellation);

    private AzureNodeIdentity Identity()
    {
        FakeTimeProvider clock = new(AMachine.Now);
        NodeTokens tokens = new(
            new StaticConfigurationManager<OpenIdConnectConfiguration>(AMachine.Tenant),
            AzureCloud.Public.Authority,
            Settings.Tenant,
            Settings.NodeClient,
            clock);
        AttestedDocuments documents = new(AzureCloud.Public.MetadataDomain, AMachine.Roots, clock);
        return new AzureNodeIdentity(
            tokens,
            documents,
            new ScaleSetMachines(_fleet),
            Settings.Subscription,
            clock,
            NullLogger<AzureNodeIdentity>.Instance);
    }
}

namespace BatchAi.Infra.Tests;

public sealed class Deploying
{
    [Theory]
    [InlineData("az account show*", "", 1, "not signed in")]
    [InlineData("az role assignment list --assignee*", "Contributor", 0, "MISSING the role Owner")]
    [InlineData("az provider list*", "Microsoft.Compute", 0, "az provider register --namespace Microsoft.Web")]
    [InlineData("az functionapp list-flex*", "eastus\nNorth Europe", 0, "take another --location: eastus northeurope")]
    [InlineData("az rest --method get --url */policies/authorizationPolicy*", "false", 0, "--auth key")]
    [InlineData(
        "az vm list-usage*",
        "cores\t8\t10\nstandardDSv3Family\t0\t10",
        0,
        "https://portal.azure.com/#view/Microsoft_Azure_Capacity"
    )]
    [InlineData("az network list-usages*", "PublicIPAddresses\t9\t10", 0, "MISSING quota of the network: 1 of 2 PublicIPAddresses is free")]
    [InlineData("az network list-usages*", "", 0, "MISSING the quotas of the network in westeurope: they cannot be read")]
    [InlineData("az vm list-skus*Standard_D2s_v3*", "", 0, "MISSING Standard_D2s_v3 in westeurope")]
    public void Is_not_begun_without(string call, string answer, int code, string advice)
    {
        using FakeAzure azure = new FakeAzure().Answer(call, answer, code);

        (int exitCode, string output) = azure.Deploy("preflight");

        Assert.Contains(advice, output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public void Goes_on_without_a_GPU()
    {
        using FakeAzure azure = new FakeAzure().Answer(
            "az vm list-usage*",
            "cores\t0\t10\nstandardDSv3Family\t0\t10\nStandard NCASv3_T4 Family\t0\t0");

        (int exitCode, string output) = azure.Deploy("preflight");

        Assert.Contains("note    quota for a GPU node (Standard_NC4as_T4_v3): 0 cores", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Of_a_new_environment_names_the_agent_after_its_storage_is_there()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment(after: "az deployment sub create");

        (int exitCode, string output) = azure.Deploy("up");

        Assert.Equal(0, exitCode);
        Assert.Contains("export BATCHAI_URL=https://func-1.example", output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "az deployment sub create",
                "publish-agent.sh --account st1",
                "az deployment sub create",
                "az functionapp deployment source config-zip",
            ],
            azure.Calls.Select(Begin).Where(begin => begin.Length > 0));
        Assert.Contains(
            "\"sha256\":\"abc\"",
            azure.Calls.Last(call => call.StartsWith("az deployment sub create", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_environment_that_runs_never_takes_its_agent_away()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment();

        Assert.Equal(0, azure.Deploy("up").ExitCode);

        Assert.Equal(
            ["publish-agent.sh --account st1", "az deployment sub create", "az functionapp deployment source config-zip"],
            azure.Calls.Select(Begin).Where(begin => begin.Length > 0));
    }

    [Fact]
    public void Stops_where_it_fails()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment().Answer("az deployment sub create*", "no", 1);

        Assert.NotEqual(0, azure.Deploy("up").ExitCode);

        Assert.DoesNotContain(azure.Calls, call => call.Contains("config-zip", StringComparison.Ordinal));
    }

    [Fact]
    public void Fails_when_the_app_does_not_answer()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment().Answer("curl*", "503");

        (int exitCode, string output) = azure.Deploy("up");

        Assert.Equal(1, exitCode);
        Assert.Contains("error: the app answers 503 instead of 401", output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_key_makes_it_once_and_shows_it_nowhere()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment();

        (int exitCode, string output) = azure.Deploy("up", "--auth", "key");

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(azure.Calls, call => call.Contains("az ad app", StringComparison.Ordinal));
        Assert.Contains("az keyvault secret show --vault-name kv-1 --name api-key", output, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9a-f]{64}", output + string.Join("\n", azure.Calls));
    }

    [Fact]
    public void A_smoke_test_removes_what_it_made_although_its_job_failed()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment(after: "az deployment sub create").Answer("dotnet run*run*", "boom", 7);

        (int exitCode, string output) = azure.Deploy("smoke", "--yes");

        Assert.Equal(7, exitCode);
        Assert.Contains("Nothing of smoke is left.", output, StringComparison.Ordinal);
        Assert.Contains("az group delete --name rg-batchai-smoke-nodes --yes", azure.Calls);
    }

    [Fact]
    public void A_smoke_test_wants_both_nodes_in_the_output()
    {
        using FakeAzure one = new FakeAzure()
            .WithTheEnvironment(after: "az deployment sub create")
            .Answer("dotnet run*run*", "node 10.0.0.4");
        using FakeAzure two = new FakeAzure()
            .WithTheEnvironment(after: "az deployment sub create")
            .Answer("dotnet run*run*", "node 10.0.0.4\nnode 10.0.0.5");

        Assert.Equal(1, one.Deploy("smoke", "--yes").ExitCode);
        Assert.Equal(0, two.Deploy("smoke", "--yes").ExitCode);
    }

    [Fact]
    public void A_smoke_test_is_not_begun_unasked_or_where_somebody_works()
    {
        using FakeAzure unasked = new();
        using FakeAzure there = new FakeAzure().WithTheEnvironment();

        Assert.Contains("error: nothing was done", unasked.Deploy("smoke").Output, StringComparison.Ordinal);
        Assert.Contains("error: there is an environment smoke already", there.Deploy("smoke", "--yes").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            unasked.Calls.Concat(there.Calls),
            call => call.Contains("create", StringComparison.Ordinal) || call.Contains("delete", StringComparison.Ordinal));
    }

    [Fact]
    public void Removal_takes_what_outlives_the_resource_groups()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment();

        Assert.Equal(0, azure.Deploy("down", "--yes").ExitCode);

        foreach (
            string call in (string[])
                [
                    "az role assignment delete --ids assignment-1",
                    "az role definition delete --name role-1 --scope /subscriptions/sub-1",
                    "az keyvault purge --name kv-1",
                    "az ad app delete --id object-1",
                    "az deployment sub delete --name batchai-dev",
                ])
        {
            Assert.Contains(call, azure.Calls);
        }
    }

    [Fact]
    public void Removal_says_when_a_protected_vault_stays()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment().Answer("az keyvault list-deleted*", "kv-1\ttrue");

        Assert.Contains("az keyvault recover --name kv-1", azure.Deploy("down", "--yes").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(azure.Calls, call => call.StartsWith("az keyvault purge", StringComparison.Ordinal));
    }

    [Fact]
    public void Removal_does_not_claim_what_is_not_so()
    {
        using FakeAzure azure = new FakeAzure().WithTheEnvironment().Answer("az group exists*-nodes*", "true");

        (int exitCode, string output) = azure.Deploy("down", "--yes");

        Assert.Equal(1, exitCode);
        Assert.Contains("error: still there, so run this again: rg-batchai-dev-nodes", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no command 'fly'", "fly")]
    [InlineData("--environment needs a value", "up", "--environment")]
    [InlineData("found 'Dev!'", "up", "-e", "Dev!")]
    [InlineData("found 'password'", "up", "--auth", "password")]
    [InlineData("no option '--force'", "down", "--force")]
    public void Refuses_what_it_does_not_know(string complaint, params string[] arguments)
    {
        using FakeAzure azure = new();

        (int exitCode, string output) = azure.Deploy(arguments);

        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Equal(2, exitCode);
        Assert.Empty(azure.Calls);
    }

    [Fact]
    public void By_azd_tells_the_app_and_the_next_provisioning_of_the_agent()
    {
        using FakeAzure azure = new();

        Assert.Equal(0, azure.PublishForAzd().ExitCode);

        Assert.Contains("azd env set BATCHAI_AGENT_SHA256 abc", azure.Calls);
        Assert.EndsWith(
            "--settings BatchAi__AgentUri=https://st1.blob.core.windows.net/agent/a BatchAi__AgentSha256=abc",
            azure.Calls[^1],
            StringComparison.Ordinal);
    }

    /// <summary>The beginning of the calls that a deployment's order is about.</summary>
    private static string Begin(string call) =>
        call.StartsWith("publish-agent.sh", StringComparison.Ordinal)
            ? call
            : ((string[])["az deployment sub create", "az functionapp deployment source config-zip"]).FirstOrDefault(begin =>
                call.StartsWith(begin, StringComparison.Ordinal)) ?? "";
}

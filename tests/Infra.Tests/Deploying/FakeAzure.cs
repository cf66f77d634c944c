using System.Diagnostics;

namespace BatchAi.Infra.Tests;

/// <summary>
/// A copy of infra/deploy.sh in a directory of its own, with programs beside it that take the places of az, azd, curl,
/// dotnet, zip and of the publishing of the agent: they write down how they are called, and answer what the test says.
/// It begins as a subscription that has everything a deployment needs, and no environment.
/// </summary>
internal sealed class FakeAzure : IDisposable
{
    private const string Program = """
        #!/usr/bin/env bash
        line="${0##*/} $*"
        printf '%s\n' "$line" >> "$FAKE/calls"
        while IFS=$'\x1f' read -r pattern code after answer; do
          if [[ $line == $pattern ]] && { [ -z "$after" ] || grep -q "^$after" "$FAKE/calls"; }; then printf '%b' "$answer"; exit "$code"; fi
        done < "$FAKE/answers"
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("infra-tests-").FullName;
    private readonly List<string> _answers = [];

    public FakeAzure()
    {
        foreach (string file in (string[])[.. Files("infra/deploy"), .. Files("infra/bicep/environments"), "infra/deploy.sh"])
        {
            string copy = Path.Combine(_directory, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.Path(file), copy);
        }
        foreach (string program in (string[])["bin/az", "bin/azd", "bin/curl", "bin/dotnet", "bin/zip", "infra/publish-agent.sh"])
        {
            string file = Path.Combine(_directory, program);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Program);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Answer("az account show*", "sub-1\ntenant-1\nFree Trial\nuser\nada@example.com");
        Answer("az ad signed-in-user show*", "ada-1");
        Answer("az role assignment list --assignee ada-1*", "Owner");
        Answer(
            "az provider list*",
            string.Join(
                "\n",
                "Authorization Compute Insights KeyVault ManagedIdentity Network OperationalInsights Storage Web"
                    .Split(' ')
                    .Select(name => $"Microsoft.{name}")));
        Answer("az functionapp list-flexconsumption-locations*", "eastus\nWest Europe");
        Answer("az rest --method get --url */policies/authorizationPolicy*", "true");
        Answer("az vm list-skus*Standard_D2s_v3*", "standardDSv3Family");
        Answer("az vm list-skus*Standard_NC4as_T4_v3*", "Standard NCASv3_T4 Family");
        Answer("az vm list-usage*", "cores\t0\t10\nstandardDSv3Family\t0\t10\nStandard NCASv3_T4 Family\t0\t8");
        Answer("az network list-usages*", "VirtualNetworks\t0\t1000\nPublicIPAddresses\t0\t10\nNetworkSecurityGroups\t0\t5000");
        Answer("az group exists*", "false");
        Answer("publish-agent.sh*", "agent 1.0\nAgentUri=https://st1.blob.core.windows.net/agent/a AgentSha256=abc");
        Answer("curl*", "401");
    }

    /// <summary>What the programs were called with, in order.</summary>
    public IReadOnlyList<string> Calls =>
        File.Exists(Path.Combine(_directory, "calls")) ? File.ReadAllLines(Path.Combine(_directory, "calls")) : [];

    /// <summary>
    /// What a call gets that the pattern (with * for anything) fits; the last one said wins. After: only when a call
    /// that begins so was there before.
    /// </summary>
    public FakeAzure Answer(string call, string answer, int exitCode = 0, string after = "")
    {
        _answers.Insert(
            0,
            string.Join(
                '\x1f',
                call,
                exitCode,
                after,
                answer.Length == 0 ? "" : answer.Replace("\n", "\\n", StringComparison.Ordinal) + "\\n"));
        return this;
    }

    /// <summary>The environment dev is there; from the beginning, or after a call that begins so.</summary>
    public FakeAzure WithTheEnvironment(string after = "")
    {
        Answer("az deployment sub show*storageAccountName*", "st1", after: after);
        Answer("az deployment sub show*keyVaultName*", "kv-1", after: after);
        Answer("az deployment sub show*appName*", "func-1", after: after);
        Answer("az deployment sub show*url*", "https://func-1.example", after: after);
        Answer("az functionapp list --resource-group*", "func-1", after: after);
        Answer("az keyvault list-deleted*", "kv-1\tNone", after: after);
        Answer("az group exists*", "true", after: after);
        Answer("az group exists*", "false", after: "az group delete");
        Answer("az monitor log-analytics workspace list*", "log-1", after: after);
        Answer("az role definition list*--scope /subscriptions/sub-1 *", "role-1", after: after);
        Answer("az role definition list*", "", after: "az role definition delete");
        Answer("az role assignment list --all*role-1*", "assignment-1");
        Answer("az keyvault list-deleted*", "", after: "az keyvault purge");
        Answer("az ad app list*appId*", "app-1");
        Answer("az ad app list*.id*", "object-1");
        Answer("az ad app list*.id*", "", after: "az ad app delete");
        Answer("az ad sp list*", "service-1");
        Answer("az rest --method get*appRoleAssignedTo*", "given-1");
        return this;
    }

    /// <summary>Runs infra/deploy.sh to its end: its exit code, and what it wrote on both streams.</summary>
    public (int ExitCode, string Output) Deploy(params string[] arguments) => Run("infra/deploy.sh", arguments);

    /// <summary>Runs the hook of azd that publishes the agent.</summary>
    public (int ExitCode, string Output) PublishForAzd() => Run("infra/deploy/azd-agent.sh", []);

    private (int ExitCode, string Output) Run(string script, string[] arguments)
    {
        File.WriteAllLines(Path.Combine(_directory, "answers"), _answers);
        ProcessStartInfo start = new("bash", ["-c", $"{script} \"$@\" 2>&1", "bash", .. arguments])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            Environment =
            {
                ["FAKE"] = _directory,
                ["PATH"] = $"{_directory}/bin:/usr/bin:/bin",
                ["DEPLOY_PAUSE"] = "0",
                ["BATCHAI_API_KEY"] = "",
                ["AZURE_ENV_NAME"] = "dev",
                ["storageAccountName"] = "st1",
                ["resourceGroupName"] = "rg-batchai-dev",
                ["appName"] = "func-1",
            },
        };
        using Process deploy = Process.Start(start)!;
        deploy.StandardInput.Close();
        string output = deploy.StandardOutput.ReadToEnd();
        deploy.WaitForExit();
        return (deploy.ExitCode, output);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Repository.Path(folder)).Select(file => Path.GetRelativePath(Repository.Root, file));
}

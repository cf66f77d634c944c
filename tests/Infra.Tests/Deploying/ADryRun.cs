namespace BatchAi.Infra.Tests;

public sealed class ADryRun
{
    [Theory]
    [InlineData("preflight")]
    [InlineData("up")]
    [InlineData("up", "--auth", "key", "--location", "eastus", "--environment", "mine")]
    [InlineData("smoke")]
    [InlineData("down")]
    public void Says_what_would_be_done_where_nothing_is(string command, params string[] options) =>
        Is($"{command}-new{(options.Length > 0 ? "-options" : "")}", new FakeAzure(), command, options);

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("entra")]
    public void Says_what_would_be_done_to_what_is_there(string command) =>
        Is($"{command}-there", new FakeAzure().WithTheEnvironment(), command);

    private static void Is(string golden, FakeAzure azure, string command, params string[] options)
    {
        using (azure)
        {
            (int exitCode, string output) = azure.Deploy([command, "--dry-run", .. options]);

            Golden.Is(golden, output);
            Assert.Equal(0, exitCode);
            Assert.DoesNotContain(azure.Calls, IsAChange);
        }
    }

    private static bool IsAChange(string call) =>
        !call.StartsWith("az ", StringComparison.Ordinal)
        || ((string[])[" create", " delete", " update", " purge", " patch", " post", "config-zip"]).Any(word =>
            call.Contains(word, StringComparison.Ordinal));
}

using System.Diagnostics;

namespace BatchAi.Functions.Tests;

/// <summary>The worker as the Functions host starts it, but for the host: it looks at its configuration first.</summary>
public sealed class TheProgram
{
    [Fact]
    public async Task Ends_with_a_line_for_each_mistake_and_no_stack_trace()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "BatchAi.Functions.dll")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["BatchAi__TenantId"] = "nobody", ["BatchAi__Storage__AccountName"] = "account",
                ["AzureWebJobsStorage__accountName"] = "another" },
        };
        using Process program = Process.Start(start)!;
        Task<string> output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] errors = (await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(StartCheck.ExitCode, program.ExitCode);
        Assert.All(errors, line => Assert.StartsWith("error: ", line, StringComparison.Ordinal));
        Assert.Contains(errors, line => line.StartsWith("error: BatchAi:TenantId (BatchAi__TenantId as an environment variable) must be ",
            StringComparison.Ordinal));
        Assert.Contains(errors, line => line.StartsWith(
            "error: AzureWebJobsStorage__accountName must name the storage account of BatchAi:Storage, 'account', ",
            StringComparison.Ordinal));
        Assert.Equal("", await output);
    }
}

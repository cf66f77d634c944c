using BatchAi.AzureAdapters;
using BatchAi.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.UseMiddleware<QuietHangUps>();
builder.ConfigureFunctionsWebApplication();
builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
builder.Services.AddAzureAdapters(builder.Configuration).AddFunctionsHost().AddFunctionsTelemetry(builder.Configuration);

using IHost host = builder.Build();
if (StartCheck.Problems(host.Services) is [_, ..] problems)
{
    // The Functions host shows what its worker writes there.
    foreach (string problem in problems)
        await Console.Error.WriteLineAsync($"error: {problem}");
    return StartCheck.ExitCode;
}

IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
try
{
    await host.RunAsync();
}
catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
{
    // Told to stop while it was still starting: as orderly an end as any other.
}

return 0;

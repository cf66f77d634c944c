using BatchAi.AzureAdapters;
using BatchAi.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddAzureAdapters(builder.Configuration).AddFunctionsHost().AddFunctionsTelemetry(builder.Configuration);

await builder.Build().RunAsync();

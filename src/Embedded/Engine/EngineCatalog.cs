using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.Extensions.Logging;

namespace BatchAi.Embedded;

/// <summary>What an engine can run, by name.</summary>
internal sealed record EngineCatalog(
    IReadOnlyDictionary<string, OrchestrationDescriptor> Orchestrations,
    IReadOnlyDictionary<string, ActivityDescriptor> Activities,
    ILoggerFactory Loggers);

using System.CommandLine;
using BatchAi.LocalHost;

// Stopping ends every node's processes, which takes longer than the two seconds that are usual.
return await CommandTree.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });

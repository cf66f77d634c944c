using System.CommandLine;
using BatchAi.LocalHost;

return await CommandTree.Build().Parse(args).InvokeAsync();

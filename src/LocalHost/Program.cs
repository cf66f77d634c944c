using BatchAi.LocalHost;

return await CommandTree.Build().Parse(args).InvokeAsync();

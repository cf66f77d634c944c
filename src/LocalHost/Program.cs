using System.CommandLine;
using System.CommandLine.Invocation;
using BatchAi.LocalHost;

ParseResult parsed = ServerCommands.Build().Parse(args);

// One line says what is wrong; the help would push it out of sight. Without a verb the help is the answer.
if (parsed.Action is ParseErrorAction mistake)
    (mistake.ShowHelp, mistake.ShowTypoCorrections) = (args.Length == 0, false);

// Stopping ends every node's processes, which takes longer than the two seconds that are usual.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });

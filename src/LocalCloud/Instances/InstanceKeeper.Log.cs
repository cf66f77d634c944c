using Microsoft.Extensions.Logging;

namespace BatchAi.LocalCloud;

internal sealed partial class InstanceKeeper
{
    [LoggerMessage(6001, LogLevel.Information, "instance {Instance} of {Owner} boots on {Address}")]
    private partial void LogBoot(string owner, string instance, string address);

    [LoggerMessage(6002, LogLevel.Warning, "instance {Instance} of {Owner} could not be started")]
    private partial void LogBootFailed(string owner, string instance, Exception error);

    [LoggerMessage(6003, LogLevel.Warning, "{Count} instances of {Owner} could not be removed yet; trying again")]
    private partial void LogRemovalFailed(string owner, int count, Exception? error);

    [LoggerMessage(6004, LogLevel.Error, "the state of the local cloud cannot be written; trying again")]
    private partial void LogSaveFailed(Exception error);

    [LoggerMessage(6005, LogLevel.Information, "instance {Instance} of {Owner} was evicted")]
    private partial void LogEvicted(string owner, string instance);

    [LoggerMessage(6007, LogLevel.Warning, "instance {Instance} of {Owner} cannot be looked at; trying again")]
    private partial void LogLookFailed(string owner, string instance, Exception error);

    [LoggerMessage(6008, LogLevel.Warning, "{Name} could not be removed yet: {Path}: {Reason}; trying again")]
    private partial void LogRemovalRefused(string name, string path, string reason);

    [LoggerMessage(6009, LogLevel.Error, "{Name} is removed, but for what is kept in {Place}: {Path}: {Reason}")]
    private partial void LogLeft(string name, string path, string reason, string place);

    [LoggerMessage(6006, LogLevel.Error, "work on instances ended unexpectedly; trying again")]
    private partial void LogDefect(Exception error);
}

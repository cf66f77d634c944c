namespace BatchAi.LocalCloud;

internal sealed partial class InstanceKeeper
{
    /// <summary>
    /// Removes a part that is being deleted once its time has come: what was written to a disk first, then the part itself.
    /// </summary>
    private DateTimeOffset Keep(Part part, DateTimeOffset now)
    {
        InstanceWatch watch = WatchOf(InstanceKey.Of(part));
        if (watch.Busy)
            return DateTimeOffset.MaxValue;

        DateTimeOffset due = part.GoneAt > watch.NotBefore ? part.GoneAt.Value : watch.NotBefore;
        if (due > now)
            return due;

        _work.Begin([watch], () => RemoveAsync(part, watch));
        return DateTimeOffset.MaxValue;
    }

    /// <summary>A disk may hold very much, so nobody waits for its removal.</summary>
    private Task RemoveAsync(Part part, InstanceWatch watch)
    {
        if (part.Type == CloudResourceType.Disks && !RemoveOrSetAside(watch, part.Name, [_files.DirectoryOfDisk(part.Name)]))
            return Task.CompletedTask;

        lock (_state.Gate)
        {
            try
            {
                _state.Forget(part);
                _watches.Remove(InstanceKey.Of(part));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                LogRemovalFailed(part.Name, 0, error);
                watch.NotBefore = _clock.GetUtcNow() + s_look;
            }
        }

        return Task.CompletedTask;
    }
}

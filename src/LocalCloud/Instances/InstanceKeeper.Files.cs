namespace BatchAi.LocalCloud;

internal sealed partial class InstanceKeeper
{
    /// <summary>Tries to remove what an instance left, each after twice the pause before; then it is set aside.</summary>
    private const int MostRemovals = 3;

    private Task RemoveSetAside()
    {
        _files.RemoveSetAside();
        return Task.CompletedTask;
    }

    /// <returns>False when it should be tried again.</returns>
    private bool RemoveFiles(InstanceOwner owner, Instance instance)
    {
        InstanceKey key = InstanceKey.Of(owner, instance);
        InstanceWatch watch;
        lock (_state.Gate)
            watch = WatchOf(key);
        return RemoveOrSetAside(watch, owner.NameOf(instance), _files.PlacesOf(key, instance.TempDirectory));
    }

    /// <summary>
    /// Removes directories. What cannot be removed in a few tries is set aside, or left where it is, and told: files that nobody needs
    /// any more hold no machine.
    /// </summary>
    /// <returns>False when it should be tried again.</returns>
    private bool RemoveOrSetAside(InstanceWatch watch, string name, IReadOnlyList<string> directories)
    {
        bool isLastTry = watch.FailedRemovals >= MostRemovals - 1;
        bool again = false;
        foreach (string directory in directories)
        {
            if (_files.Remove(directory) is not { } problem)
                continue;

            again |= !isLastTry;
            if (isLastTry)
                LogLeft(name, problem.Path, problem.Reason, _files.SetAside(directory));
            else
                LogRemovalRefused(name, problem.Path, problem.Reason);
        }

        lock (_state.Gate)
            watch.NotBefore = again ? _clock.GetUtcNow() + (s_look * (1 << watch.FailedRemovals++)) : watch.NotBefore;
        return !again;
    }

    /// <returns>False when it must be tried again: what is known of it could not be forgotten.</returns>
    private bool Forget(InstanceOwner owner)
    {
        string directory = _files.PlaceOf(owner);
        if (_files.Remove(directory) is { } problem)
            LogLeft(owner.Name, problem.Path, problem.Reason, _files.SetAside(directory));
        try
        {
            if (owner is Machine machine)
                _state.ReleaseParts(machine, _clock.GetUtcNow());
            _state.Forget(owner);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogRemovalFailed(owner.Name, 0, error);
            return false;
        }
    }
}

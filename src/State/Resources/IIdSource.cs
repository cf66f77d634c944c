namespace BatchAi.State;

/// <summary>
/// A clock that also says which ids are made, so that a simulated run can be repeated exactly. In production no clock is one, and ids are
/// drawn by the platform.
/// </summary>
public interface IIdSource
{
    /// <summary>A UUID of version 7: it sorts by the time at which it was made.</summary>
    Guid NewId();
}
